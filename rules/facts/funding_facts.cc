// Who pays for the capacity, and the operator's private letters.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/control.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

bool Covers(const google::protobuf::RepeatedPtrField<std::string>& wanted, const std::string& value,
            const Tables& tables, const std::string& date) {
  if (wanted.empty()) return true;
  for (const std::string& one : wanted) {
    if (one == value || (!value.empty() && one == tables.TreatedAs(value, date))) return true;
  }
  return false;
}

bool CoversEccn(const google::protobuf::RepeatedPtrField<std::string>& wanted, const std::string& eccn) {
  if (wanted.empty()) return true;
  for (const std::string& one : wanted) {
    const std::string prefix = NormalizeEccn(one);
    if (!prefix.empty() && eccn.rfind(prefix, 0) == 0) return true;
  }
  return false;
}

}  // namespace

void ComputeFundingFacts(FactContext* ctx) {
  v1::Tri third = v1::NO;
  for (const v1::Funding& funding : ctx->txn.funding()) {
    v1::FundingFacts* fact = ctx->out.add_funding();
    fact->set_source(funding.source());
    fact->set_country(FactContext::Country(funding.country()));
    // Ordinary lending without a customer in view is no third-party funding of this cluster.
    v1::Tri counts = funding.token_sale() == v1::YES || funding.third_party() == v1::YES ? v1::YES
                     : funding.third_party() == v1::NO                                   ? v1::NO
                                                                                         : v1::YES;
    if (funding.customer_specific() == v1::NO && funding.token_sale() != v1::YES) counts = v1::NO;
    fact->set_third_party(counts);
    fact->set_us_person(funding.is_us_person());
    fact->set_customer_specific(funding.customer_specific());
    third = Or(third, counts);
  }
  for (const v1::TransactionParty& party : ctx->txn.parties()) {
    if (FactContext::HasRole(party, v1::TransactionParty::INVESTOR)) third = v1::YES;
  }
  ctx->out.mutable_txn()->set_invest_third_party(third);
}

void ComputeLetterFacts(FactContext* ctx) {
  for (const v1::InformedLetter& letter : ctx->in.informed()) {
    if (!InPeriod(ctx->as_of, letter.from(), letter.to())) continue;
    // A letter about no item at all is about a party and comes as a private list.
    if (letter.chips().empty() && letter.eccns().empty() && letter.countries().empty()) continue;
    for (const v1::ItemFacts& item : ctx->out.item()) {
      if (item.sub() != v1::YES) continue;
      if (!Covers(letter.chips(), item.chip(), ctx->tables, ctx->as_of) || !CoversEccn(letter.eccns(), item.eccn()) ||
          !Covers(letter.countries(), item.destination(), ctx->tables, ctx->as_of)) {
        continue;
      }
      v1::LetterHit* hit = ctx->out.add_letter();
      hit->set_kind(letter.kind());
      hit->set_id(letter.id());
      hit->set_citation(letter.citation());
      hit->set_detail(absl::StrCat(item.chip().empty() ? item.eccn() : item.chip(), " to ", item.destination()));
      break;
    }
  }
}

}  // namespace cordon
