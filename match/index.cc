#include "match/index.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "match/coverage.h"
#include "match/equality.h"
#include "match/initials.h"
#include "match/lexicon.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

uint64_t NextSerial() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

// Keys of different kinds must not meet.
constexpr uint64_t kTokenSet = 0xA24BAED4963EE407ULL;
constexpr uint64_t kInitials = 0x9FB21C651E98DF25ULL;
constexpr uint64_t kSquashed = 0xD1B54A32D192ED03ULL;

// Of the set of TokenSetKey: a sum does not depend on the order.
uint64_t TokenSetHash(const PreparedName& name) {
  uint64_t hash = kTokenSet;
  for (const Token& token : name.tokens) {
    if (token.token_class != TokenClass::kLegalForm) hash += StableHash(token.text);
  }
  return hash * 0x9E3779B97F4A7C15ULL;
}
uint64_t InitialsHash(absl::string_view initials) { return StableHash(initials) ^ kInitials; }
uint64_t SquashedHash(const std::string& squashed) { return StableHash(squashed) ^ kSquashed; }

}  // namespace

// All keys under which two equal names meet (see NamesEqual).
EqualityKeyList EqualityKeys(const PreparedName& name) {
  EqualityKeyList keys;
  if (name.squashed.empty()) return keys;
  keys.push_back(TokenSetHash(name));
  if (HasSquashedKey(name)) {
    keys.push_back(SquashedHash(name.squashed));
    if (name.squashed_full != name.squashed) keys.push_back(SquashedHash(name.squashed_full));
  }
  return keys;
}

uint64_t JoinedKey(absl::string_view text, TokenClass token_class) {
  const uint64_t h = (StableHash(text) + static_cast<uint64_t>(token_class)) * 0x9E3779B97F4A7C15ULL;
  return h ^ (h >> 32U);
}

uint64_t QueryInitialsKey(const PreparedName& query) {
  const absl::string_view initials = QueryInitials(query);
  return initials.empty() ? 0 : InitialsHash(initials);
}

uint32_t NameIndex::AddName(const PreparedName& name) {
  const uint32_t id = static_cast<uint32_t>(added_ends_.size() - 1);
  Token joined;
  for (size_t i = 0; i < name.tokens.size(); ++i) {
    const Token& token = name.tokens[i];
    const uint32_t word_id = words_.Insert(absl::MakeConstSpan(token.text), token.token_class, token.weight);
    added_tokens_.push_back(word_id);
    if (word_id == rest_weights_.size()) rest_weights_.push_back(static_cast<int16_t>(token.rest_weight));
    if (i + 1 < name.tokens.size() && JoinTokens(token, name.tokens[i + 1], &joined)) {
      joined_.Add(JoinedKey(joined.text, joined.token_class), id, static_cast<uint16_t>(i));
    }
  }
  added_ends_.push_back(static_cast<uint32_t>(added_tokens_.size()));
  for (const uint64_t key : EqualityKeys(name)) {
    equal_.Add(key, id);
  }
  for (const std::string& initials : ListedInitials(name)) {
    equal_.Add(InitialsHash(initials), id);
  }
  letters_.Add(LettersOf(name));
  return id;
}

void NameIndex::Finish() {
  words_.ShrinkToFit();
  tokens_of_.Assign(added_ends_);
  tokens_.Assign(added_tokens_);
  added_ends_ = {};
  added_tokens_ = {};
  deletions_.Build(words_);
  BuildSlips();
  letters_.Finish();
  BuildByText();
  postings_ = BuildPostings(FindAnchors());
  joined_.Finish();
  equal_.Finish();
  BuildSounds();
  serial_ = NextSerial();
}

void NameIndex::BuildSounds() {
  std::u32string word;
  for (uint32_t id = 0; id < words_.size(); ++id) {
    if (words_.token_class(id) != TokenClass::kWord) continue;
    DecodeWord(TextOf(words_, id), &word);
    for (const uint64_t key : ListedSounds(word)) sounds_.Add(key, id);
  }
  sounds_.Finish();
}

void NameIndex::BuildSlips() {
  struct Found {
    uint32_t slip_class;
    SlipWord word;
  };
  std::vector<Found> found;
  for (uint32_t id = 0; id < words_.size(); ++id) {
    if (words_.token_class(id) != TokenClass::kWord) continue;
    const absl::string_view text = TextOf(words_, id);
    if (Lexicon::Get().Find(text) != nullptr) continue;
    const Lexicon::Slip slip = Lexicon::Get().FindSlip(text);
    if (slip.similarity == 0) continue;
    found.push_back({slip_classes_.Insert(absl::MakeConstSpan(slip.canonical), slip.token_class, kMaxTokenWeight),
                     {id, slip.similarity, words_.weight(id)}});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.slip_class < b.slip_class; });
  std::vector<uint32_t> first(slip_classes_.size() + 1, 0);
  for (const Found& row : found) {
    ++first[row.slip_class + 1];
    slip_words_.push_back(row.word);
  }
  for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  slip_first_ = std::move(first);
}

