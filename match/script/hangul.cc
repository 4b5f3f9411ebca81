#include "match/script/hangul.h"

#include <cstddef>

#include "base/utf8.h"

namespace cordon::internal {
namespace {

constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kLastSyllable = 0xD7A3;
constexpr int kVowels = 21;
constexpr int kCodas = 28;

// Indexes of letters in their Unicode order.
constexpr int kRieul = 5;   // initial
constexpr int kIeung = 11;  // initial without sound
constexpr int kCodaRieul = 8;
constexpr int kCodaNieun = 4;
constexpr int kVowelEo = 4;
constexpr int kVowelYeo = 6;
constexpr int kVowelU = 13;
constexpr int kVowelEu = 18;
constexpr int kVowelI = 20;

constexpr const char* kRevisedInitials[] = {"g",  "kk", "n", "d",  "tt", "r", "m", "b", "pp", "s",
                                            "ss", "",   "j", "jj", "ch", "k", "t", "p", "h"};
constexpr const char* kMcCuneInitials[] = {"k",  "kk", "n",  "t",   "tt", "r", "m", "p", "pp", "s",
                                           "ss", "",   "ch", "tch", "ch", "k", "t", "p", "h"};
constexpr const char* kLoanInitials[] = {"g", "k", "n", "d", "t",  "r", "m", "b", "p", "s",
                                         "s", "",  "j", "j", "ch", "k", "t", "p", "h"};

constexpr const char* kLoanSoftInitials[] = {"g", "c", "n", "d", "t",  "l", "m", "v", "v", "s",
                                             "s", "",  "z", "z", "ch", "c", "t", "f", "h"};

constexpr const char* kRevisedVowels[] = {"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
                                          "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"};
constexpr const char* kMcCuneVowels[] = {"a",  "ae", "ya", "yae", "o",  "e",  "yo", "ye", "o",  "wa", "wae",
                                         "oe", "yo", "u",  "wo",  "we", "wi", "yu", "u",  "ui", "i"};
constexpr const char* kLoanVowels[] = {"a",  "a",  "ya", "ya", "er", "e",  "yo", "ye", "o", "wa", "wa",
                                       "oe", "yo", "u",  "wo", "we", "wi", "u",  "",   "i", "i"};
// A coda by its sound: k n t l m p ng.
constexpr const char* kSoundCodas[] = {"",  "k", "k", "k", "n", "n", "n", "t",  "l", "k", "m", "l", "l", "l",
                                       "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};
constexpr const char* kLoanCodas[] = {"",  "c", "k", "k", "n", "n", "n", "d",  "l", "k",  "m", "l", "l", "l",
                                      "p", "l", "m", "p", "p", "t", "t", "ng", "j", "ch", "k", "t", "p", "h"};

struct Jamo {
  int initial;
  int vowel;
  int coda;
};

std::string CustomaryInitial(const Jamo& jamo, bool first) {
  if (jamo.initial == 0 && first) return "k";                                     // Kumho, Kia
  if (jamo.initial == 9 && jamo.vowel == kVowelI && jamo.coda != 0) return "sh";  // Shinhan
  if (jamo.initial == kRieul && first) return "r";
  return kRevisedInitials[jamo.initial];
}

std::string CustomaryVowel(const Jamo& jamo) {
  const bool n_or_ng = jamo.coda == kCodaNieun || jamo.coda == 21;
  if (jamo.vowel == kVowelEo) return n_or_ng ? "u" : "eo";  // Sung, Kun
  if (jamo.vowel == kVowelYeo) {
    if (jamo.initial == kIeung && jamo.coda == 21) return "you";    // Young
    return n_or_ng ? "yu" : jamo.initial == kRieul ? "yo" : "yeo";  // Kyung, Ryo
  }
  if (jamo.vowel == kVowelU) {
    if (jamo.coda == 0) return jamo.initial == kIeung ? "woo" : "oo";        // Woo, Joo
    return jamo.initial == kIeung ? "woo" : jamo.initial == 6 ? "oo" : "u";  // Woon, Moon
  }
  if (jamo.vowel == kVowelEu && jamo.initial == 0) return "u";  // Kum
  return kRevisedVowels[jamo.vowel];
}

std::string SyllableSound(const Jamo& jamo, const Jamo* before, const Jamo* after, HangulScheme scheme) {
  std::string initial;
  std::string vowel;
  std::string coda = kSoundCodas[jamo.coda];
  switch (scheme) {
    case HangulScheme::kCustomary:
      initial = CustomaryInitial(jamo, before == nullptr);
      vowel = CustomaryVowel(jamo);
      break;
    case HangulScheme::kRevised:
      initial = kRevisedInitials[jamo.initial];
      vowel = kRevisedVowels[jamo.vowel];
      break;
    case HangulScheme::kMcCune: {
      // Between sounds with voice the plain consonants have it too.
      const bool voiced = before != nullptr && (before->coda == 0 || before->coda == kCodaNieun || before->coda == 8 ||
                                                before->coda == 16 || before->coda == 21);
      const bool plain = jamo.initial == 0 || jamo.initial == 3 || jamo.initial == 7 || jamo.initial == 12;
      initial = voiced && plain ? kRevisedInitials[jamo.initial] : kMcCuneInitials[jamo.initial];
      vowel = kMcCuneVowels[jamo.vowel];
      break;
    }
    case HangulScheme::kLoan:
    case HangulScheme::kLoanSoft:
      initial = scheme == HangulScheme::kLoan ? kLoanInitials[jamo.initial] : kLoanSoftInitials[jamo.initial];
      vowel = kLoanVowels[jamo.vowel];
      coda = kLoanCodas[jamo.coda];
      if (jamo.vowel == kVowelEo && jamo.coda != 0) vowel = "o";  // com-puter
      break;
  }
  const bool loan = scheme == HangulScheme::kLoan || scheme == HangulScheme::kLoanSoft;
  // l and r meet as ll (Silla), in foreign words as l.
  if (before != nullptr && jamo.initial == kRieul && (before->coda == kCodaRieul || before->coda == kCodaNieun)) {
    initial = loan && before->coda == kCodaRieul ? "" : "l";
  }
  if (after != nullptr && jamo.coda == kCodaNieun && after->initial == kRieul && !loan) coda = "l";
  return initial + vowel + coda;
}

}  // namespace

std::string HangulSound(absl::string_view text, HangulScheme scheme, absl::string_view separator) {
  std::u32string syllables;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, &at);
    if (c >= kFirstSyllable && c <= kLastSyllable) syllables.push_back(c);
  }
  const auto jamo_at = [&syllables](size_t i) {
    const int index = static_cast<int>(syllables[i] - kFirstSyllable);
    return Jamo{index / (kVowels * kCodas), index / kCodas % kVowels, index % kCodas};
  };
  std::string out;
  for (size_t i = 0; i < syllables.size(); ++i) {
    const Jamo jamo = jamo_at(i);
    const Jamo before = i > 0 ? jamo_at(i - 1) : Jamo{};
    const Jamo after = i + 1 < syllables.size() ? jamo_at(i + 1) : Jamo{};
    if (i > 0) out.append(separator.data(), separator.size());
    out += SyllableSound(jamo, i > 0 ? &before : nullptr, i + 1 < syllables.size() ? &after : nullptr, scheme);
  }
  return out;
}

}  // namespace cordon::internal
