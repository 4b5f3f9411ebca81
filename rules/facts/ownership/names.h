// Keys under which names and identifiers are looked up exactly. This is not matching: two names are equal here only if
// they differ in ASCII case, blanks and ASCII punctuation. Everything softer is the matcher's business.
// Pure functions.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_NAMES_H_
#define CORDON_RULES_FACTS_OWNERSHIP_NAMES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "cordon/v1/party.pb.h"

namespace cordon {

// "Foo-Bar  Co., Ltd." -> "foo bar co ltd". Empty if nothing but punctuation is left.
std::string FoldOwnershipName(absl::string_view name);

// "LEI:5493001KJTIIGC8Y1R12": scheme upper-cased, blanks and hyphens dropped from the value, which is upper-cased.
std::string IdentifierKey(const v1::Identifier& id);

// True for schemes that give one number to one company in the world (LEI, registers named by code), so that two nodes
// with the same number are one company. A tax number shared by branches is not one of them.
bool IdentifierJoinsNodes(absl::string_view scheme);

// FNV-1a; the same on every machine. Only for tables whose hits are verified.
uint64_t OwnershipHash(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_NAMES_H_
