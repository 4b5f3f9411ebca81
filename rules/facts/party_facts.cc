// Parties: roles in this deal, headquarters, ultimate parent, age, state bodies, earlier refusals.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

void FillRoles(const FactContext& ctx, const v1::TransactionParty& party, v1::PartyFacts* fact) {
  bool outbound = false;
  for (const v1::ItemFacts& item : ctx.out.item()) outbound = outbound || item.sub() == v1::YES;
  bool controlled = FactContext::HasAnyRole(party, Role::PURCHASER, Role::INTERMEDIATE_CONSIGNEE,
                                            Role::ULTIMATE_CONSIGNEE, Role::END_USER);
  // Who rents hardware that passes to him, and who receives our outbound items as supplier, is a consignee.
  controlled = controlled || (ctx.hardware && FactContext::HasRole(party, Role::IAAS_CUSTOMER)) ||
               (ctx.physical && FactContext::HasRole(party, Role::IAAS_CUSTOMER));
  const bool vendor = FactContext::HasAnyRole(party, Role::SUPPLIER, Role::SELLER, Role::MANUFACTURER);
  controlled = controlled || (outbound && vendor && ctx.txn.activity() == v1::Transaction::PURCHASE);
  fact->set_controlled_role(TriOf(controlled));
  const bool principal_customer =
      FactContext::HasAnyRole(party, Role::IAAS_CUSTOMER, Role::END_USER) ||
      (FactContext::HasRole(party, Role::PURCHASER) && ctx.txn.activity() != v1::Transaction::PURCHASE);
  fact->set_customer(TriOf(ctx.access && principal_customer));
  const bool purchase = ctx.txn.activity() == v1::Transaction::PURCHASE;
  const bool supplier =
      purchase && (vendor || (ctx.txn.has_compute() && FactContext::HasAnyRole(party, Role::OPERATOR, Role::PLATFORM)));
  fact->set_supplier(TriOf(supplier));
  fact->set_operator_(TriOf(FactContext::HasAnyRole(party, Role::OPERATOR, Role::PLATFORM, Role::DATA_CENTER)));
  const bool renter = (ctx.access && principal_customer) || (outbound && controlled);
  fact->set_renter(TriOf(renter));
  fact->set_principal(TriOf(renter || supplier || (ctx.txn.activity() == v1::Transaction::SERVICE && controlled)));
}

// What ownership data say of a party recognised by its name alone may raise a doubt and never settle one: a country
// counts if it is one of D:5 or Macau, and is as good as unknown otherwise.
std::string CountryByName(const FactContext& ctx, const std::string& stated, bool by_name) {
  const std::string country = FactContext::Country(stated);
  return by_name && ctx.D5(country) != v1::YES ? "" : country;
}

// Headquarters as stated, else a headquarters address, else what the ownership data know.
std::string HeadquartersOf(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found) {
  if (!party.hq_country().empty()) return FactContext::Country(party.hq_country());
  for (const v1::PartyAddress& address : party.addresses()) {
    if (address.kind() == v1::PartyAddress::HEADQUARTERS && !address.country().empty()) {
      return FactContext::Country(address.country());
    }
  }
  return CountryByName(ctx, found.ownership().hq_country(), found.ownership().by_name());
}

// One piece of evidence about who stands above the party.
struct ParentEvidence {
  std::string country, name, basis;
};

