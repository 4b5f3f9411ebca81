// Restricted owners joined with the deal: sums, paths, and what the most restrictive owner's listing reaches.
#include "absl/strings/str_cat.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

// Whether the sum counts restricted owners at all; a regime without any is no fact worth showing.
bool AnyRestricted(const v1::OwnershipSum& sum) {
  return sum.restricted() || sum.unknown_share() || sum.restricted_max_bp() > 0 || !sum.owners().empty();
}

v1::LicenseScope ScopeOf(const v1::OwnershipSum& sum) {
  for (const v1::OwnerEntry& owner : sum.owners()) {
    if (owner.most_restrictive()) return owner.scope();
  }
  return sum.owners().empty() ? v1::LICENSE_SCOPE_UNSPECIFIED : sum.owners(0).scope();
}

void AddSum(FactContext* ctx, int index, const v1::OwnershipSum& sum) {
  const v1::PartyFacts& party = ctx->out.party(index);
  v1::OwnershipFact* fact = ctx->out.add_ownership();
  fact->set_party_index(index);
  fact->set_party_name(party.name());
  *fact->mutable_roles() = party.roles();
  fact->set_regime(sum.regime());
  fact->set_restricted(TriOf(sum.restricted()));
  fact->set_single_owner(TriOf(sum.single_owner()));
  fact->set_unknown_share(TriOf(sum.unknown_share()));
  fact->set_min_bp(sum.restricted_min_bp());
  fact->set_max_bp(sum.restricted_max_bp());
  fact->set_reach(ReachOf(*ctx, party, ScopeOf(sum)));
  v1::Tri certain = sum.owners().empty() ? v1::UNKNOWN : v1::NO;
  for (const v1::OwnerEntry& owner : sum.owners()) {
    fact->add_owners(absl::StrCat(owner.entry_name(), " (", owner.possible() ? "possibly " : "", owner.list(), ")"));
    fact->add_lists(owner.list());
    if (owner.certain()) certain = v1::YES;
    if (fact->citation().empty()) fact->set_citation(owner.citation());
  }
  fact->set_sdn_certain(certain);
  for (const v1::OwnershipPath& path : sum.paths()) fact->add_path(path.text());
  for (const std::string& line : sum.arithmetic()) fact->add_path(line);
  fact->set_explanation(sum.explanation());
  const bool owner_role =
      FactContext::HasAnyRole(ctx->txn.parties(index), v1::TransactionParty::OWNER, v1::TransactionParty::UBO);
  fact->set_customer(TriOf(party.customer() == v1::YES || (ctx->access && owner_role)));
  fact->set_supplier(party.supplier());
  v1::Tri meu = v1::NO;
  for (const v1::ItemFacts& item : ctx->out.item()) meu = Or(meu, And(item.sub(), item.meu_supp2()));
  fact->set_meu_item(meu);
}

}  // namespace

void ComputeOwnershipFacts(FactContext* ctx) {
  for (const v1::PartyInputs& found : ctx->in.parties()) {
    const int index = found.party_index();
    if (index < 0 || index >= ctx->txn.parties_size()) continue;
    for (const v1::OwnershipSum& sum : found.ownership().sums()) {
      if (sum.regime() != v1::REGIME_STATE && AnyRestricted(sum)) AddSum(ctx, index, sum);
    }
  }
  for (const v1::OwnershipFact& fact : ctx->out.ownership()) {
    if (fact.regime() == v1::REGIME_BIS && fact.customer() == v1::YES && fact.restricted() == v1::YES) {
      ctx->out.mutable_txn()->set_listed_tenant(v1::YES);
    }
  }
}

}  // namespace cordon
