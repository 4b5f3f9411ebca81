// The name in a web or mail address: "www.kestrel-photonics.com.cn", "info@kestrel.hk". Thread contract: pure function.
#ifndef CORDON_MATCH_DOMAIN_NAME_H_
#define CORDON_MATCH_DOMAIN_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon::internal {

// What somebody registered of the first address in `folded` (lower case, punctuation kept), with blanks for hyphens;
// empty if there is none, or if it belongs to a provider of mail for everybody.
std::string DomainName(absl::string_view folded);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_DOMAIN_NAME_H_
