#include "match/script/kana.h"

#include <cstddef>
#include <vector>

#include "base/utf8.h"

namespace cordon::internal {
namespace {

constexpr char32_t kSmallA = 0x30A1;  // katakana in code order
constexpr char32_t kLongMark = 0x30FC;
// From U+30A1; a leading '-' marks a small letter that changes the sound before it, "*" doubles the next consonant.
constexpr const char* kKatakana[] = {
    "-a", "a",  "-i", "i",  "-u",  "u",   "-e", "e",  "-o", "o",  "ka", "ga", "ki",  "gi", "ku",  "gu", "ke",  "ge",
    "ko", "go", "sa", "za", "shi", "ji",  "su", "zu", "se", "ze", "so", "zo", "ta",  "da", "chi", "ji", "*",   "tsu",
    "zu", "te", "de", "to", "do",  "na",  "ni", "nu", "ne", "no", "ha", "ba", "pa",  "hi", "bi",  "pi", "fu",  "bu",
    "pu", "he", "be", "pe", "ho",  "bo",  "po", "ma", "mi", "mu", "me", "mo", "-ya", "ya", "-yu", "yu", "-yo", "yo",
    "ra", "ri", "ru", "re", "ro",  "-wa", "wa", "wi", "we", "o",  "n",  "vu", "ka",  "ke",
};
constexpr size_t kKatakanaCount = sizeof(kKatakana) / sizeof(kKatakana[0]);

bool IsKanaVowel(char c) { return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o'; }

// A small letter after `sound`: ki + ya is kya, shi + ya is sha, fu + a is fa.
void AppendSmall(absl::string_view small, std::string* sound) {
  if (sound->empty()) {
    sound->append(small.data(), small.size());
    return;
  }
  sound->pop_back();
  const bool palatal = *sound == "sh" || *sound == "ch" || *sound == "j";
  if (palatal && small.size() == 2) small.remove_prefix(1);
  if (sound->empty() && !small.empty() && IsKanaVowel(small[0])) *sound = "w";  // u + i is wi
  sound->append(small.data(), small.size());
}

std::vector<std::string> Syllables(absl::string_view kana) {
  std::vector<std::string> out;
  bool doubled = false;
  for (size_t at = 0; at < kana.size();) {
    char32_t c = DecodeUtf8(kana, &at);
    if (c >= 0x3041 && c <= 0x3096) c += 0x60;
    if (c < kSmallA || c - kSmallA >= kKatakanaCount) continue;
    absl::string_view sound = kKatakana[c - kSmallA];
    if (sound == "*") {
      doubled = true;
    } else if (sound[0] == '-') {
      sound.remove_prefix(1);
      if (out.empty()) out.emplace_back();
      AppendSmall(sound, &out.back());
    } else {
      out.emplace_back(sound);
      if (doubled && !IsKanaVowel(sound[0])) out.back().insert(0, 1, sound[0] == 'c' ? 't' : sound[0]);
      doubled = false;
    }
  }
  return out;
}

// Whether the last vowel of a syllable was put in to make a foreign consonant speakable.
bool IsFiller(const std::string& syllable, bool before_consonant) {
  if (syllable.size() < 2 || !before_consonant) return false;
  const char vowel = syllable.back();
  const char consonant = syllable[syllable.size() - 2];
  if (vowel == 'u') return consonant != 'y';
  return vowel == 'o' && (consonant == 't' || consonant == 'd');
}

}  // namespace

bool IsKana(char32_t c) { return (c >= 0x3041 && c <= 0x3096) || (c >= 0x30A1 && c <= kLongMark); }

std::string KanaSound(absl::string_view kana, KanaScheme scheme) {
  const std::vector<std::string> syllables = Syllables(kana);
  std::string out;
  for (size_t i = 0; i < syllables.size(); ++i) {
    std::string syllable = syllables[i];
    if (scheme != KanaScheme::kHepburn) {
      const bool before_consonant = i + 1 == syllables.size() || !IsKanaVowel(syllables[i + 1][0]);
      if (syllable != "tsu" && IsFiller(syllable, before_consonant)) syllable.pop_back();
      if (syllable == "tsu" && before_consonant) syllable = "ts";
      if (scheme == KanaScheme::kLoanL && !syllable.empty() && syllable[0] == 'r') syllable[0] = 'l';
    }
    // Long vowels are written short.
    const bool long_vowel =
        !out.empty() && !syllable.empty() &&
        ((out.back() == 'o' && (syllable == "u" || syllable == "o")) || (out.back() == 'u' && syllable == "u"));
    if (!long_vowel) out += syllable;
  }
  return out;
}

}  // namespace cordon::internal
