#include "service/render/events.h"

#include "absl/strings/str_cat.h"
#include "service/render/cases.h"
#include "service/render/screening.h"

namespace cordon::render {

namespace {

std::string ScoreOfMatch(const v1::MonitoredMatch& match) { return match.score() > 0 ? ScoreText(match.score()) : ""; }

}  // namespace

Records EventRows(const v1::ListEventsResponse& events) {
  Records records({{"sequence", "SEQUENCE", FieldKind::kInteger},
                   {"time", "TIME"},
                   {"type", "TYPE"},
                   {"external_ref", "REF", FieldKind::kString, 24},
                   {"screening", "SCREENING", FieldKind::kString, 0, true},
                   {"party", "PARTY", FieldKind::kString, 30, true},
                   {"list", "", FieldKind::kString, 0, true},
                   {"entry_id", "", FieldKind::kString, 0, true},
                   {"", "ENTRY", FieldKind::kString, 0, true},
                   {"entry_name", "", FieldKind::kString, 0, true},
                   {"score_before", "", FieldKind::kString, 0, true},
                   {"score", "", FieldKind::kString, 0, true},
                   {"disposition", "", FieldKind::kString, 0, true},
                   {"alert", "ALERT", FieldKind::kString, 0, true},
                   {"outcome", "", FieldKind::kString, 0, true},
                   {"authorisation", "", FieldKind::kString, 0, true},
                   {"conditions", "", FieldKind::kString, 0, true},
                   {"valid_until", "", FieldKind::kString, 0, true},
                   {"actor", "BY"},
                   {"", "RESOLUTION"}});
  for (const v1::Event& event : events.events()) {
    const v1::Resolution& resolution = event.resolution();
    const v1::MonitoredMatch& entry = event.change().has_after() ? event.change().after() : event.change().before();
    std::string outcome;
    if (event.has_resolution()) {
      outcome = v1::Resolution::Outcome_Name(resolution.outcome());
    } else if (event.type() == v1::Event::ALERT_RESOLVED) {
      outcome = v1::Alert::Outcome_Name(event.alert_outcome());
    }
    records.Add({absl::StrCat(event.sequence()),
                 event.time(),
                 v1::Event::Type_Name(event.type()),
                 event.external_ref(),
                 event.screening(),
                 event.change().party(),
                 entry.list(),
                 entry.entry_id(),
                 entry.list().empty() ? entry.entry_id() : absl::StrCat(entry.list(), ":", entry.entry_id()),
                 entry.entry_name(),
                 ScoreOfMatch(event.change().before()),
                 ScoreOfMatch(event.change().after()),
                 event.change().has_after() ? DispositionName(event.change().after().disposition()) : "",
                 event.alert() > 0 ? absl::StrCat(event.alert()) : "",
                 outcome,
                 resolution.authorisation(),
                 resolution.conditions(),
                 resolution.valid_until(),
                 event.actor(),
                 event.has_resolution() ? ResolutionText(resolution) : ""});
  }
  return records;
}

std::string EventLine(const v1::Event& event) {
  v1::ListEventsResponse one;
  *one.add_events() = event;
  return EventRows(one).Render(Format::kJsonl, false);
}

}  // namespace cordon::render
