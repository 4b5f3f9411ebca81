// Two names compared letter by letter, without their word boundaries: what is left of a name that was misspelt in
// several places, written together, cut into pieces or cut short. Complements the alignment of words, which needs every
// word to be recognisable by itself.
//
// Everything the definition (scorer.cc) and the enumerator (letter_index.h) have in common is here, so that the two
// cannot differ. Applies to names of Latin letters and digits, at most kMaxLetters without spaces and legal forms,
// or kMaxBegunLetters where only the beginning is compared.
//
// Thread contract: pure functions.
#ifndef CORDON_MATCH_LETTERS_H_
#define CORDON_MATCH_LETTERS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "base/bits.h"
#include "match/prepared_name.h"

namespace cordon::internal {

inline constexpr size_t kMinLetters = 7;
// The beginning of a name may be fewer; of one word not as few as of several.
inline constexpr size_t kMinBeginning = 6;
inline constexpr size_t kMinBeginningWord = 6;
inline constexpr size_t kMaxLetters = 64;
// Longer names are only compared with their beginnings.
inline constexpr size_t kMaxBegunLetters = 192;

// What is compared of a name; empty text where the comparison does not apply.
struct NameLetters {
  absl::string_view text;  // PreparedName::letters
  absl::string_view runs;  // PreparedName::letter_runs
  int64_t rare_weight = 0;
};
NameLetters LettersOf(const PreparedName& name);

// Whether a name may be compared so: it tells somebody apart, or is so long that few letters more or less leave it
// what it is ("Gold Technolgy").
inline constexpr size_t kMinPlainLetters = 12;
inline constexpr int kMaxPlainEdits = 1;
bool IsComparable(const NameLetters& name);

// Sets PreparedName::letters and letter_runs from the tokens.
void FillLetters(PreparedName* name);

// Insertions, deletions and substitutions allowed between two texts of which the shorter has `length` letters.
inline int LetterBound(size_t length) {
  return length < kMinLetters ? 0 : length < 10 ? 1 : length < 14 ? 2 : length < 19 ? 3 : length < 26 ? 4 : 5;
}

// Which letters a text has, and which of them twice: texts within d edits differ by d on either side at most, whatever
// the order, and a beginning has none that the whole text lacks.
class LetterSign {
 public:
  LetterSign() = default;
  explicit LetterSign(uint64_t bits) : bits_(bits) {}
  explicit LetterSign(absl::string_view text);
  uint64_t bits() const { return bits_; }
  // False only if no text with the other sign is within `edits` of this one's, nor goes on where it ends.
  bool MayMeet(const LetterSign& listed, int edits) const {
    const int surplus = CountBits(bits_ & ~listed.bits_);
    return surplus == 0 || (surplus <= edits && CountBits(listed.bits_ & ~bits_) <= edits);
  }

 private:
  uint64_t bits_ = 0;
};

// Whether two texts are within the bound and have the same digits: what LettersScore needs of the texts alone. One text
// is prepared once for many others.
class LetterPattern {
 public:
  explicit LetterPattern(absl::string_view text);  // at most kMaxLetters, ASCII
  // Within LetterBound, or within `most` edits if that is less.
  bool IsNear(absl::string_view other, int most = 64) const;

 private:
  bool LettersAllow(absl::string_view other, int bound) const;

  absl::string_view text_;
  std::array<uint64_t, 128> places_{};  // of each letter, one bit per place
  std::array<int8_t, 32> counts_{};     // of each letter, a digit taken for some letter
};
bool NearLetters(absl::string_view a, absl::string_view b, int most = 64);
// Whether `query` may be the listed text cut short: what TruncatedScore needs of the texts alone.
bool IsBeginningOf(absl::string_view query, absl::string_view listed);

// Basis points for names that differ by few letters; 0 beyond the bound, if a digit differs, or if either is generic.
// An edit costs what a letter of its word tells, measured against what all letters tell, of the name that tells less:
// "Xinda Technology" is not "Xinhua Technology" because both say technology.
int LettersScore(const NameLetters& query, const NameLetters& listed);

// The least number of letters of a listed name of `length` letters that a name cut short must have kept.
inline size_t KeptLetters(size_t length) { return (length * 11 + 19) / 20; }

// Basis points for a query that is the beginning of the listed name and at least KeptLetters long; 0 otherwise.
int TruncatedScore(const NameLetters& query, const NameLetters& listed);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LETTERS_H_
