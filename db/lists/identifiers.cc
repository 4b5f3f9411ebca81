#include "db/lists/identifiers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/country_codes.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

struct SchemeName {
  absl::string_view text;  // how the source's type begins, lower case
  absl::string_view scheme;
};

// Types of official lists that identify a party. The first that fits counts.
constexpr SchemeName kSchemeNames[] = {
    {"legal entity identifier", "LEI"},
    {"legal entity number", "LEI"},
    {"lei", "LEI"},
    {"unified social credit code", "USCC"},
    {"uscc", "USCC"},
    {"swift", "BIC"},
    {"bik", "BIK"},
    {"d-u-n-s", "DUNS"},
    {"duns", "DUNS"},
    {"passport", "PASSPORT"},
    {"stateless person passport", "PASSPORT"},
    {"diplomatic passport", "PASSPORT"},
    {"national id", "NATIONAL_ID"},
    {"national foreign id", "NATIONAL_ID"},
    {"identification number", "NATIONAL_ID"},
    {"personal id", "NATIONAL_ID"},
    {"cedula", "NATIONAL_ID"},
    {"citizen's card", "NATIONAL_ID"},
    {"c.u.r.p", "CURP"},
    {"c.u.i.p", "CUIP"},
    {"c.u.i.t", "CUIT"},
    {"d.n.i", "NATIONAL_ID"},
    {"ssn", "SSN"},
    {"national no", "NATIONAL_ID"},
    {"tarjeta", "NATIONAL_ID"},
    {"carnet", "NATIONAL_ID"},
    {"credencial electoral", "NATIONAL_ID"},
    {"electoral registry", "NATIONAL_ID"},
    {"kenyan id", "NATIONAL_ID"},
    {"birth certificate", "BIRTH_CERTIFICATE"},
    {"cartilla de servicio militar", "MILITARY_ID"},
    {"driver's license", "DRIVERS_LICENSE"},
    {"tax id", "TAX_ID"},
    {"fiscal code", "TAX_ID"},
    {"italian fiscal code", "TAX_ID"},
    {"v.a.t", "VAT"},
    {"r.f.c", "RFC"},
    {"rfc", "RFC"},
    {"ruc", "RUC"},
    {"nit", "NIT"},
    {"rif", "RIF"},
    {"government gazette", "GAZETTE"},
    {"chinese commercial code", "CHINESE_COMMERCIAL_CODE"},
    {"public registration", "REGISTRATION"},
    {"business registration", "REGISTRATION"},
    {"business number", "REGISTRATION"},
    {"registration id", "REGISTRATION"},
    {"registration number", "REGISTRATION"},
    {"registered charity", "REGISTRATION"},
    {"company number", "REGISTRATION"},
    {"commercial registry", "REGISTRATION"},
    {"certificate of incorporation", "REGISTRATION"},
    {"trade license", "REGISTRATION"},
    {"uk company number", "REGISTRATION"},
    {"economic register number", "REGISTRATION"},
    {"enterprise number", "REGISTRATION"},
    {"folio mercantil", "REGISTRATION"},
    {"matricula mercantil", "REGISTRATION"},
    {"chamber of commerce", "REGISTRATION"},
    {"c.r. no", "REGISTRATION"},
    {"isin", "ISIN"},
    {"license", "LICENSE"},
    {"website", "WEBSITE"},
    {"email address", "EMAIL"},
    {"vessel registration identification", "IMO"},
    {"imo number", "IMO"},
    {"mmsi", "MMSI"},
    {"vessel call sign", "CALL_SIGN"},
    {"aircraft manufacturer's serial", "AIRCRAFT_SERIAL"},
    {"aircraft construction number", "AIRCRAFT_SERIAL"},
    {"aircraft tail number", "AIRCRAFT_TAIL"},
    {"aircraft mode s", "AIRCRAFT_MODE_S"},
};

constexpr absl::string_view kWalletType = "digital currency address";
constexpr size_t kMaxValue = 128;

absl::string_view SchemeOf(absl::string_view type) {
  const std::string lower = LowerAscii(type);
  for (const SchemeName& name : kSchemeNames) {
    if (absl::StartsWith(lower, name.text)) return name.scheme;
  }
  return "";
}

bool HasDigitOrCapital(absl::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_isdigit(byte) || absl::ascii_isupper(byte);
  });
}

// Reads one piece; false if it is not an identifier.
bool AddOneIdentifier(absl::string_view piece, v1::ListEntry* entry) {
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(piece, ", ")) parts.push_back(TrimBlanks(part));
  if (parts.size() < 2 || parts.size() > 3) return false;
  absl::string_view type = parts[0];
  absl::string_view value = parts[1];
  absl::string_view country = parts.size() == 3 ? parts[2] : absl::string_view();
  // Files before 2020 print the country first: "US, 80-0890696, Tax ID No.".
  if (parts.size() == 3 && IsCountryCode(parts[0])) {
    type = parts[2];
    country = parts[0];
  }
  if (!country.empty() && !IsCountryCode(country)) return false;
  return AddTypedIdentifier(type, value, entry);
}

}  // namespace

void AddId(absl::string_view scheme, absl::string_view value, v1::ListEntry* entry) {
  value = TrimBlanks(value);
  if (value.empty()) return;
  for (const v1::Identifier& old : entry->ids()) {
    if (old.scheme() == scheme && old.value() == value) return;
  }
  auto* const id = entry->add_ids();
  id->set_scheme(std::string(scheme));
  id->set_value(std::string(value));
}

bool AddTypedIdentifier(absl::string_view type, absl::string_view value, v1::ListEntry* entry) {
  value = TrimBlanks(value);
  if (value.empty() || value.size() > kMaxValue) return false;
  if (absl::StartsWithIgnoreCase(type, kWalletType)) {
    for (const std::string& old : entry->wallets()) {
      if (old == value) return true;
    }
    entry->add_wallets(std::string(value));
    return true;
  }
  absl::string_view scheme = SchemeOf(type);
  if (scheme.empty()) return false;
  if (scheme != "WEBSITE" && scheme != "EMAIL" && !HasDigitOrCapital(value)) return false;
  constexpr size_t kLeiLength = 20;
  // OFAC's "Legal Entity Number" is an LEI or a number of a national register.
  if (scheme == "LEI" && value.size() != kLeiLength) scheme = "REGISTRATION";
  // "Identification Number IMO 5342883" is a ship, "Company Number IMO 5055293" its owner.
  if (absl::StartsWithIgnoreCase(value, "IMO ")) {
    value = TrimBlanks(value.substr(4));
    scheme = scheme == "REGISTRATION" ? absl::string_view("IMO_COMPANY") : absl::string_view("IMO");
  }
  AddId(scheme, value, entry);
  return true;
}

std::vector<std::string> AddIdentifiers(absl::string_view cell, v1::ListEntry* entry) {
  std::vector<std::string> others;
  for (const absl::string_view piece : SplitCell(cell, "; ")) {
    if (!AddOneIdentifier(piece, entry)) others.emplace_back(piece);
  }
  return others;
}

}  // namespace cordon
