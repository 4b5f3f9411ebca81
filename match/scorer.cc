#include "match/scorer.h"

#include <algorithm>

#include "match/align.h"
#include "match/equality.h"
#include "match/initials.h"
#include "match/letters.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon {
namespace {

using internal::Aligner;
using internal::PairRelation;
using internal::TokenPair;
using internal::TokenWeight;

std::vector<TokenWeight> WeightsOf(const PreparedName& name) {
  std::vector<TokenWeight> weights;
  weights.reserve(name.tokens.size());
  for (const Token& token : name.tokens) {
    weights.push_back({token.weight, token.rest_weight, token.business_word, token.known, token.distinction});
  }
  return weights;
}

// All similar pairs of two names by definition: every token against every token, and both sides' joined neighbours.
std::vector<TokenPair> SimilarPairs(const PreparedName& query, const PreparedName& listed) {
  std::vector<TokenPair> pairs;
  const auto add = [&pairs](PairRelation relation, size_t q, size_t n, int similarity) {
    pairs.push_back({relation, static_cast<uint16_t>(q), static_cast<uint16_t>(n), similarity});
  };
  for (size_t q = 0; q < query.tokens.size(); ++q) {
    for (size_t n = 0; n < listed.tokens.size(); ++n) {
      const int similarity = std::max(TokenSimilarity(query.tokens[q], listed.tokens[n]),
                                      internal::AbbreviationSimilarity(query.tokens[q], listed.tokens[n]));
      if (similarity > 0) add(PairRelation::kSingle, q, n, similarity);
    }
  }
  Token joined;
  for (size_t q = 0; q + 1 < query.tokens.size(); ++q) {
    if (!internal::JoinTokens(query.tokens[q], query.tokens[q + 1], &joined)) continue;
    for (size_t n = 0; n < listed.tokens.size(); ++n) {
      if (internal::SameWord(joined, listed.tokens[n])) add(PairRelation::kJoined, q, n, kFullScore);
    }
  }
  for (size_t n = 0; n + 1 < listed.tokens.size(); ++n) {
    if (!internal::JoinTokens(listed.tokens[n], listed.tokens[n + 1], &joined)) continue;
    for (size_t q = 0; q < query.tokens.size(); ++q) {
      if (internal::SameWord(joined, query.tokens[q])) add(PairRelation::kSplit, q, n, kFullScore);
    }
  }
  return pairs;
}

}  // namespace

namespace internal {

Alignment AlignNames(const PreparedName& query, const PreparedName& listed, Aligner* aligner) {
  std::vector<TokenPair> pairs = SimilarPairs(query, listed);
  const std::vector<TokenWeight> query_weights = WeightsOf(query);
  const std::vector<TokenWeight> listed_weights = WeightsOf(listed);
  Alignment alignment = aligner->Align(query_weights, listed_weights, &pairs);
  const NameLetters query_letters = LettersOf(query);
  const NameLetters listed_letters = LettersOf(listed);
  alignment.score = std::max({alignment.score, LettersScore(query_letters, listed_letters),
                              TruncatedScore(query_letters, listed_letters), InitialsScore(query, listed)});
  if (NamesEqual(query, listed)) alignment.score = kFullScore;
  return alignment;
}

}  // namespace internal

namespace {

// False only if the words differ by more code points than edits can make up for: each is one to four bytes.
bool LengthsAllowEdits(absl::string_view a, absl::string_view b) {
  const size_t shorter = std::min(a.size(), b.size());
  const size_t longer = std::max(a.size(), b.size());
  return longer <= shorter + 8;
}

// A misspelt word against the word class it may be.
int SlipSimilarity(const Token& misspelt, const Token& token) {
  const bool same = misspelt.slip_similarity > 0 && misspelt.slip_class == token.token_class &&
                    misspelt.slip_of == absl::string_view(token.text);
  return same ? misspelt.slip_similarity : 0;
}

std::string TextOf(const PreparedName& name, size_t index, bool two) {
  std::string text = internal::PrintedText(name.tokens[index]);
  if (two) text += " " + internal::PrintedText(name.tokens[index + 1]);
  return text;
}

v1::TokenRelation RelationOf(const PreparedName& query, const PreparedName& listed, const TokenPair& pair) {
  if (pair.relation == PairRelation::kJoined) return v1::JOINED;
  if (pair.relation == PairRelation::kSplit) return v1::SPLIT;
  if (pair.similarity < kFullScore) return v1::EDIT;
  return query.tokens[pair.query].printed == listed.tokens[pair.listed].printed ? v1::EQUAL : v1::SYNONYM;
}

}  // namespace

