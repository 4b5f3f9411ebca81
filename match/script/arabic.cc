// Arabic and Persian names: known words by meaning, known personal names as they are usually spelt, the rest letter by
// letter with the vowels the script leaves out put in where they are likeliest.
#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/utf8.h"
#include "match/lexicon.h"
#include "match/script/readers.h"

namespace cordon::internal {
namespace {

#include "match/tables/arabic_terms.inc"

constexpr absl::string_view kArticle = "ال";

struct ArabicLetter {
  char32_t letter;
  const char* sound;
  bool vowel;  // a letter that may stand for a long vowel
};
constexpr ArabicLetter kArabicLetters[] = {
    {U'ا', "a", true},   {U'ب', "b", false},  {U'پ', "p", false}, {U'ت', "t", false},  {U'ث', "th", false},
    {U'ج', "j", false},  {U'چ', "ch", false}, {U'ح', "h", false}, {U'خ', "kh", false}, {U'د', "d", false},
    {U'ذ', "dh", false}, {U'ر', "r", false},  {U'ز', "z", false}, {U'ژ', "zh", false}, {U'س', "s", false},
    {U'ش', "sh", false}, {U'ص', "s", false},  {U'ض', "d", false}, {U'ط', "t", false},  {U'ظ', "z", false},
    {U'ع', "a", true},   {U'غ', "gh", false}, {U'ف', "f", false}, {U'ق', "q", false},  {U'ك', "k", false},
    {U'گ', "g", false},  {U'ل', "l", false},  {U'م', "m", false}, {U'ن', "n", false},  {U'ه', "h", false},
    {U'و', "u", true},   {U'ي', "i", true},
};

// One form for letters that are written several ways; 0 for marks.
char32_t NormalArabic(char32_t c) {
  switch (c) {
    case U'أ':
    case U'إ':
    case U'آ':
    case U'ٱ':
      return U'ا';
    case U'ى':
    case U'ی':
    case U'ئ':
      return U'ي';
    case U'ؤ':
      return U'و';
    case U'ک':
      return U'ك';
    case U'ة':
    case U'ۀ':
      return U'ه';
    case U'ء':
    case U'ـ':
      return 0;
    default:
      return (c >= 0x064B && c <= 0x065F) || c == 0x0670 ? 0 : c;
  }
}

bool IsArabic(char32_t c) {
  return (c >= 0x0620 && c <= 0x06FF) && !(c >= 0x0660 && c <= 0x0669) && !(c >= 0x06F0 && c <= 0x06F9);
}

class ArabicTerms {
 public:
  static const ArabicTerms& Get() {
    static const ArabicTerms* const terms = new ArabicTerms();
    return *terms;
  }
  const HanTerm* Find(absl::string_view word) const {
    const auto it = terms_.find(word);
    return it == terms_.end() ? nullptr : it->second;
  }
  const ArabicLetter* Letter(char32_t letter) const {
    const auto it = letters_.find(letter);
    return it == letters_.end() ? nullptr : it->second;
  }

 private:
  ArabicTerms() {
    for (const HanTerm& row : kArabicTerms) terms_.emplace(row.term, &row);
    for (const ArabicLetter& row : kArabicLetters) letters_.emplace(row.letter, &row);
  }
  absl::flat_hash_map<absl::string_view, const HanTerm*> terms_;
  absl::flat_hash_map<char32_t, const ArabicLetter*> letters_;
};

// Letter by letter; an "a" between consonants, everywhere or after the first one only.
std::string ArabicSound(absl::string_view word, bool everywhere) {
  std::vector<const ArabicLetter*> letters;
  for (size_t at = 0; at < word.size();) {
    const ArabicLetter* letter = ArabicTerms::Get().Letter(DecodeUtf8(word, &at));
    if (letter != nullptr) letters.push_back(letter);
  }
  std::string out;
  for (size_t i = 0; i < letters.size(); ++i) {
    const ArabicLetter& letter = *letters[i];
    const bool starts = i == 0;
    const bool before_vowel = i + 1 < letters.size() && letters[i + 1]->vowel;
    if (letter.letter == U'و' && (starts || before_vowel)) {
      out += "w";
    } else if (letter.letter == U'ي' && (starts || before_vowel)) {
      out += "y";
    } else if (letter.letter == U'ه' && i + 1 == letters.size() && i > 1) {
      out += "a";  // the feminine ending
      break;
    } else {
      out += letter.sound;
    }
    const bool consonant = !letter.vowel || starts || before_vowel;
    const bool gap = consonant && i + 1 < letters.size() && !letters[i + 1]->vowel && letter.letter != U'ا';
    const bool last_cluster = i + 2 == letters.size() && i > 0 && !everywhere;
    if (gap && (everywhere || starts) && !last_cluster) out += "a";
  }
  return out;
}

class ArabicReader {
 public:
  Draft Read(absl::string_view text) {
    for (size_t at = 0; at < text.size();) {
      const size_t from = at;
      const char32_t c = DecodeUtf8(text, &at);
      if (IsArabic(c)) {
        FlushArabicOther();
        const char32_t normal = NormalArabic(c);
        if (normal != 0) AppendUtf8(normal, &word_);
      } else {
        FlushArabicWord();
        other_.append(text.data() + from, at - from);
      }
    }
    FlushArabicWord();
    FlushArabicOther();
    return std::move(draft_);
  }

 private:
  void FlushArabicOther() {
    if (!other_.empty()) draft_.Fixed(other_);
    other_.clear();
  }

  void FlushArabicWord() {
    if (word_.empty()) return;
    absl::string_view word = word_;
    bool article = false;
    const HanTerm* term = ArabicTerms::Get().Find(word);
    if (term == nullptr && word.size() > kArticle.size() + 2 && word.substr(0, kArticle.size()) == kArticle) {
      word.remove_prefix(kArticle.size());
      article = true;
      term = ArabicTerms::Get().Find(word);
    }
    std::vector<std::string> options;
    if (term != nullptr) {
      // Personal names and words of the trade alike: what they are called is known, with the article or without.
      options = absl::StrSplit(term->canonical, '|');
      if (article) options.push_back(absl::StrCat("al ", options.front()));
      draft_.Add(DraftWord::kTrade, std::move(options));
    } else {
      const absl::string_view prefix = article ? "al " : "";
      options = {absl::StrCat(prefix, ArabicSound(word, true)), absl::StrCat(prefix, ArabicSound(word, false))};
      if (!ArabicSound(word, true).empty()) draft_.Add(DraftWord::kName, std::move(options));
    }
    word_.clear();
  }

  Draft draft_;
  std::string word_;
  std::string other_;
};

}  // namespace

std::vector<Draft> ReadArabic(absl::string_view text) { return {ArabicReader().Read(text)}; }

void DigestArabic(Sha256Hasher* hasher) {
  std::string bytes;
  for (const HanTerm& row : kArabicTerms) absl::StrAppend(&bytes, row.term, "\n", row.canonical, "\n");
  for (const ArabicLetter& row : kArabicLetters) {
    absl::StrAppend(&bytes, static_cast<uint32_t>(row.letter), row.sound, row.vowel ? "v" : "c", "\n");
  }
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
