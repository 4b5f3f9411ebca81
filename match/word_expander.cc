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
    if (s_.query_words[q].known != nullptr) {
      ExpandKnown(q);
    } else {
      ExpandWord(q, token);
      if (token.token_class == TokenClass::kWord) ExpandSounds(q, token);
      ExpandSlips(q, token);
      if (token.abbreviated) ExpandAbbreviation(q, token);
      s_.query_words[q].last_expansion = s_.expansions.size();
    }
    CanonicalWord joined;
    if (q + 1 == query_.tokens.size() || !JoinWords(token, query_.tokens[q + 1], &s_.text, &joined)) continue;
    const uint32_t id = index_.words_.Find(absl::MakeConstSpan(joined.text), joined.token_class);
    if (id != TextVocabulary::kNotFound) AddExpansion(PairRelation::kJoined, q, id, kFullScore);
  }
}

// Asks memory for what ExpandWord and ExpandSlips will read, for all tokens, step by step.
void WordExpander::Ask() {
  s_.letters.clear();
  s_.query_words.clear();
  s_.deletions.Begin();
  for (const Token& token : query_.tokens) {
    name_search::QueryWord asked;
    asked.hash = TextVocabulary::Hash(absl::MakeConstSpan(token.text), token.token_class);
    s_.memo.Prefetch(asked.hash);
    s_.query_words.push_back(asked);
  }
  for (size_t q = 0; q < query_.tokens.size(); ++q) {
    const Token& token = query_.tokens[q];
    name_search::QueryWord& asked = s_.query_words[q];
    // The beginning of a word is similar to more than the word.
    if (!token.abbreviated) asked.known = s_.memo.Find(asked.hash, token.text, Facts(token));
    if (asked.known == nullptr || asked.known->split) {
      asked.joined_key = JoinedKey(token.text, token.token_class);
      index_.joined_.Prefetch(asked.joined_key);
    }
    if (asked.known != nullptr) {
      s_.deletions.EndWord();
      continue;
    }
    DecodeWord(token.text, &s_.word);
    const absl::Span<const char32_t> word = s_.word;
    asked.begin = s_.letters.size();
    asked.size = word.size();
    s_.letters += s_.word;
    index_.words_.PrefetchFind(asked.hash);
    const bool edits = token.token_class == TokenClass::kWord;
    if (edits) asked.sounds = QuerySounds(word);
    for (const uint64_t key : asked.sounds) index_.sounds_.Prefetch(key);
    index_.deletions_.Ask(word, edits ? QueryEditBound(word.size(), token.weight) : 0, &s_.deletions);
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

name_search::ExpansionMemo::Facts WordExpander::Facts(const Token& token) const {
  name_search::ExpansionMemo::Facts facts;
  facts.index = index_.serial_;
  facts.slip_of = token.slip_of.data();
  facts.slip_similarity = token.slip_similarity;
  facts.weight = static_cast<int16_t>(token.weight);
  facts.token_class = token.token_class;
  return facts;
}

// As it was found before, in the same order.
void WordExpander::ExpandKnown(size_t q) {
  const name_search::ExpansionMemo::Known& known = *s_.query_words[q].known;
  if (known.split) AddSplit(q, index_.joined_.Find(s_.query_words[q].joined_key));
  for (const name_search::KnownExpansion& one : s_.memo.List(known)) {
    AddExpansion(PairRelation::kSingle, q, one.word, one.similarity, one.listed_weight);
    s_.expansions.back().cost = one.cost;
  }
}

void WordExpander::Keep() {
  for (size_t q = 0; q < query_.tokens.size(); ++q) {
    const Token& token = query_.tokens[q];
    const name_search::QueryWord& asked = s_.query_words[q];
    if (asked.known != nullptr || token.abbreviated) continue;
    s_.memo.Keep(asked.hash, token.text, Facts(token), asked.split,
                 absl::MakeConstSpan(s_.expansions)
                     .subspan(asked.first_expansion, asked.last_expansion - asked.first_expansion));
  }
}

// Everything on the list that token q is similar to.
void WordExpander::ExpandWord(size_t q, const Token& token) {
  const TextVocabulary& words = index_.words_;
  name_search::QueryWord& asked = s_.query_words[q];
  const absl::Span<const char32_t> word = Letters(q);
  const PackedIds::Range split = index_.joined_.Find(asked.joined_key);
  asked.split = !split.empty();
  if (asked.split) AddSplit(q, split);
  asked.first_expansion = s_.expansions.size();
  s_.seen_words.Begin(words.size());
  const uint32_t exact = words.Find(absl::MakeConstSpan(token.text), token.token_class, asked.hash);
  if (exact != TextVocabulary::kNotFound) {
    s_.seen_words.Set(exact);
    AddExpansion(PairRelation::kSingle, q, exact, kFullScore);
  }
  for (const uint32_t id : s_.deletions.Candidates(q)) {
    if (!s_.seen_words.Set(id)) continue;
    DecodeWord(TextOf(words, id), &s_.word);
    const int similarity = WordSimilarity({word, token.weight}, {s_.word, words.weight(id)});
    if (similarity > 0) AddExpansion(PairRelation::kSingle, q, id, similarity);
  }
}

// What sounds like token q: what stands under one of its keys. The word itself does, too.
void WordExpander::ExpandSounds(size_t q, const Token& token) {
  const TextVocabulary& words = index_.words_;
  const WeightedWord word = {Letters(q), token.weight};
  bool looked_at = false;
  bool pinyin = false;
  for (const uint64_t key : s_.query_words[q].sounds) {
    for (const uint32_t id : index_.sounds_.Find(key)) {
      if (TextOf(words, id) == token.text) continue;
      if (!std::exchange(looked_at, true)) pinyin = IsPinyin(word.letters);
      DecodeWord(TextOf(words, id), &s_.word);
      const int similarity = AlikeSimilarity(word, pinyin, {s_.word, words.weight(id)});
      if (similarity > 0) AddOrRaise(q, id, similarity);
    }
  }
}

// What token q may be a slip of, and what of the list may be a slip of token q.
void WordExpander::ExpandSlips(size_t q, const Token& token) {
  const TextVocabulary& classes = index_.slip_classes_;
  const uint32_t slip_class = classes.Find(absl::MakeConstSpan(token.text), token.token_class, s_.query_words[q].hash);
  if (slip_class != TextVocabulary::kNotFound) {
    for (uint32_t at = index_.slip_first_[slip_class]; at < index_.slip_first_[slip_class + 1]; ++at) {
      const NameIndex::SlipWord& slip = index_.slip_words_[at];
      AddOrRaise(q, slip.word, slip.similarity, slip.weight);
    }
  }
  if (token.slip_similarity == 0) return;
  const uint32_t word = index_.words_.Find(token.slip_of, token.slip_class);
  if (word != TextVocabulary::kNotFound) AddOrRaise(q, word, token.slip_similarity);
}

// Every word of the list that begins with token q.
void WordExpander::ExpandAbbreviation(size_t q, const Token& token) {
  const absl::string_view beginning = token.printed;
  const PackedIds::Range by_text = index_.by_text_.range(0, index_.by_text_.size());
  auto at = std::lower_bound(by_text.begin(), by_text.end(), beginning,
                             [this](uint32_t id, absl::string_view text) { return TextOf(index_.words_, id) < text; });
  for (; at != by_text.end(); ++at) {
    const absl::string_view word = TextOf(index_.words_, *at);
    if (word.substr(0, beginning.size()) != beginning) return;
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
  Expansion expansion;
  expansion.pair = {relation, static_cast<uint16_t>(q), 0, similarity};
  expansion.word = word;
  expansion.listed_weight = listed_weight;
  expansion.next = s_.heads.Exchange(word, static_cast<uint32_t>(s_.expansions.size()) + 1);
  s_.expansions.push_back(expansion);
  if (listed_weight != 0) return;
  // What ComputeBounds and Collect will ask of it.
  index_.postings_.Prefetch(word);
  index_.words_.PrefetchFacts(word);
}

// Names with two words that token q is together; whatever those weigh, it is no more than a token can.
void WordExpander::AddSplit(size_t q, const PackedIds::Range& names) {
  Expansion expansion;
  expansion.pair = {PairRelation::kSplit, static_cast<uint16_t>(q), 0, kFullScore};
  expansion.split = names;
  expansion.listed_weight = kMaxTokenWeight;
  s_.splits.push_back(static_cast<uint32_t>(s_.expansions.size()));
  s_.expansions.push_back(expansion);
}

}  // namespace cordon::internal
