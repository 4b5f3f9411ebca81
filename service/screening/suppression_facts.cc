#include "service/screening/suppression_facts.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/sha256.h"

namespace cordon {
namespace {

bool Filled(const std::string& text) { return !absl::StripAsciiWhitespace(text).empty(); }

std::string FactsDigest(const char* what, const google::protobuf::Message& facts) {
  const absl::StatusOr<std::string> json = ToCanonicalJson(facts);
  return json.ok() ? Sha256Hex(absl::StrCat(what, "\n", *json)) : "";
}

}  // namespace

std::string PartyFactsDigest(const v1::Party& party) {
  v1::TransactionParty whole;
  *whole.mutable_party() = party;
  return PartyFactsDigest(whole);
}

std::string PartyFactsDigest(const v1::TransactionParty& party) {
  v1::TransactionParty facts = party;
  facts.clear_roles();
  facts.clear_first_order_date();
  facts.clear_first_order_gpus();
  facts.clear_kyc();
  facts.clear_prior_refusals();
  facts.clear_screens_users();
  facts.clear_has_website();
  if (facts.party().type() == v1::PARTY_TYPE_UNSPECIFIED) facts.mutable_party()->set_type(v1::ANY);
  return FactsDigest("party", facts);
}

std::string EntryFactsDigest(v1::ListEntry entry) {
  entry.clear_source_url();
  return FactsDigest("entry", entry);
}

bool HasDiscriminatingFacts(const v1::TransactionParty& party) {
  const v1::Party& named = party.party();
  const bool identified =
      std::any_of(named.ids().begin(), named.ids().end(), [](const v1::Identifier& id) { return Filled(id.value()); });
  if (identified) return true;
  const bool located = std::any_of(named.addresses().begin(), named.addresses().end(), Filled) ||
                       std::any_of(party.addresses().begin(), party.addresses().end(),
                                   [](const v1::PartyAddress& address) { return Filled(address.raw()); });
  const bool country = std::any_of(named.countries().begin(), named.countries().end(), Filled) ||
                       Filled(party.hq_country()) || Filled(party.incorporation_country());
  return located && country;
}

}  // namespace cordon
