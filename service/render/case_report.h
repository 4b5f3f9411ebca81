// One case as a document for paper and file: what was found, with the drawings of how names were aligned, what each of
// it was decided to be and why, who did what and when, how it ended, and the proofs that the answer and the last step
// stand in the log. One HTML page without script, picture or font from outside.
//
// Pure functions: same messages, same bytes. Everything from them is escaped.
//
//   std::string html = CaseReportHtml(review, evidence);
#ifndef CORDON_SERVICE_RENDER_CASE_REPORT_H_
#define CORDON_SERVICE_RENDER_CASE_REPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "cordon/v1/audit.pb.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon::render {

inline constexpr int kMaxReportAlerts = 100;  // described one by one; the table has them all

// What the page has beside the case itself.
struct CaseEvidence {
  // Of the answer; or why it could not be read, which the page says.
  absl::StatusOr<v1::Screening> record = absl::UnavailableError("not asked for");
  absl::StatusOr<v1::AuditProof> record_proof = absl::UnavailableError("not asked for");
  // Of the last step; NotFound if nobody has touched the case.
  absl::StatusOr<v1::AuditProof> step_proof = absl::UnavailableError("not asked for");
  std::string case_json;      // the case as it is stored: canonical JSON
  std::string case_sha256;    // of that
  std::string logged_sha256;  // as the log has it of the last step
};

std::string CaseReportHtml(const v1::ReviewCase& review, const CaseEvidence& evidence);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_CASE_REPORT_H_
