#include "service/render/monitoring.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/screening.h"

namespace cordon::render {

Records MonitoredRows(const v1::ListMonitoredPartiesResponse& parties) {
  Records records({{"ref", "REF", FieldKind::kString, 24},
                   {"name", "NAME", FieldKind::kString, 36},
                   {"disposition", "RESULT"},
                   {"list", "LIST"},
                   {"entry_id", "ENTRY", FieldKind::kString, 30},
                   {"entry_name", "LISTED AS", FieldKind::kString, 40},
                   {"matched_name", ""},
                   {"matched_on", ""},
                   {"score", "SCORE"},
                   {"owner", "", FieldKind::kString, 0, true},
                   {"regime", "", FieldKind::kString, 0, true}});
  for (const v1::MonitoredParty& party : parties.parties()) {
    if (party.matches().empty()) {
      // Where lists are missing or too old a screening is held or refused.
      const v1::Disposition without = parties.status().incomplete().empty() ? v1::CLEAR : v1::HOLD;
      records.Add({party.party().ref(), party.party().name(), DispositionName(without), "", "", "", "", "", "", "", ""},
                  DispositionShade(without), 2);
    }
    for (const v1::MonitoredMatch& match : party.matches()) {
      const bool scored = match.score() > 0;
      records.Add(
          {party.party().ref(), party.party().name(), DispositionName(match.disposition()), match.list(),
           match.entry_id(), match.entry_name(), match.matched_name(), scored ? MatchedOnName(match.matched_on()) : "",
           scored ? ScoreText(match.score()) : "", match.owner(), match.regime()},
          DispositionShade(match.disposition()), 2);
    }
  }
  return records;
}

Records RegistrationRows(const v1::RegisterPartiesResponse& done) {
  Records records({{"registered", "REGISTERED", FieldKind::kInteger},
                   {"with_matches", "WITH MATCHES", FieldKind::kInteger},
                   {"total", "IN ALL", FieldKind::kInteger}});
  records.Add({absl::StrCat(done.registered()), absl::StrCat(done.with_matches()), absl::StrCat(done.total())});
  return records;
}

Records RemovalRows(const v1::RemovePartiesResponse& done) {
  Records records({{"removed", "REMOVED", FieldKind::kInteger}, {"total", "IN ALL", FieldKind::kInteger}});
  records.Add({absl::StrCat(done.removed()), absl::StrCat(done.total())});
  return records;
}

Records MonitorStatusRows(const v1::MonitorStatus& status) {
  Records records({{"parties", "PARTIES", FieldKind::kInteger},
                   {"with_matches", "WITH MATCHES", FieldKind::kInteger},
                   {"current", "CURRENT"},
                   {"running", "RUNNING"},
                   {"done", "", FieldKind::kInteger},
                   {"to_do", "", FieldKind::kInteger},
                   {"day", "JUDGED AT"},
                   {"compare_time", "COMPARED"},
                   {"screened", "SCREENED", FieldKind::kInteger},
                   {"changes", "CHANGES", FieldKind::kInteger},
                   {"engine_state", ""},
                   {"failure", "FAILURE"},
                   {"incomplete", "INCOMPLETE"}});
  records.Add({absl::StrCat(status.parties()), absl::StrCat(status.with_matches()), status.current() ? "yes" : "no",
               status.running() ? "yes" : "no", absl::StrCat(status.done()), absl::StrCat(status.to_do()), status.day(),
               status.compare_time(), absl::StrCat(status.screened()), absl::StrCat(status.changes()),
               status.engine_state(), status.failure(),
               absl::StrJoin(status.incomplete(), " ", [](std::string* out, const v1::Incompleteness& lack) {
                 absl::StrAppend(out, lack.reason(), lack.subject().empty() ? "" : ":", lack.subject());
               })});
  return records;
}

}  // namespace cordon::render
