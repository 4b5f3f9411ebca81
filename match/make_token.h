// One folded word as a token: canonical form, class and weight by the frozen tables. Pure function.
#ifndef CORDON_MATCH_MAKE_TOKEN_H_
#define CORDON_MATCH_MAKE_TOKEN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "match/lexicon.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// What the tables make of a folded word. Points into the word or into the tables.
struct CanonicalWord {
  absl::string_view text;
  TokenClass token_class = TokenClass::kWord;
  const LexiconEntry* entry = nullptr;  // null if no table knows it
};
CanonicalWord CanonicalOf(absl::string_view folded_word, bool has_digit);

// Whether to look for the word class an unknown word may be a slip of. Costs as much as the rest together.
enum class Slips { kIgnore, kFind };

Token MakeToken(std::string folded_word, bool has_digit, Slips slips);

// What a word weighs that no table knows. REQUIRES: not empty.
int32_t UnknownWordWeight(absl::string_view word);

// Sets what follows from the tokens: weights, letters.
void SumUp(PreparedName* name);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_MAKE_TOKEN_H_
