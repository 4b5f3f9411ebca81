// Per-regime ownership tests: whose parties count as restricted owners, and at which share the owned company does too.
// Data, not code: the default is what the shipped policy starts from, and an operator may replace any of it.
// Pure functions.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_CONFIG_H_
#define CORDON_RULES_FACTS_OWNERSHIP_CONFIG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/ownership.pb.h"

namespace cordon {

// BIS: EL, MEU, SDN of the programmes of 15 CFR 744.8, at least 50 %. OFAC: SDN, at least 50 %. UK: more than 50 %, or
// control. EU: at least 50 %, or control (house default, the stricter reading). STATE: at least 50 %.
v1::OwnershipConfig DefaultOwnershipConfig();

// InvalidArgument names the regime and the field: unknown or repeated regime, threshold outside 1..10000, no list,
// negative or excessive limit.
absl::Status CheckOwnershipConfig(const v1::OwnershipConfig& config);

// Limits with 0 replaced by the defaults of ownership.proto.
v1::OwnershipLimits EffectiveLimits(const v1::OwnershipConfig& config);

// "BIS", "OFAC", "UK", "EU", "STATE".
absl::string_view RegimeName(v1::OwnershipRegime regime);

// True if `bp` meets the regime's test ("at least" or "more than").
inline bool MeetsThreshold(const v1::OwnershipRegimeConfig& regime, int bp) {
  return regime.must_exceed() ? bp > regime.threshold_bp() : bp >= regime.threshold_bp();
}

// "50 %", "33.33 %", "25-50 %", "unknown share".
std::string FormatShare(int min_bp, int max_bp, bool unknown);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_CONFIG_H_
