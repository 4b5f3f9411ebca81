// Hangul in Latin letters. Thread contract: pure functions.
//
//   HangulSound("성우", HangulScheme::kCustomary)   // sungwoo, as companies spell themselves
//   HangulSound("성우", HangulScheme::kRevised)     // seongu
//   HangulSound("글로포스트", HangulScheme::kLoan)    // glopost: vowels a foreign word did not have are left out
#ifndef CORDON_MATCH_SCRIPT_HANGUL_H_
#define CORDON_MATCH_SCRIPT_HANGUL_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon::internal {

enum class HangulScheme {
  kCustomary,
  kRevised,
  kMcCune,
  kLoan,
  kLoanSoft,  // the same with the other foreign sound where Hangul has one letter for two: v f z l c
};

// Hangul syllables joined, or with `separator` between them; other characters are left out.
std::string HangulSound(absl::string_view text, HangulScheme scheme, absl::string_view separator = "");

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_HANGUL_H_
