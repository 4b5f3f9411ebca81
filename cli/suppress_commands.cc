#include "cli/suppress_commands.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "cli/open_backend.h"
#include "cli/options.h"
#include "cli/request_id.h"
#include "service/render/suppressions.h"

namespace cordon::cli {
namespace {

constexpr int kPairsPage = 1000;

std::string SuppressionName(const std::string& argument) {
  return absl::StrCat("suppressions/", absl::StripPrefix(argument, "suppressions/"));
}

// A call that is repeated because its answer was lost must not meet its own change.
std::string RequestIdOf(const SuppressOptions& options) {
  return options.request_id.empty() ? NewRequestId() : options.request_id;
}

absl::StatusOr<v1::Suppression> Perform(SuppressAction action, const SuppressOptions& options, Backend& backend) {
  switch (action) {
    case SuppressAction::kAdd: {
      v1::ProposeSuppressionRequest request;
      const absl::string_view id = absl::StripPrefix(options.name, "screenings/");
      request.set_review_case(absl::StrCat("cases/", absl::StripPrefix(id, "cases/")));
      request.set_alert(options.alert);
      request.set_reason(options.reason);
      request.set_last_day(options.last_day);
      request.set_request_id(RequestIdOf(options));
      return backend.ProposeSuppression(request);
    }
    case SuppressAction::kApprove:
    case SuppressAction::kReject: {
      v1::ApproveSuppressionRequest request;
      request.set_name(SuppressionName(options.name));
      request.set_reject(action == SuppressAction::kReject);
      request.set_reason(options.reason);
      request.set_request_id(RequestIdOf(options));
      return backend.ApproveSuppression(request);
    }
    case SuppressAction::kExpire: {
      v1::EndSuppressionRequest request;
      request.set_name(SuppressionName(options.name));
      request.set_reason(options.reason);
      request.set_request_id(RequestIdOf(options));
      return backend.EndSuppression(request);
    }
    case SuppressAction::kShow: {
      v1::GetSuppressionRequest request;
      request.set_name(SuppressionName(options.name));
      return backend.GetSuppression(request);
    }
  }
  return absl::InternalError("unknown action");
}

}  // namespace

void CommandLine::AddSuppress() {
  CLI::App* const suppress =
      Add(&app_, "suppress",
          "Pairs of a party and an entry that two people found to be different: add, approve, list ...", "", nullptr);
  suppress->require_subcommand(1);
  const auto action = [&](const char* name, const char* what, const std::string& examples, SuppressAction kind) {
    CLI::App* const app = Add(suppress, name, what, examples,
                              [this, kind](const Context& context) { return RunSuppress(kind, suppress_, context); });
    if (kind != SuppressAction::kShow) {
      AddText(app, "--request-id", &suppress_.request_id, "Key of a retry: it is done once")->type_name("ID");
    }
    return app;
  };
  CLI::App* const add =
      action("add", "Propose that a match that was a false positive does not count again",
             "  cordon suppress add 0199... 1 'another company: HRB 12345, Bonn' --until 2027-06-30\n\n"
             "The case must be released and the alert decided as false-positive. A second person has to approve.\n\n",
             SuppressAction::kAdd);
  AddText(add, "CASE", &suppress_.name, "Case or screening")->required();
  add->add_option("ALERT", suppress_.alert, "Number of the alert")->required()->check(CLI::Range(1, 1'000'000));
  AddText(add, "REASON", &suppress_.reason, "Why")->required();
  AddText(add, "--until", &suppress_.last_day, "Last day, at most a year from today, which is the default")
      ->type_name("DATE");
  CLI::App* const approve =
      action("approve", "Agree to what another person proposed: from now on the match does not count", "",
             SuppressAction::kApprove);
  AddText(approve, "SUPPRESSION", &suppress_.name, "Its name")->required();
  AddText(approve, "--reason", &suppress_.reason, "Why")->type_name("TEXT");
  CLI::App* const reject = action("reject", "Do not agree", "", SuppressAction::kReject);
  AddText(reject, "SUPPRESSION", &suppress_.name, "Its name")->required();
  AddText(reject, "REASON", &suppress_.reason, "Why")->required();
  CLI::App* const expire = action("expire", "End it now: the match counts again", "", SuppressAction::kExpire);
  AddText(expire, "SUPPRESSION", &suppress_.name, "Its name")->required();
  AddText(expire, "REASON", &suppress_.reason, "Why")->required();
  CLI::App* const show = action("show", "One of them", "", SuppressAction::kShow);
  AddText(show, "SUPPRESSION", &suppress_.name, "Its name")->required();
  CLI::App* const list = Add(suppress, "list", "Those that hold or wait for approval, newest first",
                             "  cordon suppress list\n  cordon suppress list --status void --status expired -o csv\n\n",
                             [this](const Context& context) { return RunSuppressList(suppress_, context); });
  AddTexts(list, "--status", &suppress_.statuses,
           "proposed, active, rejected, ended, expired or void; repeatable (default proposed and active)")
      ->type_name("STATUS");
  AddText(list, "--entry", &suppress_.entry, "Only of this list entry")->type_name("LIST:ID");
  AddText(list, "--ref", &suppress_.party_ref, "Only of the party with this key of yours")->type_name("REF");
  list->add_option("--limit", suppress_.limit, "At most so many (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

absl::StatusOr<int> RunSuppress(SuppressAction action, const SuppressOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(
      const std::unique_ptr<Backend> backend,
      OpenBackend(context.options, action == SuppressAction::kShow ? Access::kRead : Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::Suppression suppression, Perform(action, options, *backend));
  context.terminal.Write(render::SuppressionDetails(suppression, context.format(), context.color()));
  if (action == SuppressAction::kAdd) {
    context.terminal.Say("a second person has to agree: cordon suppress approve " +
                         std::string(absl::StripPrefix(suppression.name(), "suppressions/")));
  }
  return kExitDone;
}

absl::StatusOr<int> RunSuppressList(const SuppressOptions& options, const Context& context) {
  v1::ListSuppressionsRequest request;
  for (const std::string& word : options.statuses) {
    v1::Suppression::Status status = v1::Suppression::STATUS_UNSPECIFIED;
    if (!v1::Suppression::Status_Parse(absl::AsciiStrToUpper(word), &status) || status == 0) {
      return UsageError(absl::StrCat("--status: unknown value ", absl::CHexEscape(word.substr(0, 64)),
                                     "; see --help for the values"));
    }
    request.add_statuses(status);
  }
  const size_t colon = options.entry.find(':');
  if (!options.entry.empty() && colon == std::string::npos) return UsageError("--entry: write it as LIST:ID");
  if (!options.entry.empty()) {
    request.set_list(options.entry.substr(0, colon));
    request.set_entry_id(options.entry.substr(colon + 1));
  }
  request.set_party_ref(options.party_ref);
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::ListSuppressionsResponse found;
  do {
    request.set_page_size(std::min(kPairsPage, options.limit - found.suppressions_size()));
    CORDON_ASSIGN_OR_RETURN(v1::ListSuppressionsResponse page, backend->ListSuppressions(request));
    request.set_page_token(page.next_page_token());
    for (v1::Suppression& one : *page.mutable_suppressions()) *found.add_suppressions() = std::move(one);
  } while (!request.page_token().empty() && found.suppressions_size() < options.limit);
  context.terminal.Write(render::SuppressionRows(found).Render(context.format(), context.color()));
  if (!request.page_token().empty()) {
    context.terminal.Say(absl::StrCat("showing the first ", found.suppressions_size(), "; --limit shows more"));
  }
  return kExitDone;
}

}  // namespace cordon::cli
