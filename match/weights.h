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
// The same between two words that the tables know, for two neighbours swapped, and for an edit that leaves the sound as
// it was.
inline constexpr int32_t kKnownEditCost = 12000;
inline constexpr int32_t kSwapEditCost = 6000;
inline constexpr int32_t kSoundEditCost = 3000;
// Words that sound the same, however many letters differ; of kShortWord letters not enough alone.
inline constexpr size_t kShortWord = 3;
inline constexpr int32_t kSoundSimilarity = 9000;
inline constexpr int32_t kShortSoundSimilarity = 8400;
// What a title or a patronymic of a query weighs without counterpart.
inline constexpr int32_t kAccessoryRestWeight = 150;
// Tokens longer than this are equal or unrelated: nobody's name, and the price of a deletion neighbourhood is
// quadratic.
inline constexpr int32_t kMaxFuzzyLength = 48;

// A listed name inside a longer text (match/coverage.h): what of a pair's weight is beyond the floor is evidence; the
// least of it, less where the text around is a letter or a form; the least share of the listed name in basis points,
// and what the surroundings cost.
inline constexpr int32_t kContainedFloor = 400;
inline constexpr int32_t kMinContainedExcess = 800;
inline constexpr int32_t kMinSentenceExcess = 300;
// The same for a part of a text to be a name of its own: places in brackets are none.
inline constexpr int32_t kMinPartExcess = 300;
inline constexpr int32_t kMinBusinessWords = 2;
inline constexpr int32_t kMinCoverage = 9100;
inline constexpr int32_t kContainedCost = 600;

// A query that begins with the listed name and goes on with known words only (match/coverage.h): words of less weight
// are known, the least evidence beyond kContainedFloor, the score.
inline constexpr int32_t kKnownWeight = 900;
inline constexpr int32_t kMinOpeningExcess = 300;
inline constexpr size_t kMinDistinctiveLetters = 6;
inline constexpr size_t kMinUncommonLetters = 4;
inline constexpr size_t kManyOpeningWords = 3;
inline constexpr int32_t kOpeningScore = 8800;

// A word written with a dot against a longer word that begins with it.
inline constexpr int32_t kAbbreviationSimilarity = 9000;

// Names compared letter by letter (match/letters.h): what one edit costs, times the letters it is measured against;
// what a missing end costs, times its share.
inline constexpr int32_t kLetterCost = 7000;
// A letter of a word of kShortWord letters, against others.
inline constexpr int32_t kShortLetterPercent = 120;
// What a letter tells, in hundredths: (weight of its word - floor) / step, from the least to 100.
inline constexpr int32_t kTellingFloor = 300;
inline constexpr int32_t kTellingStep = 7;
inline constexpr int32_t kLeastTelling = 15;
// What all letters of a name cut short must tell.
inline constexpr int32_t kMinTruncatedTelling = 450;
inline constexpr int32_t kTruncationCost = 3000;

// The score of a word that is the initials of the listed name (match/initials.h).
inline constexpr int32_t kInitialsScore = 8700;

}  // namespace cordon::internal

#endif  // CORDON_MATCH_WEIGHTS_H_
