#include "service/render/events.h"

#include "absl/strings/str_cat.h"
#include "service/render/cases.h"

namespace cordon::render {

Records EventRows(const v1::ListEventsResponse& events) {
  Records records({{"sequence", "SEQUENCE", FieldKind::kInteger},
                   {"time", "TIME"},
                   {"type", "TYPE"},
                   {"external_ref", "REF", FieldKind::kString, 24},
                   {"screening", "SCREENING"},
                   {"alert", "ALERT", FieldKind::kString, 0, true},
                   {"outcome", "", FieldKind::kString, 0, true},
                   {"authorisation", "", FieldKind::kString, 0, true},
                   {"conditions", "", FieldKind::kString, 0, true},
                   {"valid_until", "", FieldKind::kString, 0, true},
                   {"actor", "BY"},
                   {"", "RESOLUTION"}});
  for (const v1::Event& event : events.events()) {
    const v1::Resolution& resolution = event.resolution();
    std::string outcome;
    if (event.has_resolution()) {
      outcome = v1::Resolution::Outcome_Name(resolution.outcome());
    } else if (event.type() == v1::Event::ALERT_RESOLVED) {
      outcome = v1::Alert::Outcome_Name(event.alert_outcome());
    }
    records.Add({absl::StrCat(event.sequence()), event.time(), v1::Event::Type_Name(event.type()), event.external_ref(),
                 event.screening(), event.alert() > 0 ? absl::StrCat(event.alert()) : "", outcome,
                 resolution.authorisation(), resolution.conditions(), resolution.valid_until(), event.actor(),
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
