// Addresses made comparable at unit level: the numbers that pick out one door must agree, the words may be misspelt.
// "Room 1318-19, 13/F, Hollywood Plaza, 610 Nathan Road" is not "Room 1405, 14/F, Hollywood Plaza, 610 Nathan Road".
//
// Thread contract: plain values and pure functions.
//
//   ScoreAddress(PrepareAddress("Rm 1319 Hollywood Plaza, 610 Nathan Rd, Mongkok"), listed)
#ifndef CORDON_MATCH_ADDRESS_H_
#define CORDON_MATCH_ADDRESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// A number (or unit letter) of an address. "301-307" is a range; "1318-19" is 1318 to 1319; "19C" carries its letter.
struct AddressNumber {
  enum class Kind : uint8_t { kPlain, kFloor };
  Kind kind = Kind::kPlain;
  uint32_t low = 0;
  uint32_t high = 0;
  char letter = '\0';  // 'd' alone ("Unit D") has low = high = 0

  bool operator==(const AddressNumber& other) const {
    return kind == other.kind && low == other.low && high == other.high && letter == other.letter;
  }
};

struct PreparedAddress {
  std::vector<AddressNumber> numbers;
  PreparedName words;  // without numbers and words like "room"
  std::string folded;  // every word in order, for equality
};

PreparedAddress PrepareAddress(absl::string_view text);

// Basis points. 0 unless every number of the listed address that is not a floor is among the query's, no floor is
// contradicted, and the words of the side that says less are matched, by the scorer's alignment, by the other side's.
int ScoreAddress(const PreparedAddress& query, const PreparedAddress& listed);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_ADDRESS_H_
