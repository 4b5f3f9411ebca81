// How often each caller may call: a bucket of calls per caller that fills at a constant rate. A request that costs more
// than is left is still taken when the bucket is not empty, and the caller waits longer afterwards; otherwise a batch
// larger than the burst could never be sent.
// Thread-safe. Integers only; the clock is an argument.
//
//   CORDON_RETURN_IF_ERROR(limiter.Take("token:erp", {.per_second = 100, .burst = 200}, 1, absl::Now()));
#ifndef CORDON_SERVICE_GRPC_RATE_LIMITER_H_
#define CORDON_SERVICE_GRPC_RATE_LIMITER_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "service/screening/known_callers.h"

namespace cordon {

class RateLimiter {
 public:
  // ResourceExhausted RATE_LIMITED with RetryInfo: the moment from which the caller may go on.
  absl::Status Take(const std::string& caller, RateLimit rate, int64_t cost, absl::Time now);
  size_t size() const;

 private:
  struct Bucket {
    int64_t left = 0;  // in millionths of a call; negative: owed
    absl::Time filled;
    RateLimit rate;
  };
  static void Fill(absl::Time now, Bucket* bucket);

  mutable Mutex mu_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_RATE_LIMITER_H_
