#include "tests/support/memo_scan.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/bits.h"
#include "match/equality.h"
#include "match/initials.h"
#include "match/scorer.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon {
namespace {

internal::TokenWeight WeightOf(const Token& token) {
  return {token.weight, token.rest_weight, token.business_word, token.known, token.distinction};
}

std::string WordKey(const Token& token) { return absl::StrCat(static_cast<int>(token.token_class), " ", token.text); }

// Whatever a comparison may look at, on either side; not where the token stands.
std::string TokenKey(const Token& token) {
  return absl::StrCat(WordKey(token), "\n", token.printed, "\n", token.slip_of, "\n",
                      static_cast<int>(token.slip_class), " ", token.slip_similarity, " ", token.weight, " ",
                      token.rest_weight, " ", token.abbreviated, token.known, token.business_word, " ",
                      static_cast<int>(token.distinction));
}

int SlipOf(const Token& misspelt, const Token& token) {
  const bool same = misspelt.slip_similarity > 0 && misspelt.slip_class == token.token_class &&
                    misspelt.slip_of == absl::string_view(token.text);
  return same ? misspelt.slip_similarity : 0;
}

}  // namespace

MemoScan::ListedToken MemoScan::Remember(const Token& token) {
  ListedToken listed;
  listed.token = token;
  internal::DecodeWord(token.text, &listed.letters);
  for (const char32_t c : listed.letters) listed.has |= uint64_t{1} << (c % 64);
  return listed;
}

uint32_t MemoScan::ListedId(const Token& token) {
  const auto [row, added] = listed_ids_.emplace(TokenKey(token), static_cast<uint32_t>(listed_.size()));
  if (added) {
    ListedToken listed = Remember(token);
    if (token.token_class == TokenClass::kWord) listed.sounds = internal::ListedSounds(listed.letters);
    by_word_[WordKey(token)].push_back(row->second);
    listed_.push_back(std::move(listed));
  }
  return row->second;
}

void MemoScan::Add(const std::string& text) {
  const PreparedName name = PrepareName(text);
  const auto id = static_cast<uint32_t>(size());
  Token joined;
  for (size_t n = 0; n < name.tokens.size(); ++n) {
    tokens_.push_back(ListedId(name.tokens[n]));
    uint32_t joined_id = kNoWord;
    if (n + 1 < name.tokens.size() && internal::JoinTokens(name.tokens[n], name.tokens[n + 1], &joined)) {
      joined_id = joined_ids_.emplace(WordKey(joined), static_cast<uint32_t>(joined_ids_.size())).first->second;
    }
    joined_.push_back(joined_id);
  }
  name_ends_.push_back(static_cast<uint32_t>(tokens_.size()));
  const internal::NameLetters letters = internal::LettersOf(name);
  absl::StrAppend(&letters_, letters.text);
  absl::StrAppend(&runs_, letters.runs);
  letter_ends_.push_back(letters_.size());
  run_ends_.push_back(runs_.size());
  signs_.emplace_back(letters.text);
  rare_weights_.push_back(letters.rare_weight);
  for (const std::string& initials : internal::ListedInitials(name)) initials_[initials].push_back(id);
  if (name.squashed.empty()) return;
  token_sets_[internal::TokenSetKey(name)].push_back(id);
  if (!internal::HasSquashedKey(name)) return;
  squashed_[name.squashed].push_back(id);
  if (name.squashed_full != name.squashed) squashed_[name.squashed_full].push_back(id);
}

// TokenSimilarity and AbbreviationSimilarity of match/scorer.h, with what they derive from each word remembered.
int MemoScan::Similarity(const ListedToken& query, const ListedToken& listed) const {
  const Token& a = query.token;
  const Token& b = listed.token;
  if (query.has == listed.has && a.token_class == b.token_class && a.text == b.text) return kFullScore;
  int similarity = std::max(SlipOf(a, b), SlipOf(b, a));
  if (a.token_class == TokenClass::kWord && b.token_class == TokenClass::kWord) {
    const internal::WeightedWord left = {query.letters, a.weight};
    const internal::WeightedWord right = {listed.letters, b.weight};
    const auto longer = static_cast<int64_t>(left.letters.size()) - static_cast<int64_t>(right.letters.size());
    // No word may have more than two edits, and each changes two letters at most.
    const bool edits = std::abs(longer) <= 2 && CountBits(query.has ^ listed.has) <= 4;
    if (edits) similarity = std::max(similarity, internal::WordSimilarity(left, right));
    if (query.sounds.Shares(listed.sounds)) {
      similarity = std::max(similarity, internal::AlikeSimilarity(left, internal::IsPinyin(query.letters), right));
    }
  }
  return std::max(similarity, internal::AbbreviationSimilarity(a, b));
}