namespace internal {

int AbbreviationSimilarity(const Token& query, const Token& listed) {
  const bool beginning = query.abbreviated && listed.token_class == TokenClass::kWord &&
                         listed.text.size() > query.printed.size() &&
                         absl::string_view(listed.text).substr(0, query.printed.size()) == query.printed;
  return beginning ? kAbbreviationSimilarity : 0;
}

}  // namespace internal

int TokenSimilarity(const Token& a, const Token& b) {
  if (a.token_class == b.token_class && a.text == b.text) return kFullScore;
  int similarity = std::max(SlipSimilarity(a, b), SlipSimilarity(b, a));
  if (a.token_class == TokenClass::kWord && b.token_class == TokenClass::kWord) {
    thread_local std::u32string left;
    thread_local std::u32string right;
    internal::DecodeWord(a.text, &left);
    internal::DecodeWord(b.text, &right);
    if (LengthsAllowEdits(a.text, b.text)) {
      similarity = std::max(similarity, internal::WordSimilarity({left, a.weight}, {right, b.weight}));
    }
    similarity = std::max(similarity, internal::SoundSimilarity({left, a.weight}, {right, b.weight}));
  }
  return similarity;
}

int ScorePair(const PreparedName& query, const PreparedName& listed) {
  Aligner aligner;
  return internal::AlignNames(query, listed, &aligner).score;
}

PairScore ScorePairWithAlignment(const PreparedName& query, const PreparedName& listed) {
  Aligner aligner;
  PairScore result;
  result.score = internal::AlignNames(query, listed, &aligner).score;
  const std::vector<TokenWeight> query_weights = WeightsOf(query);
  const std::vector<TokenWeight> listed_weights = WeightsOf(listed);
  std::vector<TokenPair> picked(aligner.picked().begin(), aligner.picked().end());
  std::sort(picked.begin(), picked.end(), [](const TokenPair& a, const TokenPair& b) { return a.query < b.query; });

  std::vector<bool> listed_used(listed.tokens.size(), false);
  size_t next = 0;
  for (size_t q = 0; q < query.tokens.size(); ++q) {
    v1::TokenAlignment step;
    if (next < picked.size() && picked[next].query == q) {
      const TokenPair& pair = picked[next++];
      const bool joined = pair.relation == PairRelation::kJoined;
      const bool split = pair.relation == PairRelation::kSplit;
      step.set_query(TextOf(query, q, joined));
      step.set_listed(TextOf(listed, pair.listed, split));
      step.set_relation(RelationOf(query, listed, pair));
      step.set_similarity(pair.similarity);
      step.set_weight(internal::PairWeight(query_weights, listed_weights, pair));
      listed_used[pair.listed] = true;
      if (split) listed_used[pair.listed + 1U] = true;
      if (joined) ++q;
    } else {
      step.set_query(TextOf(query, q, false));
      step.set_relation(v1::QUERY_EXTRA);
      step.set_weight(query.tokens[q].rest_weight);
    }
    result.alignment.push_back(std::move(step));
  }
  for (size_t n = 0; n < listed.tokens.size(); ++n) {
    if (listed_used[n]) continue;
    v1::TokenAlignment step;
    step.set_listed(TextOf(listed, n, false));
    step.set_relation(v1::LIST_EXTRA);
    step.set_weight(listed.tokens[n].rest_weight);
    result.alignment.push_back(std::move(step));
  }
  return result;
}

}  // namespace cordon
