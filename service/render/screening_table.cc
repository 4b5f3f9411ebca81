#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/screening.h"

namespace cordon::render {
namespace {

// What stands in the row of a party without matches, or below its matches.
std::vector<std::string> Remarks(const ScreenedParty& party) {
  std::vector<std::string> remarks;
  if (!party.error.empty()) return {absl::StrCat("error: ", party.error)};
  for (const v1::Incompleteness& i : party.screening.incomplete()) {
    remarks.push_back(absl::StrCat("incomplete: ", i.detail().empty() ? i.reason() : i.detail()));
  }
  return remarks;
}

std::vector<Cell> MatchCells(const v1::Match& match, bool near) {
  const std::string citation = match.citation().empty() ? absl::StrJoin(match.programs(), "; ") : match.citation();
  std::string name = match.entry_name();
  if (match.matched_on() == v1::POSSIBLE_AFFILIATE) {
    absl::StrAppend(&name, " (possible affiliate: carries the brand ", match.matched_value(), ")");
  } else if (match.matched_on() != v1::NAME && !match.matched_value().empty()) {
    absl::StrAppend(&name, " (", MatchedOnName(match.matched_on()), " ", match.matched_value(), ")");
  }
  const bool silenced = !match.suppressed_by().empty();
  const bool dim = near || silenced;
  return {{near       ? "near miss"
           : silenced ? "suppressed"
                      : DispositionName(match.disposition()),
           dim ? Shade::kDim : DispositionShade(match.disposition())},
          {ScoreText(match.score())},
          {match.list()},
          {name},
          {match.matched_name() == match.entry_name() ? "" : match.matched_name()},
          {absl::StrJoin(match.countries(), " ")},
          {citation},
          {absl::StrCat(match.list(), ":", match.entry_id()), Shade::kDim}};
}

}  // namespace

Table ScreeningTable() {
  return Table({{"ROW", 0, Align::kRight},
                {"NAME", 36},
                {"RESULT"},
                {"SCORE"},
                {"LIST"},
                {"LISTED AS", 44},
                {"MATCHED NAME", 36},
                {"COUNTRY", 11},
                {"CITATION", 24},
                {"ENTRY"}});
}

void AddToTable(const ScreenedParty& party, const ScreeningOptions& options, Table* table) {
  const v1::Disposition disposition = RowDisposition(party);
  std::vector<Cell> first = {{absl::StrCat(party.row)},
                             {party.name.empty() ? party.ref : party.name},
                             {DispositionName(disposition), DispositionShade(disposition)}};
  std::vector<std::vector<Cell>> lines;
  const v1::Screening& s = party.screening;
  if (party.error.empty()) {
    const int shown = options.limit > 0 ? std::min(options.limit, s.matches_size()) : s.matches_size();
    for (int i = 0; i < shown; ++i) lines.push_back(MatchCells(s.matches(i), false));
    if (s.match_count() > shown) {
      lines.push_back(
          {{}, {}, {}, {absl::StrCat("… and ", WithThousands(s.match_count() - shown), " more"), Shade::kDim, true}});
    }
    const int near = options.limit > 0 ? std::min(options.limit, s.near_misses_size()) : s.near_misses_size();
    for (int i = 0; i < near; ++i) lines.push_back(MatchCells(s.near_misses(i), true));
  }
  for (std::string& remark : Remarks(party)) lines.push_back({{}, {}, {}, {std::move(remark), Shade::kBad, true}});
  // A match or a remark shares the party's line, where the party's own result leads; a near miss does not, lest its
  // score be read as the party's.
  const bool shared = !lines.empty() && (s.matches_size() > 0 || s.near_misses_size() == 0);
  if (!shared) table->Add(first);
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool first_line = shared && i == 0;
    std::vector<Cell> cells = first_line ? first : std::vector<Cell>{{}, {}};
    cells.insert(cells.end(), lines[i].begin() + (first_line ? 1 : 0), lines[i].end());
    table->Add(std::move(cells));
  }
}

void ScreeningSummary::Count(const ScreenedParty& party) {
  ++rows;
  if (!party.error.empty()) ++errors;
  if (party.error.empty() && party.screening.incomplete_size() > 0) ++incomplete;
  ++dispositions[RowDisposition(party)];
}

void ScreeningSummary::Add(const ScreeningSummary& other) {
  rows += other.rows;
  errors += other.errors;
  incomplete += other.incomplete;
  for (const auto& [disposition, count] : other.dispositions) dispositions[disposition] += count;
}

std::string SummaryLine(const ScreeningSummary& summary, const std::vector<v1::ListStamp>& lists) {
  std::vector<std::string> parts;
  for (auto it = summary.dispositions.rbegin(); it != summary.dispositions.rend(); ++it) {
    parts.push_back(absl::StrCat(WithThousands(it->second), " ", DispositionName(it->first)));
  }
  std::string line = absl::StrCat(WithThousands(summary.rows), " screened");
  if (!parts.empty()) absl::StrAppend(&line, ": ", absl::StrJoin(parts, ", "));
  if (summary.errors > 0) absl::StrAppend(&line, "; ", WithThousands(summary.errors), " with an error");
  if (summary.incomplete > 0) absl::StrAppend(&line, "; ", WithThousands(summary.incomplete), " incomplete");
  return absl::StrCat(line, "; lists ", ListStampsText(lists));
}

std::string ListStampsText(const std::vector<v1::ListStamp>& lists) {
  if (lists.empty()) return "none";
  std::map<std::string, std::vector<std::string>> by_date;  // newest last
  for (const v1::ListStamp& stamp : lists) by_date[stamp.published()].push_back(stamp.list());
  std::vector<std::string> groups;
  for (auto it = by_date.rbegin(); it != by_date.rend(); ++it) {
    groups.push_back(absl::StrCat(absl::StrJoin(it->second, ", "), " ", it->first.empty() ? "undated" : it->first));
  }
  return absl::StrJoin(groups, "; ");
}

}  // namespace cordon::render
