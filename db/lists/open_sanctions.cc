#include "db/lists/open_sanctions.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/country_codes.h"
#include "db/lists/addresses.h"
#include "db/lists/identifiers.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

struct PartySchema {
  absl::string_view schema;
  v1::EntryType type;
};

constexpr PartySchema kPartySchemas[] = {
    {"Person", v1::ENTRY_PERSON},
    {"Organization", v1::ENTRY_ORGANIZATION},
    {"Company", v1::ENTRY_ORGANIZATION},
    {"PublicBody", v1::ENTRY_ORGANIZATION},
    {"LegalEntity", v1::ENTRY_TYPE_UNSPECIFIED},
    {"Vessel", v1::ENTRY_VESSEL},
    {"Airplane", v1::ENTRY_AIRCRAFT},
    {"CryptoWallet", v1::ENTRY_TYPE_UNSPECIFIED},
    {"Security", v1::ENTRY_TYPE_UNSPECIFIED},
    {"Asset", v1::ENTRY_TYPE_UNSPECIFIED},
    {"Vehicle", v1::ENTRY_TYPE_UNSPECIFIED},
};

struct FtmProperty {
  absl::string_view property;
  absl::string_view scheme;
};

constexpr FtmProperty kFtmIds[] = {
    {"leiCode", "LEI"},
    {"imoNumber", "IMO"},
    {"mmsi", "MMSI"},
    {"callSign", "CALL_SIGN"},
    {"swiftBic", "BIC"},
    {"bikCode", "BIK"},
    {"dunsCode", "DUNS"},
    {"uscCode", "USCC"},
    {"isin", "ISIN"},
    {"isinCode", "ISIN"},
    {"taxNumber", "TAX_ID"},
    {"innCode", "TAX_ID"},
    {"vatCode", "VAT"},
    {"passportNumber", "PASSPORT"},
    {"idNumber", "NATIONAL_ID"},
    {"registrationNumber", "REGISTRATION"},
    {"ogrnCode", "REGISTRATION"},
    {"kppCode", "REGISTRATION"},
    {"okpoCode", "REGISTRATION"},
    {"uniqueEntityId", "UEI"},
    {"socialSecurityNumber", "SSN"},
    {"website", "WEBSITE"},
    {"email", "EMAIL"},
    {"serialNumber", "AIRCRAFT_SERIAL"},
    {"cageCode", "CAGE"},
    {"ricCode", "RIC"},
    {"npiCode", "NPI"},
    {"permId", "PERMID"},
    {"icijId", "ICIJ"},
    {"giiNumber", "GIIN"},
};

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

}  // namespace

bool FtmPartyType(absl::string_view schema, v1::EntryType* type) {
  const auto* const found = std::find_if(std::begin(kPartySchemas), std::end(kPartySchemas),
                                         [schema](const PartySchema& known) { return known.schema == schema; });
  if (found == std::end(kPartySchemas)) return false;
  *type = found->type;
  return true;
}

void AddFtmCountry(absl::string_view code, v1::ListEntry* entry) {
  const std::string upper = absl::AsciiStrToUpper(code.substr(0, code.find('-')));
  if (IsCountryCode(upper)) AddCountry(upper, entry);
}

absl::string_view FtmIdScheme(absl::string_view property) {
  for (const FtmProperty& known : kFtmIds) {
    if (known.property == property) return known.scheme;
  }
  return "";
}

void AddUntypedIdentifier(absl::string_view value, v1::ListEntry* entry) {
  value = TrimBlanks(value);
  constexpr size_t kLei = 20;
  constexpr size_t kUscc = 18;
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_isdigit(byte) || absl::ascii_isupper(byte);
  });
  absl::string_view scheme = "ID";
  if (absl::StartsWith(value, "IMO") && AllDigits(value.substr(3))) {
    scheme = "IMO";
    value.remove_prefix(3);
  } else if (plain && value.size() == kLei && AllDigits(value.substr(kLei - 2)) && !AllDigits(value)) {
    scheme = "LEI";
  } else if (plain && value.size() == kUscc && AllDigits(value.substr(2, 6)) && absl::StartsWith(value, "9")) {
    scheme = "USCC";
  }
  AddId(scheme, value, entry);
}

}  // namespace cordon
