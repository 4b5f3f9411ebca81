#include "cli/event_command.h"

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "cli/open_backend.h"
#include "cli/options.h"
#include "service/render/events.h"

namespace cordon::cli {
namespace {

constexpr int kEventsShown = 1000;

absl::StatusOr<v1::WatchEventsRequest> EventsRequest(const EventOptions& options) {
  v1::WatchEventsRequest request;
  request.set_after(options.after);
  request.set_only_new(options.only_new);
  request.set_external_ref(options.external_ref);
  if (!options.screening.empty()) request.set_screening(ScreeningName(options.screening));
  for (const std::string& word : options.types) {
    std::string name = absl::AsciiStrToUpper(word);
    std::replace(name.begin(), name.end(), '-', '_');
    v1::Event::Type type = v1::Event::TYPE_UNSPECIFIED;
    if (!v1::Event::Type_Parse(name, &type) || type == v1::Event::TYPE_UNSPECIFIED) {
      return UsageError(
          absl::StrCat("--type: unknown value ", absl::CHexEscape(word.substr(0, 64)), "; see --help for the values"));
    }
    request.add_types(type);
  }
  return request;
}

absl::StatusOr<int> Follow(const v1::WatchEventsRequest& request, int limit, Backend& backend, Terminal& terminal) {
  absl::Status written;
  int told = 0;
  CORDON_RETURN_IF_ERROR(backend.WatchEvents(request, [&](const v1::WatchEventsResponse& message) {
    if (message.has_event()) {
      terminal.Write(render::EventLine(message.event()));
      // Whoever waits at the other end of a pipe must not wait for a buffer.
      written = terminal.Flush();
      ++told;
    }
    return written.ok() && (limit == 0 || told < limit);
  }));
  CORDON_RETURN_IF_ERROR(written);
  return kExitDone;
}

}  // namespace

void CommandLine::AddEvents() {
  CLI::App* const events = Add(
      &app_, "events", "What became of what was held, and of registered parties: released, rejected, new listings ...",
      "  cordon events\n  cordon events --from 4711 --type released --type rejected -o csv\n"
      "  cordon events --follow --new | while read -r event; do ...\n\n"
      "Each event has a sequence, its number in the log: whoever begins again with the last one misses nothing.\n"
      "Types: alert-resolved, alert-reopened, released, rejected, case-resolved, case-reopened,\n"
      "release-expired; of registered parties new-listing, changed, delisted, ownership-changed,\n"
      "policy-changed, not-compared.\n\n",
      [this](const Context& context) { return RunEvents(events_, context); });
  events->add_option("--from", events_.after, "After this sequence (default 0: from the beginning)")
      ->type_name("SEQUENCE")
      ->check(CLI::NonNegativeNumber);
  events->add_flag("--new", events_.only_new, "Only what happens from now on; with --follow");
  events->add_flag("--follow", events_.follow, "Go on as it happens, one JSON line each, until interrupted");
  AddTexts(events, "--type", &events_.types, "Only this type; repeatable")->type_name("TYPE");
  AddText(events, "--external-ref", &events_.external_ref, "Only of this order number or registered party")
      ->type_name("REF");
  AddText(events, "--screening", &events_.screening, "Only of this screening")->type_name("SCREENING");
  events->add_option("--limit", events_.limit, "At most so many (default 1000; with --follow no limit)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

absl::StatusOr<int> RunEvents(const EventOptions& options, const Context& context) {
  if (options.only_new && !options.follow) return UsageError("--new: nothing is new yet; add --follow");
  if (options.only_new && options.after > 0) return UsageError("--new and --from exclude each other");
  CORDON_ASSIGN_OR_RETURN(const v1::WatchEventsRequest request, EventsRequest(options));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  if (options.follow) return Follow(request, options.limit, *backend, context.terminal);
  const int limit = options.limit == 0 ? kEventsShown : options.limit;
  v1::ListEventsRequest page;
  page.set_after(request.after());
  *page.mutable_types() = request.types();
  page.set_external_ref(request.external_ref());
  page.set_screening(request.screening());
  v1::ListEventsResponse all;
  do {
    page.set_page_size(std::min(kEventsShown, limit - all.events_size()));
    CORDON_ASSIGN_OR_RETURN(v1::ListEventsResponse found, backend->ListEvents(page));
    for (v1::Event& event : *found.mutable_events()) *all.add_events() = std::move(event);
    all.set_more(found.more());
    page.set_after(found.sequence());
  } while (all.more() && all.events_size() < limit);
  context.terminal.Write(render::EventRows(all).Render(context.format(), context.color()));
  if (all.more()) {
    context.terminal.Say(absl::StrCat("showing ", all.events_size(), " events; the next ones: --from ", page.after()));
  }
  return kExitDone;
}

}  // namespace cordon::cli
