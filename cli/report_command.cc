// `cordon report`: management figures, counted from the cases, records, suppressions and lists as they stand.
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "cli/options.h"
#include "service/render/report.h"

namespace cordon::cli {
namespace {

// Of messages with whole deals in them: an answer stays far below what a server has time and room for.
constexpr int kReportPage = 250;

// True: there are more of them than a report counts.
absl::StatusOr<bool> CountCases(Backend& backend, render::ReportCounter* counter) {
  v1::ListCasesRequest request;
  for (int status = v1::ReviewCase::NEW; status <= v1::ReviewCase::CLOSED; ++status) {
    request.add_statuses(static_cast<v1::ReviewCase::Status>(status));
  }
  int64_t left = render::kMaxReportCases;
  do {
    request.set_page_size(static_cast<int>(std::min<int64_t>(kReportPage, left)));
    CORDON_ASSIGN_OR_RETURN(const v1::ListCasesResponse page, backend.ListCases(request));
    for (const v1::ReviewCase& review : page.cases()) counter->Add(review);
    left -= page.cases_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && left > 0);
  return !request.page_token().empty();
}

absl::Status CountRecords(Backend& backend, render::ReportCounter* counter) {
  v1::ListScreeningsRequest request;
  int64_t left = render::kMaxReportRecords;
  do {
    request.set_page_size(static_cast<int>(std::min<int64_t>(kReportPage, left)));
    CORDON_ASSIGN_OR_RETURN(const v1::ListScreeningsResponse page, backend.ListScreenings(request));
    for (const v1::Screening& record : page.screenings()) counter->Add(record);
    left -= page.screenings_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && left > 0);
  return absl::OkStatus();
}

absl::Status CountSuppressions(Backend& backend, render::ReportCounter* counter) {
  v1::ListSuppressionsRequest request;
  request.set_page_size(kReportPage);
  for (int status = v1::Suppression::PROPOSED; status <= v1::Suppression::VOID; ++status) {
    request.add_statuses(static_cast<v1::Suppression::Status>(status));
  }
  do {
    CORDON_ASSIGN_OR_RETURN(const v1::ListSuppressionsResponse page, backend.ListSuppressions(request));
    for (const v1::Suppression& suppression : page.suppressions()) counter->Add(suppression);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunReport(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ServerInfo info, backend->GetServerInfo());
  render::ReportCounter counter(absl::Now(), info.screenings_recorded());
  CORDON_ASSIGN_OR_RETURN(const bool more, CountCases(*backend, &counter));
  if (more) counter.Cut();
  CORDON_RETURN_IF_ERROR(CountRecords(*backend, &counter));
  CORDON_RETURN_IF_ERROR(CountSuppressions(*backend, &counter));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse versions, backend->ListVersions({}));
  for (const v1::ListVersion& version : versions.versions()) {
    if (version.active()) counter.Add(version);
  }
  const render::ReportFigures figures = counter.Figures();
  context.terminal.Write(context.options.output == "html"
                             ? render::ReportHtml(figures)
                             : render::ReportRows(figures).Render(context.format(), context.color()));
  if (!more) return kExitDone;
  context.terminal.Say(absl::StrCat("there are more than ", render::kMaxReportCases,
                                    " cases: figures of the whole are left empty, shares are of the worst ones"));
  return kExitIncomplete;
}

void CommandLine::AddReport() {
  html_apps_.push_back(Add(&app_, "report",
                           "Management figures: alerts, true matches, time to disposition, backlog, suppressions, "
                           "list lag, known parents",
                           "  cordon report -o table\n  cordon report -o csv > 2026-11.csv\n"
                           "  cordon report -o html > 2026-11.html\n\n",
                           &RunReport));
}

}  // namespace cordon::cli
