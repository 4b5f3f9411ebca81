// Edit similarity of two words. Everything about edits that both the definition (TokenSimilarity) and the index need is
// here, so that the two cannot differ. Thread contract: pure functions.
#ifndef CORDON_MATCH_SIMILARITY_H_
#define CORDON_MATCH_SIMILARITY_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cordon::internal {

// Edits allowed between two words of which the shorter has `length` code points.
inline int EditBound(size_t length) { return length <= 3 ? 0 : length <= 7 ? 1 : 2; }

// Optimal-string-alignment distance (insert, delete, substitute, swap neighbours), or bound + 1 if it is larger.
// REQUIRES: bound <= 2 in effect; larger bounds work but are not what the code is tuned for.
int BoundedEditDistance(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound);

// Basis points for `distance` edits: 10000 - kEditCost * distance / longer length, rounded down.
int EditSimilarity(size_t length_a, size_t length_b, int distance);

// The similarity of two words that may differ by edits; 0 beyond their bound.
int WordSimilarity(absl::Span<const char32_t> a, absl::Span<const char32_t> b);

// Code points of valid UTF-8.
void DecodeWord(absl::string_view text, std::u32string* out);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SIMILARITY_H_
