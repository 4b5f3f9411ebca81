// Writes match/tables/fold_table.inc: what each Unicode code point becomes before names are compared. Run by hand when
// the rules below or the ICU version change (see docs/matching.md); the result is committed, so that building and
// running Cordon never depends on the system's Unicode data.
//
//   make_fold_table > match/tables/fold_table.inc
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

// Must agree with FoldClass in match/fold.h.
enum Class : int {
  kSeparator = 0,
  kLetter = 1,
  kDigit = 2,
  kHan = 3,
  kKana = 4,
  kHangul = 5,
  kSkipMark = 6,
  kInvisible = 7
};

const char* const kClassNames[] = {"kSeparator", "kLetter", "kDigit",    "kHan",
                                   "kKana",      "kHangul", "kSkipMark", "kInvisible"};

// Letters whose usual spelling in Latin lists (BGN/PCGN and what the lists print) differs from ISO 9, which ICU uses.
const std::map<UChar32, const char*>& SpellingOverrides() {
  static const std::map<UChar32, const char*> table = {
      {0x0430, "a"},  {0x0431, "b"},  {0x0432, "v"},  {0x0433, "g"},  {0x0434, "d"},  {0x0435, "e"},    {0x0451, "e"},
      {0x0436, "zh"}, {0x0437, "z"},  {0x0438, "i"},  {0x0439, "y"},  {0x043A, "k"},  {0x043B, "l"},    {0x043C, "m"},
      {0x043D, "n"},  {0x043E, "o"},  {0x043F, "p"},  {0x0440, "r"},  {0x0441, "s"},  {0x0442, "t"},    {0x0443, "u"},
      {0x0444, "f"},  {0x0445, "kh"}, {0x0446, "ts"}, {0x0447, "ch"}, {0x0448, "sh"}, {0x0449, "shch"}, {0x044A, ""},
      {0x044B, "y"},  {0x044C, ""},   {0x044D, "e"},  {0x044E, "yu"}, {0x044F, "ya"}, {0x0454, "ye"},   {0x0456, "i"},
      {0x0457, "yi"}, {0x0491, "g"},  {0x045E, "u"},  {0x0452, "dj"}, {0x0458, "j"},  {0x0459, "lj"},   {0x045A, "nj"},
      {0x045B, "c"},  {0x045F, "dz"}, {0x0455, "dz"}, {0x0453, "gj"}, {0x045C, "kj"}};
  return table;
}

bool IsLatinised(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  return script == USCRIPT_LATIN || script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK;
}

bool IsBareMark(UChar32 c) {
  // Marks that only decorate a letter in Latin, Greek, Cyrillic, Hebrew and Arabic; Indic vowel signs are letters to
  // us.
  if (c == 0x0640) return true;  // Arabic tatweel
  if (u_charType(c) != U_NON_SPACING_MARK && u_charType(c) != U_ENCLOSING_MARK) return false;
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0483 && c <= 0x0489) || (c >= 0x0591 && c <= 0x05C7) ||
         (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x06D6 && c <= 0x06ED) ||
         (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F) || c == 0x3099 || c == 0x309A;
}

Class ClassOf(UChar32 c) {
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) ||
      u_charType(c) == U_FORMAT_CHAR) {
    return kInvisible;
  }
  if (IsBareMark(c)) return kSkipMark;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  if (c == 0x30FC || ((script == USCRIPT_KATAKANA || script == USCRIPT_HIRAGANA) && u_isalpha(c))) return kKana;
  if (script == USCRIPT_HAN && u_isalpha(c)) return kHan;
  if (script == USCRIPT_HANGUL && u_isalpha(c)) return kHangul;
  const int8_t type = u_charType(c);
  if (type == U_DECIMAL_DIGIT_NUMBER) return kDigit;
  const bool letter = u_isalpha(c) || type == U_COMBINING_SPACING_MARK || type == U_NON_SPACING_MARK ||
                      type == U_LETTER_NUMBER || type == U_OTHER_LETTER || type == U_MODIFIER_LETTER;
  return letter ? kLetter : kSeparator;
}

std::string Utf8(const icu::UnicodeString& s) {
  std::string out;
  s.toUTF8String(out);
  return out;
}

// C string literal with every non-ASCII byte escaped.
std::string Literal(const std::string& bytes) {
  std::string out = "\"";
  bool after_escape = false;
  for (const char ch : bytes) {
    const unsigned char b = static_cast<unsigned char>(ch);
    char buffer[8];
    if (b >= 0x80) {
      std::snprintf(buffer, sizeof buffer, "\\x%02x", static_cast<unsigned>(b));
      out += buffer;
      after_escape = true;
    } else {
      if (after_escape && isxdigit(b)) out += "\"\"";
      out += ch;
      after_escape = false;
    }
  }
  return out + "\"";
}

