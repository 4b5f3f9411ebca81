// Bounds of the streaming calls.
#ifndef CORDON_SERVICE_GRPC_STREAM_LIMITS_H_
#define CORDON_SERVICE_GRPC_STREAM_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace cordon {

// Of streams of events.
struct WatchLimits {
  int most = 64;                                 // at one server
  int of_a_caller = 8;                           // of one name
  absl::Duration heartbeat = absl::Seconds(15);  // the longest silence
  absl::Duration patience = absl::Seconds(30);   // of a message that is not taken
  absl::Duration longest = absl::Hours(1);       // then who calls is asked again
};

struct StreamLimits {
  size_t max_chunk = 1 << 20;                   // bytes in one message of an import
  int64_t max_import = 4LL << 30;               // bytes of the file as sent (what is in it has its own limits)
  size_t pipe_bytes = 4 << 20;                  // received and not yet read
  size_t export_chunk = 64 << 10;               // bytes in one message of an export
  absl::Duration patience = absl::Seconds(30);  // without a byte moving
  absl::Duration longest = absl::Minutes(10);   // a whole call
  WatchLimits watch;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_STREAM_LIMITS_H_
