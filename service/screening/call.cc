#include "service/screening/call.h"

#include "service/screening/errors.h"

namespace cordon {

absl::Status CheckStillWanted(const CallContext& context, const Clock& clock) {
  if (context.cancelled && context.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the caller gave up");
  }
  if (clock.Now() >= context.deadline) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE",
                     "the answer was not ready in time; treat the party as HOLD and retry with the same request_id");
  }
  return absl::OkStatus();
}

}  // namespace cordon
