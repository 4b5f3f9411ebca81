// One case as a document: gathers what render::CaseReportHtml puts on its page. Main thread only.
#ifndef CORDON_CLI_CASE_DOCUMENT_H_
#define CORDON_CLI_CASE_DOCUMENT_H_

#include "absl/status/statusor.h"
#include "cli/backend.h"
#include "cli/command.h"
#include "cordon/v1/cases.pb.h"

namespace cordon::cli {

// kExitIncomplete if the page has no proof from the log (who asks may not read the log, or there is none): it says why.
absl::StatusOr<int> WriteCaseDocument(const v1::ReviewCase& review, const Context& context, Backend& backend);

}  // namespace cordon::cli

#endif  // CORDON_CLI_CASE_DOCUMENT_H_
