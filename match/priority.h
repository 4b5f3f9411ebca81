// What orders matches of one score. It never hides one. Thread contract: pure functions.
#ifndef CORDON_MATCH_PRIORITY_H_
#define CORDON_MATCH_PRIORITY_H_

#include <cstdint>

#include "cordon/v1/list.pb.h"
#include "cordon/v1/party.pb.h"

namespace cordon::internal {

// Whether an organisation met a person, vessel or aircraft, and so on; false if either type is unknown. Lists err about
// types and so do those who ask: a difference ranks lower and changes no score.
bool TypesDiffer(v1::PartyType party, v1::EntryType entry);

// How the query's text and the listed text agree, beyond the score.
enum class TextEquality : uint8_t { kNone, kFolded, kPrinted };

enum class CountryEvidence : uint8_t { kUnknown, kAgrees, kDiffers };

struct PriorityEvidence {
  bool exact_key = false;  // identifier or wallet
  TextEquality text = TextEquality::kNone;
  CountryEvidence country = CountryEvidence::kUnknown;
  bool address_agrees = false;
  bool weak_alias = false;
  bool primary_name = false;
  bool type_differs = false;
};

// 0..100.
int PriorityOf(const PriorityEvidence& evidence);

// Whether one of the party's countries is one of the entry's; unknown if either side has none.
CountryEvidence CompareCountries(const v1::Party& party, const v1::ListEntry& entry);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_PRIORITY_H_