class Folder {
 public:
  Folder() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    nfd_ = icu::Normalizer2::getNFDInstance(status);
    nfc_ = icu::Normalizer2::getNFCInstance(status);
    latin_.reset(icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    if (U_FAILURE(status)) {
      std::fprintf(stderr, "ICU: %s\n", u_errorName(status));
      std::exit(1);
    }
  }

  // The folded text of one code point: letters and digits, ' ' where it separates.
  std::string Fold(UChar32 c) const {
    if (c == 0x2122 || c == 0x2120) return " ";  // trade mark and service mark signs are not letters of the name
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString folded = casefold_->normalize(icu::UnicodeString(c), status);
    icu::UnicodeString out;
    for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) AppendFolded(folded.char32At(i), &out);
    return Utf8(out);
  }

 private:
  void AppendFolded(UChar32 c, icu::UnicodeString* out) const {
    const auto override_row = SpellingOverrides().find(c);
    if (override_row != SpellingOverrides().end()) {
      *out += icu::UnicodeString(override_row->second);
      return;
    }
    UErrorCode status = U_ZERO_ERROR;
    if (IsLatinised(c)) {
      const icu::UnicodeString base = nfd_->normalize(icu::UnicodeString(c), status);
      const UChar32 first = base.char32At(0);
      const auto base_row = SpellingOverrides().find(first);
      if (base.length() > U16_LENGTH(first) && base_row != SpellingOverrides().end()) {
        *out += icu::UnicodeString(base_row->second);
        return;
      }
      icu::UnicodeString latin(c);
      latin_->transliterate(latin);
      for (int32_t i = 0; i < latin.length(); i = latin.moveIndex32(i, 1)) {
        const UChar32 l = latin.char32At(i);
        if (u_isalnum(l)) *out += l;  // drops the apostrophes ICU writes for soft signs and breathings
      }
      return;
    }
    const int32_t digit = u_charDigitValue(c);
    if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER && digit >= 0) {
      *out += static_cast<UChar32>('0' + digit);
      return;
    }
    switch (ClassOf(c)) {
      case kSkipMark:
      case kInvisible:
        if (c == 0x3099 || c == 0x309A) *out += c;  // half-width kana voicing, joined to its letter at run time
        return;
      case kSeparator:
        if (out->length() > 0 && (*out)[out->length() - 1] == u' ') return;
        *out += u' ';
        return;
      default:
        *out += c;
    }
  }

  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* nfd_ = nullptr;
  const icu::Normalizer2* nfc_ = nullptr;
  std::unique_ptr<icu::Transliterator> latin_;
};

}  // namespace

int main() {
  const Folder folder;
  std::printf(
      "// Generated by match/tables/tools/make_fold_table.cc from ICU %s (Unicode %s). Do not edit.\n"
      "// Contains data derived from the Unicode Character Database and CLDR; licence: Unicode License v3.\n",
      U_ICU_VERSION, U_UNICODE_VERSION);

  struct Range {
    UChar32 first, last;
    Class cls;
  };
  std::vector<Range> ranges;
  std::vector<std::pair<UChar32, std::string>> rows;
  for (UChar32 c = 0; c <= 0x10FFFF; ++c) {
    if (U_IS_SURROGATE(c)) continue;
    if (c >= 0xE000 && c <= 0xF8FF) continue;  // private use separates
    const Class cls = ClassOf(c);
    if (c >= 0xAC00 && c <= 0xD7A3) {
      // Hangul syllables fold to themselves.
    } else if (cls != kSkipMark && cls != kInvisible) {
      std::string self;
      icu::UnicodeString(c).toUTF8String(self);
      const std::string folded = folder.Fold(c);
      const bool nothing = folded.empty() || folded == " ";
      if (cls == kSeparator) {
        if (!nothing) rows.emplace_back(c, folded);
        continue;
      }
      if (folded == " ") continue;  // separates
      if (folded != self) {
        rows.emplace_back(c, folded);
        continue;
      }
    }
    if (cls == kSeparator) continue;
    if (!ranges.empty() && ranges.back().last == c - 1 && ranges.back().cls == cls) {
      ranges.back().last = c;
    } else {
      ranges.push_back({c, c, cls});
    }
  }
  std::printf(
      "// Code points that fold to themselves, or to nothing (kSkipMark, kInvisible); what is in no table separates "
      "words.\n");
  std::printf("constexpr FoldRange kFoldRanges[] = {\n");
  int column = 0;
  for (const Range& r : ranges) {
    std::printf("{0x%X,0x%X,FoldClass::%s},%s", r.first, r.last, kClassNames[r.cls], ++column % 3 == 0 ? "\n" : "");
  }
  std::printf(
      "\n};\n// Code points that fold to another text; a space in it separates words.\nconstexpr FoldRow kFoldRows[] = "
      "{\n");
  column = 0;
  for (const auto& [c, text] : rows)
    std::printf("{0x%X,%s},%s", c, Literal(text).c_str(), ++column % 6 == 0 ? "\n" : "");
  std::printf("\n};\n");
  return 0;
}
