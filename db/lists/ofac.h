// What OFAC's files share, whatever their notation: the language of the remarks, and which list an entry is on.
// Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_OFAC_H_
#define CORDON_DB_LISTS_OFAC_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/entry_names.h"
#include "db/lists/import.h"

namespace cordon {

// Reads the pieces of remarks ("DOB 1946; Passport 1084010 (Egypt); a.k.a. 'X'; Linked To: Y; Digital Currency Address
// - XBT 12Q...") into weak names, ids, wallets, countries and linked parties. The remarks themselves stay as printed.
absl::Status ReadOfacRemarks(absl::string_view remarks, absl::string_view column, EntryNames* names,
                             v1::ListEntry* entry);

// "individual", "entity", "-0-" (which stands for an entity), "vessel", "aircraft"; false for anything else.
bool OfacType(absl::string_view printed, v1::EntryType* type);

// aka, a.k.a., fka, f.k.a., nka, n.k.a.; false for anything else.
bool OfacNameKind(absl::string_view printed, v1::NameKind* kind);

// Adds a text behind the remarks: "label text".
void AppendRemark(absl::string_view label, absl::string_view text, v1::ListEntry* entry);

// Country by its English name; unknown ones stay in the remarks.
void AddOfacCountry(absl::string_view label, absl::string_view country, v1::ListEntry* entry);

// Whether these entries are the SDN or the non-SDN list, by their programmes: an entry of the non-SDN list is under a
// programme that blocks nothing (SSI, CMIC, PLC, FSE, CAPTA), save a handful.
bool IsNonSdnList(const ImportedList& list);

// Sets the list code of every entry, and the source. On the non-SDN list the first of SSI, CMIC, PLC, FSE and CAP whose
// programme an entry has, else MBS, the list of whatever sanctions are less than blocking.
void SetOfacCodes(bool non_sdn, ImportedList* list);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_OFAC_H_
