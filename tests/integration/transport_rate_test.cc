// The rate of a caller against a clock that the test sets.
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "service/grpc/rate_limiter.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

TEST(RateLimiter, BurstThenConstantRate) {
  RateLimiter limiter;
  const RateLimit rate{10, 20};
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += limiter.Take("a", rate, 1, kStart).ok() ? 1 : 0;
  EXPECT_EQ(taken, 20);
  // Asked a thousand times over ten seconds: ten a second.
  for (int ms = 10; ms <= 10'000; ms += 10) {
    taken += limiter.Take("a", rate, 1, kStart + absl::Milliseconds(ms)).ok() ? 1 : 0;
  }
  EXPECT_EQ(taken, 20 + 100);
}

TEST(RateLimiter, RetryIsPossibleExactlyWhenItSays) {
  for (const int per_second : {1, 3, 7, 100, 999, 1'000'000}) {
    RateLimiter limiter;
    const RateLimit rate{per_second, 1};
    ASSERT_TRUE(limiter.Take("a", rate, 1, kStart).ok());
    const absl::Status refused = limiter.Take("a", rate, 1, kStart);
    ASSERT_EQ(GetErrorReason(refused), "RATE_LIMITED") << per_second;
    const int wait_ms = GetRetryAfterMs(refused);
    EXPECT_TRUE(limiter.Take("a", rate, 1, kStart + absl::Milliseconds(wait_ms)).ok()) << per_second;
  }
}

TEST(RateLimiter, DebtOfALargeBatchIsPaidOff) {
  RateLimiter limiter;
  const RateLimit rate{10, 20};
  ASSERT_TRUE(limiter.Take("a", rate, 1'000, kStart).ok());
  EXPECT_FALSE(limiter.Take("a", rate, 1, kStart + absl::Seconds(98)).ok());
  EXPECT_TRUE(limiter.Take("a", rate, 1, kStart + absl::Milliseconds(98'100)).ok());
}

TEST(RateLimiter, ClockSetBackGivesNothingAndTakesNothing) {
  RateLimiter limiter;
  const RateLimit rate{10, 10};
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(limiter.Take("a", rate, 1, kStart).ok());
  EXPECT_FALSE(limiter.Take("a", rate, 1, kStart - absl::Hours(1)).ok());
  EXPECT_TRUE(limiter.Take("a", rate, 1, kStart - absl::Hours(1) + absl::Seconds(1)).ok());
}

TEST(RateLimiter, NewRateHoldsAtOnceAndNoneMeansNone) {
  RateLimiter limiter;
  ASSERT_TRUE(limiter.Take("a", {1, 1}, 1, kStart).ok());
  ASSERT_FALSE(limiter.Take("a", {1, 1}, 1, kStart).ok());
  EXPECT_TRUE(limiter.Take("a", {}, 1, kStart).ok());
  EXPECT_TRUE(limiter.Take("a", {1'000, 1'000}, 1, kStart + absl::Milliseconds(1)).ok());
}

TEST(RateLimiter, ManyCallersAreForgottenOnceTheyAreIdle) {
  RateLimiter limiter;
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(limiter.Take(absl::StrCat("c", i), {1, 1}, 1, kStart).ok());
  ASSERT_TRUE(limiter.Take("one more", {1, 1}, 1, kStart + absl::Seconds(2)).ok());
  EXPECT_EQ(limiter.size(), 1U);
}

TEST(KnownCallersFile, TheSampleIsOne) {
  const char* const root = std::getenv("CORDON_SOURCE_DIR");
  const auto known = LoadKnownCallers(absl::StrCat(root != nullptr ? root : ".", "/deploy/callers.textproto"));
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->size(), 2U);
  EXPECT_NE(known->ByCertificate("spiffe://example.org/warehouse"), nullptr);
  EXPECT_EQ(known->ByToken(std::string(64, '0')), nullptr);
}

}  // namespace
}  // namespace cordon
