#include "match/brand.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "base/utf8.h"
#include "match/equality.h"
#include "match/lexicon.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

#include "match/tables/common_words.inc"
#include "match/tables/group_brands.inc"

// Curated brands of fewer letters are recognised only with known words before them, as derived ones are.
constexpr size_t kMinAnywhereLetters = 5;

using WordSet = absl::flat_hash_set<absl::string_view>;

template <size_t kRows>
WordSet WordsOfRows(const char* const (&rows)[kRows]) {
  WordSet words;
  for (absl::string_view row : rows) {
    while (!row.empty()) {
      const size_t end = std::min(row.find(' '), row.size());
      words.insert(row.substr(0, end));
      row.remove_prefix(std::min(end + 1, row.size()));
    }
  }
  return words;
}

const WordSet& CommonWords() {
  static const auto* const words = new WordSet(WordsOfRows(kCommonWords));
  return *words;
}

const WordSet& GroupBrands() {
  static const auto* const words = new WordSet(WordsOfRows(kGroupBrands));
  return *words;
}

// Whether the tables know the word as anything: a place, a generic word, a legal form; numbers and initials too.
bool IsKnownWord(const Token& token) {
  if (token.token_class != TokenClass::kWord || token.weight < kKnownWeight || token.slip_similarity > 0) return true;
  return Lexicon::Get().Find(token.text) != nullptr && token.weight < kMaxTokenWeight;
}

bool IsLatin(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Two neighbours written together, or nothing where they may not be.
std::string JoinedWithNext(const PreparedName& name, size_t i) {
  if (i + 1 >= name.tokens.size()) return {};
  const Token& first = name.tokens[i];
  const Token& second = name.tokens[i + 1];
  const bool words = first.token_class == TokenClass::kWord && second.token_class == TokenClass::kWord;
  if (!words || first.position + 1 != second.position || !IsJoinTarget(first) || !IsJoinTarget(second)) return {};
  return first.printed + second.printed;
}

}  // namespace

BrandWord BrandOf(const PreparedName& listed) {
  for (size_t i = 0; i < listed.tokens.size(); ++i) {
    if (GroupBrands().contains(listed.tokens[i].text)) return {BrandKind::kCurated, listed.tokens[i].text};
    const std::string joined = JoinedWithNext(listed, i);
    if (!joined.empty() && GroupBrands().contains(joined)) return {BrandKind::kCurated, joined};
  }
  const Token* only = nullptr;
  for (const Token& token : listed.tokens) {
    if (IsKnownWord(token)) continue;
    if (only != nullptr) return {};
    only = &token;
  }
  if (only == nullptr || !IsLatin(only->text) || only->text.size() < kMinDistinctiveLetters) return {};
  if (CommonWords().contains(only->text)) return {};
  return {BrandKind::kDerived, only->text};
}

bool IsGroupBrand(absl::string_view word) { return GroupBrands().contains(word); }

bool IsCommonWord(absl::string_view word) { return CommonWords().contains(word); }

bool HoldsBrand(const PreparedName& name, absl::string_view brand) {
  for (size_t i = 0; i < name.tokens.size(); ++i) {
    if (name.tokens[i].text == brand || JoinedWithNext(name, i) == brand) return true;
  }
  return false;
}

void BrandTable::Build(std::vector<BrandSource> sources) {
  // Of each brand and list: the plainest name of an entry without an end date first.
  const auto plainest = [](const BrandSource& a) {
    return std::tie(a.brand, a.list, a.ended, a.other_weight, a.start_date, a.entry_id, a.name);
  };
  std::sort(sources.begin(), sources.end(),
            [&](const BrandSource& a, const BrandSource& b) { return plainest(a) < plainest(b); });
  std::vector<BrandKind> kinds;
  std::vector<uint32_t> first = {0};
  std::vector<BrandRef> refs;
  std::u32string letters;
  for (size_t begin = 0; begin < sources.size();) {
    size_t end = begin;
    bool several = false;
    for (; end < sources.size() && sources[end].brand == sources[begin].brand; ++end) {
      several |= sources[end].entry != sources[begin].entry;
    }
    const BrandKind kind = sources[begin].kind;  // one text is of one kind
    if (several || kind == BrandKind::kCurated) {
      DecodeWord(sources[begin].brand, &letters);
      brands_.Insert(letters, TokenClass::kWord, kMaxTokenWeight);
      kinds.push_back(kind);
      for (size_t i = begin; i < end;) {
        const size_t plain = i;
        size_t longest = i;
        for (; i < end && sources[i].list == sources[plain].list; ++i) {
          const auto listed_since = [&](size_t s) { return std::tie(sources[s].ended, sources[s].start_date); };
          if (listed_since(i) < listed_since(longest)) longest = i;
        }
        refs.push_back({sources[plain].entry, sources[plain].name});
        if (sources[longest].entry != sources[plain].entry) {
          refs.push_back({sources[longest].entry, sources[longest].name});
        }
      }
      first.push_back(static_cast<uint32_t>(refs.size()));
    }
    begin = end;
  }
  brands_.ShrinkToFit();
  kinds_ = std::move(kinds);
  first_ = std::move(first);
  refs_ = std::move(refs);
}

std::vector<BrandTable::Found> BrandTable::Find(const PreparedName& query) const {
  std::vector<Found> found;
  if (size() == 0) return found;
  thread_local std::u32string letters;
  bool only_known = true;  // words before this one
  for (size_t i = 0; i < query.tokens.size(); ++i) {
    const Token& token = query.tokens[i];
    for (const bool join : {false, true}) {
      const std::string text = join ? JoinedWithNext(query, i) : token.text;
      if (text.empty()) continue;
      DecodeWord(text, &letters);
      const uint32_t brand = brands_.Find(letters, TokenClass::kWord);
      if (brand == Vocabulary::kNotFound) continue;
      const bool anywhere = kind(brand) == BrandKind::kCurated && letters.size() >= kMinAnywhereLetters;
      const auto has_text = [&text](const Found& one) { return one.text == text; };
      if ((anywhere || only_known) && std::none_of(found.begin(), found.end(), has_text)) {
        found.push_back({text, refs(brand)});
      }
    }
    only_known = only_known && (IsKnownWord(token) || CommonWords().contains(token.text));
  }
  return found;
}

std::string BrandTable::text(uint32_t brand) const {
  std::string text;
  for (const char32_t c : brands_.word(brand)) AppendUtf8(c, &text);
  return text;
}

bool BrandTable::IsSound(size_t entries, size_t names) const {
  bool sound = brands_.IsSound() && kinds_.size() == brands_.size() && AreOffsets(first_, brands_.size(), refs_.size());
  for (const BrandRef& ref : refs_) sound &= ref.entry < entries && ref.name < names;
  for (const BrandKind kind : kinds_) sound &= kind <= BrandKind::kCurated;
  return sound;
}

void DigestBrands(Sha256Hasher* hasher) {
  std::string bytes;
  for (const char* const row : kCommonWords) bytes.append(row).push_back('\n');
  for (const char* const row : kGroupBrands) bytes.append(row).push_back('\n');
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
