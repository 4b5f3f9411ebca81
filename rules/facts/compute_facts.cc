#include "rules/facts/compute_facts.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/clock.h"
#include "rules/facts/fact_context.h"

namespace cordon {

FactContext::FactContext(const v1::FactInputs& inputs, const Tables& law, v1::Facts& facts)
    : in(inputs), txn(inputs.transaction()), tables(law), out(facts), as_of(txn.as_of()) {
  order_date = txn.order_date().empty() ? as_of : txn.order_date();
  const auto activity = txn.activity();
  physical = activity == v1::Transaction::EXPORT || activity == v1::Transaction::REEXPORT ||
             activity == v1::Transaction::TRANSFER_IN_COUNTRY || activity == v1::Transaction::PHYSICAL_LEASE;
  const bool possession = txn.compute().physical_possession() == v1::YES;
  hardware = txn.has_compute() && ((possession && activity != v1::Transaction::PURCHASE) ||
                                   activity == v1::Transaction::PHYSICAL_LEASE || (physical && txn.items().empty()));
  // Brokers and financiers of capacity are judged like the access they arrange.
  access = !hardware &&
           (activity == v1::Transaction::IAAS ||
            (txn.has_compute() && (activity == v1::Transaction::BROKERING || activity == v1::Transaction::FINANCING)));
  static const auto* const kNoFindings = new v1::PartyInputs();
  findings.assign(static_cast<size_t>(txn.parties_size()), kNoFindings);
  for (const v1::PartyInputs& party : inputs.parties()) {
    if (party.party_index() >= 0 && party.party_index() < txn.parties_size()) {
      findings[static_cast<size_t>(party.party_index())] = &party;
    }
  }
}

std::string FactContext::Country(absl::string_view text) {
  return absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
}

v1::Tri FactContext::D5(absl::string_view country) const {
  if (country.empty()) return v1::UNKNOWN;
  return TriOf(tables.InD5Plus(country, as_of));
}

v1::Tri FactContext::DestinationAdvanced(absl::string_view country, absl::string_view date) const {
  if (country.empty()) return v1::UNKNOWN;
  if (!tables.InForce("HQ_D5_CTRL", date)) return TriOf(tables.InGroup(country, "DEST_ADV_2022", date));
  const auto member = [&](absl::string_view group) { return tables.InGroup(country, group, date); };
  if (tables.InD5Plus(country, date) && !member("A:5") && !member("A:6")) return v1::YES;
  return TriOf((member("D:1") || member("D:4")) && !member("A:5") && !member("A:6"));
}

bool FactContext::HasRole(const v1::TransactionParty& party, v1::TransactionParty::Role role) {
  for (const int own : party.roles()) {
    if (own == role) return true;
  }
  return false;
}

std::string AddDays(absl::string_view date, int64_t days) {
  const auto day = ParseDate(date);
  if (!day.ok()) return "";
  const absl::CivilDay moved = *day + days;
  return absl::StrFormat("%04d-%02d-%02d", moved.year(), moved.month(), moved.day());
}

std::optional<int64_t> DaysBetween(absl::string_view from, absl::string_view to) {
  const auto first = ParseDate(from);
  const auto last = ParseDate(to);
  if (!first.ok() || !last.ok()) return std::nullopt;
  return *last - *first;
}

std::string MicrosText(int64_t micros) {
  return absl::StrFormat("%d.%02d", micros / 1000000, micros % 1000000 / 10000);
}

v1::Facts ComputeFacts(const v1::FactInputs& inputs, const Tables& tables) {
  v1::Facts facts;
  ComputeFacts(inputs, tables, &facts);
  return facts;
}

void ComputeFacts(const v1::FactInputs& inputs, const Tables& tables, v1::Facts* facts) {
  FactContext ctx(inputs, tables, *facts);
  facts->mutable_txn()->set_as_of(ctx.as_of);
  facts->mutable_txn()->set_activity(ctx.txn.activity());
  facts->mutable_txn()->set_our_role(ctx.txn.our_role());
  ComputeItemFacts(&ctx);
  ComputeCapacityFacts(&ctx);
  ComputePartyFacts(&ctx);
  ComputeDealFacts(&ctx);
  ComputeIdentityFacts(&ctx);
  ComputeListFacts(&ctx);
  ComputeOwnershipFacts(&ctx);
  ComputeOverlapFacts(&ctx);
  ComputeRouteFacts(&ctx);
  ComputePaymentFacts(&ctx);
  ComputeClusterFacts(&ctx);
  ComputeStockpileFacts(&ctx);
  ComputeFundingFacts(&ctx);
  ComputeLetterFacts(&ctx);
}

}  // namespace cordon
