#include "match/party_relations.h"

#include <algorithm>
#include <string>
#include <utility>

#include "match/equality.h"
#include "match/party_keys.h"
#include "match/scorer.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon {

using internal::PartyKey;
using internal::Vocabulary;
using internal::WeightedWord;

std::vector<RelatedToken> PartyRelations::Relate(const PreparedName& listed) {
  std::vector<RelatedToken> tokens;
  tokens.reserve(listed.tokens.size());
  for (const Token& token : listed.tokens) tokens.push_back(RelateToken(token));
  for (size_t i = 0; i + 1 < tokens.size(); ++i) RelatePair(listed, i, &tokens);
  for (RelatedToken& token : tokens) {
    for (const RelatedWord& related : token.words) {
      token.cost += index_.first_holder_[related.word + size_t{1}] - index_.first_holder_[related.word];
    }
    for (const internal::PackedIds::Range& keyed : token.keyed) token.cost += static_cast<int64_t>(keyed.size());
  }
  return tokens;
}

const RelatedToken& PartyRelations::RelateToken(const Token& token) {
  std::string key = token.text;
  key.push_back(static_cast<char>(token.token_class));
  std::unique_ptr<const RelatedToken>& known = known_[key];
  if (known == nullptr) {
    auto made = std::make_unique<RelatedToken>();
    FindRelated(token, made.get());
    known = std::move(made);
  }
  return *known;
}

// Two listed words that a party writes together are related to it each.
void PartyRelations::RelatePair(const PreparedName& listed, size_t at, std::vector<RelatedToken>* tokens) {
  internal::CanonicalWord joined;
  std::string printed;
  if (!internal::JoinWords(listed.tokens[at], listed.tokens[at + 1], &printed, &joined)) return;
  const int32_t both = std::min(listed.tokens[at].weight + listed.tokens[at + 1].weight, kMaxTokenWeight);
  const uint32_t word = FindWord(joined.text, joined.token_class);
  for (RelatedToken* const token : {&(*tokens)[at], &(*tokens)[at + 1]}) {
    if (both >= internal::kGenericWeight) token->evidence = token->weight;
    AddRelated(word, both, kFullScore, token);
  }
}

void PartyRelations::FindRelated(const Token& token, RelatedToken* related) {
  related->weight = token.weight;
  related->rest_weight = token.rest_weight;
  related->evidence = token.weight >= internal::kGenericWeight ? token.weight : 0;
  related->form = token.weight <= internal::kLegalFormWeight;
  internal::DecodeWord(token.text, &letters_);
  AddRelated(index_.words_.Find(letters_, token.token_class), token.weight, kFullScore, related);
  const auto joined = index_.keys_.Find(KeyOfWord(PartyKey::kJoined, token.text, token.token_class));
  if (!joined.empty()) related->keyed.push_back(joined);
  for (const uint32_t word : index_.word_keys_.Find(KeyOfWord(PartyKey::kSlip, token.text, token.token_class))) {
    AddRelated(word, token.weight, kFullScore, related);
  }
  if (token.slip_similarity > 0) {
    AddRelated(FindWord(token.slip_of, token.slip_class), token.weight, kFullScore, related);
  }
  if (token.token_class != TokenClass::kWord) return Merge(&related->words);
  const WeightedWord listed = {letters_, token.weight};
  const auto heard = [this](uint32_t word) {
    return WeightedWord{index_.words_.word(word), index_.words_.weight(word)};
  };
  index_.deletions_.Lookup(letters_, internal::EditBound(letters_.size()), &deletions_);
  for (const uint32_t word : deletions_.candidates) {
    AddRelated(word, token.weight, internal::WordSimilarity(heard(word), listed), related);
  }
  for (const uint64_t key : internal::ListedSounds(letters_)) {
    for (const uint32_t word : index_.word_keys_.Find(key)) {
      const WeightedWord query = heard(word);
      AddRelated(word, token.weight, internal::AlikeSimilarity(query, internal::IsPinyin(query.letters), listed),
                 related);
    }
  }
  for (size_t kept = 1; kept < token.text.size(); ++kept) {
    const auto keyed =
        index_.keys_.Find(KeyOfText(PartyKey::kAbbreviation, absl::string_view(token.text).substr(0, kept)));
    if (!keyed.empty()) related->keyed.push_back(keyed);
  }
  Merge(&related->words);
}

uint32_t PartyRelations::FindWord(absl::string_view text, TokenClass token_class) {
  internal::DecodeWord(text, &other_);
  return index_.words_.Find(other_, token_class);
}

void PartyRelations::AddRelated(uint32_t word, int32_t weight, int similarity, RelatedToken* related) {
  if (word != Vocabulary::kNotFound && similarity > 0) related->words.push_back({word, weight, similarity});
}

// The same word may be related in several ways; the best of each counts.
void PartyRelations::Merge(std::vector<RelatedWord>* words) {
  std::sort(words->begin(), words->end(), [](const RelatedWord& a, const RelatedWord& b) { return a.word < b.word; });
  size_t kept = 0;
  for (const RelatedWord& one : *words) {
    if (kept > 0 && (*words)[kept - 1].word == one.word) {
      RelatedWord& last = (*words)[kept - 1];
      last.weight = std::max(last.weight, one.weight);
      last.similarity = std::max(last.similarity, one.similarity);
    } else {
      (*words)[kept++] = one;
    }
  }
  words->resize(kept);
}

}  // namespace cordon
