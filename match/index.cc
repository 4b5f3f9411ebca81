#include "match/index.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "match/equality.h"
#include "match/lexicon.h"
#include "match/similarity.h"

namespace cordon::internal {
namespace {

// Keys of different kinds must not meet.
uint64_t TokenSetHash(const PreparedName& name) { return StableHash(absl::StrCat("t", TokenSetKey(name))); }
uint64_t SquashedHash(const std::string& squashed) { return StableHash(absl::StrCat("s", squashed)); }

}  // namespace

// All keys under which two equal names meet (see NamesEqual).
std::vector<uint64_t> EqualityKeys(const PreparedName& name) {
  std::vector<uint64_t> keys;
  if (name.squashed.empty()) return keys;
  keys.push_back(TokenSetHash(name));
  if (HasSquashedKey(name)) {
    keys.push_back(SquashedHash(name.squashed));
    if (name.squashed_full != name.squashed) keys.push_back(SquashedHash(name.squashed_full));
  }
  return keys;
}

uint32_t NameIndex::AddName(const PreparedName& name) {
  const uint32_t id = static_cast<uint32_t>(name_count());
  std::u32string word;
  Token joined;
  for (size_t i = 0; i < name.tokens.size(); ++i) {
    const Token& token = name.tokens[i];
    DecodeWord(token.text, &word);
    const uint32_t word_id = words_.Insert(word, token.token_class, token.weight);
    tokens_.push_back(word_id);
    if (word_id == rest_weights_.size()) rest_weights_.push_back(static_cast<int16_t>(token.rest_weight));
    uint32_t pair = kNone;
    if (i + 1 < name.tokens.size() && JoinTokens(token, name.tokens[i + 1], &joined)) {
      DecodeWord(joined.text, &word);
      // The weight of the two list tokens together, as PairWeight sees them.
      const int32_t weight = std::min(token.weight + name.tokens[i + 1].weight, kMaxTokenWeight);
      pair = joined_.Insert(word, joined.token_class, weight);
    }
    pairs_.push_back(pair);
  }
  first_token_.push_back(static_cast<uint32_t>(tokens_.size()));
  for (const uint64_t key : EqualityKeys(name)) equal_.push_back({key, id});
  return id;
}

void NameIndex::Finish() {
  words_.ShrinkToFit();
  joined_.ShrinkToFit();
  first_token_.shrink_to_fit();
  tokens_.shrink_to_fit();
  pairs_.shrink_to_fit();
  deletions_.Build(words_);
  BuildSlips();
  BuildPostings(tokens_, words_.size(), &word_first_, &word_names_);
  BuildPostings(pairs_, joined_.size(), &joined_first_, &joined_names_);

  std::sort(equal_.begin(), equal_.end(),
            [](const KeyedName& a, const KeyedName& b) { return a.key != b.key ? a.key < b.key : a.name < b.name; });
  equal_.shrink_to_fit();
  int bits = 1;
  while ((size_t{1} << bits) < equal_.size()) ++bits;
  equal_shift_ = 64 - bits;
  equal_first_.assign((size_t{1} << bits) + 1, 0);
  for (const KeyedName& keyed : equal_) ++equal_first_[(keyed.key >> equal_shift_) + 1];
  for (size_t i = 1; i < equal_first_.size(); ++i) equal_first_[i] += equal_first_[i - 1];
}

void NameIndex::BuildSlips() {
  struct Found {
    uint32_t slip_class;
    SlipWord word;
  };
  std::vector<Found> found;
  std::string text;
  std::u32string canonical;
  for (uint32_t id = 0; id < words_.size(); ++id) {
    if (words_.token_class(id) != TokenClass::kWord) continue;
    text.clear();
    for (const char32_t c : words_.word(id)) AppendUtf8(c, &text);
    if (Lexicon::Get().Find(text) != nullptr) continue;
    const Lexicon::Slip slip = Lexicon::Get().FindSlip(text);
    if (slip.similarity == 0) continue;
    DecodeWord(slip.canonical, &canonical);
    found.push_back({slip_classes_.Insert(canonical, slip.token_class, kMaxTokenWeight), {id, slip.similarity}});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.slip_class < b.slip_class; });
  slip_first_.assign(slip_classes_.size() + 1, 0);
  for (const Found& row : found) {
    ++slip_first_[row.slip_class + 1];
    slip_words_.push_back(row.word);
  }
  for (size_t i = 1; i < slip_first_.size(); ++i) slip_first_[i] += slip_first_[i - 1];
}

void NameIndex::BuildPostings(const std::vector<uint32_t>& tokens, size_t words, std::vector<uint32_t>* first,
                              std::vector<uint32_t>* names) const {
  first->assign(words + 1, 0);
  for (const uint32_t word : tokens) {
    if (word != kNone) ++(*first)[word + 1];
  }
  for (size_t w = 1; w < first->size(); ++w) (*first)[w] += (*first)[w - 1];
  names->resize(first->back());
  std::vector<uint32_t> next(first->begin(), first->end() - 1);
  for (uint32_t name = 0; name < name_count(); ++name) {
    for (uint32_t at = first_token_[name]; at < first_token_[name + 1]; ++at) {
      if (tokens[at] != kNone) (*names)[next[tokens[at]]++] = name;
    }
  }
}

absl::Span<const NameIndex::KeyedName> NameIndex::Equal(uint64_t key) const {
  if (equal_.empty()) return {};
  const size_t bucket = static_cast<size_t>(key >> equal_shift_);
  const KeyedName* begin = equal_.data() + equal_first_[bucket];
  const KeyedName* end = equal_.data() + equal_first_[bucket + 1];
  while (begin != end && begin->key < key) ++begin;
  const KeyedName* last = begin;
  while (last != end && last->key == key) ++last;
  return absl::MakeConstSpan(begin, static_cast<size_t>(last - begin));
}

size_t NameIndex::memory_bytes() const {
  const auto bytes = [](const auto& v) { return v.capacity() * sizeof(v[0]); };
  return bytes(first_token_) + bytes(tokens_) + bytes(pairs_) + bytes(word_first_) + bytes(word_names_) +
         bytes(joined_first_) + bytes(joined_names_) + bytes(equal_) + bytes(equal_first_) + words_.memory_bytes() +
         joined_.memory_bytes() + deletions_.memory_bytes();
}

}  // namespace cordon::internal
