#include "match/fold.h"

#include <array>

#include "base/utf8.h"
#include "match/fold_map.h"

namespace cordon::internal {
namespace {

constexpr char32_t kVoicedMark = 0x3099;      // turns ka into ga
constexpr char32_t kSemiVoicedMark = 0x309A;  // turns ha into pa

bool IsApostrophe(char32_t c) {
  switch (c) {
    case U'\'':
    case U'`':
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BE:
    case 0x02BF:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0xFF07:
      return true;
    default:
      return false;
  }
}

// The voiced kana of a plain one, or 0.
char32_t ComposeKana(char32_t kana, char32_t mark) {
  const char32_t k = kana >= 0x30A0 ? kana - 0x60 : kana;  // katakana as hiragana
  const char32_t back = kana - k;
  const bool ha_row = k >= 0x306F && k <= 0x307B && (k - 0x306F) % 3 == 0;
  if (mark == kSemiVoicedMark) return ha_row ? k + 2 + back : 0;
  if (ha_row) return k + 1 + back;
  if (k == 0x3046) return 0x3094 + back;
  const bool before_tsu = k >= 0x304B && k <= 0x3061 && (k - 0x304B) % 2 == 0;
  const bool from_tsu = k == 0x3064 || k == 0x3066 || k == 0x3068;
  return before_tsu || from_tsu ? k + 1 + back : 0;
}

// Canonical composition of Hangul letters (Unicode 3.12), or 0.
char32_t ComposeHangul(char32_t left, char32_t right) {
  if (left >= 0x1100 && left < 0x1113 && right >= 0x1161 && right < 0x1176) {
    return 0xAC00 + ((left - 0x1100) * 21 + (right - 0x1161)) * 28;
  }
  if (left >= 0xAC00 && left <= 0xD7A3 && (left - 0xAC00) % 28 == 0 && right > 0x11A7 && right < 0x11C3) {
    return left + (right - 0x11A7);
  }
  return 0;
}

// Decomposed text keeps its marks and vowels apart; what changes the letter before it is composed here, or 0.
char32_t ComposeLetters(char32_t left, char32_t right) {
  if (right == kVoicedMark || right == kSemiVoicedMark) return ComposeKana(left, right);
  return ComposeHangul(left, right);
}

class Folder {
 public:
  explicit Folder(FoldedText* out) : out_(*out) {
    out_.text.clear();
    out_.words.clear();
    out_.obfuscated = false;
  }

  void Run(absl::string_view text) {
    size_t pos = 0;
    while (pos < text.size()) {
      const unsigned char byte = static_cast<unsigned char>(text[pos]);
      if (byte < 0x80) {
        ++pos;
        Ascii(byte);
      } else {
        Other(DecodeUtf8(text, &pos));
      }
    }
    EndWord();
  }

 private:
  void Ascii(unsigned char c) {
    if (c >= 'a' && c <= 'z') {
      Put(static_cast<char>(c), false);
    } else if (c >= 'A' && c <= 'Z') {
      Put(static_cast<char>(c + ('a' - 'A')), false);
    } else if (c >= '0' && c <= '9') {
      Put(static_cast<char>(c), true);
    } else if (c == '.') {
      Dot();
    } else if (c == '&') {
      Ampersand();
    } else if (c != '\'' && c != '`') {
      Separate();
    }
  }

  void Other(char32_t c) {
    if (IsApostrophe(c)) return;
    if (c == 0xFF0E || c == 0x3002 || c == 0x2024) return Dot();
    if (c == 0xFF06) return Ampersand();
    if (in_word_ && ChangesLatinLetter(c)) return;
    const FoldValue value = FoldMap::Get().Lookup(c);
    if (value.mapped || value.fold_class != FoldClass::kInvisible) source_ = c;
    if (!value.mapped) return Plain(c, value.fold_class);
    size_t pos = 0;
    bool first = true;  // several letters for one source letter count once
    while (pos < value.text.size()) {
      const char32_t part = DecodeUtf8(value.text, &pos);
      if (part == U' ') {
        Separate();
        first = true;
        continue;
      }
      if (IsApostrophe(part)) continue;
      const size_t before = out_.text.size();
      Plain(part, FoldMap::Get().Lookup(part).fold_class);
      if (!first && out_.text.size() > before) --out_.words.back().letters;
      first = false;
    }
  }