std::vector<ParentEvidence> ParentsOf(const FactContext& ctx, const v1::TransactionParty& party,
                                      const v1::PartyInputs& found, const std::string& hq) {
  std::vector<ParentEvidence> all;
  if (party.has_ultimate_parent()) {
    const v1::StatedParent& stated = party.ultimate_parent();
    const std::string country = FactContext::Country(stated.hq_country());
    if (!country.empty()) all.push_back({country, stated.name(), "stated"});
    if (country.empty() && stated.self() && !hq.empty()) all.push_back({hq, party.party().name(), "own headquarters"});
  }
  for (const v1::UltimateParent& parent : found.ownership().ultimate_parents()) {
    const std::string country =
        CountryByName(ctx, parent.self() && parent.hq_country().empty() ? hq : parent.hq_country(), parent.by_name());
    if (!country.empty()) all.push_back({country, parent.name(), "ownership data"});
  }
  for (const v1::Owner& owner : party.owners()) {
    const int32_t share = owner.has_exact_bp() ? owner.exact_bp() : owner.min_bp();
    std::string country = FactContext::Country(owner.hq_country());
    if (country.empty() && owner.party().countries_size() > 0)
      country = FactContext::Country(owner.party().countries(0));
    if (share >= 5000 && !country.empty()) all.push_back({country, owner.party().name(), "majority owner"});
  }
  for (const v1::OwnershipSum& sum : found.ownership().sums()) {
    for (const v1::OwnerEntry& owner : sum.owners()) {
      if (owner.min_bp() >= 5000 && !owner.country().empty()) {
        all.push_back({FactContext::Country(owner.country()), owner.entry_name(), "listed majority owner"});
      }
    }
  }
  return all;
}

void FillGroup(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found,
               v1::PartyFacts* fact) {
  const std::string hq = HeadquartersOf(ctx, party, found);
  fact->set_hq_country(hq);
  fact->set_hq_d5(ctx.D5(hq));
  if (hq.empty()) {
    // A stated country is no headquarters, but a party in China is not taken for one outside.
    for (const std::string& country : party.party().countries()) {
      if (ctx.D5(FactContext::Country(country)) == v1::YES) fact->set_hq_d5(v1::YES);
      if (fact->hq_d5() == v1::YES && fact->hq_country().empty()) fact->set_hq_country(FactContext::Country(country));
    }
  }
  // Sources may disagree; one that says D:5 or Macau is enough.
  v1::Tri parent_d5 = v1::UNKNOWN;
  const std::vector<ParentEvidence> parents = ParentsOf(ctx, party, found, hq);
  const ParentEvidence* shown = parents.empty() ? nullptr : &parents.front();
  for (const ParentEvidence& parent : parents) {
    const v1::Tri here = ctx.D5(parent.country);
    if (here == v1::YES && parent_d5 != v1::YES) shown = &parent;
    parent_d5 = parent_d5 == v1::YES ? v1::YES : here;
  }
  fact->set_parent_d5(parent_d5);
  if (shown != nullptr) {
    fact->set_parent_country(shown->country);
    fact->set_parent_name(shown->name);
    fact->set_parent_basis(shown->basis);
  }
  // A public body or university is the top of its own group.
  const bool own_top = party.kind() == Role::UNIVERSITY || party.kind() == Role::GOVERNMENT ||
                       party.state_body() == v1::YES || party.kind() == Role::NATURAL_PERSON;
  if (parents.empty() && own_top && !hq.empty()) {
    fact->set_parent_country(hq);
    fact->set_parent_basis("own headquarters");
    fact->set_parent_d5(fact->hq_d5());
  }
  fact->set_d5(Or(fact->hq_d5(), fact->parent_d5()));
  if (fact->d5() == v1::YES) {
    std::vector<std::string> parts;
    if (fact->hq_d5() == v1::YES) parts.push_back(absl::StrCat("headquarters in ", fact->hq_country()));
    if (fact->parent_d5() == v1::YES) {
      parts.push_back(absl::StrCat("ultimate parent ", fact->parent_name().empty() ? "" : fact->parent_name() + " ",
                                   "in ", fact->parent_country(), " (", fact->parent_basis(), ")"));
    }
    fact->set_d5_detail(absl::StrJoin(parts, ", "));
  }
  fact->set_incorporation_country(
      party.incorporation_country().empty()
          ? CountryByName(ctx, found.ownership().incorporation_country(), found.ownership().by_name())
          : FactContext::Country(party.incorporation_country()));
}

