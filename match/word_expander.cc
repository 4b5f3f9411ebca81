#include "match/word_expander.h"

#include <algorithm>
#include <utility>

#include "match/equality.h"
#include "match/make_token.h"
#include "match/scorer.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {

void WordExpander::Expand() {
  for (size_t q = 0; q < query_.tokens.size(); ++q) {
    const Token& token = query_.tokens[q];
    ExpandWord(q, token);
    if (token.token_class == TokenClass::kWord) ExpandSounds(q, token);
    ExpandSlips(q, token);
    if (token.abbreviated) ExpandAbbreviation(q, token);
    CanonicalWord joined;
    if (q + 1 == query_.tokens.size() || !JoinWords(token, query_.tokens[q + 1], &s_.text, &joined)) continue;
    DecodeWord(joined.text, &s_.word);
    const uint32_t id = index_.words_.Find(s_.word, joined.token_class);
    if (id != Vocabulary::kNotFound) AddExpansion(PairRelation::kJoined, q, id, kFullScore);
  }
}

// Asks memory for what ExpandWord and ExpandSlips will read, for all tokens, step by step.
void WordExpander::Ask() {
  s_.letters.clear();
  s_.query_words.clear();
  DeletionIndex::Begin(&s_.deletions);
  for (const Token& token : query_.tokens) {
    DecodeWord(token.text, &s_.word);
    const absl::Span<const char32_t> word = s_.word;
    name_search::QueryWord asked;
    asked.begin = s_.letters.size();
    asked.size = word.size();
    asked.hash = Vocabulary::Hash(word, token.token_class);
    asked.joined_hash = TextVocabulary::Hash(absl::MakeConstSpan(token.text), token.token_class);
    s_.letters += s_.word;
    index_.words_.PrefetchFind(asked.hash);
    index_.joined_.PrefetchFind(asked.joined_hash);
    const bool edits = token.token_class == TokenClass::kWord;
    if (edits) asked.sounds = QuerySounds(word);
    for (const uint64_t key : asked.sounds) index_.sounds_.Prefetch(key);
    index_.deletions_.Ask(word, edits ? QueryEditBound(word.size(), token.weight) : 0, &s_.deletions);
    s_.query_words.push_back(asked);
  }
  index_.deletions_.Answer(&s_.deletions);
  for (const uint32_t id : s_.deletions.candidates) {
    index_.words_.PrefetchOffset(id);
    index_.words_.PrefetchFacts(id);
  }
  for (const uint32_t id : s_.deletions.candidates) index_.words_.PrefetchWord(id);
}

absl::Span<const char32_t> WordExpander::Letters(size_t q) const {
  return absl::MakeConstSpan(s_.letters).subspan(s_.query_words[q].begin, s_.query_words[q].size);
}

// Everything on the list that token q is similar to.
void WordExpander::ExpandWord(size_t q, const Token& token) {
  const Vocabulary& words = index_.words_;
  const name_search::QueryWord& asked = s_.query_words[q];
  const absl::Span<const char32_t> word = Letters(q);
  const uint32_t split = index_.joined_.Find(absl::MakeConstSpan(token.text), token.token_class, asked.joined_hash);
  if (split != Vocabulary::kNotFound) AddExpansion(PairRelation::kSplit, q, split, kFullScore);
  s_.seen_words.Begin(words.size());
  const uint32_t exact = words.Find(word, token.token_class, asked.hash);
  if (exact != Vocabulary::kNotFound) {
    s_.seen_words.Set(exact);
    AddExpansion(PairRelation::kSingle, q, exact, kFullScore);
  }
  for (const uint32_t id : s_.deletions.Candidates(q)) {
    if (!s_.seen_words.Set(id)) continue;
    const int similarity = WordSimilarity({word, token.weight}, {words.word(id), words.weight(id)});
    if (similarity > 0) AddExpansion(PairRelation::kSingle, q, id, similarity);
  }
}

