// The `ids` cell of the Consolidated Screening List: "Passport, 836238033, KP; Gender, Male; Website, mspbank.ru".
// The same types in other formats come one by one. Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_IDENTIFIERS_H_
#define CORDON_DB_LISTS_IDENTIFIERS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// Adds ids and wallets of `cell` to `entry`. Pieces that are no identifier (gender, website, sanctions remarks) are
// returned as printed, for the remarks: nothing is lost.
std::vector<std::string> AddIdentifiers(absl::string_view cell, v1::ListEntry* entry);

// One identifier whose type is a text of the source ("Passport", "Digital Currency Address - XBT", "IMO number"): a
// wallet, or an id with the scheme that the type stands for. False if the type identifies nobody.
bool AddTypedIdentifier(absl::string_view type, absl::string_view value, v1::ListEntry* entry);

// An id with a known scheme, each once; an empty value is left out.
void AddId(absl::string_view scheme, absl::string_view value, v1::ListEntry* entry);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_IDENTIFIERS_H_
