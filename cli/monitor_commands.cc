#include "cli/monitor_commands.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "cli/open_backend.h"
#include "cli/options.h"
#include "cli/party_input.h"
#include "cli/progress.h"
#include "service/render/monitoring.h"

namespace cordon::cli {
namespace {

constexpr int kPartiesPerCall = 500;
constexpr int kRefsPerCall = 1000;
constexpr int kMonitorPage = 1000;
constexpr absl::Duration kLookAgain = absl::Milliseconds(200);

absl::StatusOr<v1::MonitorStatus> StatusOf(Backend& backend) {
  v1::ListMonitoredPartiesRequest request;
  request.set_page_size(1);
  CORDON_ASSIGN_OR_RETURN(const v1::ListMonitoredPartiesResponse page, backend.ListMonitoredParties(request));
  return page.status();
}

// Whoever reads the list of parties must know when it is not of today.
void SayHowTheyStand(const v1::MonitorStatus& status, const Context& context) {
  if (!status.failure().empty()) {
    context.terminal.Say(absl::StrCat("the last comparison failed and is tried again: ", status.failure()));
  }
  for (const v1::Incompleteness& lack : status.incomplete()) {
    context.terminal.Say(absl::StrCat("incomplete: ", lack.detail(), "; no party counts as clear"));
  }
  if (status.current()) return;
  const std::string progress =
      status.running() ? absl::StrCat("; a comparison is under way: ", status.done(), " of ", status.to_do()) : "";
  context.terminal.Say(absl::StrCat("not all parties are compared with what is in force now",
                                    status.compare_time().empty() ? "" : ", last at " + status.compare_time(), progress,
                                    "; cordon monitor run does it"));
}

int ExitOf(const v1::MonitorStatus& status) {
  const bool whole = status.current() && status.failure().empty() && status.incomplete().empty();
  return whole ? kExitDone : kExitIncomplete;
}

}  // namespace

void CommandLine::AddMonitor() {
  CLI::App* const monitor =
      Add(&app_, "monitor", "Registered parties, screened again whenever lists, policy or owners change: add, list ...",
          "", nullptr);
  monitor->require_subcommand(1);
  CLI::App* const add =
      Add(monitor, "add", "Register the parties of a parties.csv; each row needs a ref of its own",
          "  cordon monitor add suppliers.csv\n  cordon events --follow --type new-listing --type changed\n\n"
          "A party whose ref is registered is replaced.\n\n",
          [this](const Context& context) { return RunMonitorAdd(monitor_, context); });
  AddText(add, "FILE", &monitor_.file, "parties.csv; - is standard input")->required();
  CLI::App* const list =
      Add(monitor, "list", "Registered parties with a match", "  cordon monitor list --all -o csv\n\n",
          [this](const Context& context) { return RunMonitorList(monitor_, context); });
  list->add_flag("--all", monitor_.all, "Also those without");
  list->add_option("--limit", monitor_.limit, "Parties printed (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000'000));
  CLI::App* const remove =
      Add(monitor, "remove", "Do not watch these any more", "  cordon monitor remove S-17 S-18\n\n",
          [this](const Context& context) { return RunMonitorRemove(monitor_, context); });
  AddTexts(remove, "REF", &monitor_.refs, "Their refs")->required();
  CLI::App* const run =
      Add(monitor, "run", "Compare all registered parties with what is in force now, unless that was done",
          "  cordon monitor run\n\nA server does it by itself after each change. What was interrupted goes on.\n\n",
          [this](const Context& context) { return RunMonitorCompare(monitor_, context); });
  run->add_flag("--everybody", monitor_.everybody, "Also those whom nothing can concern that has changed");
  Add(monitor, "status", "What they were last compared with, and when", "",
      [](const Context& context) { return RunMonitorStatus(context); });
}

absl::StatusOr<int> RunMonitorAdd(const MonitorOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<PartySource> source, OpenPartyFile(options.file, v1::Party()));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  v1::RegisterPartiesResponse sum;
  v1::RegisterPartiesRequest batch;
  int bad = 0;
  const auto send = [&]() -> absl::Status {
    if (batch.parties().empty()) return absl::OkStatus();
    CORDON_ASSIGN_OR_RETURN(const v1::RegisterPartiesResponse done, backend->RegisterParties(batch));
    sum.set_registered(sum.registered() + done.registered());
    sum.set_with_matches(sum.with_matches() + done.with_matches());
    sum.set_total(done.total());
    batch.Clear();
    return absl::OkStatus();
  };
  InputRow row;
  for (;;) {
    CORDON_ASSIGN_OR_RETURN(const bool more, source->Next(&row));
    if (!more) break;
    if (row.error.empty() && row.party.ref().empty()) row.error = "it has no ref";
    if (!row.error.empty()) {
      context.terminal.Say(absl::StrCat("row ", row.row, " was not registered: ", row.error));
      ++bad;
      continue;
    }
    *batch.add_parties() = row.party;
    if (batch.parties_size() == kPartiesPerCall) CORDON_RETURN_IF_ERROR(send());
  }
  CORDON_RETURN_IF_ERROR(send());
  context.terminal.Write(render::RegistrationRows(sum).Render(context.format(), context.color()));
  return bad > 0 ? kExitRowsFailed : kExitDone;
}

absl::StatusOr<int> RunMonitorRemove(const MonitorOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  v1::RemovePartiesRequest request;
  v1::RemovePartiesResponse sum;
  for (size_t i = 0; i < options.refs.size(); ++i) {
    request.add_refs(options.refs[i]);
    if (request.refs_size() < kRefsPerCall && i + 1 < options.refs.size()) continue;
    CORDON_ASSIGN_OR_RETURN(const v1::RemovePartiesResponse done, backend->RemoveParties(request));
    sum.set_removed(sum.removed() + done.removed());
    sum.set_total(done.total());
    request.Clear();
  }
  context.terminal.Write(render::RemovalRows(sum).Render(context.format(), context.color()));
  return sum.removed() == static_cast<int64_t>(options.refs.size()) ? kExitDone : kExitRowsFailed;
}

absl::StatusOr<int> RunMonitorList(const MonitorOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::ListMonitoredPartiesRequest request;
  request.set_all(options.all);
  v1::ListMonitoredPartiesResponse found;
  do {
    request.set_page_size(std::min(kMonitorPage, options.limit - found.parties_size()));
    CORDON_ASSIGN_OR_RETURN(v1::ListMonitoredPartiesResponse page, backend->ListMonitoredParties(request));
    request.set_page_token(page.next_page_token());
    for (v1::MonitoredParty& party : *page.mutable_parties()) *found.add_parties() = std::move(party);
    *found.mutable_status() = page.status();
  } while (!request.page_token().empty() && found.parties_size() < options.limit);
  context.terminal.Write(render::MonitoredRows(found).Render(context.format(), context.color()));
  if (!request.page_token().empty()) {
    context.terminal.Say(absl::StrCat("showing the first ", found.parties_size(), " parties; --limit shows more"));
  }
  SayHowTheyStand(found.status(), context);
  return ExitOf(found.status());
}

absl::StatusOr<int> RunMonitorCompare(const MonitorOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  v1::ComparePartiesRequest request;
  request.set_everybody(options.everybody);
  CORDON_ASSIGN_OR_RETURN(v1::MonitorStatus status, backend->CompareParties(request));
  // A server answers at once and goes on by itself.
  while (backend->remote() && (!status.current() || status.running()) && status.failure().empty()) {
    absl::SleepFor(kLookAgain);
    CORDON_ASSIGN_OR_RETURN(status, StatusOf(*backend));
  }
  context.terminal.Write(render::MonitorStatusRows(status).Render(context.format(), context.color()));
  SayHowTheyStand(status, context);
  return ExitOf(status);
}

absl::StatusOr<int> RunMonitorStatus(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::MonitorStatus status, StatusOf(*backend));
  context.terminal.Write(render::MonitorStatusRows(status).Render(context.format(), context.color()));
  SayHowTheyStand(status, context);
  return ExitOf(status);
}

}  // namespace cordon::cli
