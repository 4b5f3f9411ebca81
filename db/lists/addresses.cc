#include "db/lists/addresses.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/country_codes.h"
#include "db/lists/countries.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

// The part behind the last comma before `end`; `*start` is where it begins (behind the comma).
absl::string_view LastPart(absl::string_view address, size_t end, size_t* start) {
  const size_t comma = end == 0 ? absl::string_view::npos : address.rfind(',', end - 1);
  *start = comma == absl::string_view::npos ? 0 : comma + 1;
  return TrimBlanks(address.substr(*start, end - *start));
}

absl::string_view CodeOfPart(absl::string_view part) {
  if (IsCountryCode(part)) return part;
  // OFAC prints areas of a country as "Region: Gaza".
  if (absl::StartsWithIgnoreCase(part, "Region: ")) part.remove_prefix(8);
  return CountryCodeOfName(part);
}

bool HasAddress(const v1::ListEntry& entry, absl::string_view text) {
  for (const v1::ListAddress& address : entry.addresses()) {
    if (address.text() == text) return true;
  }
  return false;
}

}  // namespace

std::string CountryOfAddress(absl::string_view address) {
  address = TrimBlanks(address);
  while (!address.empty() && (address.back() == '.' || address.back() == ',')) address.remove_suffix(1);
  size_t start = 0;
  const absl::string_view last = LastPart(address, address.size(), &start);
  if (IsCountryCode(last)) return std::string(last);
  if (start > 0) {
    // "Korea, North" and "Congo, Democratic Republic of the" hold a comma of their own.
    size_t second_start = 0;
    LastPart(address, start - 1, &second_start);
    const absl::string_view code = CountryCodeOfName(TrimBlanks(address.substr(second_start)));
    if (!code.empty()) return std::string(code);
  }
  return std::string(CodeOfPart(last));
}

void AddCountry(absl::string_view code, v1::ListEntry* entry) {
  auto* countries = entry->mutable_countries();
  int at = 0;
  while (at < countries->size() && countries->Get(at) < code) ++at;
  if (at < countries->size() && countries->Get(at) == code) return;
  countries->Add(std::string(code));
  for (int i = countries->size() - 1; i > at; --i) countries->SwapElements(i, i - 1);
}

void AddAddressParts(absl::string_view text, absl::string_view country, v1::ListEntry* entry) {
  text = TrimBlanks(text);
  country = TrimBlanks(country);
  const std::string code(CodeOfPart(country));
  if (!code.empty()) AddCountry(code, entry);
  if (text.empty() && !code.empty()) return;
  std::string printed(text);
  if (!country.empty()) absl::StrAppend(&printed, text.empty() ? "" : ", ", country);
  if (printed.empty() || HasAddress(*entry, printed)) return;
  v1::ListAddress* const address = entry->add_addresses();
  address->set_text(printed);
  address->set_country(code.empty() ? CountryOfAddress(text) : code);
  if (code.empty() && !address->country().empty()) AddCountry(address->country(), entry);
}

void AddAddresses(absl::string_view cell, absl::string_view separator, v1::ListEntry* entry) {
  const bool official = separator == "; ";
  for (absl::string_view piece : SplitCell(cell, separator)) {
    if (official && absl::StartsWith(piece, "and ")) piece = TrimBlanks(piece.substr(4));
    while (absl::EndsWith(piece, ";")) piece = TrimBlanks(piece.substr(0, piece.size() - 1));
    if (piece.empty()) continue;
    const std::string country = CountryOfAddress(piece);
    if (!country.empty()) AddCountry(country, entry);
    // Only a country.
    if (IsCountryCode(piece) || !CountryCodeOfName(piece).empty()) continue;
    if (HasAddress(*entry, piece)) continue;
    v1::ListAddress* const address = entry->add_addresses();
    address->set_text(std::string(piece));
    address->set_country(country);
    // The lists file Hong Kong and Macau under CN or under their own code; the entry is found under both.
    if (country == "CN") {
      size_t start = 0;
      LastPart(piece, piece.size(), &start);
      if (start > 0) {
        const absl::string_view before = LastPart(piece, start - 1, &start);
        const absl::string_view code = CountryCodeOfName(before);
        if (code == "HK" || code == "MO") AddCountry(code, entry);
      }
    }
  }
}

}  // namespace cordon
