#include "match/script/romanised.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "match/fold.h"
#include "match/fold_map.h"
#include "match/script/loan_words.h"
#include "match/script/readers.h"

namespace cordon::internal {
namespace {

// What a translated word weighs on the query side where nothing is aligned with it, in hundredths.
constexpr int32_t kTradeRestPercent = 12;
constexpr int32_t kPlaceRestPercent = 35;

struct Scripts {
  bool han = false;
  bool traditional = false;
  bool kana = false;
  bool hangul = false;
  bool cyrillic = false;
  bool greek = false;
  bool arabic = false;
};

// All letters that have readings take two bytes from U+0370 on, or three outside U+1E00..U+2DFF; Latin letters and
// typographic marks are neither.
bool MayHaveReadings(absl::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char byte) {
    const unsigned char lead = static_cast<unsigned char>(byte);
    return lead >= 0xCD && lead != 0xE2;
  });
}

// A traditional character folds to its simplified form, another Han character.
bool IsTraditional(char32_t c) {
  const FoldValue value = FoldMap::Get().Lookup(c);
  if (!value.mapped) return false;
  size_t at = 0;
  const char32_t to = DecodeUtf8(value.text, &at);
  return to != c && FoldMap::Get().Lookup(to).fold_class == FoldClass::kHan && !FoldMap::Get().Lookup(to).mapped;
}

Scripts ScriptsOf(absl::string_view text, const FoldedText& folded) {
  Scripts scripts;
  for (const FoldedWord& word : folded.words) {
    scripts.han |= word.script == WordScript::kHan;
    scripts.kana |= word.script == WordScript::kKana;
    scripts.hangul |= word.script == WordScript::kHangul;
  }
  for (size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, &at);
    scripts.greek |= (c >= 0x0370 && c <= 0x03FF) || (c >= 0x1F00 && c <= 0x1FFF);
    scripts.cyrillic |= c >= 0x0400 && c <= 0x052F;
    scripts.arabic |= c >= 0x0620 && c <= 0x06FF;
    scripts.traditional |= scripts.han && c >= 0x4E00 && c <= 0x9FFF && IsTraditional(c);
  }
  return scripts;
}

// Words may only weigh less beside a name that tells the company apart by itself.
constexpr int32_t kStrongNameWeight = 800;
constexpr size_t kStrongNameLetters = 4;

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool HasStrongName(const DraftText& text, const PreparedName& name) {
  return std::any_of(name.tokens.begin(), name.tokens.end(), [&text](const Token& token) {
    return token.token_class == TokenClass::kWord && token.weight >= kStrongNameWeight &&
           token.printed.size() >= kStrongNameLetters && !Contains(text.trades, token.printed) &&
           !Contains(text.places, token.printed);
  });
}

void WeakenRest(const std::vector<std::string>& words, int32_t percent, PreparedName* name) {
  for (Token& token : name->tokens) {
    if (!Contains(words, token.printed)) continue;
    token.rest_weight = std::max(1, token.rest_weight * percent / 100);
  }
}

bool SameTokens(const PreparedName& a, const PreparedName& b) {
  return a.squashed_full == b.squashed_full &&
         std::equal(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(),
                    [](const Token& x, const Token& y) { return x.text == y.text; });
}

class Romaniser {
 public:
  Romaniser(ReadingSide side, std::vector<Reading>* readings) : side_(side), readings_(*readings) {}

  void Add(const std::vector<Draft>& drafts, size_t limit) {
    size_t share = limit;
    for (const Draft& draft : drafts) {
      for (const DraftText& text : Combine(draft, share)) AddText(text);
      share = 3;  // further drafts are second thoughts
    }
  }

 private:
  void AddText(const DraftText& text) {
    if (added_ >= kMaxRomanised || readings_.size() >= kMaxReadings) return;
    Reading reading;
    reading.kind = ReadingKind::kRomanised;
    reading.name = PrepareName(text.text);
    if (reading.name.tokens.empty()) return;
    for (const Reading& other : readings_) {
      if (SameTokens(other.name, reading.name)) return;
    }
    if (side_ == ReadingSide::kQuery && HasStrongName(text, reading.name)) {
      WeakenRest(text.trades, kTradeRestPercent, &reading.name);
      WeakenRest(text.places, kPlaceRestPercent, &reading.name);
    }
    readings_.push_back(std::move(reading));
    ++added_;
  }

  const ReadingSide side_;
  std::vector<Reading>& readings_;
  size_t added_ = 0;
};

}  // namespace

void AppendRomanised(absl::string_view text, ReadingSide side, std::vector<Reading>* readings) {
  if (!MayHaveReadings(text)) return;
  thread_local FoldedText folded;
  FoldText(text, &folded);
  const Scripts scripts = ScriptsOf(text, folded);
  Romaniser romaniser(side, readings);
  if (scripts.hangul) {
    romaniser.Add(ReadKorean(folded), 5);
  } else if (scripts.kana || (scripts.han && LooksJapanese(folded))) {
    romaniser.Add(ReadJapanese(folded), 5);
  } else if (scripts.han) {
    romaniser.Add(ReadChinese(folded, scripts.traditional), 6);
  } else if (scripts.cyrillic) {
    romaniser.Add(ReadCyrillic(text), 6);
  } else if (scripts.arabic) {
    romaniser.Add(ReadArabic(text), 6);
  } else if (scripts.greek) {
    romaniser.Add(ReadGreek(text), 2);
  }
}

void DigestScripts(Sha256Hasher* hasher) {
  DigestChinese(hasher);
  DigestJapanese(hasher);
  DigestKorean(hasher);
  DigestCyrillic(hasher);
  DigestArabic(hasher);
  DigestLoanWords(hasher);
  hasher->UpdateField(absl::StrCat(kMaxRomanised, ",", kTradeRestPercent, ",", kPlaceRestPercent, ",",
                                   kStrongNameWeight, ",", kStrongNameLetters));
}

}  // namespace cordon::internal
