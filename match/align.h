// The alignment core of the scorer: from the similar token pairs of two names to a score. The definition (scorer.cc)
// and the index (index.cc) differ only in how they obtain the pairs; from there on this code is the one truth.
//
// Thread contract: an Aligner is scratch memory for one thread.
#ifndef CORDON_MATCH_ALIGN_H_
#define CORDON_MATCH_ALIGN_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "match/prepared_name.h"

namespace cordon::internal {

enum class PairRelation : uint8_t {
  kSingle,  // one query token, one list token
  kJoined,  // query tokens q and q + 1 are written together as list token n
  kSplit,   // query token q is written as list tokens n and n + 1
};

// A possible alignment of tokens, by index into the token lists. `similarity` > 0.
struct TokenPair {
  PairRelation relation = PairRelation::kSingle;
  uint16_t query = 0;
  uint16_t listed = 0;
  int32_t similarity = 0;
};

// What alignment needs of a token.
struct TokenWeight {
  int32_t weight = 0;       // when aligned
  int32_t rest_weight = 0;  // without counterpart
  bool business_word = false;
  bool known = false;  // of a query: a legal form, a place, a trade: nothing a name is told apart by
  Distinction distinction = Distinction::kNone;  // of a query
};

struct Alignment {
  int score = 0;              // basis points, the better of query coverage and list coverage (match/coverage.h)
  int64_t matched = 0;        // sum of weight * similarity
  int64_t aligned = 0;        // sum of the weights of aligned pairs
  int64_t query_rest = 0;     // weight of query tokens without counterpart
  int64_t listed_rest = 0;    // weight of list tokens without counterpart
  int64_t rare_evidence = 0;  // matched weight that counts as evidence
};

// Weight of an aligned pair: the smaller of both sides, where a side of two tokens weighs as much as both together, but
// no more than one token can. REQUIRES: indices valid.
int32_t PairWeight(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed, const TokenPair& pair);

// The listed side's part of PairWeight.
int32_t ListedWeight(absl::Span<const TokenWeight> listed, const TokenPair& pair);

// The part of a pair's matched weight that is evidence for a fuzzy hit: none of legal forms and generic words.
int64_t RareEvidence(int32_t weight, int32_t similarity);

// Basis points of these sums: matched / (aligned + query_rest + 0.3 * max(0, listed_rest - query_rest)), rounded down.
int ScoreOf(const Alignment& alignment);

class Aligner {
 public:
  // Picks pairs one-to-one, by descending weight * similarity, ties by relation, query and list index. `pairs` may be
  // in any order and is reordered; the picked ones are in picked() afterwards.
  Alignment Align(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed,
                  std::vector<TokenPair>* pairs);

  absl::Span<const TokenPair> picked() const { return picked_; }

 private:
  struct Ranked {
    int64_t gain;
    int32_t weight;
    TokenPair pair;
  };
  std::vector<Ranked> ranked_;
  std::vector<TokenPair> picked_;
  std::vector<uint8_t> query_used_;
  std::vector<uint8_t> listed_used_;
};

// kAbbreviationSimilarity if the query's word is abbreviated and the listed one begins with it, else 0.
int AbbreviationSimilarity(const Token& query, const Token& listed);

// Both names from their tokens, by definition; an equal name scores in full, its alignment shows the pairs all the
// same.
Alignment AlignNames(const PreparedName& query, const PreparedName& listed, Aligner* aligner);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_ALIGN_H_
