// The one scorer. Additive and non-negative per query token, integers only, deterministic.
//
// Query tokens are aligned one-to-one with list tokens; besides single tokens, two neighbouring query tokens may align
// with one list token (JOINED) and one query token with two neighbouring list tokens (SPLIT). A pair counts when its
// similarity reaches the relation's bound; its weight is the smaller of both sides' weights, so that a misspelt common
// word does not pass for a rare one. With M = sum of weight * similarity over aligned pairs, W = sum of aligned
// weights, Uq and Un the weight of the tokens without counterpart on the query and on the list side:
//
//   score = M / (W + Uq + 0.3 * max(0, Un - Uq))        in basis points, rounded down
//
// Names whose tokens or squashed forms are equal after folding score 10000 whatever their weights, unless they consist
// of legal forms only. A fuzzy score below kMinRareEvidence of aligned rare weight does not count (score 0): names that
// share only generic words never alert.
//
// Query coverage theorem: for any aligned set, score >= t implies
//   sum_{aligned i} w_i * max(0, sim_i - t)  >=  t * sum_{unaligned i} w_i,
// which is what the index bounds (match/index.h). The slow twin in tests/support scores every list name.
#ifndef CORDON_MATCH_SCORER_H_
#define CORDON_MATCH_SCORER_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/match.pb.h"
#include "match/prepared_name.h"

namespace cordon {

inline constexpr int kFullScore = 10000;
inline constexpr int kDefaultThreshold = 8500;

// Similarity of two canonical tokens in basis points, 0 when unrelated: 10000 when equal; else
// 10000 - 8000 * d / longer length for an optimal-string-alignment distance d within the bound of the shorter token
// (0 edits up to 3 code points, 1 for 4..7, 2 from 8 on; beyond 48 code points equal or unrelated). Numbers are equal
// or unrelated. A word class (legal form, synonym) is also similar to an unknown word one edit away from one of its
// longer spellings, so that a slip in "Limited" or "Technologies" costs next to nothing.
int TokenSimilarity(const Token& a, const Token& b);

struct PairScore {
  int score = 0;                              // basis points
  std::vector<v1::TokenAlignment> alignment;  // filled by ScorePairWithAlignment only; query order, then list extras
};

// Scores one pair by definition (no index, no precomputation). O(query tokens x list tokens).
int ScorePair(const PreparedName& query, const PreparedName& listed);
PairScore ScorePairWithAlignment(const PreparedName& query, const PreparedName& listed);

}  // namespace cordon

#endif  // CORDON_MATCH_SCORER_H_