const std::vector<MemoScan::Similar>& MemoScan::SimilarTo(const Token& token) {
  const auto [row, added] = remembered_.try_emplace(TokenKey(token));
  if (!added) return row->second;
  ListedToken query = Remember(token);
  if (token.token_class == TokenClass::kWord) query.sounds = internal::QuerySounds(query.letters);
  for (uint32_t id = 0; id < listed_.size(); ++id) {
    const int similarity = Similarity(query, listed_[id]);
    if (similarity > 0) row->second.push_back({id, similarity});
  }
  return row->second;
}

void MemoScan::FindPairs(const PreparedName& query) {
  for (const uint32_t id : touched_) pairs_of_[id].clear();
  for (const uint32_t id : touched_joined_) pairs_of_joined_[id].clear();
  touched_.clear();
  touched_joined_.clear();
  pairs_of_.resize(listed_.size());
  pairs_of_joined_.resize(joined_ids_.size());
  query_weights_.clear();
  const auto add = [this](internal::PairRelation relation, size_t q, uint32_t id, int similarity) {
    const bool split = relation == internal::PairRelation::kSplit;
    (split ? pairs_of_joined_ : pairs_of_)[id].push_back({relation, static_cast<uint16_t>(q), 0, similarity});
    (split ? touched_joined_ : touched_).push_back(id);
  };
  Token joined;
  for (size_t q = 0; q < query.tokens.size(); ++q) {
    const Token& token = query.tokens[q];
    query_weights_.push_back(WeightOf(token));
    for (const Similar& similar : SimilarTo(token)) {
      add(internal::PairRelation::kSingle, q, similar.token, similar.similarity);
    }
    if (const auto split = joined_ids_.find(WordKey(token)); split != joined_ids_.end()) {
      add(internal::PairRelation::kSplit, q, split->second, kFullScore);
    }
    if (q + 1 == query.tokens.size() || !internal::JoinTokens(token, query.tokens[q + 1], &joined)) continue;
    if (const auto words = by_word_.find(WordKey(joined)); words != by_word_.end()) {
      for (const uint32_t id : words->second) add(internal::PairRelation::kJoined, q, id, kFullScore);
    }
  }
}

int MemoScan::AlignmentScore(uint32_t id) {
  const uint32_t begin = id == 0 ? 0 : name_ends_[id - 1];
  const uint32_t end = name_ends_[id];
  pairs_.clear();
  const auto add = [this](const std::vector<internal::TokenPair>& found, uint32_t n) {
    for (internal::TokenPair pair : found) {
      pair.listed = static_cast<uint16_t>(n);
      pairs_.push_back(pair);
    }
  };
  for (uint32_t at = begin; at < end; ++at) {
    add(pairs_of_[tokens_[at]], at - begin);
    if (joined_[at] != kNoWord) add(pairs_of_joined_[joined_[at]], at - begin);
  }
  if (pairs_.empty()) return 0;
  listed_weights_.clear();
  for (uint32_t at = begin; at < end; ++at) listed_weights_.push_back(WeightOf(listed_[tokens_[at]].token));
  return aligner_.Align(query_weights_, listed_weights_, &pairs_).score;
}

int MemoScan::TextScore(const internal::NameLetters& query, const internal::LetterSign& sign, uint32_t id) const {
  if (query.text.empty() || !sign.MayMeet(signs_[id], internal::LetterBound(query.text.size()))) return 0;
  const size_t begin = id == 0 ? 0 : letter_ends_[id - 1];
  const size_t run_begin = id == 0 ? 0 : run_ends_[id - 1];
  internal::NameLetters listed;
  listed.text = absl::string_view(letters_).substr(begin, letter_ends_[id] - begin);
  listed.runs = absl::string_view(runs_).substr(run_begin, run_ends_[id] - run_begin);
  listed.rare_weight = rare_weights_[id];
  return std::max(internal::LettersScore(query, listed), internal::TruncatedScore(query, listed));
}

void MemoScan::Raise(const Names& names, const std::string& key, int score) {
  const auto found = names.find(key);
  if (found == names.end()) return;
  for (const uint32_t id : found->second) by_text_[id] = std::max(by_text_[id], score);
}

std::vector<std::pair<uint32_t, int>> MemoScan::Search(const PreparedName& query, int threshold) {
  FindPairs(query);
  by_text_.clear();
  Raise(initials_, std::string(internal::QueryInitials(query)), internal::kInitialsScore);
  if (!query.squashed.empty()) {
    Raise(token_sets_, internal::TokenSetKey(query), kFullScore);
    if (internal::HasSquashedKey(query)) {
      Raise(squashed_, query.squashed, kFullScore);
      Raise(squashed_, query.squashed_full, kFullScore);
    }
  }
  const internal::NameLetters letters = internal::LettersOf(query);
  const internal::LetterSign sign(letters.text);
  std::vector<std::pair<uint32_t, int>> hits;
  for (uint32_t id = 0; id < size(); ++id) {
    int score = std::max(AlignmentScore(id), TextScore(letters, sign, id));
    if (const auto text = by_text_.find(id); text != by_text_.end()) score = std::max(score, text->second);
    if (score >= threshold) hits.emplace_back(id, score);
  }
  return hits;
}

}  // namespace cordon
