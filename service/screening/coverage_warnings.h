// What a request gives that no active list could be compared with: an identifier or a wallet that "does not match"
// where no list holds any says nothing, and the answer tells so. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_COVERAGE_WARNINGS_H_
#define CORDON_SERVICE_SCREENING_COVERAGE_WARNINGS_H_

#include "cordon/v1/party.pb.h"
#include "cordon/v1/screening.pb.h"
#include "cordon/v1/transaction.pb.h"
#include "match/list_snapshot.h"

namespace cordon {

// Adds NO_LISTED_IDENTIFIERS and NO_LISTED_WALLETS where they apply.
void AddCoverageWarnings(const v1::Party& party, const ListSnapshot& lists, v1::Screening* screening);
// The same over all parties, owners, officers and the payment.
void AddCoverageWarnings(const v1::Transaction& transaction, const ListSnapshot& lists, v1::Screening* screening);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_COVERAGE_WARNINGS_H_
