// The addresses of an entry out of one cell: "7/F MW Tower, Hong Kong, CN; and Tulkarim, West Bank, PS; CN".
// Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_ADDRESSES_H_
#define CORDON_DB_LISTS_ADDRESSES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// Adds the addresses of `cell` to `entry`, each once, and their countries to `entry->countries`. A piece that is only
// a country ("CN", "Russia", "PRC") gives the country and no address. `separator` is "; " in official files and ";"
// in an operator's; in the former "and " at the start of a piece is dropped.
void AddAddresses(absl::string_view cell, absl::string_view separator, v1::ListEntry* entry);

// Adds one address whose country stands apart, as a code or an English name ("Region: Gaza" too); the text printed is
// "text, country". With an empty text only the country is taken.
void AddAddressParts(absl::string_view text, absl::string_view country, v1::ListEntry* entry);

// Country of one address: its trailing alpha-2 code, else a trailing English country name; empty if neither.
std::string CountryOfAddress(absl::string_view address);

// Adds a code; keeps `entry->countries` sorted and without duplicates, so that the order of cells does not matter.
void AddCountry(absl::string_view code, v1::ListEntry* entry);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_ADDRESSES_H_
