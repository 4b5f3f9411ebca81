// Kana in Latin letters. Thread contract: pure functions.
//
//   KanaSound("トヨタ", KanaScheme::kHepburn)     // toyota
//   KanaSound("エレメンツ", KanaScheme::kLoanR)   // erements: vowels a foreign word did not have are left out
#ifndef CORDON_MATCH_SCRIPT_KANA_H_
#define CORDON_MATCH_SCRIPT_KANA_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon::internal {

enum class KanaScheme {
  kHepburn,  // without long vowels, as companies write themselves
  kLoanR,    // as a foreign word, r for the sound between r and l
  kLoanL,    // the same with l
};

bool IsKana(char32_t c);

// Hiragana and katakana; other characters are left out.
std::string KanaSound(absl::string_view kana, KanaScheme scheme);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_KANA_H_
