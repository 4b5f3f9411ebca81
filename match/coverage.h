// List coverage: the query contains the listed name, and something around it ("payment for the account of X under
// invoice 22"). What stands around costs little, what is missing of the listed name or stands in the middle of it costs
// in full:
//
//   coverage = M / (listed weight of the aligned tokens + rest of the listed tokens + rest of the query tokens between)
//
// with M as in match/scorer.h; "between" is between the first and the last aligned word that is not generic. It counts
// if it reaches kMinCoverage and rests on enough evidence: what the weights of the pairs have beyond kContainedFloor
// (two common words are none) adds up to kMinContainedExcess, or to kMinSentenceExcess if the text around is a letter
// or a form (kMinBusinessWords of its words say so). The score is kContainedCost less.
//
// A query that begins with the listed name, word for word, and goes on with known words only ("Strela Logistics Co.,
// Ltd.": a subsidiary, or one that pretends to be) needs kMinOpeningExcess of evidence and words enough to be told
// apart by: a distinctive one, two of which one is uncommon, or three. It scores kOpeningScore.
//
// Why the index finds every such name: say no token of a set P of the listed name is aligned. Then M is at most the
// weight R of the others and the listed rest at least that of P, so coverage >= c needs (1 - c) * R >= c * rest of P.
// AnchorTokens is a P for which that is false: every name the query contains has an anchor that is similar to a token
// of the query. Anchors are a name's rarest tokens, mostly one.
//
// Thread contract: pure functions.
#ifndef CORDON_MATCH_COVERAGE_H_
#define CORDON_MATCH_COVERAGE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "match/align.h"

namespace cordon::internal {

// Basis points, 0 if the query does not contain the name. `used` flags say which tokens the picked pairs use.
int CoverageScore(absl::Span<const TokenWeight> query, absl::Span<const TokenWeight> listed,
                  absl::Span<const TokenPair> picked, const Alignment& alignment, absl::Span<const uint8_t> query_used,
                  absl::Span<const uint8_t> listed_used);

// Whether a query may begin with a listed name and go on with known words.
bool MayOpen(absl::Span<const TokenWeight> query);

// The most evidence beyond kContainedFloor that any alignment of a listed name can have, neighbours joined included.
int64_t MostExcess(absl::Span<const TokenWeight> listed);

// Indices of the anchors of a listed name, given how many names hold each of its tokens.
std::vector<size_t> AnchorTokens(absl::Span<const TokenWeight> listed, absl::Span<const uint32_t> names_with);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_COVERAGE_H_
