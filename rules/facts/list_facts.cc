// List hits joined with the deal: what each listing reaches, and listed or shared addresses.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

v1::ListHit::Status StatusAt(absl::string_view as_of, absl::string_view from, absl::string_view to) {
  if (!from.empty() && from > as_of) return v1::ListHit::LATER;
  if (!to.empty() && to < as_of) return v1::ListHit::EXPIRED;
  return v1::ListHit::ACTIVE;
}

// Is the fuzzy name supported by anything else? Extra facts of the request may support a hit, never remove it.
v1::ListHit::Strength StrengthOf(const FactContext& ctx, const v1::Match& match, const v1::TransactionParty& party,
                                 const v1::PartyFacts& fact) {
  if (match.matched_on() == v1::IDENTIFIER || match.matched_on() == v1::WALLET || match.matched_on() == v1::ADDRESS) {
    return v1::ListHit::EXACT;
  }
  if (match.score() >= 10000) return v1::ListHit::EXACT;
  if (match.score() >= ctx.tables.Parameter("STRONG_NAME_SCORE", ctx.as_of) &&
      match.matched_name_quality() != v1::WEAK) {
    return v1::ListHit::SUPPORTED;
  }
  std::vector<std::string> countries = {fact.hq_country(), fact.parent_country(), fact.incorporation_country()};
  for (const std::string& country : party.party().countries()) countries.push_back(FactContext::Country(country));
  for (const v1::PartyAddress& address : party.addresses())
    countries.push_back(FactContext::Country(address.country()));
  for (const std::string& listed : match.countries()) {
    for (const std::string& own : countries) {
      if (!own.empty() && ctx.tables.TreatedAs(own, ctx.as_of) == ctx.tables.TreatedAs(listed, ctx.as_of)) {
        return v1::ListHit::SUPPORTED;
      }
    }
  }
  return v1::ListHit::WEAK_NAME;
}

v1::Tri MeuItem(const FactContext& ctx) {
  v1::Tri meu = v1::NO;
  for (const v1::ItemFacts& item : ctx.out.item()) meu = Or(meu, And(item.sub(), item.meu_supp2()));
  if (ctx.physical && ctx.out.item().empty()) meu = v1::UNKNOWN;
  return meu;
}

v1::ListHit* FillHit(FactContext* ctx, int index, const v1::Match& match, v1::ListHit* hit) {
  const v1::TransactionParty& party = ctx->txn.parties(index);
  const v1::PartyFacts& fact = ctx->out.party(index);
  const v1::ListClass list = ctx->tables.ListClassOf(match.list());
  hit->set_party_index(index);
  hit->set_party_name(party.party().name());
  *hit->mutable_roles() = party.roles();
  hit->set_list(match.list());
  hit->set_family(list.family());
  hit->set_entry_id(match.entry_id());
  hit->set_entry_name(match.entry_name());
  hit->set_matched_name(match.matched_name());
  hit->set_score(match.score());
  hit->set_status(match.listed_later() ? v1::ListHit::LATER
                                       : StatusAt(ctx->as_of, match.start_date(), match.end_date()));
  hit->set_strength(StrengthOf(*ctx, match, party, fact));
  hit->set_reach(ReachOf(*ctx, fact, match.scope()));
  const bool owner_role = FactContext::HasAnyRole(party, Role::OWNER, Role::UBO);
  hit->set_customer(TriOf(fact.customer() == v1::YES || (ctx->access && owner_role)));
  hit->set_supplier(
      TriOf(fact.supplier() == v1::YES || (ctx->txn.activity() == v1::Transaction::PURCHASE && owner_role)));
  hit->set_regime_on(TriOf(list.regime_on()));
  hit->set_license_requirement(match.license_requirement());
  hit->set_license_policy(match.license_policy());
  hit->set_citation(match.citation());
  hit->set_start_date(match.start_date());
  hit->set_end_date(match.end_date());
  hit->set_matched_on(match.matched_on());
  hit->set_meu_item(MeuItem(*ctx));
  std::vector<std::string> details = {absl::StrCat(match.list(), " entry ", match.entry_name())};
  if (!match.license_requirement().empty()) details.push_back(match.license_requirement());
  hit->set_detail(absl::StrJoin(details, ": "));
  return hit;
}

v1::ListHit* AddHit(FactContext* ctx, int index, const v1::Match& match) {
  return FillHit(ctx, index, match, ctx->out.add_hit());
}

