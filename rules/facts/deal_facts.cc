// The deal as a whole: does anything controlled move or get used, who is the end user, what do we know about the use.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

void FillControl(const FactContext& ctx, v1::TransactionFacts* txn) {
  v1::Tri sub = v1::NO, ctrl = v1::NO, ctrl_sub = v1::NO, unresolved = v1::NO, case_by_case = v1::NO;
  bool any_controlled = false;
  for (const v1::ItemFacts& item : ctx.out.item()) {
    sub = Or(sub, item.sub());
    ctrl = Or(ctrl, item.ctrl());
    ctrl_sub = Or(ctrl_sub, And(item.sub(), item.ctrl()));
    // Whatever the law of the day: what is sent has to be known.
    const bool named = !item.eccn().empty() || !item.chip().empty() || item.has_tpp();
    const bool inbound = item.inbound() == v1::YES;
    if (inbound ? !named && item.description().empty() : !named || item.ctrl() == v1::UNKNOWN) unresolved = v1::YES;
    if (item.sub() == v1::YES && item.ctrl() == v1::YES) {
      case_by_case = any_controlled ? And(case_by_case, item.case_by_case()) : item.case_by_case();
      any_controlled = true;
    }
  }
  // Something moves and nobody said what: everything about it is open.
  if (ctx.physical && ctx.out.item().empty()) {
    sub = v1::YES;
    ctrl = ctrl_sub = v1::UNKNOWN;
    unresolved = v1::YES;
  }
  if (ctx.txn.activity() == v1::Transaction::PURCHASE && ctx.out.item().empty() && !ctx.txn.has_compute()) {
    ctrl = v1::UNKNOWN;
  }
  const v1::Tri capacity = ctx.hardware ? v1::NO : ctx.out.compute().ctrl();
  const v1::Tri access = TriOf(ctx.access);
  ctrl = Or(ctrl, capacity);
  const bool no_gpus = ctx.txn.compute().has_gpu_count() && ctx.txn.compute().gpu_count() == 0;
  const bool gpu_named = !ctx.out.compute().chip().empty() || ctx.txn.compute().has_tpp() || no_gpus;
  if ((ctx.access && capacity == v1::UNKNOWN) || (ctx.txn.has_compute() && !gpu_named)) unresolved = v1::YES;
  txn->set_sub(sub);
  txn->set_access(access);
  txn->set_ctrl(ctrl);
  txn->set_ctrl_sub(ctrl_sub);
  txn->set_ctrl_access(And(access, capacity));
  txn->set_unresolved_item(unresolved);
  txn->set_case_by_case(case_by_case);
}

bool Named(const v1::TransactionParty& party) { return !party.party().name().empty(); }

// Two party entries that mean the same company: equal name or an equal identifier.
bool SameParty(const v1::TransactionParty& a, const v1::TransactionParty& b) {
  if (Named(a) && absl::EqualsIgnoreCase(a.party().name(), b.party().name())) return true;
  for (const v1::Identifier& x : a.party().ids()) {
    for (const v1::Identifier& y : b.party().ids()) {
      if (x.scheme() == y.scheme() && x.value() == y.value() && !x.value().empty()) return true;
    }
  }
  return false;
}

