// A new version of a list that lost or gained too much against the active one: a truncated download reads like a list
// from which hundreds of parties were taken off, and each of them would answer CLEAR. Somebody has to say that it is
// meant. Pure function, thread-safe.
#ifndef CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_
#define CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_

#include <cstdint>

#include "absl/status/status.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// House defaults. Lists shorter than this change by a few entries at a time, which is a large share of them; for those
// only an end of the whole list counts.
inline constexpr int64_t kGuardedEntries = 50;
inline constexpr int64_t kMostLostEntries = 25;
inline constexpr int64_t kMostLostPercent = 2;
inline constexpr int64_t kMostGainedPercent = 20;

// FailedPrecondition LIST_CHANGE_UNCONFIRMED naming each list of `active` that `next` lacks, that falls by more than
// kMostLostPercent or kMostLostEntries, or grows by more than kMostGainedPercent. Both versions are of one source.
absl::Status CheckListChange(const v1::ListVersion& active, const v1::ListVersion& next);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_
