// Text that went through the wrong decoder, or was made to look as if: character references (&#72;, &eacute;), percent
// encoding, \u escapes, quoted-printable, UTF-8 read as Windows-1252 ("Ã©"), and letters stored in reverse behind a
// right-to-left override. What cannot be decoded stays as it is.
//
// Thread contract: pure functions.
//
//   UndoEncodings("&#72;UAWEI%20Tech")  ->  "HUAWEI Tech"
#ifndef CORDON_MATCH_ENCODINGS_H_
#define CORDON_MATCH_ENCODINGS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon::internal {

// Also undoes what was encoded twice. Never longer than the input.
std::string UndoEncodings(absl::string_view text);

// What a right-to-left override shows, in the order a reader sees it.
std::string UndoOverride(absl::string_view text);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_ENCODINGS_H_
