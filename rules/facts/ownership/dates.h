// Civil days as integers yyyymmdd, which compare like dates. Pure functions.
//
//   OwnershipDay day = 0;
//   if (!ParseOwnershipDay("2025-09-29", &day)) ...
//   InForce(start, end, day)
#ifndef CORDON_RULES_FACTS_OWNERSHIP_DATES_H_
#define CORDON_RULES_FACTS_OWNERSHIP_DATES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cordon {

using OwnershipDay = int32_t;  // 20250929

inline constexpr OwnershipDay kNoStart = 0;
inline constexpr OwnershipDay kNoEnd = 99991231;

// Strict YYYY-MM-DD of an existing civil day (base/clock.h). False otherwise; `*day` is then unchanged.
bool ParseOwnershipDay(absl::string_view text, OwnershipDay* day);
// "2025-09-29"; empty for kNoStart and kNoEnd.
std::string FormatOwnershipDay(OwnershipDay day);

// Both bounds are inclusive: the day on which an interest ended still counts.
inline bool InForce(OwnershipDay start, OwnershipDay end, OwnershipDay as_of) { return start <= as_of && as_of <= end; }

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_DATES_H_
