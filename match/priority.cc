#include "match/priority.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cordon::internal {
namespace {

// The entry type a party type agrees with, or unspecified if any.
v1::EntryType EntryTypeOf(v1::PartyType party) {
  switch (party) {
    case v1::ORGANIZATION:
      return v1::ENTRY_ORGANIZATION;
    case v1::PERSON:
      return v1::ENTRY_PERSON;
    case v1::VESSEL:
      return v1::ENTRY_VESSEL;
    case v1::AIRCRAFT:
      return v1::ENTRY_AIRCRAFT;
    default:
      return v1::ENTRY_TYPE_UNSPECIFIED;
  }
}

}  // namespace

bool TypesDiffer(v1::PartyType party, v1::EntryType entry) {
  const v1::EntryType expected = EntryTypeOf(party);
  if (expected == v1::ENTRY_TYPE_UNSPECIFIED || expected == entry) return false;
  return entry == v1::ENTRY_ORGANIZATION || entry == v1::ENTRY_PERSON || entry == v1::ENTRY_VESSEL ||
         entry == v1::ENTRY_AIRCRAFT;
}

int PriorityOf(const PriorityEvidence& evidence) {
  if (evidence.exact_key) return 100;
  int priority = 50;
  if (evidence.country == CountryEvidence::kAgrees) priority += 20;
  if (evidence.country == CountryEvidence::kDiffers) priority -= 25;
  if (evidence.address_agrees) priority += 15;
  if (evidence.weak_alias) priority -= 20;
  if (evidence.type_differs) priority -= 15;
  if (evidence.primary_name) priority += 5;
  if (evidence.text == TextEquality::kPrinted) priority += 9;
  if (evidence.text == TextEquality::kFolded) priority += 6;
  return std::clamp(priority, 0, 99);
}

CountryEvidence CompareCountries(const v1::Party& party, const v1::ListEntry& entry) {
  if (party.countries().empty() || entry.countries().empty()) return CountryEvidence::kUnknown;
  for (const std::string& wanted : party.countries()) {
    for (const std::string& listed : entry.countries()) {
      if (absl::EqualsIgnoreCase(wanted, listed)) return CountryEvidence::kAgrees;
    }
  }
  return CountryEvidence::kDiffers;
}

}  // namespace cordon::internal
