// Letters that pass for others: Cyrillic, Greek and other letters in the place of Latin ones, digits and signs in the
// place of letters ("HUAWE1", "$EN5ETIME"), letters in the place of digits ("l3th"), letters spaced out ("H U A W E
// I"). Tables are frozen (tables/confusable_table.inc).
//
// Thread contract: pure functions over immutable tables.
//
//   UndoForeignLetters("\u041D\u0423AWEI", &mixed)  ->  "HyAWEI": the Cyrillic letters became the Latin ones they look
//   like
#ifndef CORDON_MATCH_LOOKALIKES_H_
#define CORDON_MATCH_LOOKALIKES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace cordon::internal {

// Words that mix scripts, and words of at least three letters all of which look like Latin ones, in Latin letters;
// a word that is mostly Cyrillic keeps its script and loses its Latin letters instead. Other words stay. `mixed` is set
// if a word mixed scripts: nobody writes so by accident.
std::string UndoForeignLetters(absl::string_view text, bool* mixed);

// What a 1, ! or | stands for: both i and l are common.
enum class OneReadsAs : char { kI = 'i', kL = 'l' };

// Words of ASCII letters with digits or signs among them, read as letters; words of digits with letters among them that
// look like digits, read as digits. Other words stay, unless `all` asks for letters only ("$.@." is S.A.).
std::string UndoDigits(absl::string_view text, OneReadsAs one, bool all);

// Runs of at least three single letters or digits, each separated from the next by one separator, as one word.
std::string JoinSpacedLetters(absl::string_view text);

void DigestLookalikes(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LOOKALIKES_H_
