// Edit similarity of two words. Everything about edits that both the definition (TokenSimilarity) and the index need is
// here, so that the two cannot differ. Thread contract: pure functions.
#ifndef CORDON_MATCH_SIMILARITY_H_
#define CORDON_MATCH_SIMILARITY_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// Edits allowed between two words of which the shorter has `length` code points.
inline int EditBound(size_t length) { return length <= 3 ? 0 : length <= 7 ? 1 : 2; }

// Edits allowed to a word of a query of this length. A word that the tables know is seldom a misspelling of another
// one: one edit, and none if it is short.
inline int QueryEditBound(size_t length, int32_t weight) {
  if (weight >= kMaxTokenWeight) return EditBound(length);
  return length <= 3 ? 0 : 1;
}

// Optimal-string-alignment distance (insert, delete, substitute, swap neighbours), or bound + 1 if it is larger.
// REQUIRES: bound <= 2 in effect; larger bounds work but are not what the code is tuned for.
int BoundedEditDistance(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound);

// Basis points for `distance` edits: 10000 - kEditCost * distance / longer length, rounded down.
int EditSimilarity(size_t length_a, size_t length_b, int distance);

// A word and what its frozen weight says of it: a word that the tables know is seldom a misspelling of another one.
struct WeightedWord {
  absl::Span<const char32_t> letters;
  int32_t weight = 0;
};

// The similarity of a query's word and a listed one that may differ by edits; 0 beyond their bound. Edits that leave
// the sound as it was
// ("huavei", "mihail") cost a third of others; edits between two words that the tables know cost more.
int WordSimilarity(const WeightedWord& query, const WeightedWord& listed);

// The similarity of two words that sound the same whatever letters they are written with ("dzhinan", "jinan"); 0 for
// others, for two words that the tables know, and for two words of pinyin syllables, where spelling is sound.
int SoundSimilarity(const WeightedWord& query, const WeightedWord& listed);
// The same of two words that are known to share a sound (match/sounds.h), and of the query's whether it is pinyin.
int AlikeSimilarity(const WeightedWord& query, bool query_is_pinyin, const WeightedWord& listed);

// Code points of valid UTF-8.
void DecodeWord(absl::string_view text, std::u32string* out);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SIMILARITY_H_
