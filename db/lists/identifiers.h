// The `ids` cell of the Consolidated Screening List: "Passport, 836238033, KP; Gender, Male; Website, mspbank.ru".
// Pure functions, thread-safe.
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

}  // namespace cordon

#endif  // CORDON_DB_LISTS_IDENTIFIERS_H_
