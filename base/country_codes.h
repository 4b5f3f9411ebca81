// Which two letters are a country. Pure function, thread-safe.
#ifndef CORDON_BASE_COUNTRY_CODES_H_
#define CORDON_BASE_COUNTRY_CODES_H_

#include "absl/strings/string_view.h"

namespace cordon {

// True for an assigned ISO 3166-1 alpha-2 code in upper case, and XK (Kosovo), which OFAC and trade.gov use.
bool IsCountryCode(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_BASE_COUNTRY_CODES_H_
