// What the two exports of OpenSanctions share: FollowTheMoney schemas, lower-case country codes, identifiers whose kind
// only their shape tells. Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_OPEN_SANCTIONS_H_
#define CORDON_DB_LISTS_OPEN_SANCTIONS_H_

#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// The type of an entry for a schema that is a party (Person, Company, Vessel, ...); false for any other schema.
bool FtmPartyType(absl::string_view schema, v1::EntryType* type);

// "cn", "CN", "suhh" (no longer a country: kept out), "gb-sct" (part of GB).
void AddFtmCountry(absl::string_view code, v1::ListEntry* entry);

// An LEI, IMO number or USCC by its shape, else scheme ID.
void AddUntypedIdentifier(absl::string_view value, v1::ListEntry* entry);

// The scheme for a property of FollowTheMoney that holds an identifier ("imoNumber"); empty for other properties.
absl::string_view FtmIdScheme(absl::string_view property);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_OPEN_SANCTIONS_H_
