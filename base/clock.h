// The only source of time in the product; a constructor argument wherever time matters, so that scenarios can set it.
// Dates in decisions are UTC civil days.
#ifndef CORDON_BASE_CLOCK_H_
#define CORDON_BASE_CLOCK_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace cordon {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The system clock. Never null, never deleted.
const Clock* SystemClock();

// A clock that stands still until moved; for tests and scenarios. Not safe against concurrent Set and Now.
class FixedClock : public Clock {
 public:
  explicit FixedClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }
  void Set(absl::Time now) { now_ = now; }

 private:
  absl::Time now_;
};

// "2026-11-22T05:04:03.000123Z": RFC 3339, UTC, always six fractional digits.
std::string FormatTimestamp(absl::Time time);
// Accepts RFC 3339 with any offset, T and Z in upper case, at most 64 characters. InvalidArgument otherwise.
absl::StatusOr<absl::Time> ParseTimestamp(absl::string_view text);

// "2026-11-22" in UTC.
std::string FormatDate(absl::Time time);
// Strict YYYY-MM-DD of an existing civil day in years 1900..2199. InvalidArgument otherwise.
absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_BASE_CLOCK_H_
