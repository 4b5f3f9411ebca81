#include "match/lookalikes.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/utf8.h"
#include "match/fold_map.h"

namespace cordon::internal {
namespace {

struct ConfusableRow {
  char32_t code_point;
  const char* latin;
};

#include "match/tables/confusable_table.inc"

// The Latin letters a letter looks like, or null.
const char* LatinTwin(char32_t c) {
  const auto* row = std::lower_bound(std::begin(kConfusableRows), std::end(kConfusableRows), c,
                                     [](const ConfusableRow& r, char32_t value) { return r.code_point < value; });
  return row != std::end(kConfusableRows) && row->code_point == c ? row->latin : nullptr;
}

struct CyrillicRow {
  char latin;
  char32_t cyrillic;
};
constexpr CyrillicRow kCyrillicTwins[] = {{'a', 0x0430}, {'b', 0x0432}, {'c', 0x0441}, {'e', 0x0435}, {'h', 0x043D},
                                          {'i', 0x0456}, {'j', 0x0458}, {'k', 0x043A}, {'m', 0x043C}, {'o', 0x043E},
                                          {'p', 0x0440}, {'s', 0x0455}, {'t', 0x0442}, {'x', 0x0445}, {'y', 0x0443}};

char32_t CyrillicTwin(char latin) {
  for (const CyrillicRow& row : kCyrillicTwins) {
    if (row.latin == latin) return row.cyrillic;
  }
  return 0;
}

bool IsAsciiLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAsciiDigit(char32_t c) { return c >= '0' && c <= '9'; }
char LowerAscii(char32_t c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c); }
bool IsCyrillic(char32_t c) { return c >= 0x0400 && c <= 0x052F; }

// Full-width, mathematical, accented and the like: one Latin letter after folding.
bool FoldsToLatin(char32_t c) {
  const FoldValue value = FoldMap::Get().Lookup(c);
  return value.mapped && LatinTwin(c) == nullptr && !IsCyrillic(c) && !value.text.empty() &&
         IsAsciiLetter(static_cast<unsigned char>(value.text[0]));
}

bool IsWordLetter(char32_t c) {
  if (c < 0x80) return IsAsciiLetter(c) || IsAsciiDigit(c);
  const FoldValue value = FoldMap::Get().Lookup(c);
  return value.mapped || value.fold_class == FoldClass::kLetter || value.fold_class == FoldClass::kDigit ||
         value.fold_class == FoldClass::kSkipMark || value.fold_class == FoldClass::kInvisible;
}

struct WordScripts {
  size_t latin = 0;    // letters that are Latin already
  size_t twins = 0;    // letters of other scripts that look Latin
  size_t foreign = 0;  // letters of other scripts that do not
  size_t cyrillic = 0;

  explicit WordScripts(const std::vector<char32_t>& word) {
    for (const char32_t c : word) {
      if (IsAsciiLetter(c) || FoldsToLatin(c)) {
        ++latin;
      } else if (LatinTwin(c) != nullptr) {
        ++twins;
        cyrillic += IsCyrillic(c) ? 1U : 0U;
      } else if (IsCyrillic(c)) {
        ++foreign;
        ++cyrillic;
      } else if (c >= 0x80 && FoldMap::Get().Lookup(c).fold_class == FoldClass::kLetter) {
        ++foreign;
      }
    }
  }
  bool Mixed() const { return latin > 0 && twins > 0; }
  bool AllTwins() const { return latin == 0 && foreign == 0 && twins > 0; }
  bool MostlyCyrillic() const { return latin > 0 && cyrillic > latin && foreign > 0; }
};

// A word of this many letters that all look Latin is read so whatever stands around it.
constexpr size_t kMinTwins = 3;

void AppendWord(const std::vector<char32_t>& word, bool twins_too, std::string* out) {
  const WordScripts scripts(word);
  const bool to_cyrillic = scripts.MostlyCyrillic();
  const bool to_latin =
      !to_cyrillic && (scripts.Mixed() || (scripts.AllTwins() && (twins_too || word.size() >= kMinTwins)));
  for (const char32_t c : word) {
    const char32_t twin = to_cyrillic && IsAsciiLetter(c) ? CyrillicTwin(LowerAscii(c)) : 0;
    if (twin != 0) {
      AppendUtf8(twin, out);
    } else if (to_latin && LatinTwin(c) != nullptr) {
      out->append(LatinTwin(c));
    } else {
      AppendUtf8(c, out);
    }
  }
}

// What a digit or sign stands for in a word of letters; 0 if nothing.
char LetterFor(char c, OneReadsAs one) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
    case '|':
      return static_cast<char>(one);
    case '2':
      return 'z';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '6':
    case '9':
      return 'g';
    case '7':
    case '+':
      return 't';
    case '8':
      return 'b';
    default:
      return 0;
  }
}

// What a letter stands for in a number; 0 if nothing.
char DigitFor(char c) {
  switch (c) {
    case 'o':
    case 'O':
    case 'Q':
      return '0';
    case 'i':
    case 'I':
    case 'l':
    case 'L':
      return '1';
    case 'z':
    case 'Z':
      return '2';
    case 's':
    case 'S':
      return '5';
    case 'b':
    case 'B':
      return '8';
    default:
      return 0;
  }
}

