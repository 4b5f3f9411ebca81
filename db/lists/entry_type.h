// What kind of party an entry is, where the source does not say. Decided from evidence in the name and the list, and
// left open where there is none: an open type is treated as any type and costs nothing but a little precision, while a
// company taken for a person would be compared by the wrong rules.
// Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_ENTRY_TYPE_H_
#define CORDON_DB_LISTS_ENTRY_TYPE_H_

#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// A legal form or a word that only organisations carry (Co., Institute, Airlines, Zavod, ...).
bool HasOrganisationWord(absl::string_view name);

// The same for one word in lower case, without the forms that count at the end of a name only.
bool IsOrganisationWord(absl::string_view lower_case_word);

// In this order: "(Russian individual)" and "(PRC entity)" in the name; an organisation word; strong evidence of a
// person (patronymic, given name, "bin", in a name of two to five alphabetic words). What is left is an organisation on
// the MEU List; on the Entity List an organisation, unless the name has the shape of a personal one ("Wang Wei"), which
// leaves it open; on the Denied Persons and debarred lists a person if it holds an initial ("DAVID L. MARICOLA"); and
// open everywhere else.
v1::EntryType DecideEntryType(absl::string_view list, absl::string_view name);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_ENTRY_TYPE_H_
