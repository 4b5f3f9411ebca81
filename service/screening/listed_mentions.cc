#include "service/screening/listed_mentions.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "match/brand.h"
#include "match/fold.h"
#include "match/lexicon.h"
#include "match/reading.h"
#include "match/weights.h"

namespace cordon {
namespace {

constexpr size_t kMaxCoreWords = 6;
constexpr size_t kMinBrand = 5;  // letters of a core of one word
constexpr int32_t kMinSeldomWeight = 800;
constexpr size_t kMinHan = 3;  // characters of a Han name
constexpr size_t kMaxHan = 24;

std::vector<std::string> FoldedWords(absl::string_view text) {
  internal::FoldedText folded;
  internal::FoldText(text, &folded);
  std::vector<std::string> words;
  for (const internal::FoldedWord& word : folded.words) words.emplace_back(folded.Word(word));
  return words;
}

bool IsHan(absl::string_view word) {
  // CJK ideographs begin with E3 90 .. E9 BF in UTF-8; folded alphabetic words are ASCII.
  return !word.empty() && static_cast<unsigned char>(word[0]) >= 0xE3 && static_cast<unsigned char>(word[0]) <= 0xE9;
}

int32_t WeightOf(absl::string_view word) {
  const internal::LexiconEntry* known = internal::Lexicon::Get().Find(word);
  if (known == nullptr) return kMaxTokenWeight;
  return known->token_class == TokenClass::kLegalForm ? 0 : known->weight;
}

bool Ordinary(absl::string_view word) { return WeightOf(word) < internal::kGenericWeight; }

// Whether a single word in a text may be looked for: none that people say of other things.
bool TellsAlone(absl::string_view word) {
  const int32_t weight = WeightOf(word);
  return word.size() >= kMinBrand &&
         (weight == kMaxTokenWeight || (weight >= kMinSeldomWeight && !internal::IsCommonWord(word)));
}

// The words of a name between its generic ends; empty if what is left is too common to be looked for.
std::vector<std::string> CoreOf(absl::string_view name) {
  std::vector<std::string> words = FoldedWords(name);
  while (!words.empty() && (Ordinary(words.back()) || IsHan(words.back()))) words.pop_back();
  while (!words.empty() && (Ordinary(words.front()) || IsHan(words.front()))) words.erase(words.begin());
  if (words.empty() || words.size() > kMaxCoreWords) return {};
  if (words.size() == 1) {
    const bool digits = words[0].find_first_of("0123456789") != std::string::npos;
    if (digits || !(internal::IsGroupBrand(words[0]) || TellsAlone(words[0]))) return {};
  }
  return words;
}

// Characters of a Han word as begin offsets, with the end behind them.
std::vector<size_t> Characters(absl::string_view word) {
  std::vector<size_t> begins;
  for (size_t i = 0; i < word.size(); ++i) {
    if ((static_cast<unsigned char>(word[i]) & 0xC0) != 0x80) begins.push_back(i);
  }
  begins.push_back(word.size());
  return begins;
}

}  // namespace

void ListedMentions::Add(EntryIndex index, const v1::ListEntry& entry) {
  if (entry.type() != v1::ENTRY_ORGANIZATION && entry.type() != v1::ENTRY_TYPE_UNSPECIFIED) return;
  const auto add = [&](const std::string& key) {
    std::vector<EntryIndex>& entries = by_core_[key];
    if (std::find(entries.begin(), entries.end(), index) == entries.end()) entries.push_back(index);
  };
  for (const v1::ListName& name : entry.names()) {
    if (name.quality() == v1::WEAK) continue;
    const std::vector<std::string> core = CoreOf(name.text());
    if (!core.empty()) {
      longest_ = std::max(longest_, core.size());
      add(absl::StrJoin(core, " "));
    }
    for (const std::string& word : FoldedWords(name.text())) {
      if (internal::IsGroupBrand(word)) {  // says the group whatever stands beside it
        longest_ = std::max<size_t>(longest_, 1);
        add(word);
      }
      if (!IsHan(word)) continue;
      const size_t characters = Characters(word).size() - 1;
      if (characters < kMinHan || characters > kMaxHan) continue;
      longest_han_ = std::max(longest_han_, characters);
      add(word);
    }
  }
}

std::vector<Mention> ListedMentions::Find(absl::string_view text) const {
  std::vector<Mention> found;
  const auto take = [&](const std::string& key) {
    const auto entries = by_core_.find(key);
    if (entries == by_core_.end()) return false;
    for (const EntryIndex entry : entries->second) {
      const bool known = std::any_of(found.begin(), found.end(), [&](const Mention& m) { return m.entry == entry; });
      if (!known && found.size() < kMaxMentions) found.push_back({entry, key});
    }
    return true;
  };
  // The longest core that begins at each word.
  const auto take_words = [&](const std::vector<std::string>& words, size_t i) {
    for (size_t size = std::min(longest_, words.size() - i); size >= 1; --size) {
      if (take(absl::StrJoin(words.begin() + static_cast<std::ptrdiff_t>(i),
                             words.begin() + static_cast<std::ptrdiff_t>(i + size), " "))) {
        return;
      }
    }
  };
  const std::vector<std::string> words = FoldedWords(text);
  for (size_t i = 0; i < words.size(); ++i) {
    if (IsHan(words[i])) {
      // As it is written in Latin letters, brands included.
      for (const Reading& reading : ReadingsOf(words[i], ReadingSide::kQuery)) {
        if (reading.kind != ReadingKind::kRomanised) continue;
        std::vector<std::string> tokens;
        for (const Token& token : reading.name.tokens) tokens.push_back(token.text);
        for (size_t at = 0; at < tokens.size(); ++at) take_words(tokens, at);
      }
      const std::vector<size_t> at = Characters(words[i]);
      for (size_t from = 0; from + kMinHan < at.size(); ++from) {
        for (size_t size = std::min(longest_han_, at.size() - 1 - from); size >= kMinHan; --size) {
          if (take(words[i].substr(at[from], at[from + size] - at[from]))) break;
        }
      }
      continue;
    }
    take_words(words, i);
  }
  return found;
}

}  // namespace cordon
