// What earlier recorded deals say about this one: parties that were held or refused and now come back under another
// name with the same telephone, officer, wallet, identifier or address, and earlier orders of the same customer.
//
// A deal leaves marks in the store when it is recorded; a later one looks its own up under the same keys. The decision
// itself stays a pure function: what was found goes into FactInputs and from there into the record, so that the record
// can be judged again without the store. Looked at are the newest kMarksPerKey marks of each key;
// where there may be more, the answer is incomplete (HISTORY_CUT): what is not read is not nothing.
// Pure functions, except LookUpHistory, which reads the store.
//
//   CORDON_ASSIGN_OR_RETURN(auto facts, LookUpHistory(store, deal, tables));
//   AddHistoryFindings(deal, facts, own, tables, &inputs);
//   row.marks = MarksOf(screening, tables);
#ifndef CORDON_SERVICE_SCREENING_HISTORY_H_
#define CORDON_SERVICE_SCREENING_HISTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/history.pb.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"
#include "rules/facts/tables.h"

namespace cordon {

inline constexpr int kMarksPerKey = 128;

// How a list is called that is none: the parties our own earlier answers held, and those they refused (ESCALATE,
// BLOCK).
inline constexpr char kHeldBefore[] = "HELD";
inline constexpr char kRefusedBefore[] = "REFUSED";

// What earlier deals left under this deal's keys. Without a store nothing. STORE_UNAVAILABLE if the store cannot be
// read or holds a mark that cannot be.
absl::StatusOr<std::vector<v1::HistoryFact>> LookUpHistory(Store* store, const v1::Transaction& deal,
                                                           const Tables& tables);

// Adds shared identifiers, officers, past orders, and HISTORY_CUT where facts may be missing. Not counted as earlier:
// the same request, the same Transaction.id, the same external_ref.
void AddHistoryFindings(const v1::Transaction& deal, const std::vector<v1::HistoryFact>& facts,
                        const std::string& request_sha256, const std::string& external_ref, const Tables& tables,
                        v1::FactInputs* inputs);

// What this answer leaves for later ones. REQUIRES: a decided TRANSACTION with its name.
std::vector<HistoryMark> MarksOf(const v1::Screening& screening, const Tables& tables);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_HISTORY_H_