void FillEndUser(const FactContext& ctx, v1::TransactionFacts* txn) {
  std::vector<const v1::TransactionParty*> users, others;
  std::vector<const v1::PartyFacts*> user_facts, other_facts;
  bool contracting = false, purchase = ctx.txn.activity() == v1::Transaction::PURCHASE;
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx.txn.parties(i);
    const v1::PartyFacts& fact = ctx.out.party(i);
    if (FactContext::HasRole(party, Role::END_USER)) {
      users.push_back(&party);
      user_facts.push_back(&fact);
    }
    const bool other = ctx.access ? FactContext::HasRole(party, Role::IAAS_CUSTOMER)
                                  : FactContext::HasRole(party, Role::ULTIMATE_CONSIGNEE);
    if (other) {
      others.push_back(&party);
      other_facts.push_back(&fact);
      contracting = contracting || Named(party);
    }
  }
  bool known = false;
  for (const auto* user : users) known = known || Named(*user);
  // Without a sub-lease the contracting party of capacity is its user; in a purchase we are.
  if (ctx.access && users.empty() && contracting) {
    known = ctx.txn.compute().sub_lease() != v1::YES;
    user_facts = other_facts;
  }
  txn->set_end_user_known(TriOf(known || purchase));
  v1::Tri in_d5 = user_facts.empty() ? v1::UNKNOWN : v1::NO;
  for (const auto* fact : user_facts) in_d5 = Or(in_d5, fact->d5());
  txn->set_end_user_in_d5(in_d5);
  v1::Tri differs = v1::NO;
  std::string detail;
  for (size_t u = 0; u < users.size(); ++u) {
    for (size_t o = 0; o < others.size(); ++o) {
      if (users[u] == others[o]) continue;
      // A second end user beside one that is also the contracting party still differs.
      const std::string& here = user_facts[u]->hq_country();
      const std::string& there = other_facts[o]->hq_country();
      if (SameParty(*users[u], *others[o]) && (here == there || here.empty() || there.empty())) continue;
      differs = v1::YES;
      detail = absl::StrCat("end user ", users[u]->party().name(), here.empty() ? "" : " (" + here + ")", ", ",
                            ctx.access ? "contracting party " : "ultimate consignee ", others[o]->party().name(),
                            there.empty() ? "" : " (" + there + ")");
    }
  }
  if (differs == v1::YES && !ctx.txn.end_use().difference_explained().empty()) differs = v1::NO;
  txn->set_end_user_differs(differs);
  txn->set_end_user_detail(detail);
}

void FillNexus(const FactContext& ctx, v1::TransactionFacts* txn) {
  v1::Tri nexus = v1::NO, customers = v1::NO, tops = v1::NO;
  bool any_customer = false, any_principal = false;
  for (const v1::PartyFacts& party : ctx.out.party()) {
    if (party.customer() == v1::YES) {
      customers = Or(customers, party.d5());
      any_customer = true;
    }
    if (party.renter() == v1::YES) {
      tops = Or(tops, party.d5());
      any_principal = true;
    }
  }
  for (const v1::ItemFacts& item : ctx.out.item()) {
    if (item.sub() == v1::YES) nexus = Or(nexus, item.dest_d5());
  }
  const bool purchase = ctx.txn.activity() == v1::Transaction::PURCHASE;
  txn->set_customer_in_d5(any_customer ? customers : v1::UNKNOWN);
  txn->set_d5_nexus(Or(nexus, any_principal || purchase ? tops : v1::UNKNOWN));
  bool us = ctx.txn.is_us_person() == v1::YES;
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx.txn.parties(i);
    if (!FactContext::HasAnyRole(party, Role::OPERATOR, Role::PLATFORM, Role::INVESTOR, Role::BROKER, Role::BANK))
      continue;
    us = us || party.is_us_person() == v1::YES ||
         (party.is_us_person() == v1::UNKNOWN && ctx.out.party(i).hq_country() == "US");
  }
  for (const v1::Funding& funding : ctx.txn.funding()) us = us || funding.is_us_person() == v1::YES;
  txn->set_us_person(us ? v1::YES : (ctx.txn.is_us_person() == v1::NO ? v1::NO : v1::UNKNOWN));
  // No nexus only if we said so for every leg.
  const bool dollar = ctx.txn.payment().currency().empty() || ctx.txn.payment().currency() == "USD";
  const bool none = ctx.txn.is_us_person() == v1::NO && !us && !dollar && txn->sub() == v1::NO;
  txn->set_us_nexus(none ? v1::NO : (us || txn->sub() == v1::YES ? v1::YES : v1::UNKNOWN));
}

