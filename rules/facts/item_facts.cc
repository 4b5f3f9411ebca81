// Items: what they are, whether they move under the EAR, where to.
#include "absl/strings/str_cat.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

// Does the item leave our hands (or the hands of the seller we look at) in this deal?
bool ItemMoves(const FactContext& ctx, const v1::Item& item) {
  if (item.flow() == v1::Item::OUTBOUND) return true;
  if (item.flow() == v1::Item::INBOUND) return false;
  return ctx.physical;
}

v1::ItemFacts::Scope ScopeOf(const v1::Item& item, const std::string& eccn, v1::Tri ctrl) {
  if (item.subject_to_ear() == v1::NO) return v1::ItemFacts::NOT_SUBJECT;
  if (ctrl == v1::YES) return v1::ItemFacts::ON_CCL;
  if (eccn.empty()) return v1::ItemFacts::SCOPE_UNKNOWN;
  if (eccn != "EAR99") return v1::ItemFacts::ON_CCL;
  if (item.supp7_746() == v1::YES) return v1::ItemFacts::EAR99_SUPP7;
  return item.supp7_746() == v1::NO ? v1::ItemFacts::EAR99_OTHER : v1::ItemFacts::SCOPE_UNKNOWN;
}

v1::Tri CaseByCase(const FactContext& ctx, const v1::ItemFacts& item) {
  if (!ctx.tables.InForce("CN_CASE_BY_CASE", ctx.as_of) || ctx.txn.activity() != v1::Transaction::EXPORT) return v1::NO;
  const std::string dest = ctx.tables.TreatedAs(item.destination(), ctx.as_of);
  if (dest.empty() || !item.has_tpp() || !item.has_dram_bandwidth_gbps()) return v1::UNKNOWN;
  return TriOf((dest == "CN" || dest == "MO") && item.tpp() < ctx.tables.Parameter("CASE_BY_CASE_TPP", ctx.as_of) &&
               item.dram_bandwidth_gbps() < ctx.tables.Parameter("CASE_BY_CASE_DRAM", ctx.as_of));
}

void FillControl(const FactContext& ctx, const ControlQuery& query, v1::ItemFacts* fact) {
  const ControlAnswer answer = JudgeControl(ctx.tables, query, ctx.as_of);
  fact->set_ctrl(answer.ctrl);
  fact->set_ctrl_basis(answer.basis);
  if (query.chip != nullptr) fact->set_chip(query.chip->name());
  if (answer.tpp.has_value()) fact->set_tpp(*answer.tpp);
  if (answer.density_centi.has_value()) fact->set_density_centi(*answer.density_centi);
  fact->set_misdeclared(TriOf(answer.misdeclared));
  if (query.chip != nullptr && query.chip->dram_gbps() > 0) fact->set_dram_bandwidth_gbps(query.chip->dram_gbps());
}

void FillDestination(const FactContext& ctx, v1::ItemFacts* fact) {
  fact->set_dest_adv(ctx.DestinationAdvanced(fact->destination(), ctx.as_of));
  fact->set_dest_d5(ctx.D5(fact->destination()));
}

std::string DeliveryCountry(const v1::Transaction& txn) {
  for (const auto role :
       {v1::TransactionParty::ULTIMATE_CONSIGNEE, v1::TransactionParty::END_USER, v1::TransactionParty::PURCHASER}) {
    for (const v1::TransactionParty& party : txn.parties()) {
      if (!FactContext::HasRole(party, role)) continue;
      for (const v1::PartyAddress& address : party.addresses()) {
        if (address.kind() == v1::PartyAddress::DELIVERY && !address.country().empty()) {
          return FactContext::Country(address.country());
        }
      }
    }
  }
  return "";
}

