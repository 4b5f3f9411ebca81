// Cyrillic and Greek names. Folding has one scheme for them, the one the US lists mostly use; here are the other
// schemes (passports, ISO 9, German), and the generic words of Russian and Ukrainian company names in English.
#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "base/utf8.h"
#include "match/lexicon.h"
#include "match/script/readers.h"

namespace cordon::internal {
namespace {

#include "match/tables/cyrillic_terms.inc"

enum CyrillicScheme { kFolded, kPassport, kIso9, kGerman, kCyrillicSchemes };

// How a letter is written where a scheme differs from folding; null = as folded.
struct CyrillicLetter {
  char32_t letter;
  const char* passport;
  const char* iso9;
  const char* german;
};
constexpr CyrillicLetter kCyrillicLetters[] = {
    {U'в', nullptr, nullptr, "w"},  {U'ж', nullptr, "z", "sch"}, {U'з', nullptr, nullptr, "s"},
    {U'й', "i", "j", "i"},          {U'х', nullptr, "h", "ch"},  {U'ц', nullptr, "c", "z"},
    {U'ч', nullptr, "c", "tsch"},   {U'ш', nullptr, "s", "sch"}, {U'щ', nullptr, "s", "schtsch"},
    {U'ъ', "ie", nullptr, nullptr}, {U'ю', "iu", "ju", "ju"},    {U'я', "ia", "ja", "ja"},
    {U'ё', "e", "e", "jo"},         {U'ї', "i", "ji", "ji"},     {U'є', "ie", "je", "je"},
    {U'ј', nullptr, "j", "j"},      {U'ђ', nullptr, "dj", "dj"}, {U'ћ', nullptr, "c", "c"},
};

char32_t CyrillicLower(char32_t c) {
  if (c >= 0x0410 && c <= 0x042F) return c + 0x20;
  if (c >= 0x0400 && c <= 0x040F) return c + 0x50;
  return c;
}

bool IsCyrillic(char32_t c) { return c >= 0x0400 && c <= 0x052F; }
bool IsGreek(char32_t c) { return (c >= 0x0370 && c <= 0x03FF) || (c >= 0x1F00 && c <= 0x1FFF); }

class CyrillicTerms {
 public:
  static const CyrillicTerms& Get() {
    static const CyrillicTerms* const terms = new CyrillicTerms();
    return *terms;
  }
  // A word, or the stem of an inflected one; at most kMaxEnding letters may follow a stem.
  const HanTerm* Find(absl::string_view word) const {
    const auto whole = terms_.find(word);
    if (whole != terms_.end()) return whole->second;
    size_t length = word.size();
    for (int cut = 1; cut <= kMaxEnding && length > kMinStem; ++cut) {
      length -= 2;  // bytes of a Cyrillic letter
      const auto stem = stems_.find(word.substr(0, length));
      if (stem != stems_.end()) return stem->second;
    }
    return nullptr;
  }
  const char* Letter(char32_t letter, CyrillicScheme scheme) const {
    const auto it = letters_.find(letter);
    if (it == letters_.end()) return nullptr;
    const CyrillicLetter& row = *it->second;
    return scheme == kPassport ? row.passport : scheme == kIso9 ? row.iso9 : row.german;
  }

 private:
  static constexpr int kMaxEnding = 4;
  static constexpr size_t kMinStem = 8;  // bytes

