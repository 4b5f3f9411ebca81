#include "db/lists/header_map.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

bool Spells(absl::string_view spellings, absl::string_view key) {
  for (absl::string_view spelling : absl::StrSplit(spellings, '|')) {
    const bool any_ending = absl::ConsumeSuffix(&spelling, "*");
    const std::string known = HeaderKey(spelling);
    if (any_ending ? absl::StartsWith(key, known) : key == known) return true;
  }
  return false;
}

}  // namespace

std::string HeaderKey(absl::string_view header) {
  std::string key;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || byte >= 0x80) key.push_back(static_cast<char>(absl::ascii_tolower(byte)));
  }
  return key;
}

absl::Status HeaderMap::Read(const std::vector<std::string>& header, const std::vector<MappedColumn>& known,
                             int64_t row) {
  size_ = header.size();
  positions_.clear();
  for (size_t at = 0; at < header.size(); ++at) {
    const std::string key = HeaderKey(header[at]);
    // A separator too many at the end of the line.
    if (key.empty() && at + 1 == header.size()) continue;
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&key](const MappedColumn& column) { return Spells(column.spellings, key); });
    if (found == known.end()) {
      return CellError(row, QuoteCell(header[at]), "unknown column; the publisher changed the file?");
    }
    const absl::string_view field = found->field;
    if (field.empty()) continue;  // known, and nothing to match by
    const bool twice = std::any_of(positions_.begin(), positions_.end(),
                                   [field](const Position& position) { return position.field == field; });
    if (twice) return CellError(row, QuoteCell(header[at]), "stands twice in the header");
    positions_.push_back({field, at});
  }
  for (const MappedColumn& column : known) {
    if (!column.required) continue;
    const bool there = std::any_of(positions_.begin(), positions_.end(),
                                   [&column](const Position& position) { return position.field == column.field; });
    if (!there) return CellError(row, column.field, "is missing in the header");
  }
  return absl::OkStatus();
}

absl::string_view HeaderMap::Cell(const std::vector<std::string>& row, absl::string_view field) const {
  for (const Position& position : positions_) {
    if (position.field == field) return TrimBlanks(row[position.at]);
  }
  return absl::string_view();
}

}  // namespace cordon
