#include "service/grpc/rate_limiter.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr int64_t kMillionth = 1'000'000;
// Callers are few; certificates of one issuer may be many. Full buckets are forgotten beyond this.
constexpr size_t kMaxBuckets = 10'000;
constexpr int64_t kLongestRetryMs = 60'000;

}  // namespace

void RateLimiter::Fill(absl::Time now, Bucket* bucket) {
  const int64_t most = bucket->rate.burst * kMillionth;
  // A clock set back fills nothing; after an hour any bucket is full.
  const int64_t us = std::clamp<int64_t>(absl::ToInt64Microseconds(now - bucket->filled), 0, 3'600 * kMillionth);
  bucket->left = std::min(most, bucket->left + us * bucket->rate.per_second);
  bucket->filled = now;
}

absl::Status RateLimiter::Take(const std::string& caller, RateLimit rate, int64_t cost, absl::Time now) {
  if (rate.per_second <= 0 || cost <= 0) return absl::OkStatus();
  MutexLock lock(mu_);
  if (buckets_.size() >= kMaxBuckets && !buckets_.contains(caller)) {
    absl::erase_if(buckets_, [now](auto& entry) {
      Fill(now, &entry.second);
      return entry.second.left >= entry.second.rate.burst * kMillionth;
    });
  }
  const auto [place, added] = buckets_.try_emplace(caller);
  Bucket& bucket = place->second;
  if (added) bucket = {rate.burst * kMillionth, now, rate};
  bucket.rate = rate;  // a reload may have changed it
  Fill(now, &bucket);
  if (bucket.left >= std::min(cost, int64_t{1}) * kMillionth) {
    bucket.left -= cost * kMillionth;
    return absl::OkStatus();
  }
  // Until one call is there; a little more, so that rounding does not send the caller back.
  const int64_t lacking = kMillionth - bucket.left;
  const int64_t wait_ms = std::min(kLongestRetryMs, lacking / rate.per_second / 1'000 + 1);
  return WithRetryAfter(
      MakeError(absl::StatusCode::kResourceExhausted, "RATE_LIMITED",
                absl::StrCat("this caller may make ", rate.per_second, " calls a second, ", rate.burst,
                             " at once; nothing was screened, retry after ", wait_ms, " ms"),
                {{"per_second", absl::StrCat(rate.per_second)}, {"burst", absl::StrCat(rate.burst)}}),
      static_cast<int>(wait_ms));
}

size_t RateLimiter::size() const {
  MutexLock lock(mu_);
  return buckets_.size();
}

}  // namespace cordon
