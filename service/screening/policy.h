// The operator's policy: defaults, textproto file, validation, digest. See proto/cordon/v1/policy.proto for the fields.
// Pure functions.
#ifndef CORDON_SERVICE_SCREENING_POLICY_H_
#define CORDON_SERVICE_SCREENING_POLICY_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/policy.pb.h"

namespace cordon {

// House defaults; no legal status.
v1::Policy DefaultPolicy();

struct LoadedPolicy {
  v1::Policy policy;  // defaults overlaid by file, environment, flags
  // Top-level field name -> "default", "file PATH", "environment CORDON_X", "flag --x".
  std::map<std::string, std::string> origin;
  std::string digest;  // "sha256:<64 hex>" of the effective policy's canonical JSON
};

// Precedence flag > environment > file > default. `path` may be empty. Environment: CORDON_THRESHOLD (0..1 with up to
// four digits). Errors name file, line and column.
absl::StatusOr<LoadedPolicy> LoadPolicy(const std::string& path, const std::map<std::string, std::string>& flags);

// InvalidArgument names the field and the allowed range.
absl::Status ValidatePolicy(const v1::Policy& policy);

std::string PolicyDigest(const v1::Policy& policy);

// Disposition of a match on this list without an activity.
v1::Disposition ListDisposition(const v1::Policy& policy, absl::string_view list);
// The same of a possible affiliate of a group on this list.
v1::Disposition AffiliateDisposition(const v1::Policy& policy, absl::string_view list);

// "0.85" or "1" -> 8500, 10000. InvalidArgument unless a decimal in 0..1 with at most four digits after the point.
absl::StatusOr<int> ParseScore(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_POLICY_H_