void FillAge(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found,
             v1::PartyFacts* fact) {
  const std::string& born =
      party.incorporation_date().empty() ? found.ownership().incorporation_date() : party.incorporation_date();
  const auto age = DaysBetween(born, ctx.order_date);
  if (!age.has_value()) return;
  fact->set_age_days(*age);
  fact->set_incorporated_after_controls(TriOf(ctx.tables.InForce("CONTROLS_ANNOUNCED", born)));
  // "First order": stated, else this one when no earlier order date is given.
  if (party.has_first_order_gpus()) {
    fact->set_first_order_gpus(party.first_order_gpus());
  } else if (party.first_order_date() == ctx.order_date) {
    int64_t chips = ctx.txn.compute().gpu_count();
    for (const v1::ItemFacts& item : ctx.out.item()) chips = std::max(chips, item.chips());
    fact->set_first_order_gpus(chips);
  }
}

void FillState(const v1::TransactionParty& party, const v1::PartyInputs& found, v1::PartyFacts* fact) {
  v1::Tri state = party.state_body();
  for (const v1::Owner& owner : party.owners()) {
    const int32_t share = owner.has_exact_bp() ? owner.exact_bp() : owner.min_bp();
    if (owner.state_body() == v1::YES && share >= 5000) state = v1::YES;
  }
  for (const v1::OwnershipSum& sum : found.ownership().sums()) {
    if (sum.regime() == v1::REGIME_STATE && sum.restricted()) state = v1::YES;
  }
  fact->set_state_body(And(state, fact->d5()));
}

void FillHistory(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found,
                 v1::PartyFacts* fact) {
  std::vector<std::string> refusals;
  const auto compliance = [](v1::PriorRefusal::Ground ground) {
    return ground != v1::PriorRefusal::CREDIT && ground != v1::PriorRefusal::PRICE;
  };
  for (const v1::PriorRefusal& refusal : party.prior_refusals()) {
    if (compliance(refusal.ground())) {
      refusals.push_back(absl::StrCat(v1::PriorRefusal::Ground_Name(refusal.ground()),
                                      refusal.by().empty() ? "" : " by ", refusal.by(),
                                      refusal.date().empty() ? "" : " on ", refusal.date()));
    }
  }
  for (const v1::PastRefusal& refusal : found.refusals()) {
    if (compliance(refusal.ground()) && refusal.date() <= ctx.as_of) {
      refusals.push_back(absl::StrCat("our own refusal ", refusal.screening(), " of ", refusal.date()));
    }
  }
  fact->set_refused_before(TriOf(!refusals.empty()));
  fact->set_refused_detail(absl::StrJoin(refusals, "; "));
  std::vector<std::string> vendors;
  for (const v1::Officer& officer : party.officers()) {
    for (const std::string& employer : officer.former_employers()) {
      const std::string vendor = ctx.tables.WordOf("EX_VENDOR", employer, ctx.as_of);
      if (!vendor.empty()) vendors.push_back(vendor);
    }
  }
  fact->set_ex_vendor_officer(TriOf(!vendors.empty()));
  fact->set_ex_vendor_detail(absl::StrJoin(vendors, ", "));
}

}  // namespace

void ComputePartyFacts(FactContext* ctx) {
  for (int i = 0; i < ctx->txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx->txn.parties(i);
    const v1::PartyInputs& found = *ctx->findings[static_cast<size_t>(i)];
    v1::PartyFacts* fact = ctx->out.add_party();
    fact->set_index(i);
    fact->set_name(party.party().name());
    fact->set_ref(party.party().ref());
    *fact->mutable_roles() = party.roles();
    FillRoles(*ctx, party, fact);
    FillGroup(*ctx, party, found, fact);
    FillAge(*ctx, party, found, fact);
    FillState(party, found, fact);
    FillHistory(*ctx, party, found, fact);
    if (party.has_d5_usage_bp()) fact->set_d5_usage_bp(party.d5_usage_bp());
  }
}

}  // namespace cordon