  // Decomposed Cyrillic: short i and Ukrainian yi are letters of their own, and folded as such when in one piece.
  bool ChangesLatinLetter(char32_t mark) {
    const bool short_i = mark == 0x0306 && (source_ == 0x0438 || source_ == 0x0418);
    const bool yi = mark == 0x0308 && (source_ == 0x0456 || source_ == 0x0406);
    if (!short_i && !yi) return false;
    out_.text.back() = 'y';
    if (yi) out_.text.push_back('i');
    source_ = 0;
    return true;
  }

  void Plain(char32_t c, FoldClass fold_class) {
    const char32_t composed = in_word_ && last_ != 0 ? ComposeLetters(last_, c) : 0;
    if (composed != 0) {
      out_.text.resize(out_.text.size() - last_bytes_);
      return Append(composed);
    }
    switch (fold_class) {
      case FoldClass::kSeparator:
        return Separate();
      case FoldClass::kSkipMark:
        return;
      case FoldClass::kInvisible:
        out_.obfuscated = true;
        return;
      case FoldClass::kLetter:
        Begin(WordScript::kAlphabetic);
        break;
      case FoldClass::kDigit:
        Begin(WordScript::kAlphabetic);
        out_.words.back().has_digit = true;
        break;
      case FoldClass::kHan:
        Begin(WordScript::kHan);
        break;
      case FoldClass::kKana:
        Begin(WordScript::kKana);
        break;
      case FoldClass::kHangul:
        Begin(WordScript::kHangul);
        break;
    }
    Append(c);
    ++out_.words.back().letters;
  }

  void Append(char32_t c) {
    const size_t before = out_.text.size();
    AppendUtf8(c, &out_.text);
    last_ = c;
    last_bytes_ = out_.text.size() - before;
  }

  void Put(char c, bool digit) {
    Begin(WordScript::kAlphabetic);
    last_ = 0;
    source_ = 0;
    out_.text.push_back(c);
    FoldedWord& word = out_.words.back();
    ++word.letters;
    word.has_digit |= digit;
  }

  void Begin(WordScript script) {
    if (in_word_ && out_.words.back().script == script) return;
    const bool dotted = !in_word_ && gap_ == Gap::kOneDot;
    EndWord();
    FoldedWord word;
    word.begin = static_cast<uint32_t>(out_.text.size());
    word.script = script;
    word.dotted = dotted;
    out_.words.push_back(word);
    in_word_ = true;
    last_ = 0;
    gap_ = Gap::kNothing;
  }

  void EndWord() {
    if (!in_word_) return;
    out_.words.back().end = static_cast<uint32_t>(out_.text.size());
    in_word_ = false;
  }

  void Separate() {
    EndWord();
    gap_ = Gap::kOther;
  }

  void Dot() {
    const bool first = in_word_;
    if (in_word_) out_.words.back().ends_with_dot = true;
    EndWord();
    gap_ = first ? Gap::kOneDot : Gap::kOther;
  }

  void Ampersand() {
    Separate();
    for (const char c : {'a', 'n', 'd'}) Put(c, false);
    Separate();
  }

  enum class Gap { kNothing, kOneDot, kOther };

  FoldedText& out_;
  bool in_word_ = false;
  Gap gap_ = Gap::kNothing;
  char32_t source_ = 0;  // last code point read that is not ASCII and not invisible
  char32_t last_ = 0;    // last code point written that is not ASCII, for composition
  size_t last_bytes_ = 0;
};

}  // namespace

void FoldText(absl::string_view text, FoldedText* out) { Folder(out).Run(text); }

}  // namespace cordon::internal
