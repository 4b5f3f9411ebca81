// The romanised readings of a name: what a Chinese, Japanese, Korean, Cyrillic, Greek, Arabic or Persian name is called
// in Latin letters, as far as tables can tell. A name without such letters has none, which one look at its bytes
// decides.
//
// Known words are translated, names read by their sound in the schemes that lists use. A translated word is a choice
// among several, so on the query side it weighs less where the list name does without it.
//
// Thread contract: pure function over immutable tables.
//
//   AppendRomanised("北京市商汤科技开发有限公司", ReadingSide::kQuery, &readings);
//   // "beijing sensetime technology development co ltd", "beijing shangtang ...", ...
#ifndef CORDON_MATCH_SCRIPT_ROMANISED_H_
#define CORDON_MATCH_SCRIPT_ROMANISED_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/reading.h"

namespace cordon::internal {

// More romanised readings of one name are not made.
inline constexpr size_t kMaxRomanised = 8;

// Appends readings of kind kRomanised that differ from all there are; never beyond kMaxReadings in total.
void AppendRomanised(absl::string_view text, ReadingSide side, std::vector<Reading>* readings);

// All tables of match/script.
void DigestScripts(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_ROMANISED_H_
