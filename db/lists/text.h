// Small text helpers that the list parsers share. Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_TEXT_H_
#define CORDON_DB_LISTS_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon {

// Without outer blanks: space, tab, CR, LF and U+00A0, which official files use as a space.
absl::string_view TrimBlanks(absl::string_view text);

// Letters of ASCII in lower case; other bytes stay.
std::string LowerAscii(absl::string_view text);

// The words of a name for a table look-up: lower case, split at anything that is not a letter or digit (bytes of
// other scripts count as letters); dots and apostrophes are dropped, so that "L.L.C." is "llc".
std::vector<std::string> LookupWords(absl::string_view text);

// Pieces between separators, outer blanks trimmed, empty pieces dropped: official cells end in a stray "; " or hold
// two separators in a row.
std::vector<absl::string_view> SplitCell(absl::string_view cell, absl::string_view separator);

// A cell as it may stand in an error message: one line, at most 60 bytes, quoted.
std::string QuoteCell(absl::string_view cell);

// Without outer blanks, and with one space for every run of blanks and line ends inside: XML wraps texts as it likes.
std::string SqueezeBlanks(absl::string_view text);

// Where a record stands, for messages: "row 17, column X", "line 204, element X", "record 3, field X".
struct Place {
  absl::string_view unit = "row";
  int64_t number = 0;
  absl::string_view part = "column";

  Place(int64_t row) : number(row) {}  // NOLINT: a row number is a place
  Place(absl::string_view its_unit, int64_t its_number, absl::string_view its_part)
      : unit(its_unit), number(its_number), part(its_part) {}
};

// InvalidArgument "row 17, column start_date: what"; ImportListFile puts the file name in front. Row 1 is the header.
absl::Status CellError(Place place, absl::string_view column, absl::string_view what);

// "31/12/2024" read by the order of its parts, as "MDY" or "DMY", to "2024-12-31"; empty if it is no such date. Parts
// are separated by / or - and the year has four digits.
std::string ReorderDate(absl::string_view text, absl::string_view order);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_TEXT_H_
