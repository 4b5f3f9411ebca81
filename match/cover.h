// Which query tokens' names are read: the cheapest set of tokens of which every hit must align one (match/index.h).
//
// Thread contract: pure function.
//
//   std::vector<TokenBound> bounds = ...;           // one per query token
//   ChooseCover(bounds, &chosen);                   // chosen[q] != 0: read the names of q's words
#ifndef CORDON_MATCH_COVER_H_
#define CORDON_MATCH_COVER_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "match/weights.h"

namespace cordon::internal {

// Up to this many expandable query tokens all cover sets are looked at, above tokens are taken greedily.
inline constexpr size_t kMaxExhaustiveTokens = 10;

// What is known of a query token before any name is read.
struct TokenBound {
  int64_t gain = 0;      // c_i of match/index.h, times 10000; at least -loss
  int64_t loss = 0;      // t * its weight without counterpart, times 10000
  int64_t evidence = 0;  // most rare evidence it can bring
  int64_t excess = 0;    // most evidence beyond kContainedFloor
  int64_t matched = 0;   // most weight times similarity it can bring, rounded up
  int64_t cost = 0;      // names behind its expansions
  int32_t weight = 0;
  bool alignable = false;
};

// Whether every hit must align a token of P, given the sums over the tokens outside P and inside P.
inline bool Covers(int64_t gain_outside, int64_t evidence_outside, int64_t loss_inside) {
  return gain_outside < loss_inside || evidence_outside < kMinRareEvidence;
}

// One flag per token; none is set if no hit can exist.
void ChooseCover(absl::Span<const TokenBound> bounds, std::vector<uint8_t>* chosen);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_COVER_H_