void FillRolesMissing(const FactContext& ctx, v1::TransactionFacts* txn) {
  bool buyer = false, seller = false, recipient = false, supplier = false;
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx.txn.parties(i);
    if (!Named(party)) continue;
    buyer = buyer || FactContext::HasAnyRole(party, Role::PURCHASER, Role::IAAS_CUSTOMER, Role::END_USER);
    seller = seller || FactContext::HasAnyRole(party, Role::SELLER, Role::SUPPLIER, Role::OPERATOR, Role::PLATFORM);
    recipient = recipient || ctx.out.party(i).controlled_role() == v1::YES;
    supplier = supplier || FactContext::HasAnyRole(party, Role::SUPPLIER, Role::SELLER, Role::MANUFACTURER,
                                                   Role::OPERATOR, Role::PLATFORM);
  }
  const auto activity = ctx.txn.activity();
  if (activity == v1::Transaction::BROKERING) {
    if (!buyer) txn->add_roles_missing("buyer or customer");
    if (!seller) txn->add_roles_missing("seller or operator");
    txn->set_broker_principals_missing(!buyer || !seller);
  } else if (activity == v1::Transaction::PURCHASE) {
    if (!supplier) txn->add_roles_missing("supplier");
  } else if (ctx.access) {
    if (!buyer) txn->add_roles_missing("customer or end user");
  } else if (ctx.physical) {
    if (!recipient) txn->add_roles_missing("purchaser, consignee or end user");
  }
  txn->set_principal_missing(!txn->roles_missing().empty());
}

void FillKnowledge(const FactContext& ctx, v1::TransactionFacts* txn) {
  for (const int knowledge : ctx.txn.end_use().knowledge()) {
    if (knowledge != v1::EndUse::KNOWLEDGE_UNSPECIFIED) {
      txn->add_knowledge(v1::EndUse::Knowledge_Name(static_cast<v1::EndUse::Knowledge>(knowledge)));
    }
  }
  txn->set_wmd_mil(TriOf(!txn->knowledge().empty()));
  if (ctx.txn.end_use().refused() == v1::YES) txn->add_refusals("end use refused");
  for (const v1::Attestation& attestation : ctx.txn.attestations()) {
    const std::string name = v1::Attestation::Code_Name(attestation.code());
    switch (attestation.code()) {
      case v1::Attestation::INSTRUCTED_NOT_TO_INQUIRE:
      case v1::Attestation::KYC_STEP_SKIPPED:
        txn->add_blind_reasons(name);
        break;
      case v1::Attestation::EVASIVE_ON_END_USE:
      case v1::Attestation::EVASIVE_ON_EXPORT:
      case v1::Attestation::EVASIVE_ON_OWNERSHIP:
      case v1::Attestation::REFUSED_END_USER:
        txn->add_refusals(name);
        break;
      default:
        break;
    }
  }
  for (const v1::TransactionParty& party : ctx.txn.parties()) {
    for (const std::string& field : party.kyc().refused_fields()) {
      txn->add_refusals(absl::StrCat(party.party().name(), " refused ", field));
    }
    for (const v1::KycOverride& step : party.kyc().overrides()) {
      if (step.reason().empty() || step.approver().empty() || step.approver() == step.user()) {
        txn->add_blind_reasons(absl::StrCat("KYC step ", step.step(), " overridden without ",
                                            step.reason().empty() ? "reason" : "second approver"));
      }
    }
  }
  txn->set_refuses(TriOf(!txn->refusals().empty()));
  txn->set_blind(TriOf(!txn->blind_reasons().empty()));
}

