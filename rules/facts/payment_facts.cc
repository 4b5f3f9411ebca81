// Payment: crypto, sanctioned wallets, third-party payers, banks elsewhere.
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

bool IsBuyer(const v1::TransactionParty& party) {
  return FactContext::HasAnyRole(party, Role::PURCHASER, Role::IAAS_CUSTOMER, Role::END_USER, Role::ULTIMATE_CONSIGNEE);
}

// The payer is the buyer himself, or the stated parent or an owner of the buyer.
bool PayerBelongs(const v1::Transaction& txn, const v1::TransactionParty& payer) {
  if (IsBuyer(payer)) return true;
  const std::string& name = payer.party().name();
  for (const v1::TransactionParty& party : txn.parties()) {
    if (!IsBuyer(party)) continue;
    if (absl::EqualsIgnoreCase(party.party().name(), name) ||
        absl::EqualsIgnoreCase(party.ultimate_parent().name(), name)) {
      return true;
    }
    for (const v1::Owner& owner : party.owners()) {
      const int32_t share = owner.has_exact_bp() ? owner.exact_bp() : owner.min_bp();
      if (share >= 5000 && absl::EqualsIgnoreCase(owner.party().name(), name)) return true;
    }
  }
  return false;
}

}  // namespace

void ComputePaymentFacts(FactContext* ctx) {
  const v1::Payment& payment = ctx->txn.payment();
  v1::PaymentFacts* fact = ctx->out.mutable_payment();
  const bool crypto = payment.method() == v1::Payment::CRYPTO || payment.method() == v1::Payment::TOKEN ||
                      !payment.wallet().empty() || !payment.token().empty();
  fact->set_crypto(crypto ? v1::YES : (payment.method() == v1::Payment::METHOD_UNSPECIFIED ? v1::UNKNOWN : v1::NO));
  std::vector<std::string> details;
  // In a purchase we pay; a payer is somebody else's concern.
  v1::Tri third = v1::NO;
  bool any_payer = false;
  if (ctx->txn.activity() != v1::Transaction::PURCHASE) {
    for (const v1::TransactionParty& party : ctx->txn.parties()) {
      const bool payer = FactContext::HasRole(party, Role::PAYER) ||
                         (!payment.payer_ref().empty() && party.party().ref() == payment.payer_ref());
      if (!payer) continue;
      any_payer = true;
      if (!PayerBelongs(ctx->txn, party)) {
        third = v1::YES;
        details.push_back(absl::StrCat("payer ", party.party().name()));
      }
    }
    if (!any_payer) third = payment.payer_ref().empty() ? v1::NO : v1::UNKNOWN;
  }
  fact->set_third_party(third);
  const std::string bank = FactContext::Country(payment.bank_country());
  std::set<std::string> countries;
  for (int i = 0; i < ctx->txn.parties_size(); ++i) {
    const v1::PartyFacts& party = ctx->out.party(i);
    for (const std::string& country : {party.hq_country(), party.parent_country(), party.incorporation_country()}) {
      if (!country.empty()) countries.insert(country);
    }
    for (const std::string& country : ctx->txn.parties(i).party().countries())
      countries.insert(FactContext::Country(country));
    for (const v1::PartyAddress& address : ctx->txn.parties(i).addresses()) {
      if (!address.country().empty()) countries.insert(FactContext::Country(address.country()));
    }
  }
  if (bank.empty()) {
    fact->set_bank_differs(v1::NO);  // no bank told: nothing observed
  } else if (countries.empty()) {
    fact->set_bank_differs(v1::UNKNOWN);
  } else {
    fact->set_bank_differs(TriOf(countries.count(bank) == 0));
    if (countries.count(bank) == 0) details.push_back(absl::StrCat("bank in ", bank, ", no party there"));
  }
  fact->set_detail(absl::StrJoin(details, "; "));
  fact->set_sanctioned_wallet(v1::NO);
  for (const v1::WalletHit& hit : ctx->in.wallet_hits()) {
    if (!hit.start_date().empty() && hit.start_date() > ctx->as_of) continue;
    fact->set_sanctioned_wallet(v1::YES);
    fact->set_wallet_detail(absl::StrCat("wallet of ", hit.entry_name(), " (", hit.list(), ")"));
  }
  for (const v1::ListHit& hit : ctx->out.hit()) {
    if (hit.matched_on() == v1::WALLET && hit.status() == v1::ListHit::ACTIVE && hit.family() == v1::FAMILY_SDN) {
      fact->set_sanctioned_wallet(v1::YES);
      fact->set_wallet_detail(absl::StrCat("wallet of ", hit.entry_name(), " (", hit.list(), ")"));
      fact->set_citation(hit.citation());
    }
  }
}

}  // namespace cordon
