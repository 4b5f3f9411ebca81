// Identifiers and wallet addresses, compared exactly after normalisation. Thread contract: pure functions.
#ifndef CORDON_MATCH_IDENTIFIER_H_
#define CORDON_MATCH_IDENTIFIER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "cordon/v1/party.pb.h"

namespace cordon::internal {

// "SCHEME:VALUE" in upper-case letters and digits only ("lei", "5493-00..." -> "LEI:549300..."); empty if the value has
// neither letter nor digit.
std::string NormaliseIdentifier(const v1::Identifier& id);

// Without white space; hexadecimal addresses (0x...) in lower case, all others as they are: base58 distinguishes case.
std::string NormaliseWallet(absl::string_view wallet);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_IDENTIFIER_H_
