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

// InvalidArgument "row 17, column start_date: what"; ImportListFile puts the file name in front. Row 1 is the header.
absl::Status CellError(int64_t row, absl::string_view column, absl::string_view what);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_TEXT_H_
