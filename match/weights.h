// The constants of the weighting and of the scorer. Calibrated together with tables/token_weights.inc on the real list
// and real company names (docs/matching.md, bench/quality.cc); all of them enter TablesDigest().
#ifndef CORDON_MATCH_WEIGHTS_H_
#define CORDON_MATCH_WEIGHTS_H_

#include <cstdint>

namespace cordon::internal {

inline constexpr int32_t kLegalFormWeight = 20;
// Tokens that hold a digit, whatever the table says: "13" and "14" tell institutes apart.
inline constexpr int32_t kNumberWeight = 700;
// Words no table knows weigh kMaxTokenWeight, except two Latin letters; one Latin letter never weighs more than this.
inline constexpr int32_t kSingleLetterWeight = 150;
inline constexpr int32_t kTwoLetterWeight = 600;
// What an unknown word that may be a misspelt legal form ("limzited") weighs when nothing is aligned with it.
inline constexpr int32_t kSlipRestWeight = 100;
// A word that weighs less is generic ("trading", "shenzhen"): alone it is no evidence.
inline constexpr int32_t kGenericWeight = 450;
// The least weight of matched, not generic evidence for a fuzzy hit to count.
inline constexpr int32_t kMinRareEvidence = 600;
// What one edit costs, times the length of the longer word, in basis points: 8000 makes one edit in six letters 0.8666.
inline constexpr int32_t kEditCost = 8000;
// Tokens longer than this are equal or unrelated: nobody's name, and the price of a deletion neighbourhood is
// quadratic.
inline constexpr int32_t kMaxFuzzyLength = 48;

}  // namespace cordon::internal

#endif  // CORDON_MATCH_WEIGHTS_H_