void NameIndex::BuildByText() {
  std::vector<uint32_t> ids;
  for (uint32_t id = 0; id < words_.size(); ++id) {
    if (words_.token_class(id) == TokenClass::kWord) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end(), [this](uint32_t a, uint32_t b) { return TextOf(words_, a) < TextOf(words_, b); });
  by_text_.Assign(ids);
}

std::vector<NameIndex::Anchor> NameIndex::FindAnchors() const {
  std::vector<uint32_t> names_with(words_.size(), 0);
  for (size_t at = 0; at < tokens_.size(); ++at) ++names_with[tokens_[at]];
  std::vector<Anchor> anchors(tokens_.size(), Anchor::kNone);
  std::vector<TokenWeight> weights;
  std::vector<uint32_t> counts;
  for (uint32_t name = 0; name < name_count(); ++name) {
    weights.clear();
    counts.clear();
    const uint32_t begin = tokens_of_.begin(name);
    for (uint32_t at = begin; at < begin + tokens_of_.length(name); ++at) {
      weights.push_back({words_.weight(tokens_[at]), rest_weights_[tokens_[at]], false, false, Distinction::kNone});
      counts.push_back(names_with[tokens_[at]]);
    }
    const int64_t excess = MostExcess(weights);
    if (excess < kMinSentenceExcess) continue;
    const Anchor kind = excess < kMinContainedExcess ? Anchor::kInLetters : Anchor::kAnywhere;
    for (const size_t n : AnchorTokens(weights, counts)) anchors[begin + n] = kind;
  }
  return anchors;
}

NameIndex::Postings NameIndex::BuildPostings(const std::vector<Anchor>& anchors) const {
  // By kind how many names; then where the next one of the kind goes.
  std::vector<std::array<uint32_t, 3>> next(words_.size(), std::array<uint32_t, 3>{});
  for (size_t at = 0; at < tokens_.size(); ++at) ++next[tokens_[at]][static_cast<size_t>(anchors[at])];
  std::vector<WordSpan> spans;
  spans.reserve(next.size() + 1);
  uint32_t begin = 0;
  const auto short_count = [](uint32_t count) {
    return static_cast<uint16_t>(std::min<uint32_t>(count, WordSpan::kMany));
  };
  for (std::array<uint32_t, 3>& kinds : next) {
    const std::array<uint32_t, 3> count = kinds;
    spans.push_back({begin, short_count(count[0]), short_count(count[0] + count[1])});
    kinds = {begin, begin + count[0], begin + count[0] + count[1]};
    begin += count[0] + count[1] + count[2];
  }
  spans.push_back({begin, 0, 0});
  std::vector<uint32_t> names(begin);
  for (uint32_t name = 0; name < name_count(); ++name) {
    for (uint32_t at = tokens_of_.begin(name); at < tokens_of_.end(name); ++at) {
      names[next[tokens_[at]][static_cast<size_t>(anchors[at])]++] = name;
    }
  }
  Postings postings;
  postings.spans = std::move(spans);
  postings.names.Assign(names);
  return postings;
}

bool NameIndex::Postings::Adopt(size_t words, size_t name_count) {
  if (!names.Adopt(name_count)) return false;
  if (spans.size() != words + 1 || spans[0].first != 0 || spans[words].first != names.size()) return false;
  bool sound = true;
  for (size_t w = 0; w < words; ++w) {
    const WordSpan& span = spans[w];
    sound &= span.first <= spans[w + 1].first && span.anywhere <= span.in_letters;
    sound &= span.in_letters == WordSpan::kMany || span.in_letters <= spans[w + 1].first - span.first;
  }
  return sound;
}

bool NameIndex::Adopt(size_t names) {
  serial_ = NextSerial();
  if (names >= kNone || !words_.IsSound() || !slip_classes_.IsSound()) {
    return false;
  }
  if (rest_weights_.size() != words_.size() || !deletions_.Adopt(words_.size())) return false;
  if (!AreOffsets(slip_first_, slip_classes_.size(), slip_words_.size())) return false;
  for (const SlipWord& slip : slip_words_) {
    if (slip.word >= words_.size() || slip.similarity < 0 || slip.similarity > 10000) return false;
  }
  if (!tokens_.Adopt(words_.size()) || !tokens_of_.Adopt(names, tokens_.size())) return false;
  if (!postings_.Adopt(words_.size(), names) || !joined_.Adopt(names)) return false;
  size_t row = 0;
  for (const uint32_t name : joined_.All()) {
    // The last token has no next one to be joined with.
    if (joined_.place(row++) + uint32_t{1} >= tokens_of_.length(name)) return false;
  }
  if (!letters_.Adopt(names) || !by_text_.Adopt(words_.size())) return false;
  return equal_.Adopt(names) && sounds_.Adopt(words_.size());
}

size_t NameIndex::memory_bytes() const {
  size_t bytes = 0;
  // Looks only; the visitor is not const because a loader fills the arrays through it.
  const_cast<NameIndex*>(this)->ForEachArray([&bytes](const auto& array) { bytes += array.memory_bytes(); });
  return bytes;
}

}  // namespace cordon::internal
