// An open-loop client: calls of ScreenParty are due at a fixed rate whatever becomes of those before them, and a
// latency counts from the moment its call was due, so that a server that stalls cannot hide what waited meanwhile. Not
// thread-safe; RunOpenLoop blocks.
#ifndef CORDON_BENCH_OPEN_LOOP_H_
#define CORDON_BENCH_OPEN_LOOP_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bench/screen_calls.h"

namespace cordon {

struct OpenLoopOptions {
  std::string target;
  int rate = 1000;  // calls per second
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration measured = absl::Seconds(10);
  // What the server grants at most is less: its own refusals are to be seen, not the client's impatience.
  absl::Duration deadline = absl::Seconds(10);
  int connections = 16;  // a server takes 128 calls on each; beyond that a client queues by itself
};

LoopResult RunOpenLoop(const OpenLoopOptions& options, const std::vector<std::string>& names);

}  // namespace cordon

#endif  // CORDON_BENCH_OPEN_LOOP_H_
