#include "cli/case_document.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "cli/exit_code.h"
#include "service/render/case_report.h"

namespace cordon::cli {
namespace {

constexpr int kStepsOfAPage = 1000;

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// The entry of the case's last step, by who did it and when.
absl::StatusOr<v1::AuditEntry> LastStep(const v1::ReviewCase& review, Backend& backend) {
  const v1::CaseAction& last = review.actions(review.actions_size() - 1);
  v1::ListAuditEntriesRequest request;
  request.set_page_size(kStepsOfAPage);
  request.set_filter(absl::StrCat("kind = ", Quoted("case_" + absl::AsciiStrToLower(last.action())),
                                  " AND actor = ", Quoted(last.actor()), " AND create_time >= ", Quoted(last.time())));
  do {
    CORDON_ASSIGN_OR_RETURN(const v1::ListAuditEntriesResponse page, backend.ListAuditEntries(request));
    for (const v1::AuditEntry& entry : page.entries()) {
      if (entry.event().review_case() == review.name() && entry.event().case_version() == review.actions_size()) {
        return entry;
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::NotFoundError("the log has no entry of this step");
}

absl::StatusOr<v1::AuditProof> Prove(int64_t index, Backend& backend) {
  v1::ProveAuditEntryRequest request;
  request.set_index(index);
  return backend.ProveAuditEntry(request);
}

}  // namespace

absl::StatusOr<int> WriteCaseDocument(const v1::ReviewCase& review, const Context& context, Backend& backend) {
  render::CaseEvidence evidence;
  v1::GetScreeningRequest get;
  get.set_name(review.screening());
  CORDON_ASSIGN_OR_RETURN(evidence.record, backend.GetScreening(get));
  CORDON_ASSIGN_OR_RETURN(evidence.case_json, ToCanonicalJson(review));
  evidence.case_sha256 = Sha256Hex(evidence.case_json);
  evidence.record_proof = Prove(evidence.record->audit_index(), backend);
  absl::Status proven = evidence.record_proof.status();
  if (review.actions_size() > 0) {
    const absl::StatusOr<v1::AuditEntry> step = LastStep(review, backend);
    if (step.ok()) {
      evidence.logged_sha256 = step->event().case_sha256();
      evidence.step_proof = Prove(step->index(), backend);
    } else {
      evidence.step_proof = step.status();
    }
    if (proven.ok()) proven = evidence.step_proof.status();
    if (proven.ok() && evidence.logged_sha256 != evidence.case_sha256) {
      proven = absl::DataLossError("the case is not what the log has of its last step; see: cordon audit verify");
    }
  }
  context.terminal.Write(render::CaseReportHtml(review, evidence));
  if (proven.ok()) return kExitDone;
  context.terminal.Say(absl::StrCat("the page has no whole proof: ", proven.message()));
  return kExitIncomplete;
}

}  // namespace cordon::cli