  CyrillicTerms() {
    for (const HanTerm& row : kCyrillicWords) terms_[row.term] = &row;
    for (const HanTerm& row : kCyrillicStems) stems_[row.term] = &row;
    for (const CyrillicLetter& row : kCyrillicLetters) letters_[row.letter] = &row;
  }
  absl::flat_hash_map<absl::string_view, const HanTerm*> terms_;
  absl::flat_hash_map<absl::string_view, const HanTerm*> stems_;
  absl::flat_hash_map<char32_t, const CyrillicLetter*> letters_;
};

std::string CyrillicSound(absl::string_view word, CyrillicScheme scheme) {
  std::string out;
  for (size_t at = 0; at < word.size();) {
    const size_t from = at;
    const char32_t c = DecodeUtf8(word, &at);
    const char* sound = scheme == kFolded ? nullptr : CyrillicTerms::Get().Letter(c, scheme);
    if (sound == nullptr) {
      out.append(word.data() + from, at - from);  // folding does it
    } else {
      out += sound;
    }
  }
  return out;
}

class CyrillicReader {
 public:
  Draft Read(absl::string_view text) {
    for (size_t at = 0; at < text.size();) {
      const size_t from = at;
      const char32_t c = CyrillicLower(DecodeUtf8(text, &at));
      if (IsCyrillic(c)) {
        FlushOther();
        AppendUtf8(c, &word_);
      } else {
        FlushWord();
        other_.append(text.data() + from, at - from);
      }
    }
    FlushWord();
    FlushOther();
    return std::move(draft_);
  }

 private:
  void FlushOther() {
    if (!other_.empty()) draft_.Fixed(other_);
    other_.clear();
  }
  void FlushWord() {
    if (word_.empty()) return;
    const HanTerm* term = CyrillicTerms::Get().Find(word_);
    std::vector<std::string> options;
    if (term != nullptr) {
      options = absl::StrSplit(term->canonical, '|');
      options.insert(options.begin() + 1, word_);  // folded, the second choice
      draft_.Add(DraftWord::kTrade, std::move(options));
    } else {
      for (int scheme = 0; scheme < kCyrillicSchemes; ++scheme) {
        options.push_back(CyrillicSound(word_, static_cast<CyrillicScheme>(scheme)));
      }
      draft_.Add(DraftWord::kName, std::move(options));
    }
    word_.clear();
  }

  Draft draft_;
  std::string word_;
  std::string other_;
};

// Greek as modern names are spelt where folding follows the letters: {as folded, as spoken}.
constexpr const char* kGreekSpoken[][2] = {{"mp", "b"},  {"nt", "d"}, {"gk", "g"}, {"ph", "f"},
                                           {"oy", "ou"}, {"ch", "h"}, {"y", "i"}};

}  // namespace

std::vector<Draft> ReadCyrillic(absl::string_view text) { return {CyrillicReader().Read(text)}; }

std::vector<Draft> ReadGreek(absl::string_view text) {
  FoldedText folded;
  FoldText(text, &folded);
  Draft draft;
  for (const FoldedWord& word : folded.words) {
    std::string spoken(folded.Word(word));
    for (const auto& pair : kGreekSpoken) {
      const absl::string_view from = pair[0];
      for (size_t at = spoken.find(from.data()); at != std::string::npos; at = spoken.find(from.data(), at + 1)) {
        spoken.replace(at, from.size(), pair[1]);
      }
    }
    draft.Add(DraftWord::kName, {spoken});
  }
  bool greek = false;
  for (size_t at = 0; at < text.size();) greek |= IsGreek(DecodeUtf8(text, &at));
  if (!greek) return {};
  return {draft};
}

void DigestCyrillic(Sha256Hasher* hasher) {
  std::string bytes;
  for (const HanTerm& row : kCyrillicWords) absl::StrAppend(&bytes, row.term, "\n", row.canonical, "\n");
  for (const HanTerm& row : kCyrillicStems) absl::StrAppend(&bytes, row.term, "*\n", row.canonical, "\n");
  for (const CyrillicLetter& row : kCyrillicLetters) {
    for (const char* sound : {row.passport, row.iso9, row.german})
      absl::StrAppend(&bytes, sound == nullptr ? "" : sound, ",");
    absl::StrAppend(&bytes, static_cast<uint32_t>(row.letter), "\n");
  }
  for (const auto& pair : kGreekSpoken) absl::StrAppend(&bytes, pair[0], ">", pair[1], "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
