// A closed-loop client: keeps N calls of ScreenParty in flight on one channel and measures each.
// Not thread-safe; Run blocks.
#ifndef CORDON_BENCH_CLOSED_LOOP_H_
#define CORDON_BENCH_CLOSED_LOOP_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cordon {

struct LoopOptions {
  std::string target;
  int in_flight = 1;
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration measured = absl::Seconds(5);
  bool request_ids = true;  // a retry-safe client sends them
};

struct LoopResult {
  int64_t calls = 0;  // OK, in the measured time
  double rate = 0;    // per second
  int64_t p50_us = 0;
  int64_t p99_us = 0;
  int64_t worst_us = 0;
  int64_t sent = 0;                       // all calls including warm-up, OK ones
  std::map<std::string, int64_t> errors;  // code -> count
};

LoopResult RunClosedLoop(const LoopOptions& options, const std::vector<std::string>& names);

}  // namespace cordon

#endif  // CORDON_BENCH_CLOSED_LOOP_H_
