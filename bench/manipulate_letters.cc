// Manipulations of letters: typing errors, respelling, transliteration schemes, pinyin.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "bench/manipulate.h"

namespace cordon::bench {
namespace {

bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

// Places inside words of at least three letters.
std::vector<size_t> LetterPlaces(const std::string& name) {
  std::vector<size_t> places;
  size_t begin = 0;
  while (begin < name.size()) {
    size_t end = begin;
    while (end < name.size() && IsLetter(name[end])) ++end;
    if (end - begin >= 3) {
      for (size_t i = begin; i < end; ++i) places.push_back(i);
    }
    begin = end + 1;
  }
  return places;
}

std::string OneTypo(const std::string& name, Random* random) {
  const std::vector<size_t> places = LetterPlaces(name);
  if (places.empty()) return "";
  const size_t at = random->Pick(places);
  const bool upper = absl::ascii_isupper(static_cast<unsigned char>(name[at]));
  const char letter = static_cast<char>((upper ? 'A' : 'a') + static_cast<char>(random->Below(26)));
  std::string out = name;
  switch (random->Below(4)) {
    case 0:
      out.insert(at, 1, letter);
      break;
    case 1:
      out.erase(at, 1);
      break;
    case 2:
      out[at] = letter;
      break;
    default:
      if (at + 1 < out.size() && IsLetter(out[at + 1])) std::swap(out[at], out[at + 1]);
  }
  return absl::EqualsIgnoreCase(out, name) ? "" : out;
}

// Spellings that sound alike or come from another romanisation, in lower case. At most two are applied.
std::string Respell(const std::string& name, Random* random) {
  static const std::vector<std::pair<std::string, std::string>> kRules = {
      {"ph", "f"}, {"ck", "k"},  {"kh", "h"},  {"zh", "j"},   {"sch", "sh"}, {"iy", "y"},  {"ks", "x"},
      {"x", "ks"}, {"ya", "ia"}, {"yu", "iu"}, {"ts", "tz"},  {"oo", "u"},   {"ee", "i"},  {"ou", "u"},
      {"w", "v"},  {"v", "w"},   {"dj", "j"},  {"gh", "g"},   {"c", "k"},    {"q", "k"},   {"y", "i"},
      {"z", "s"},  {"ei", "ey"}, {"ai", "ay"}, {"tch", "ch"}, {"j", "dzh"},  {"ui", "uy"}, {"th", "t"}};
  std::string out = absl::AsciiStrToLower(name);
  std::vector<size_t> fitting;
  for (size_t i = 0; i < kRules.size(); ++i) {
    if (absl::StrContains(out, kRules[i].first)) fitting.push_back(i);
  }
  if (fitting.empty()) return "";
  const std::string before = out;
  for (int n = 0; n < 2; ++n) {
    const auto& rule = kRules[random->Pick(fitting)];
    const size_t at = out.find(rule.first);
    if (at != std::string::npos) out.replace(at, rule.first.size(), rule.second);
  }
  return out == before ? "" : out;
}

std::string DoubledLetter(const std::string& name, Random* random) {
  const std::vector<size_t> places = LetterPlaces(name);
  if (places.empty()) return "";
  const size_t at = random->Pick(places);
  std::string out = name;
  if (at + 1 < out.size() && absl::ascii_tolower(out[at]) == absl::ascii_tolower(out[at + 1])) {
    out.erase(at, 1);
  } else {
    out.insert(at, 1, out[at]);
  }
  return out;
}

bool IsRussian(const v1::ListEntry& entry) {
  return std::any_of(entry.countries().begin(), entry.countries().end(),
                     [](const std::string& code) { return code == "RU" || code == "BY"; });
}

// Back to the Cyrillic that the Latin name was most likely made from.
std::string ToCyrillic(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> kLetters = {
      {"shch", "щ"}, {"zh", "ж"}, {"kh", "х"},  {"ts", "ц"}, {"ch", "ч"}, {"sh", "ш"}, {"yu", "ю"}, {"ya", "я"},
      {"ye", "е"},   {"yo", "ё"}, {"iy", "ий"}, {"a", "а"},  {"b", "б"},  {"v", "в"},  {"g", "г"},  {"d", "д"},
      {"e", "е"},    {"z", "з"},  {"i", "и"},   {"y", "ы"},  {"k", "к"},  {"l", "л"},  {"m", "м"},  {"n", "н"},
      {"o", "о"},    {"p", "п"},  {"r", "р"},   {"s", "с"},  {"t", "т"},  {"u", "у"},  {"f", "ф"},  {"h", "х"},
      {"c", "к"},    {"w", "в"},  {"x", "кс"},  {"j", "дж"}, {"q", "к"}};
  const std::string lower = absl::AsciiStrToLower(name);
  std::string out;
  size_t pos = 0;
  while (pos < lower.size()) {
    const auto it = std::find_if(kLetters.begin(), kLetters.end(), [&](const auto& pair) {
      return lower.compare(pos, pair.first.size(), pair.first) == 0;
    });
    if (it == kLetters.end()) {
      out.push_back(lower[pos++]);
    } else {
      out += it->second;
      pos += it->first.size();
    }
  }
  return out;
}

// Words that are Russian already, so that writing them in Cyrillic is what their owner would do.
bool LooksRussian(const std::string& name) {
  static const char* const kEnglish[] = {"company",       "limited",    "trading",  "technolog",   "service",
                                         "international", "joint",      "research", "institute",   "scientific",
                                         "center",        "production", "systems",  "engineering", "group",
                                         "plant",         "bank",       "state"};
  const std::string lower = absl::AsciiStrToLower(name);
  return std::none_of(std::begin(kEnglish), std::end(kEnglish),
                      [&](const char* word) { return absl::StrContains(lower, word); });
}

Manipulation InCyrillic() {
  Manipulation manipulation;
  manipulation.name = "Russian name in Cyrillic";
  manipulation.target = 9500;
  manipulation.apply = [](const v1::ListEntry& entry, Random*, v1::Party* party) {
    if (!IsRussian(entry) || !LooksRussian(entry.names(0).text())) return false;
    std::vector<std::string> words = WordsWithoutLegalForm(entry.names(0).text());
    if (words.empty()) return false;
    party->set_name(ToCyrillic(absl::StrJoin(words, " ")));
    party->set_type(v1::ORGANIZATION);
    return true;
  };
  return manipulation;
}

Manipulation OtherRomanisation() {
  Manipulation manipulation;
  manipulation.name = "Russian name by another scheme";
  manipulation.target = 9500;
  manipulation.apply = [](const v1::ListEntry& entry, Random* random, v1::Party* party) {
    static const std::vector<std::vector<std::pair<const char*, const char*>>> kSchemes = {
        {{"shch", "sc"},
         {"zh", "z"},
         {"kh", "h"},
         {"ts", "c"},
         {"ch", "c"},
         {"sh", "s"},
         {"yu", "ju"},
         {"ya", "ja"},
         {"y", "y"}},
        {{"zh", "j"}, {"kh", "x"}, {"yu", "iu"}, {"ya", "ia"}, {"ts", "tc"}},
        {{"shch", "schtsch"},
         {"zh", "sch"},
         {"kh", "ch"},
         {"ts", "z"},
         {"ch", "tsch"},
         {"sh", "sch"},
         {"yu", "ju"},
         {"ya", "ja"},
         {"v", "w"}},
        {{"kh", "kh"}, {"yu", "iu"}, {"ya", "ia"}, {"iy", "ii"}, {"yev", "iev"}, {"y", "i"}}};
    if (!IsRussian(entry) || !LooksRussian(entry.names(0).text())) return false;
    const std::string lower = absl::AsciiStrToLower(entry.names(0).text());
    const std::string changed = absl::StrReplaceAll(lower, random->Pick(kSchemes));
    if (changed == lower) return false;
    party->set_name(changed);
    party->set_type(v1::ORGANIZATION);
    return true;
  };
  return manipulation;
}

// Letters of one pinyin syllable at `pos`, the longest, or 0.
size_t PinyinSyllable(absl::string_view word, size_t pos) {
  static const std::vector<std::string> kInitials = {"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
                                                     "k",  "h",  "j",  "q", "x", "r", "z", "c", "s", "y", "w", ""};
  static const std::vector<std::string> kFinals = {
      "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai", "an", "ao", "ei", "en",
      "er",   "ia",   "ie",   "in",  "iu",  "ou",  "ua",  "ue",  "ui",  "un",  "uo",  "a",  "e",  "i",  "o",  "u"};
  for (const std::string& initial : kInitials) {
    if (word.substr(pos, initial.size()) != initial) continue;
    for (const std::string& final : kFinals) {
      if (word.substr(pos + initial.size(), final.size()) != final) continue;
      return initial.size() + final.size();
    }
    if (!initial.empty()) return 0;
  }
  return 0;
}

// The syllables of a pinyin word, or none.
std::vector<std::string> PinyinSyllables(const std::string& word) {
  std::vector<std::string> syllables;
  size_t pos = 0;
  while (pos < word.size()) {
    size_t length = PinyinSyllable(word, pos);
    // "nan" before a vowel is "na" + "n...".
    if (length > 1 && pos + length < word.size() && PinyinSyllable(word, pos + length) == 0) --length;
    if (length == 0) return {};
    syllables.push_back(word.substr(pos, length));
    pos += length;
  }
  return syllables;
}

std::string WithTone(const std::string& syllable, Random* random) {
  static const std::vector<std::pair<char, std::vector<std::string>>> kTones = {{'a', {"ā", "á", "ǎ", "à"}},
                                                                                {'e', {"ē", "é", "ě", "è"}},
                                                                                {'o', {"ō", "ó", "ǒ", "ò"}},
                                                                                {'i', {"ī", "í", "ǐ", "ì"}},
                                                                                {'u', {"ū", "ú", "ǔ", "ù"}}};
  for (const auto& [vowel, marked] : kTones) {
    const size_t at = syllable.find(vowel);
    if (at != std::string::npos) return syllable.substr(0, at) + random->Pick(marked) + syllable.substr(at + 1);
  }
  return syllable;
}

Manipulation PinyinSpelling() {
  Manipulation manipulation;
  manipulation.name = "pinyin tones and spacing";
  manipulation.target = 9900;
  manipulation.apply = [](const v1::ListEntry& entry, Random* random, v1::Party* party) {
    const auto chinese = [](const std::string& code) { return code == "CN" || code == "HK"; };
    if (!std::any_of(entry.countries().begin(), entry.countries().end(), chinese)) return false;
    std::vector<std::string> words =
        absl::StrSplit(absl::AsciiStrToLower(entry.names(0).text()), ' ', absl::SkipEmpty());
    bool changed = false;
    for (std::string& word : words) {
      const std::vector<std::string> syllables = PinyinSyllables(word);
      if (syllables.size() < 2) continue;
      std::string spelt;
      const bool spaced = random->Below(2) == 0;
      for (const std::string& syllable : syllables) {
        absl::StrAppend(&spelt, spelt.empty() || !spaced ? "" : " ", WithTone(syllable, random));
      }
      word = spelt;
      changed = true;
    }
    if (!changed) return false;
    party->set_name(absl::StrJoin(words, " "));
    party->set_type(v1::ORGANIZATION);
    return true;
  };
  return manipulation;
}

// What a scanner makes of letters.
std::string OcrSlips(const std::string& name, Random* random) {
  static const std::vector<std::pair<std::string, std::string>> kSlips = {
      {"m", "rn"}, {"d", "cl"}, {"w", "vv"}, {"l", "1"}, {"O", "0"}, {"I", "l"}, {"S", "5"},  {"B", "8"},
      {"h", "li"}, {"M", "rn"}, {"D", "O"},  {"E", "F"}, {"U", "V"}, {"C", "G"}, {"rn", "m"}, {"e", "c"}};
  std::vector<size_t> fitting;
  for (size_t i = 0; i < kSlips.size(); ++i) {
    if (absl::StrContains(name, kSlips[i].first)) fitting.push_back(i);
  }
  if (fitting.empty()) return "";
  std::string out = name;
  const auto& slip = kSlips[random->Pick(fitting)];
  out.replace(out.find(slip.first), slip.first.size(), slip.second);
  return out;
}

}  // namespace

std::string Typos(const std::string& name, int count, Random* random) {
  // Another name differs as much from one of fewer letters.
  constexpr size_t kLettersPerTypo = 5;
  if (LetterPlaces(absl::StrJoin(WordsWithoutLegalForm(name), " ")).size() <
      kLettersPerTypo * static_cast<size_t>(count)) {
    return "";
  }
  std::string out = name;
  for (int n = 0; n < count; ++n) {
    std::string changed;
    for (int tries = 0; tries < 8 && changed.empty(); ++tries) changed = OneTypo(out, random);
    if (changed.empty()) return "";
    out = changed;
  }
  return absl::EqualsIgnoreCase(out, name) ? "" : out;
}

void AddLetterManipulations(std::vector<Manipulation>* out) {
  out->push_back(
      OnName("1 typo", 9900, [](const std::string& name, Random* random) { return Typos(name, 1, random); }));
  out->push_back(
      OnName("2 typos", 9600, [](const std::string& name, Random* random) { return Typos(name, 2, random); }));
  out->push_back(
      OnName("3 typos", 8500, [](const std::string& name, Random* random) { return Typos(name, 3, random); }));
  out->push_back(OnName("doubled letter", 9900, DoubledLetter));
  out->push_back(OnName("phonetic respelling", 9700, Respell));
  out->push_back(OnName("scanner slip", 9700, OcrSlips));
  out->push_back(InCyrillic());
  out->push_back(OtherRomanisation());
  out->push_back(PinyinSpelling());
}

}  // namespace cordon::bench
