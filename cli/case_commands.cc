#include "cli/case_commands.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "cli/case_document.h"
#include "cli/open_backend.h"
#include "cli/request_id.h"
#include "service/render/cases.h"

namespace cordon::cli {
namespace {

constexpr int kPage = 1000;

// "in-review" -> IN_REVIEW, checked against the names of the enum.
template <typename Parse, typename Enum>
absl::Status ParseWord(const std::string& word, const Parse& parse, absl::string_view option, Enum* value) {
  std::string name = absl::AsciiStrToUpper(word);
  std::replace(name.begin(), name.end(), '-', '_');
  if (parse(name, value) && static_cast<int>(*value) != 0) return absl::OkStatus();
  return UsageError(
      absl::StrCat(option, ": unknown value ", absl::CHexEscape(word.substr(0, 64)), "; see --help for the values"));
}

// The case `argument` means; for `latest` the head of the queue.
absl::StatusOr<v1::ReviewCase> FindCase(const std::string& argument, Backend& backend) {
  v1::GetCaseRequest request;
  if (argument == "latest") {
    v1::ListCasesRequest first;
    first.set_page_size(1);
    CORDON_ASSIGN_OR_RETURN(const v1::ListCasesResponse page, backend.ListCases(first));
    if (page.cases().empty()) return absl::NotFoundError("no case is open");
    request.set_name(page.cases(0).name());
  } else {
    absl::string_view id = absl::StripPrefix(argument, "cases/");
    id = absl::StripPrefix(id, "screenings/");
    request.set_name(absl::StrCat("cases/", id));
  }
  return backend.GetCase(request);
}

template <typename Request>
Request Addressed(const v1::ReviewCase& review, const CaseActionOptions& options) {
  Request request;
  request.set_name(review.name());
  request.set_etag(options.etag.empty() ? review.etag() : options.etag);
  // A call that is repeated because its answer was lost must not meet its own change.
  request.set_request_id(options.request_id.empty() ? NewRequestId() : options.request_id);
  return request;
}

absl::StatusOr<v1::ReviewCase> Update(v1::UpdateCaseRequest::Update update, const v1::ReviewCase& review,
                                      const CaseActionOptions& options, Backend& backend) {
  auto request = Addressed<v1::UpdateCaseRequest>(review, options);
  request.set_update(update);
  request.set_text(options.text);
  request.set_assignee(options.assignee);
  return backend.UpdateCase(request);
}

absl::StatusOr<v1::ReviewCase> Decide(const v1::ReviewCase& review, const CaseActionOptions& options,
                                      Backend& backend) {
  auto request = Addressed<v1::DecideAlertRequest>(review, options);
  request.set_alert(options.alert);
  request.set_comment(options.text);
  v1::Alert::Outcome outcome = v1::Alert::OUTCOME_UNSPECIFIED;
  CORDON_RETURN_IF_ERROR(ParseWord(
      options.outcome, [](const std::string& name, auto* value) { return v1::Alert::Outcome_Parse(name, value); },
      "OUTCOME", &outcome));
  request.set_outcome(outcome);
  for (const std::string& word : options.discriminators) {
    v1::Alert::Discriminator discriminator = v1::Alert::DISCRIMINATOR_UNSPECIFIED;
    CORDON_RETURN_IF_ERROR(ParseWord(
        word, [](const std::string& name, auto* value) { return v1::Alert::Discriminator_Parse(name, value); },
        "--because", &discriminator));
    request.add_discriminators(discriminator);
  }
  return backend.DecideAlert(request);
}

absl::StatusOr<v1::ReviewCase> Resolve(const v1::ReviewCase& review, const CaseActionOptions& options,
                                       Backend& backend) {
  auto request = Addressed<v1::ResolveCaseRequest>(review, options);
  v1::Resolution::Outcome outcome = v1::Resolution::OUTCOME_UNSPECIFIED;
  CORDON_RETURN_IF_ERROR(ParseWord(
      options.outcome, [](const std::string& name, auto* value) { return v1::Resolution::Outcome_Parse(name, value); },
      "OUTCOME", &outcome));
  request.set_outcome(outcome);
  request.set_reason(options.text);
  request.set_authorisation(options.authorisation);
  request.set_conditions(options.conditions);
  request.set_valid_until(options.valid_until);
  return backend.ResolveCase(request);
}

absl::StatusOr<v1::ReviewCase> Approve(bool send_back, const v1::ReviewCase& review, const CaseActionOptions& options,
                                       Backend& backend) {
  auto request = Addressed<v1::ApproveCaseRequest>(review, options);
  request.set_send_back(send_back);
  request.set_reason(options.text);
  return backend.ApproveCase(request);
}

absl::StatusOr<v1::ReviewCase> Act(CaseActionKind kind, const v1::ReviewCase& review, const CaseActionOptions& options,
                                   Backend& backend) {
  using Request = v1::UpdateCaseRequest;
  switch (kind) {
    case CaseActionKind::kAssign:
      return Update(Request::ASSIGN, review, options, backend);
    case CaseActionKind::kNote:
      return Update(Request::NOTE, review, options, backend);
    case CaseActionKind::kAsk:
      return Update(Request::REQUEST_INFORMATION, review, options, backend);
    case CaseActionKind::kEscalate:
      return Update(Request::ESCALATE, review, options, backend);
    case CaseActionKind::kDecide:
      return Decide(review, options, backend);
    case CaseActionKind::kResolve:
      return Resolve(review, options, backend);
    case CaseActionKind::kApprove:
      return Approve(false, review, options, backend);
    case CaseActionKind::kReturn:
      return Approve(true, review, options, backend);
    case CaseActionKind::kReopen: {
      auto request = Addressed<v1::ReopenCaseRequest>(review, options);
      request.set_reason(options.text);
      return backend.ReopenCase(request);
    }
  }
  return absl::InternalError("unknown action");
}

}  // namespace

absl::StatusOr<int> RunCasesList(const CaseListOptions& options, const Context& context) {
  v1::ListCasesRequest request;
  for (const std::string& word : options.statuses) {
    v1::ReviewCase::Status status = v1::ReviewCase::STATUS_UNSPECIFIED;
    CORDON_RETURN_IF_ERROR(ParseWord(
        word, [](const std::string& name, auto* value) { return v1::ReviewCase::Status_Parse(name, value); },
        "--status", &status));
    request.add_statuses(status);
  }
  if (!options.at_least.empty()) {
    v1::Disposition disposition = v1::DISPOSITION_UNSPECIFIED;
    CORDON_RETURN_IF_ERROR(ParseWord(
        options.at_least, [](const std::string& name, auto* value) { return v1::Disposition_Parse(name, value); },
        "--at-least", &disposition));
    request.set_at_least(disposition);
  }
  request.set_assignee(options.assignee);
  request.set_external_ref(options.external_ref);
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::ListCasesResponse found;
  do {
    request.set_page_size(std::min(kPage, options.limit - found.cases_size()));
    CORDON_ASSIGN_OR_RETURN(v1::ListCasesResponse page, backend->ListCases(request));
    request.set_page_token(page.next_page_token());
    for (v1::ReviewCase& review : *page.mutable_cases()) *found.add_cases() = std::move(review);
  } while (!request.page_token().empty() && found.cases_size() < options.limit);
  context.terminal.Write(render::CaseQueue(found).Render(context.format(), context.color()));
  if (!request.page_token().empty()) {
    context.terminal.Say(absl::StrCat("showing the first ", found.cases_size(), " cases; --limit shows more"));
  }
  return kExitDone;
}

absl::StatusOr<int> RunCasesShow(const std::string& name, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ReviewCase review, FindCase(name, *backend));
  if (context.options.output == "html") return WriteCaseDocument(review, context, *backend);
  context.terminal.Write(render::CaseDetails(review, context.format(), context.color()));
  return kExitDone;
}

absl::StatusOr<int> RunCaseAction(CaseActionKind kind, const CaseActionOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::ReviewCase before, FindCase(options.name, *backend));
  CORDON_ASSIGN_OR_RETURN(const v1::ReviewCase review, Act(kind, before, options, *backend));
  context.terminal.Write(render::CaseDetails(review, context.format(), context.color()));
  if (review.status() == v1::ReviewCase::PENDING_SECOND_APPROVAL) {
    context.terminal.Say("a second person has to agree: cordon cases approve " + render::CaseId(review));
  }
  return kExitDone;
}

}  // namespace cordon::cli
