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
  std::vector<RelatedToken> tokens(listed.tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) RelateToken(listed.tokens[i], &tokens[i]);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) RelatePair(listed, i, &tokens);
  for (RelatedToken& token : tokens) {
    for (const RelatedWord& related : token.words) {
      token.cost += index_.first_holder_[related.word + size_t{1}] - index_.first_holder_[related.word];
    }
    for (const absl::Span<const uint32_t> keyed : token.keyed) token.cost += static_cast<int64_t>(keyed.size());
  }
  return tokens;
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

void PartyRelations::RelateToken(const Token& token, RelatedToken* related) {
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
  if (token.token_class != TokenClass::kWord) return;
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
}

uint32_t PartyRelations::FindWord(absl::string_view text, TokenClass token_class) {
  internal::DecodeWord(text, &other_);
  return index_.words_.Find(other_, token_class);
}

// The same word may be related in several ways; the best counts.
void PartyRelations::AddRelated(uint32_t word, int32_t weight, int similarity, RelatedToken* related) {
  if (word == Vocabulary::kNotFound || similarity <= 0) return;
  for (RelatedWord& one : related->words) {
    if (one.word != word) continue;
    one.weight = std::max(one.weight, weight);
    one.similarity = std::max(one.similarity, similarity);
    return;
  }
  related->words.push_back({word, weight, similarity});
}

}  // namespace cordon