void FillResell(const FactContext& ctx, v1::TransactionFacts* txn) {
  bool resells = ctx.txn.compute().sub_lease() == v1::YES;
  std::string who = resells ? "the customer sub-leases" : "";
  bool screened = ctx.txn.compute().sub_users_screened() == v1::YES;
  for (const v1::TransactionParty& party : ctx.txn.parties()) {
    const bool platform = FactContext::HasRole(party, Role::PLATFORM) ||
                          (party.kind() == Role::MARKETPLACE && FactContext::HasRole(party, Role::OPERATOR));
    const bool reseller = FactContext::HasRole(party, Role::IAAS_CUSTOMER) &&
                          (party.kind() == Role::RESELLER || party.kind() == Role::MARKETPLACE);
    if (!platform && !reseller) continue;
    resells = true;
    who = absl::StrCat(party.party().name(), platform ? " is a marketplace" : " resells");
    screened = screened || party.screens_users() == v1::YES;
  }
  txn->set_resell_unscreened(TriOf(resells && !screened));
  txn->set_resell_detail(who);
}

// The law of `as_of` decides; a shipment before its order, or a delivery before it left, makes that day doubtful.
void FillDates(const FactContext& ctx, v1::TransactionFacts* txn) {
  std::vector<std::string> conflicts;
  const auto check = [&](const std::string& early, const char* early_name, const std::string& late,
                         const char* late_name) {
    if (early.empty() || late.empty() || early <= late) return;
    conflicts.push_back(absl::StrCat(early_name, " ", early, " lies after ", late_name, " ", late));
  };
  check(ctx.txn.order_date(), "order_date", ctx.as_of, "as_of");
  check(ctx.txn.order_date(), "order_date", ctx.txn.delivery_date(), "delivery_date");
  check(ctx.as_of, "as_of", ctx.txn.delivery_date(), "delivery_date");
  txn->set_date_conflict(TriOf(!conflicts.empty()));
  txn->set_date_conflict_detail(absl::StrJoin(conflicts, "; "));
}

}  // namespace

void ComputeDealFacts(FactContext* ctx) {
  v1::TransactionFacts* txn = ctx->out.mutable_txn();
  FillControl(*ctx, txn);
  FillEndUser(*ctx, txn);
  FillNexus(*ctx, txn);
  FillRolesMissing(*ctx, txn);
  FillKnowledge(*ctx, txn);
  FillResell(*ctx, txn);
  FillDates(*ctx, txn);
  txn->set_training(ctx->out.compute().training());
  txn->set_affiliates_in_force(TriOf(ctx->tables.InForce("AFFILIATES_RULE", ctx->as_of)));
  txn->set_hq_rule_in_force(TriOf(ctx->tables.InForce("HQ_D5_CTRL", ctx->as_of)));
  txn->set_remote_access_in_force(TriOf(ctx->tables.InForce("REMOTE_ACCESS_ACT", ctx->as_of)));
  std::vector<std::string> reasons;
  for (const v1::Incompleteness& reason : ctx->in.incomplete()) {
    reasons.push_back(absl::StrCat(reason.reason(), reason.subject().empty() ? "" : " ", reason.subject()));
  }
  for (const v1::PartyInputs& party : ctx->in.parties()) {
    if (party.matches_truncated()) reasons.push_back(absl::StrCat("matches of parties[", party.party_index(), "] cut"));
    for (const v1::OwnershipIncomplete& reason : party.ownership().incomplete()) {
      reasons.push_back(absl::StrCat("owners of parties[", party.party_index(), "]: ", reason.reason()));
    }
  }
  txn->set_incomplete(!reasons.empty());
  txn->set_incomplete_detail(absl::StrJoin(reasons, "; "));
  v1::Tri reseller = v1::NO;
  for (int i = 0; i < ctx->txn.parties_size(); ++i) {
    const v1::TransactionParty& party = ctx->txn.parties(i);
    const bool takes = FactContext::HasAnyRole(party, Role::PURCHASER, Role::INTERMEDIATE_CONSIGNEE) ||
                       (ctx->access && FactContext::HasRole(party, Role::IAAS_CUSTOMER));
    reseller = TriOf(takes && party.kind() == Role::RESELLER && ctx->txn.activity() != v1::Transaction::PURCHASE);
    ctx->out.mutable_party(i)->set_reseller_purchaser(reseller);
  }
}

}  // namespace cordon
