#include "service/grpc/admission.h"

#include "absl/strings/str_cat.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr int kRetryAfterMs = 100;       // overload passes as soon as a few answers have left
constexpr int kRetryDrainingMs = 1'000;  // a restart takes longer

}  // namespace

absl::Status Admission::Enter() {
  if (closed()) {
    turned_away_.fetch_add(1, std::memory_order_relaxed);
    return WithRetryAfter(MakeError(absl::StatusCode::kUnavailable, "DRAINING",
                                    "the server is stopping and took no action; retry elsewhere or after its restart"),
                          kRetryDrainingMs);
  }
  const int most = max_in_flight_.load(std::memory_order_relaxed);
  if (in_flight_.fetch_add(1, std::memory_order_acq_rel) < most) return absl::OkStatus();
  in_flight_.fetch_sub(1, std::memory_order_acq_rel);
  return Overloaded(absl::StrCat(most, " requests are in flight, which is the limit (limits.max_in_flight)"));
}

absl::Status Overloaded(absl::string_view what) {
  return WithRetryAfter(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                                  absl::StrCat(what, "; nothing was screened, retry after ", kRetryAfterMs, " ms")),
                        kRetryAfterMs);
}

absl::Status DeadlinePassed() {
  return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE",
                   "the answer was not ready in time and none is given; a party without an answer is a HOLD, retry "
                   "with the same request_id");
}

}  // namespace cordon
