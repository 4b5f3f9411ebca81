#include "match/party_readings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "match/accessories.h"
#include "match/form_slips.h"
#include "match/name_parts.h"

namespace cordon::internal {
namespace {

// Longer text is no name that was spread over fields.
constexpr size_t kMaxJoinedBytes = 1024;

// What stands before the first comma or line break of an address.
absl::string_view FirstSegment(absl::string_view address) {
  return address.substr(0, std::min(address.find_first_of(",;\n"), address.size()));
}

PreparedName PrepareQuery(absl::string_view text) {
  PreparedName name = PrepareName(text);
  CorrectFormSlips(FindFormSlips(name), &name);
  MarkAccessories(&name);
  return name;
}

std::vector<Reading> AddressReadings(const v1::Party& party, const std::string& address) {
  std::vector<Reading> readings;
  const auto add = [&readings](PreparedName name) {
    if (!IsNamePart(name) || readings.size() == kMaxReadings) return;
    readings.push_back({ReadingKind::kPart, std::move(name)});
  };
  for (const std::string& part : NameParts(address)) add(PrepareQuery(part));
  const absl::string_view first = FirstSegment(address);
  if (first.empty()) return readings;
  const PreparedName beginning = PrepareName(first);
  const bool number = std::any_of(beginning.tokens.begin(), beginning.tokens.end(),
                                  [](const Token& token) { return token.token_class == TokenClass::kNumber; });
  const bool form = std::any_of(beginning.tokens.begin(), beginning.tokens.end(),
                                [](const Token& token) { return token.token_class == TokenClass::kLegalForm; });
  // A name in the place of a street: it has a legal form, or goes on from the name field.
  if (form) add(PrepareQuery(first));
  if (!number && !party.name().empty() && party.name().size() + first.size() < kMaxJoinedBytes) {
    add(PrepareQuery(absl::StrCat(party.name(), " ", first)));
  }
  return readings;
}

}  // namespace

int NameFields(const v1::Party& party) { return 1 + party.aliases_size() + 1 + party.addresses_size(); }

std::string FieldText(const v1::Party& party, int field) {
  const int aliases = party.aliases_size();
  if (field == 0) return party.name();
  if (field <= aliases) return party.aliases(field - 1);
  if (field > aliases + 1) return party.addresses(field - aliases - 2);
  if (aliases == 0) return "";
  std::string text = party.name();
  for (const std::string& alias : party.aliases()) {
    if (text.size() + alias.size() >= kMaxJoinedBytes) break;
    absl::StrAppend(&text, text.empty() ? "" : " ", alias);
  }
  return text;
}

std::vector<Reading> ReadingsOfField(const v1::Party& party, int field) {
  const int aliases = party.aliases_size();
  if (field > aliases + 1) return AddressReadings(party, party.addresses(field - aliases - 2));
  const std::string text = FieldText(party, field);
  if (text.empty()) return {};
  if (field <= aliases) return ReadingsOf(text, ReadingSide::kQuery);
  std::vector<Reading> readings;
  readings.push_back({ReadingKind::kPart, PrepareQuery(text)});
  return readings;
}

}  // namespace cordon::internal
