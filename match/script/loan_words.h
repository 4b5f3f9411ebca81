// Foreign words written in kana or Hangul: テクノロジー and 테크놀로지 are both "technology". Japanese and Korean spell
// the same foreign sound in their own ways, so words are found by a key of the sound that both leave alone.
//
// Thread contract: pure functions over immutable tables.
//
//   SoundKey("テクノロジー") == SoundKey("테크놀로지")   // tknrji and so on: see loan_words.cc
//   FindLoanWord("테크놀로지")->options.front()          // technology
#ifndef CORDON_MATCH_SCRIPT_LOAN_WORDS_H_
#define CORDON_MATCH_SCRIPT_LOAN_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/script/term_table.h"

namespace cordon::internal {

// Empty if the text holds anything but kana and Hangul.
std::string SoundKey(absl::string_view text);

// The foreign words of this sound, the commonest first; null if the tables have none.
const Term* FindLoanWord(absl::string_view text);

void DigestLoanWords(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_LOAN_WORDS_H_
