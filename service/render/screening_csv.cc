#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "db/lists/csv.h"
#include "service/render/screening.h"

namespace cordon::render {
namespace {

void AppendCsvColumn(absl::string_view value, std::string* out) {
  if (!out->empty()) out->push_back(',');
  AppendCsvFieldFormulaSafe(ValidUtf8(value), out);
}

std::string ReasonsText(const v1::Screening& screening) {
  return absl::StrJoin(screening.incomplete(), "; ", [](std::string* out, const v1::Incompleteness& i) {
    absl::StrAppend(out, i.reason(), i.subject().empty() ? "" : " ", i.subject());
  });
}

}  // namespace

std::string ScreeningCsvHeader() {
  return "row,ref,name,disposition,incomplete,match_count,list,entry_id,entry_name,matched_name,matched_on,score,"
         "priority,countries,programs,citation,license_requirement,license_policy,scope,start_date,other_matches,"
         "warnings,error,engine_state,lists,screening,record_sha256\n";
}

std::string ScreeningCsvRow(const ScreenedParty& party, const ScreeningOptions& options) {
  const bool failed = !party.error.empty();
  const v1::Screening empty;
  const v1::Screening& s = failed ? empty : party.screening;
  std::string line = absl::StrCat(party.row);
  AppendCsvColumn(party.ref, &line);
  AppendCsvColumn(party.name, &line);
  AppendCsvColumn(DispositionName(RowDisposition(party)), &line);
  AppendCsvColumn(ReasonsText(s), &line);
  AppendCsvColumn(failed ? "" : absl::StrCat(s.match_count()), &line);
  if (s.matches_size() > 0) {
    const v1::Match& m = s.matches(0);
    AppendCsvColumn(m.list(), &line);
    AppendCsvColumn(m.entry_id(), &line);
    AppendCsvColumn(m.entry_name(), &line);
    AppendCsvColumn(m.matched_name(), &line);
    AppendCsvColumn(MatchedOnName(m.matched_on()), &line);
    AppendCsvColumn(ScoreText(m.score()), &line);
    AppendCsvColumn(absl::StrCat(m.priority()), &line);
    AppendCsvColumn(absl::StrJoin(m.countries(), ";"), &line);
    AppendCsvColumn(absl::StrJoin(m.programs(), ";"), &line);
    AppendCsvColumn(m.citation(), &line);
    AppendCsvColumn(m.license_requirement(), &line);
    AppendCsvColumn(m.license_policy(), &line);
    AppendCsvColumn(m.scope() == v1::LICENSE_SCOPE_UNSPECIFIED ? "" : ScopeName(m.scope()), &line);
    AppendCsvColumn(m.start_date(), &line);
  } else {
    line.append(14, ',');
  }
  std::string others;
  const int shown = options.limit > 0 ? std::min(options.limit, s.matches_size()) : s.matches_size();
  for (int i = 1; i < shown; ++i) {
    const v1::Match& m = s.matches(i);
    absl::StrAppend(&others, i > 1 ? "; " : "", m.list(), ":", m.entry_id(), " ", m.entry_name(), " (",
                    ScoreText(m.score()), ")");
  }
  if (s.match_count() > std::max(1, shown)) {
    absl::StrAppend(&others, others.empty() ? "" : "; ", "and ", s.match_count() - std::max(1, shown), " more");
  }
  AppendCsvColumn(others, &line);
  AppendCsvColumn(absl::StrJoin(s.warnings(), "; ",
                                [](std::string* out, const v1::Warning& w) {
                                  absl::StrAppend(out, w.reason(), w.subject().empty() ? "" : " ", w.subject());
                                }),
                  &line);
  AppendCsvColumn(party.error, &line);
  AppendCsvColumn(s.engine_state(), &line);
  AppendCsvColumn(absl::StrJoin(s.lists(), ";",
                                [](std::string* out, const v1::ListStamp& stamp) {
                                  absl::StrAppend(out, stamp.list(), "=", stamp.published());
                                }),
                  &line);
  AppendCsvColumn(s.record_sha256().empty() ? "" : s.name(), &line);
  AppendCsvColumn(s.record_sha256(), &line);
  line.push_back('\n');
  return line;
}

}  // namespace cordon::render
