#include "db/lists/text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"

namespace cordon {
namespace {

constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";

bool IsOuterBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

absl::string_view TrimBlanks(absl::string_view text) {
  while (true) {
    if (!text.empty() && IsOuterBlank(text.front())) {
      text.remove_prefix(1);
    } else if (absl::StartsWith(text, kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  while (true) {
    if (!text.empty() && IsOuterBlank(text.back())) {
      text.remove_suffix(1);
    } else if (absl::EndsWith(text, kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  return text;
}

std::string LowerAscii(absl::string_view text) { return absl::AsciiStrToLower(text); }

std::vector<std::string> LookupWords(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (absl::StartsWith(text.substr(i), kNoBreakSpace)) {
      flush();
      ++i;
    } else if (c >= 0x80 || absl::ascii_isalnum(c)) {
      word.push_back(static_cast<char>(absl::ascii_tolower(c)));
    } else if (c != '.' && c != '\'') {
      flush();
    }
  }
  flush();
  return words;
}

std::vector<absl::string_view> SplitCell(absl::string_view cell, absl::string_view separator) {
  std::vector<absl::string_view> pieces;
  while (!cell.empty()) {
    const size_t at = cell.find(separator);
    const absl::string_view piece = TrimBlanks(cell.substr(0, at));
    if (!piece.empty()) pieces.push_back(piece);
    if (at == absl::string_view::npos) break;
    cell.remove_prefix(at + separator.size());
  }
  return pieces;
}

std::string QuoteCell(absl::string_view cell) {
  constexpr size_t kShown = 60;
  const bool cut = cell.size() > kShown;
  if (cut) {
    cell = cell.substr(0, kShown);
    // Not in the middle of a character.
    while (!cell.empty() && (static_cast<unsigned char>(cell.back()) & 0xC0U) == 0x80U) cell.remove_suffix(1);
    if (!cell.empty() && static_cast<unsigned char>(cell.back()) >= 0x80U) cell.remove_suffix(1);
  }
  return absl::StrCat("\"", absl::Utf8SafeCEscape(cell), cut ? "...\"" : "\"");
}

std::string SqueezeBlanks(absl::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : TrimBlanks(text)) {
    if (IsOuterBlank(c)) {
      blank = true;
      continue;
    }
    if (blank) out.push_back(' ');
    blank = false;
    out.push_back(c);
  }
  return out;
}

absl::Status CellError(Place place, absl::string_view column, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(place.unit, " ", place.number, ", ", place.part, " ", column, ": ", what));
}

std::string ReorderDate(absl::string_view text, absl::string_view order) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::ByAnyChar("/-"));
  if (parts.size() != 3) return "";
  const bool month_first = order == "MDY";
  const std::string& month = parts[month_first ? 0 : 1];
  const std::string& day = parts[month_first ? 1 : 0];
  if (month.size() > 2 || day.size() > 2 || month.empty() || day.empty() || parts[2].size() != 4) return "";
  std::string date =
      absl::StrCat(parts[2], "-", month.size() == 1 ? "0" : "", month, "-", day.size() == 1 ? "0" : "", day);
  return ParseDate(date).ok() ? date : "";
}

}  // namespace cordon
