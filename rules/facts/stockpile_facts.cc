// Orders shortly before a rule takes effect that are far above the usual quantity. The one fact that looks forward.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

struct Effective {
  std::string date;
  std::string what;
};

// The days on which something about this item or its parties becomes controlled.
std::vector<Effective> EffectiveDates(const FactContext& ctx, const v1::ItemFacts& item) {
  std::vector<Effective> dates;
  ControlQuery query;
  query.chip = ctx.tables.FindChip(item.chip());
  query.eccn = item.eccn();
  if (item.has_tpp()) query.tpp = item.tpp();
  if (item.has_density_centi()) query.density_centi = item.density_centi();
  const std::string since = ControlledSince(ctx.tables, query);
  if (!since.empty()) {
    bool concerned = ctx.DestinationAdvanced(item.destination(), since) == v1::YES;
    for (const v1::PartyFacts& party : ctx.out.party())
      concerned = concerned || (party.renter() == v1::YES && party.d5() == v1::YES);
    if (concerned) dates.push_back({since, "advanced-computing control"});
  }
  for (const v1::ListHit& hit : ctx.out.hit()) {
    const bool bis = hit.family() == v1::FAMILY_EL || hit.family() == v1::FAMILY_MEU;
    if (bis && !hit.start_date().empty())
      dates.push_back({hit.start_date(), absl::StrCat("listing of ", hit.entry_name())});
  }
  return dates;
}

}  // namespace

void ComputeStockpileFacts(FactContext* ctx) {
  v1::TransactionFacts* txn = ctx->out.mutable_txn();
  txn->set_stockpile_window(v1::NO);
  txn->set_stockpile_surge(v1::NO);
  txn->set_stockpile_after(v1::NO);
  const std::string delivery = ctx->txn.delivery_date().empty() ? ctx->as_of : ctx->txn.delivery_date();
  const int64_t days = ctx->tables.Parameter("STOCKPILE_DAYS", ctx->as_of);
  const auto shortly_before = [&](const std::string& date, const std::string& effective) {
    const auto ahead = DaysBetween(date, effective);
    return ahead.has_value() && *ahead >= 0 && *ahead <= days;
  };
  for (const v1::ItemFacts& item : ctx->out.item()) {
    if (item.sub() != v1::YES || item.index() < 0) continue;
    const v1::Item& stated = ctx->txn.items(item.index());
    for (const Effective& effective : EffectiveDates(*ctx, item)) {
      const bool before = shortly_before(delivery, effective.date) && delivery < effective.date;
      const bool ordered = shortly_before(ctx->order_date, effective.date) && ctx->order_date < effective.date;
      if (!before && !ordered) continue;
      v1::Tri surge = v1::UNKNOWN;
      if (stated.has_baseline_quantity_centi()) {
        // quantity * 100 >= baseline_centi * factor_centi / 100, without division
        surge = TriOf(stated.quantity() > 0 &&
                      stated.quantity() * 10000 >= std::min(stated.baseline_quantity_centi(), int64_t{1} << 40) *
                                                       ctx->tables.Parameter("STOCKPILE_FACTOR_CENTI", ctx->as_of));
      }
      if (txn->stockpile_surge() == v1::YES && surge != v1::YES) continue;
      txn->set_stockpile_window(v1::YES);
      txn->set_stockpile_surge(surge);
      txn->set_stockpile_after(TriOf(delivery >= effective.date));
      txn->set_stockpile_detail(absl::StrCat(effective.what, " from ", effective.date, ", ordered ", ctx->order_date,
                                             ", delivered ", delivery, ", quantity ", stated.quantity()));
    }
  }
}

}  // namespace cordon
