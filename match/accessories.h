// What people put to a name or leave out of it: titles in front of a person's, patronymics, and a word said twice of
// which once is misspelt. In a query they weigh little without counterpart; in a listed name they weigh what they
// weigh. Pure functions, any thread.
//
//   PreparedName query = PrepareName("Haji Juma Khan");
//   MarkAccessories(&query);   // "haji" may go without counterpart
#ifndef CORDON_MATCH_ACCESSORIES_H_
#define CORDON_MATCH_ACCESSORIES_H_

#include "base/sha256.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// Names of fewer than three words keep all of them.
void MarkAccessories(PreparedName* query);

void DigestAccessories(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_ACCESSORIES_H_