void AddItem(FactContext* ctx, int index) {
  const v1::Item& item = ctx->txn.items(index);
  v1::ItemFacts* fact = ctx->out.add_item();
  fact->set_index(index);
  fact->set_description(item.description().empty() ? item.model() : item.description());
  fact->set_eccn(NormalizeEccn(item.eccn()));
  ControlQuery query;
  query.chip = ctx->tables.RecognizeChip(item.model());
  const v1::Chip* described = ctx->tables.RecognizeChip(item.description());
  if (query.chip == nullptr || (described != nullptr && described->tpp() > query.chip->tpp())) query.chip = described;
  query.eccn = fact->eccn();
  if (item.has_tpp()) query.tpp = item.tpp();
  if (item.has_performance_density_centi()) query.density_centi = item.performance_density_centi();
  FillControl(*ctx, query, fact);
  if (item.has_dram_bandwidth_gbps()) fact->set_dram_bandwidth_gbps(item.dram_bandwidth_gbps());
  if (item.quantity() > 0) {
    fact->set_chips(item.quantity() * (item.has_chips_per_unit() ? item.chips_per_unit() : 1));
  }
  fact->set_destination(FactContext::Country(item.destination().empty() ? ctx->txn.destination() : item.destination()));
  if (fact->destination().empty()) fact->set_destination(DeliveryCountry(ctx->txn));
  FillDestination(*ctx, fact);
  fact->set_scope(ScopeOf(item, fact->eccn(), fact->ctrl()));
  const bool moves = ItemMoves(*ctx, item);
  fact->set_inbound(TriOf(item.flow() == v1::Item::INBOUND || (item.flow() == v1::Item::FLOW_UNSPECIFIED &&
                                                               ctx->txn.activity() == v1::Transaction::PURCHASE)));
  // Not told: presumed subject to the EAR. Only a stated "no" takes an item out.
  fact->set_sub(TriOf(moves && item.subject_to_ear() != v1::NO));
  // Nor does it, if the item is recognised as one that only American technology makes.
  const bool denied = item.subject_to_ear() == v1::NO && fact->ctrl() == v1::YES && !fact->chip().empty();
  fact->set_ear_denied(TriOf(denied));
  if (denied && moves) fact->set_sub(v1::UNKNOWN);
  // What others move may end in either place; what we move to another place than the deal names is an onward shipment.
  const std::string deal = FactContext::Country(ctx->txn.destination());
  if (!moves && ctx->DestinationAdvanced(deal, ctx->as_of) == v1::YES && fact->dest_adv() != v1::YES) {
    fact->set_destination(deal);
    FillDestination(*ctx, fact);
  }
  if (moves && item.subject_to_ear() == v1::UNKNOWN && fact->eccn().empty()) {
    ctx->out.add_warnings(absl::StrCat("items[", index, "]: presumed subject to the EAR"));
  }
  if (fact->eccn().empty()) {
    fact->set_meu_supp2(v1::UNKNOWN);
  } else {
    fact->set_meu_supp2(TriOf(ctx->tables.InSet("MEU_SUPP2", fact->eccn().substr(0, 5), ctx->as_of)));
  }
  if (fact->ctrl() == v1::YES) fact->set_meu_supp2(v1::YES);  // licensed for the same destinations anyway
  fact->set_case_by_case(CaseByCase(*ctx, *fact));
  fact->set_unauthorized_channel(
      item.channel() == v1::Item::CHANNEL_UNSPECIFIED ? v1::UNKNOWN : TriOf(item.channel() == v1::Item::UNAUTHORIZED));
  fact->set_serials_bad(item.serials_verified() == v1::UNKNOWN ? v1::UNKNOWN
                                                               : TriOf(item.serials_verified() == v1::NO));
  fact->set_priced_as_used(item.priced_as_used());
}

// The rented hardware as an item of its own, once it passes to the customer.
void AddHardware(FactContext* ctx) {
  const v1::Compute& compute = ctx->txn.compute();
  v1::ItemFacts* fact = ctx->out.add_item();
  fact->set_index(-1);
  fact->set_description(compute.gpu_model());
  ControlQuery query;
  query.chip = ctx->tables.RecognizeChip(compute.gpu_model());
  if (compute.has_tpp()) query.tpp = compute.tpp();
  FillControl(*ctx, query, fact);
  if (compute.has_gpu_count()) fact->set_chips(compute.gpu_count());
  std::string destination = FactContext::Country(ctx->txn.destination());
  if (destination.empty()) destination = FactContext::Country(compute.dc_country());
  if (destination.empty()) destination = DeliveryCountry(ctx->txn);
  for (const v1::TransactionParty& party : ctx->txn.parties()) {
    if (destination.empty() &&
        FactContext::HasAnyRole(party, v1::TransactionParty::IAAS_CUSTOMER, v1::TransactionParty::END_USER)) {
      destination = FactContext::Country(party.hq_country());
    }
  }
  fact->set_destination(destination);
  FillDestination(*ctx, fact);
  fact->set_scope(fact->ctrl() == v1::YES ? v1::ItemFacts::ON_CCL : v1::ItemFacts::SCOPE_UNKNOWN);
  fact->set_sub(v1::YES);
  fact->set_ear_denied(v1::NO);
  fact->set_inbound(v1::NO);
  if (fact->ctrl() == v1::YES) fact->set_meu_supp2(v1::YES);
  fact->set_case_by_case(CaseByCase(*ctx, *fact));
}

}  // namespace

void ComputeItemFacts(FactContext* ctx) {
  for (int i = 0; i < ctx->txn.items_size(); ++i) AddItem(ctx, i);
  if (ctx->hardware) AddHardware(ctx);
}

}  // namespace cordon