// A person behind a party. Many people have one name: without an identifier it is one to adjudicate.
void AddOfficerHit(FactContext* ctx, int index, const v1::Officer& officer, const v1::Match& match) {
  v1::ListHit* hit = AddHit(ctx, index, match);
  hit->set_party_name(absl::StrCat(officer.party().name(), ", officer of ", ctx->txn.parties(index).party().name()));
  hit->clear_roles();
  hit->add_roles(Role::OFFICER);
  hit->set_reach(v1::REACH_OTHER_ROLE);
  hit->set_customer(v1::NO);
  hit->set_supplier(v1::NO);
  bool country = false;
  for (const std::string& listed : match.countries()) {
    for (const std::string& own : officer.party().countries()) {
      country = country || ctx->tables.TreatedAs(FactContext::Country(own), ctx->as_of) ==
                               ctx->tables.TreatedAs(listed, ctx->as_of);
    }
  }
  if (match.matched_on() == v1::NAME) {
    hit->set_strength(country && match.score() >= 10000 ? v1::ListHit::SUPPORTED : v1::ListHit::WEAK_NAME);
  }
}

// An owner on a list that no ownership rule counts (denied persons, own lists, ...): it is behind the party, so its
// listing is a finding. Shares of owners on the other lists add up in the OWN rules.
void AddOwnerHit(FactContext* ctx, int index, const v1::Owner& owner, const v1::Match& match) {
  const v1::ListFamily family = ctx->tables.ListClassOf(match.list()).family();
  if (family == v1::FAMILY_EL || family == v1::FAMILY_MEU || family == v1::FAMILY_SDN) return;
  v1::ListHit* hit = AddHit(ctx, index, match);
  hit->set_party_name(absl::StrCat(owner.party().name(), ", owner of ", ctx->txn.parties(index).party().name()));
  hit->clear_roles();
  hit->add_roles(Role::OWNER);
  hit->set_reach(v1::REACH_OTHER_ROLE);
  hit->set_customer(v1::NO);
  hit->set_supplier(v1::NO);
}

// Listed names in texts; one that a party of the deal matched says nothing new.
void AddMentions(FactContext* ctx) {
  for (const v1::TextMention& mention : ctx->in.mentions()) {
    bool known = false;
    for (const v1::PartyInputs& party : ctx->in.parties()) {
      for (const v1::Match& match : party.matches()) {
        known = known || (match.list() == mention.list() && match.entry_id() == mention.entry_id());
      }
    }
    if (known) continue;
    v1::MentionFact* fact = ctx->out.add_mention();
    fact->set_field(mention.field());
    fact->set_text(mention.text());
    fact->set_list(mention.list());
    fact->set_family(ctx->tables.ListClassOf(mention.list()).family());
    fact->set_entry_name(mention.entry_name());
    fact->set_status(StatusAt(ctx->as_of, mention.start_date(), mention.end_date()));
    fact->set_whole(TriOf(mention.whole()));
    fact->set_goods(TriOf(ctx->txn.activity() == v1::Transaction::PURCHASE && mention.field().rfind("items[", 0) == 0));
    fact->set_citation(mention.citation());
  }
}

void AddAddressHit(FactContext* ctx, int index, const v1::AddressSharing& sharing) {
  const v1::PartyFacts& fact = ctx->out.party(index);
  v1::AddressHit* hit = ctx->out.add_address_hit();
  hit->set_party_index(index);
  hit->set_party_name(fact.name());
  hit->set_address(sharing.address());
  hit->set_level(sharing.level());
  hit->set_list(sharing.list());
  hit->set_entry_name(sharing.entry_name());
  hit->set_address_only(TriOf(sharing.address_only_entry()));
  hit->set_status(StatusAt(ctx->as_of, sharing.start_date(), sharing.end_date()));
  hit->set_reach(ReachOf(*ctx, fact, sharing.scope()));
  hit->set_unrelated_parties(sharing.unrelated_parties());
  hit->set_license_requirement(sharing.license_requirement());
  hit->set_citation(sharing.citation());
  hit->set_start_date(sharing.start_date());
}

}  // namespace

