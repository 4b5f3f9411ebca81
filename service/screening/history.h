// What earlier recorded deals say about this one: parties that were held or refused and now come back under another
// name with the same telephone, officer, wallet, identifier or address, and earlier orders of the same customer.
//
// A deal leaves marks in the store when it is recorded; a later one looks its own up under the same keys. The decision
// itself stays a pure function: what was found goes into FactInputs and from there into the record, so that the record
// can be judged again without the store.
//
// What is said often pushes nothing out of sight: of marks that name the same party for the same thing with the same
// disposition the store keeps the earliest deals, which weigh most; orders lie under their month, and only the months
// that are added up are read. What is not read or cannot be left is not nothing: the answer is incomplete
// (HISTORY_CUT). Pure functions, except LookUpHistory, which reads the store.
//
//   CORDON_ASSIGN_OR_RETURN(History history, LookUpHistory(store, deal, tables, today));
//   AddHistoryFindings(deal, history, own, tables, &inputs);
//   row.marks = MarksOf(screening, tables, &cut);
#ifndef CORDON_SERVICE_SCREENING_HISTORY_H_
#define CORDON_SERVICE_SCREENING_HISTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/history.pb.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"
#include "rules/facts/tables.h"

namespace cordon {

inline constexpr int kMarksPerKey = kMaxPageRows;  // read
inline constexpr size_t kMaxMarksRead = 16'384;    // of one deal

// What was found under a deal's keys.
struct History {
  std::vector<v1::HistoryFact> facts;
  bool cut = false;  // there may be more
};

// How a list is called that is none: the parties our own earlier answers held, and those they refused (ESCALATE,
// BLOCK).
inline constexpr char kHeldBefore[] = "HELD";
inline constexpr char kRefusedBefore[] = "REFUSED";

// What earlier deals left under this deal's keys. `today` (YYYY-MM-DD) is the date of a deal that states none. Without
// a store nothing. STORE_UNAVAILABLE if the store cannot be read or holds a mark that cannot be.
absl::StatusOr<History> LookUpHistory(Store* store, const v1::Transaction& deal, const Tables& tables,
                                      absl::string_view today);

// Adds shared identifiers, officers, past orders, and HISTORY_CUT where facts may be missing. Not counted as earlier:
// the same request, the same Transaction.id, the same external_ref.
void AddHistoryFindings(const v1::Transaction& deal, const History& history, const std::string& request_sha256,
                        const std::string& external_ref, const Tables& tables, v1::FactInputs* inputs);

// What this answer leaves for later ones, the worst first. `*cut` is set if that is more than can be kept: the answer
// must say so (AddMarksCut). REQUIRES: a decided TRANSACTION. The screening may get its name afterwards (NameMarks).
std::vector<HistoryMark> MarksOf(const v1::Screening& screening, const Tables& tables, bool* cut);
void NameMarks(const std::string& screening_name, std::vector<HistoryMark>* marks);

// HISTORY_CUT because not everything can be left for later deals; at least HOLD.
void AddMarksCut(v1::Screening* screening);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_HISTORY_H_
