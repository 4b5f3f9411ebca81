// Numbers that are written as words: ordinals, cardinals, roman numerals. "Thirteenth", "13th" and "XIII" are one
// number, and the 13th institute is not the 14th. Only the reading; where it applies is decided by the caller, because
// "First" is mostly a name. Pure functions, any thread.
//
//   OrdinalOf("twentieth") -> 20     CardinalOf("seven") -> 7     RomanOf("xii") -> 12      0: not a number
#ifndef CORDON_MATCH_NUMBER_WORDS_H_
#define CORDON_MATCH_NUMBER_WORDS_H_

#include "absl/strings/string_view.h"

namespace cordon::internal {

// Folded words. 1..20 and the tens up to 90.
int OrdinalOf(absl::string_view word);
int CardinalOf(absl::string_view word);

// False for most words that are none of these, at the price of a look.
bool MayBeNumberWord(absl::string_view word);

// 2..39, at least two letters. "xi", "vi" and "ix" are names too, and no numerals here.
int RomanOf(absl::string_view word);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_NUMBER_WORDS_H_
