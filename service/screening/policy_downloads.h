// The policy's downloads: defaults and validation. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_POLICY_DOWNLOADS_H_
#define CORDON_SERVICE_SCREENING_POLICY_DOWNLOADS_H_

#include "absl/status/status.h"
#include "cordon/v1/policy.pb.h"

namespace cordon {

inline constexpr int kMaxDownloads = 64;

// House defaults: the Consolidated Screening List, which holds the lists of three US departments, and limits that suit
// lists.
void AddDefaultDownloads(v1::Policy* policy);

// InvalidArgument names the field and what is allowed. Whether plain http is meant for the own machine is looked at
// when it is downloaded.
absl::Status CheckPolicyDownloads(const v1::Policy& policy);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_POLICY_DOWNLOADS_H_
