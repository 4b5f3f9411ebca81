// Names inside a text (ReadingKind::kPart): after "c/o", "d/b/a", "formerly", "for the account of", "branch of", in
// brackets, on either side of a slash. One RE2::Set over the folded text says whether there is any of it.
//
// Thread contract: pure functions over immutable patterns.
//
//   NameParts("Sunrise Trading d/b/a Huawei Tech")  ->  "sunrise trading", "huawei tech"
#ifndef CORDON_MATCH_NAME_PARTS_H_
#define CORDON_MATCH_NAME_PARTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/prepared_name.h"

namespace cordon::internal {

inline constexpr size_t kMaxNameParts = 10;

// In order, distinct, none the whole text; empty if the text has no structure. `marked`, if given, says whether words
// such as "c/o" or "formerly" stand between them, or only punctuation.
std::vector<std::string> NameParts(absl::string_view text, bool* marked = nullptr);

// Whether a part, prepared, may be a name of its own: not a legal form, a place or generic words. Behind words that
// announce a name, generic words may be one ("successor to Net Trading Co., Limited").
bool IsNamePart(const PreparedName& part, bool marked = false);

void DigestNameParts(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_NAME_PARTS_H_
