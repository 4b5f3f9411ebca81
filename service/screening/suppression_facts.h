// What a suppression was decided on, as digests: every fact of the party, every fact of the list entry. Whatever
// changes, on either side, makes another digest, and the suppression does not hold. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_SUPPRESSION_FACTS_H_
#define CORDON_SERVICE_SCREENING_SUPPRESSION_FACTS_H_

#include <string>

#include "cordon/v1/list.pb.h"
#include "cordon/v1/party.pb.h"
#include "cordon/v1/transaction.pb.h"

namespace cordon {

// 64 hex digits; "" if the facts cannot be written down, which equals nothing. A party of a transaction about which
// nothing else was said is the party itself. What it does in a deal (roles, what it ordered, how well it is known)
// does not tell who it is.
std::string PartyFactsDigest(const v1::Party& party);
std::string PartyFactsDigest(const v1::TransactionParty& party);

// Where the publisher's page is does not matter.
std::string EntryFactsDigest(v1::ListEntry entry);

// Whether anything but names tells this party from another of the same name: an identifier, or an address with a
// country. Without, a suppression would silence strangers.
bool HasDiscriminatingFacts(const v1::TransactionParty& party);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SUPPRESSION_FACTS_H_
