// What may be done to a case, by whom and when: statuses, outcomes, evidence, and where two persons are needed.
//
// A second person has to agree to
//   - a release of a screening that is ESCALATE or BLOCK, and any release under a licence (both name it),
//   - a release although something is a true match or was decided elsewhere,
//   - calling a match false whose score is at least `two_person_score`, or that rests on an identifier or a wallet.
// The second person is nobody who decided or proposed anything in the case, ever: not after it was reopened either.
//
// Pure functions: each changes `review` and adds the action it was, or returns an error and changes nothing. Errors:
// InvalidArgument INVALID_FIELD, FailedPrecondition CASE_STATE (not in this status) and CASE_UNDECIDED (what is
// missing), PermissionDenied SECOND_PERSON_REQUIRED.
#ifndef CORDON_SERVICE_SCREENING_CASE_RULES_H_
#define CORDON_SERVICE_SCREENING_CASE_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "cordon/v1/cases.pb.h"

namespace cordon {

inline constexpr size_t kMaxCaseTextBytes = 4'000;
inline constexpr int kMaxCaseActions = 1'000;

struct CaseRules {
  int two_person_score = 9'500;  // basis points
};

// Who acts and when; the times of one case never go back.
struct CaseActor {
  std::string name;
  std::string time;  // RFC 3339 as stored
  std::string request_id;
  std::string request_sha256;
};

absl::Status UpdateCase(const v1::UpdateCaseRequest& request, const CaseActor& actor, v1::ReviewCase* review);
absl::Status DecideAlert(const v1::DecideAlertRequest& request, const CaseActor& actor, v1::ReviewCase* review);
absl::Status ResolveCase(const v1::ResolveCaseRequest& request, const CaseActor& actor, const CaseRules& rules,
                         v1::ReviewCase* review);
absl::Status ApproveCase(const v1::ApproveCaseRequest& request, const CaseActor& actor, v1::ReviewCase* review);
absl::Status ReopenCase(const v1::ReopenCaseRequest& request, const CaseActor& actor, v1::ReviewCase* review);

bool IsRelease(v1::Resolution::Outcome outcome);
// A release whose last day is before `today` (YYYY-MM-DD) becomes EXPIRED, so that it reads as none.
void ExpireRelease(const std::string& today, v1::Resolution* resolution);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CASE_RULES_H_
