// The readings of an entry's names: what the index holds and what explanations are made of.
//
// Thread contract: pure function.
//
//   for (const Reading& reading : ListedReadings(entry, 0)) index.AddName(reading.name);
#ifndef CORDON_MATCH_LISTED_READINGS_H_
#define CORDON_MATCH_LISTED_READINGS_H_

#include <vector>

#include "cordon/v1/list.pb.h"
#include "match/reading.h"

namespace cordon::internal {

// ReadingsOf of entry.names(name). People have no initialism: "HKN" is a company, not Hwang Kyong Nam, unless the list
// says so with an alias.
std::vector<Reading> ListedReadings(const v1::ListEntry& entry, int name);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LISTED_READINGS_H_
