// `cordon report`: management figures, counted from the cases, suppressions and lists as they stand.
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "cli/options.h"
#include "service/render/report.h"

namespace cordon::cli {
namespace {

constexpr int kReportPage = 1000;

absl::Status ReadCases(Backend& backend, render::ReportSources* sources) {
  v1::ListCasesRequest request;
  request.set_page_size(kReportPage);
  for (int status = v1::ReviewCase::NEW; status <= v1::ReviewCase::CLOSED; ++status) {
    request.add_statuses(static_cast<v1::ReviewCase::Status>(status));
  }
  do {
    CORDON_ASSIGN_OR_RETURN(v1::ListCasesResponse page, backend.ListCases(request));
    for (v1::ReviewCase& review : *page.mutable_cases()) sources->cases.push_back(std::move(review));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status ReadSuppressions(Backend& backend, render::ReportSources* sources) {
  v1::ListSuppressionsRequest request;
  request.set_page_size(kReportPage);
  for (int status = v1::Suppression::PROPOSED; status <= v1::Suppression::VOID; ++status) {
    request.add_statuses(static_cast<v1::Suppression::Status>(status));
  }
  do {
    CORDON_ASSIGN_OR_RETURN(v1::ListSuppressionsResponse page, backend.ListSuppressions(request));
    for (v1::Suppression& one : *page.mutable_suppressions()) sources->suppressions.push_back(std::move(one));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunReport(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  render::ReportSources sources;
  sources.now = absl::Now();
  CORDON_RETURN_IF_ERROR(ReadCases(*backend, &sources));
  CORDON_RETURN_IF_ERROR(ReadSuppressions(*backend, &sources));
  CORDON_ASSIGN_OR_RETURN(const v1::ServerInfo info, backend->GetServerInfo());
  sources.screenings = info.screenings_recorded();
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse versions, backend->ListVersions({}));
  for (const v1::ListVersion& version : versions.versions()) {
    if (version.active()) sources.active_lists.push_back(version);
  }
  context.terminal.Write(render::ReportRows(render::CountFigures(sources)).Render(context.format(), context.color()));
  return kExitDone;
}

void CommandLine::AddReport() {
  Add(&app_, "report", "Management figures: alerts, true matches, time to disposition, backlog, suppressions, list lag",
      "  cordon report -o table\n  cordon report -o csv > 2026-11.csv\n\n", &RunReport);
}

}  // namespace cordon::cli
