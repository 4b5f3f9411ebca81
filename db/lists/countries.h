// Countries as lists print them: English names and their ISO 3166-1 alpha-2 codes, frozen. Used to read the country off
// the end of an address; country groups and their dates are the rules' business. Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_COUNTRIES_H_
#define CORDON_DB_LISTS_COUNTRIES_H_

#include "absl/strings/string_view.h"

namespace cordon {

// "Hong Kong" -> "HK", "PRC" -> "CN", "Korea, North" -> "KP"; any case, a full stop at the end is ignored. Empty if
// unknown.
absl::string_view CountryCodeOfName(absl::string_view name);

// A country, territory, province or city that lists put into parentheses to tell companies apart
// ("Huawei Device (Shenzhen) Co., Ltd."): such a word is no alias. Lower case.
bool IsPlaceWord(absl::string_view lower_case_word);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_COUNTRIES_H_
