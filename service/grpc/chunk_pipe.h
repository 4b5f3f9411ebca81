// Bytes on their way from a stream of messages to the thread that imports them, at most a few chunks at a time, so that
// a fast sender waits for a slow importer instead of filling memory.
//
// The sender's side never blocks: Push says whether it may bring more; if not, `on_room` is called (by the reader's
// thread) when it may. The reader's side blocks, but not for ever: a sender that goes quiet ends in an error.
//
// Thread contract: Push and Close from any thread; Read from one.
#ifndef CORDON_SERVICE_GRPC_CHUNK_PIPE_H_
#define CORDON_SERVICE_GRPC_CHUNK_PIPE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "db/lists/byte_source.h"

namespace cordon {

class ChunkPipe {
 public:
  ChunkPipe(size_t max_bytes, absl::Duration patience, std::function<void()> on_room);

  // Takes the chunk. False: full, wait for on_room before the next one.
  bool Push(std::string chunk);
  // No more chunks: OK = the sender said so; anything else reaches the reader as its error. The first call counts.
  void Close(absl::Status end);

  // The next bytes, 0 at the end. DeadlineExceeded when nothing came for `patience`.
  absl::StatusOr<size_t> Read(char* buffer, size_t size);

 private:
  const size_t max_bytes_;
  const absl::Duration patience_;
  const std::function<void()> on_room_;
  Mutex mu_;
  CondVar arrived_;
  std::deque<std::string> chunks_ ABSL_GUARDED_BY(mu_);
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;  // in chunks_, minus what was read of the first
  size_t offset_ ABSL_GUARDED_BY(mu_) = 0;
  bool sender_waits_ ABSL_GUARDED_BY(mu_) = false;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mu_);
};

// The reader's side as the importer wants it. `pipe` must outlive it.
std::unique_ptr<ByteSource> PipeSource(ChunkPipe* pipe);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_CHUNK_PIPE_H_
