// The ways a name can be read. Text is not always the name it stands for: a Chinese name has a romanised form, letters
// hide behind digits, a listed name stands inside a sentence. Each way is a PreparedName of its own; a party's name
// matches a list name if any reading of the one matches a reading of the other, and the best pair counts.
//
// The list side is read once, at import, and every reading goes into the index; the query side is read per query. So
// the index stays what it is (match/index.h), and the slow twin is a loop over all pairs (ScoreReadings).
// A plain ASCII name without anything suspicious has one reading and costs nothing more.
//
// Thread contract: plain values and pure functions.
//
//   std::vector<Reading> readings = ReadingsOf("华为技术有限公司", ReadingSide::kQuery);
//   // [0] kPlain as it stands, always there; then what else it may be
#ifndef CORDON_MATCH_READING_H_
#define CORDON_MATCH_READING_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/prepared_name.h"
#include "match/scorer.h"

namespace cordon {

// How a reading came about. Stored in a snapshot: append only.
enum class ReadingKind : uint8_t {
  kPlain = 0,         // the folded text
  kRomanised = 1,     // another script, read into Latin (match/script)
  kDeobfuscated = 2,  // digits for letters, spaced letters, encodings undone
  kPart = 3,          // a name inside the text: after "c/o", "d/b/a", in brackets
};

enum class ReadingSide { kQuery, kListed };

struct Reading {
  ReadingKind kind = ReadingKind::kPlain;
  PreparedName name;
};

// More are not made, whatever the text; the plain reading is always among them.
inline constexpr size_t kMaxReadings = 16;

// The plain reading first, then the others in a fixed order, none equal to an earlier one.
std::vector<Reading> ReadingsOf(absl::string_view text, ReadingSide side);

// What a pair of readings is worth that scores `score` (basis points): never more than it was, 0 if the pair does not
// count. Monotone in `score`. Two readings that are both guesses are weaker than one guess against a printed name.
int AdjustForReadings(int score, ReadingKind query, ReadingKind listed);

// The best pair by definition (no index). The earliest pair wins a tie.
struct ReadingPair {
  int score = 0;  // after AdjustForReadings
  size_t query = 0;
  size_t listed = 0;
};
ReadingPair ScoreReadings(absl::Span<const Reading> query, absl::Span<const Reading> listed);

// With the alignment of the best pair.
PairScore ScoreReadingsWithAlignment(absl::Span<const Reading> query, absl::Span<const Reading> listed);

}  // namespace cordon

#endif  // CORDON_MATCH_READING_H_
