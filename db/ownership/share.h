// Shares in percent as basis points, exactly: no binary fractions on the way. Pure functions.
#ifndef CORDON_DB_OWNERSHIP_SHARE_H_
#define CORDON_DB_OWNERSHIP_SHARE_H_

#include "absl/strings/string_view.h"

namespace cordon {

struct ShareRange {
  int min_bp = 0;
  int max_bp = 10'000;
};

// A decimal number of percent: "33.33" -> 3333..3333. More than two decimals give the basis points around it
// ("33.333" -> 3333..3334). False for anything else, a sign, an exponent or more than 100.
bool ParsePercent(absl::string_view text, ShareRange* share);

// The same in people's words: "25-50%", "100", ">50", "at least 25 %", "more than 25% but not more than 50%", "75+",
// "33,33". One basis point is the smallest difference: more than 50 % starts at 50.01 %. False if not understood.
bool ParseSharePhrase(absl::string_view text, ShareRange* share);

// Bounds that exclude their own value.
int ExclusiveMinimum(const ShareRange& bound);
int ExclusiveMaximum(const ShareRange& bound);

}  // namespace cordon

#endif  // CORDON_DB_OWNERSHIP_SHARE_H_
