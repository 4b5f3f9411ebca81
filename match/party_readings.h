// The names a party may be known by, field by field, each with its readings: its name, its aliases, all of them written
// together (a name split over fields), and names in its addresses ("c/o X", a name that goes on in the address).
//
// Thread contract: pure functions over the party given.
//
//   for (int field = 0; field < NameFields(party); ++field) search(ReadingsOfField(party, field));
#ifndef CORDON_MATCH_PARTY_READINGS_H_
#define CORDON_MATCH_PARTY_READINGS_H_

#include <string>
#include <vector>

#include "cordon/v1/party.pb.h"
#include "match/reading.h"

namespace cordon::internal {

// Field 0 is the name, 1..n the aliases, n + 1 name and aliases together, then one field per address.
int NameFields(const v1::Party& party);

// As the party has it; what was put together is separated by a space.
std::string FieldText(const v1::Party& party, int field);

// Empty where a field is empty or holds no name.
std::vector<Reading> ReadingsOfField(const v1::Party& party, int field);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_PARTY_READINGS_H_