bool IsOrdinalEnding(absl::string_view text) {
  if (text.size() != 2) return false;
  const std::string lower = {LowerAscii(static_cast<unsigned char>(text[0])),
                             LowerAscii(static_cast<unsigned char>(text[1]))};
  return lower == "st" || lower == "nd" || lower == "rd" || lower == "th";
}

void AppendAsLetters(absl::string_view word, OneReadsAs one, std::string* out) {
  for (const char c : word) {
    const char letter = LetterFor(c, one);
    out->push_back(letter == 0 ? c : letter);
  }
}

// REQUIRES: ASCII without spaces.
void AppendWithoutDigits(absl::string_view word, OneReadsAs one, bool all, std::string* out) {
  if (all) return AppendAsLetters(word, one, out);
  size_t letters = 0;
  size_t digits = 0;
  size_t signs = 0;
  size_t strange = 0;  // letters that are no digits
  absl::string_view number = word;
  if (word.size() > 2 && IsOrdinalEnding(word.substr(word.size() - 2))) number.remove_suffix(2);
  for (const char c : word) {
    letters += IsAsciiLetter(static_cast<unsigned char>(c)) ? 1U : 0U;
    digits += IsAsciiDigit(static_cast<unsigned char>(c)) ? 1U : 0U;
    signs += LetterFor(c, one) != 0 && !IsAsciiDigit(static_cast<unsigned char>(c)) ? 1U : 0U;
  }
  for (const char c : number) {
    strange += IsAsciiLetter(static_cast<unsigned char>(c)) && DigitFor(c) == 0 ? 1U : 0U;
  }
  const size_t number_letters = letters - (word.size() - number.size());
  if (letters == 0 || digits + signs == 0 || (digits > 0 && number_letters == 0)) {
    out->append(word.data(), word.size());
  } else if (strange == 0 && digits > 0 && signs == 0) {
    for (const char c : number) out->push_back(DigitFor(c) == 0 ? c : DigitFor(c));
    out->append(word.data() + number.size(), word.size() - number.size());
  } else {
    AppendAsLetters(word, one, out);
  }
}

bool IsLeetSign(char c) { return LetterFor(c, OneReadsAs::kI) != 0; }

}  // namespace

std::string UndoForeignLetters(absl::string_view text, bool* mixed) {
  std::string out;
  std::vector<char32_t> word;
  // One word that mixes scripts makes short ones suspicious, too ("S.A." in Cyrillic letters).
  bool any_mixed = false;
  for (const bool writing : {false, true}) {
    for (size_t pos = 0; pos <= text.size();) {
      const size_t begin = pos;
      const char32_t c = pos < text.size() ? DecodeUtf8(text, &pos) : kInvalidCodePoint;
      if (c != kInvalidCodePoint && IsWordLetter(c)) {
        word.push_back(c);
        continue;
      }
      if (writing) {
        AppendWord(word, any_mixed, &out);
        out.append(text.data() + begin, pos - begin);
      } else {
        const WordScripts scripts(word);
        any_mixed |= scripts.Mixed() || scripts.MostlyCyrillic();
      }
      word.clear();
      if (begin == text.size()) break;
    }
  }
  *mixed |= any_mixed;
  return out;
}

std::string UndoDigits(absl::string_view text, OneReadsAs one, bool all) {
  std::string out;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && (IsAsciiLetter(static_cast<unsigned char>(text[end])) || IsLeetSign(text[end]))) ++end;
    if (end == begin) {
      out.push_back(text[begin++]);
      continue;
    }
    AppendWithoutDigits(text.substr(begin, end - begin), one, all, &out);
    begin = end;
  }
  return out;
}

std::string JoinSpacedLetters(absl::string_view text) {
  constexpr size_t kMinRun = 3;
  struct Word {
    size_t begin;
    size_t end;
  };
  std::vector<Word> words;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    const char32_t c = DecodeUtf8(text, &pos);
    const bool sign = c < 0x80 && LetterFor(static_cast<char>(c), OneReadsAs::kI) != 0;  // "d@v@r" is one word
    if (c == kInvalidCodePoint || (!sign && !IsWordLetter(c))) continue;
    if (!words.empty() && words.back().end == begin) {
      words.back().end = pos;
    } else {
      words.push_back({begin, pos});
    }
  }
  const auto single = [&](const Word& w) { return CountCodePoints(text.substr(w.begin, w.end - w.begin)) == 1; };
  // One separator between the letters, however many bytes it has.
  const auto near = [&](const Word& a, const Word& b) {
    return CountCodePoints(text.substr(a.end, b.begin - a.end)) == 1;
  };
  std::string out;
  size_t copied = 0;
  for (size_t i = 0; i < words.size();) {
    size_t last = i;
    while (single(words[i]) && last + 1 < words.size() && single(words[last + 1]) &&
           near(words[last], words[last + 1])) {
      ++last;
    }
    if (last - i + 1 >= kMinRun) {
      out.append(text.data() + copied, words[i].begin - copied);
      for (size_t k = i; k <= last; ++k) out.append(text.data() + words[k].begin, words[k].end - words[k].begin);
      copied = words[last].end;
    }
    i = last + 1;
  }
  out.append(text.data() + copied, text.size() - copied);
  return out;
}

void DigestLookalikes(Sha256Hasher* hasher) {
  std::string bytes;
  for (const ConfusableRow& row : kConfusableRows) {
    bytes += std::to_string(static_cast<uint32_t>(row.code_point)) + row.latin + "\n";
  }
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
