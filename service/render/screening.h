// Screened parties in the four formats. The JSON is a published contract (docs/cli.md): keys are only added.
// Pure functions; the answer of a server and of this process render to the same bytes.
//
//   out += ScreeningJson(party, {.limit = 5});
#ifndef CORDON_SERVICE_RENDER_SCREENING_H_
#define CORDON_SERVICE_RENDER_SCREENING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cordon/v1/screening.pb.h"
#include "service/render/json.h"
#include "service/render/table.h"

namespace cordon::render {

// One row of input with its answer, or with what was wrong with it.
struct ScreenedParty {
  int64_t row = 0;          // 1-based
  std::string ref;          // the caller's key
  std::string name;         // as given
  v1::Screening screening;  // meaningful when `error` is empty
  std::string error;        // not empty: HOLD, no matches
};

// What the row counts as: HOLD for a row with an error.
v1::Disposition RowDisposition(const ScreenedParty& party);

struct ScreeningOptions {
  int limit = 0;             // matches shown per party, 0 = all; match_count stays the truth
  bool near_misses = false;  // show them, also when there are none
};

// One compact JSON object, no line end.
std::string ScreeningJson(const ScreenedParty& party, const ScreeningOptions& options);
// The stored record with everything in it, as one compact object.
std::string RecordJson(const v1::Screening& screening);
// One match as it stands in "matches".
void AppendMatchJson(const v1::Match& match, JsonWriter* json);

std::string ScreeningCsvHeader();
// One line however many matches: the best one in columns, the others in "other_matches".
std::string ScreeningCsvRow(const ScreenedParty& party, const ScreeningOptions& options);

// One line per match, the party's columns on the first.
Table ScreeningTable();
void AddToTable(const ScreenedParty& party, const ScreeningOptions& options, Table* table);

// What a run came to, for the closing line.
struct ScreeningSummary {
  int64_t rows = 0;
  int64_t errors = 0;
  int64_t incomplete = 0;
  std::map<v1::Disposition, int64_t> dispositions;

  void Count(const ScreenedParty& party);
  void Add(const ScreeningSummary& other);
};
// "3 screened: 1 HOLD, 2 CLEAR; lists EL 2026-07-31 (3,412)"
std::string SummaryLine(const ScreeningSummary& summary, const std::vector<v1::ListStamp>& lists);

// "EL, MEU 2026-07-31; SDN 2026-07-30": codes grouped by date.
std::string ListStampsText(const std::vector<v1::ListStamp>& lists);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_SCREENING_H_