// What sounds like token q: what stands under one of its keys. The word itself does, too.
void WordExpander::ExpandSounds(size_t q, const Token& token) {
  const Vocabulary& words = index_.words_;
  const WeightedWord word = {Letters(q), token.weight};
  bool looked_at = false;
  bool pinyin = false;
  for (const uint64_t key : s_.query_words[q].sounds) {
    for (const uint32_t id : index_.sounds_.Find(key)) {
      if (words.word(id) == word.letters) continue;
      if (!std::exchange(looked_at, true)) pinyin = IsPinyin(word.letters);
      const int similarity = AlikeSimilarity(word, pinyin, {words.word(id), words.weight(id)});
      if (similarity > 0) AddOrRaise(q, id, similarity);
    }
  }
}

// What token q may be a slip of, and what of the list may be a slip of token q.
void WordExpander::ExpandSlips(size_t q, const Token& token) {
  const Vocabulary& classes = index_.slip_classes_;
  const uint32_t slip_class = classes.Find(Letters(q), token.token_class, s_.query_words[q].hash);
  if (slip_class != Vocabulary::kNotFound) {
    for (uint32_t at = index_.slip_first_[slip_class]; at < index_.slip_first_[slip_class + 1]; ++at) {
      const NameIndex::SlipWord& slip = index_.slip_words_[at];
      AddOrRaise(q, slip.word, slip.similarity, slip.weight);
    }
  }
  if (token.slip_similarity == 0) return;
  DecodeWord(token.slip_of, &s_.word);
  const uint32_t word = index_.words_.Find(s_.word, token.slip_class);
  if (word != Vocabulary::kNotFound) AddOrRaise(q, word, token.slip_similarity);
}

// Every word of the list that begins with token q.
void WordExpander::ExpandAbbreviation(size_t q, const Token& token) {
  DecodeWord(token.printed, &s_.word);
  const absl::Span<const char32_t> beginning = s_.word;
  auto at =
      std::lower_bound(index_.by_text_.begin(), index_.by_text_.end(), beginning,
                       [this](uint32_t id, absl::Span<const char32_t> text) { return index_.words_.word(id) < text; });
  for (; at != index_.by_text_.end(); ++at) {
    const absl::Span<const char32_t> word = index_.words_.word(*at);
    if (word.subspan(0, beginning.size()) != beginning) return;
    if (word.size() > beginning.size()) AddOrRaise(q, *at, kAbbreviationSimilarity);
  }
}

// A word may be reached by an edit and by a slip: the better similarity counts.
void WordExpander::AddOrRaise(size_t q, uint32_t word, int similarity, int32_t listed_weight) {
  for (uint32_t at = s_.heads.Find(word); at != 0; at = s_.expansions[at - 1].next) {
    TokenPair& pair = s_.expansions[at - 1].pair;
    if (pair.query != q || pair.relation != PairRelation::kSingle) continue;
    pair.similarity = std::max(pair.similarity, similarity);
    return;
  }
  AddExpansion(PairRelation::kSingle, q, word, similarity, listed_weight);
}

void WordExpander::AddExpansion(PairRelation relation, size_t q, uint32_t word, int similarity, int32_t listed_weight) {
  name_search::ExpansionHeads& heads = relation == PairRelation::kSplit ? s_.joined_heads : s_.heads;
  Expansion expansion;
  expansion.pair = {relation, static_cast<uint16_t>(q), 0, similarity};
  expansion.word = word;
  expansion.listed_weight = listed_weight;
  expansion.next = heads.Exchange(word, static_cast<uint32_t>(s_.expansions.size()) + 1);
  s_.expansions.push_back(expansion);
  if (listed_weight == 0) PrefetchFacts(expansion);
}

// What ComputeBounds and Collect will ask of it.
void WordExpander::PrefetchFacts(const Expansion& expansion) const {
  if (expansion.pair.relation == PairRelation::kSplit) {
    index_.joined_postings_.Prefetch(expansion.word);
    index_.joined_.PrefetchFacts(expansion.word);
  } else {
    index_.word_postings_.Prefetch(expansion.word);
    index_.words_.PrefetchFacts(expansion.word);
  }
}

}  // namespace cordon::internal
