// A closed-loop client: keeps N calls of ScreenParty in flight on one channel and measures each.
// Not thread-safe; Run blocks.
#ifndef CORDON_BENCH_CLOSED_LOOP_H_
#define CORDON_BENCH_CLOSED_LOOP_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bench/screen_calls.h"

namespace cordon {

struct LoopOptions {
  std::string target;
  int in_flight = 1;
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration measured = absl::Seconds(5);
  bool request_ids = true;  // a retry-safe client sends them
};

LoopResult RunClosedLoop(const LoopOptions& options, const std::vector<std::string>& names);

}  // namespace cordon

#endif  // CORDON_BENCH_CLOSED_LOOP_H_