v1::ListReach ReachOf(const FactContext& ctx, const v1::PartyFacts& party, v1::LicenseScope scope) {
  const bool moves = ctx.out.txn().sub() == v1::YES;
  if (party.customer() == v1::YES) return v1::REACH_ACCESS;
  if (!moves) {
    if (party.supplier() == v1::YES) return v1::REACH_SUPPLY;
    if (ctx.access) return v1::REACH_OTHER_ROLE;
    return ctx.out.txn().sub() == v1::NO && ctx.physical ? v1::REACH_NO_ITEM : v1::REACH_OTHER_ROLE;
  }
  if (party.controlled_role() != v1::YES) {
    return party.supplier() == v1::YES ? v1::REACH_SUPPLY : v1::REACH_OTHER_ROLE;
  }
  if (scope == v1::ALL_EAR) return v1::REACH_ITEM_INSIDE;
  if (scope != v1::CCL_AND_SUPP7_746 && scope != v1::SUPP2_744) return v1::REACH_ITEM_UNCLEAR;
  bool unclear = ctx.out.item().empty();
  for (const v1::ItemFacts& item : ctx.out.item()) {
    if (item.sub() != v1::YES) continue;
    if (scope == v1::SUPP2_744) {
      if (item.meu_supp2() == v1::YES) return v1::REACH_ITEM_INSIDE;
      unclear = unclear || item.meu_supp2() == v1::UNKNOWN;
    } else {
      if (item.scope() == v1::ItemFacts::ON_CCL || item.scope() == v1::ItemFacts::EAR99_SUPP7) {
        return v1::REACH_ITEM_INSIDE;
      }
      unclear = unclear || item.scope() == v1::ItemFacts::SCOPE_UNKNOWN;
    }
  }
  return unclear ? v1::REACH_ITEM_UNCLEAR : v1::REACH_ITEM_OUTSIDE;
}

void ComputeListFacts(FactContext* ctx) {
  for (const v1::PartyInputs& found : ctx->in.parties()) {
    const int index = found.party_index();
    if (index < 0 || index >= ctx->txn.parties_size()) continue;
    for (const v1::Match& match : found.matches()) {
      if (match.matched_on() == v1::POSSIBLE_AFFILIATE) {  // the group's brand, not a listed name
        v1::ListHit* affiliate = FillHit(ctx, index, match, ctx->out.add_affiliate());
        affiliate->set_matched_name(match.matched_value());
        affiliate->set_strength(v1::ListHit::WEAK_NAME);
        continue;
      }
      if (match.entry_type() == v1::ENTRY_ADDRESS || match.matched_on() == v1::ADDRESS) {
        // An address hit that came as a match: same unit, as the matcher compares units.
        v1::AddressSharing sharing;
        sharing.set_level(v1::AddressSharing::UNIT);
        sharing.set_address(match.matched_value().empty() ? match.matched_name() : match.matched_value());
        sharing.set_list(match.list());
        sharing.set_entry_id(match.entry_id());
        sharing.set_entry_name(match.entry_name());
        sharing.set_address_only_entry(match.entry_type() == v1::ENTRY_ADDRESS);
        sharing.set_scope(match.scope());
        sharing.set_license_requirement(match.license_requirement());
        sharing.set_citation(match.citation());
        sharing.set_start_date(match.start_date());
        sharing.set_end_date(match.end_date());
        AddAddressHit(ctx, index, sharing);
        if (match.listed_later()) {
          ctx->out.mutable_address_hit(ctx->out.address_hit_size() - 1)->set_status(v1::ListHit::LATER);
        }
        continue;
      }
      AddHit(ctx, index, match);
    }
    for (const v1::AddressSharing& sharing : found.addresses()) AddAddressHit(ctx, index, sharing);
    for (const v1::OwnerMatches& owner : found.owners()) {
      const v1::TransactionParty& party = ctx->txn.parties(index);
      if (owner.owner_index() < 0 || owner.owner_index() >= party.owners_size()) continue;
      for (const v1::Match& match : owner.matches()) {
        if (match.matched_on() == v1::POSSIBLE_AFFILIATE || match.matched_on() == v1::ADDRESS) continue;
        AddOwnerHit(ctx, index, party.owners(owner.owner_index()), match);
      }
    }
    for (const v1::OfficerMatches& officer : found.officers()) {
      const v1::TransactionParty& party = ctx->txn.parties(index);
      if (officer.officer_index() < 0 || officer.officer_index() >= party.officers_size()) continue;
      for (const v1::Match& match : officer.matches()) {
        if (match.matched_on() == v1::POSSIBLE_AFFILIATE) continue;  // of a person, a coincidence
        AddOfficerHit(ctx, index, party.officers(officer.officer_index()), match);
      }
    }
  }
  AddMentions(ctx);
  v1::Tri listed = v1::NO;
  for (const v1::ListHit& hit : ctx->out.hit()) {
    const bool bis = hit.family() == v1::FAMILY_EL || hit.family() == v1::FAMILY_MEU;
    if (bis && hit.status() == v1::ListHit::ACTIVE && hit.customer() == v1::YES &&
        hit.strength() != v1::ListHit::WEAK_NAME) {
      listed = v1::YES;
    }
  }
  ctx->out.mutable_txn()->set_listed_tenant(listed);
}

}  // namespace cordon
