// Size: H100 equivalents of this deal with linked and past orders, and the power of the site.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

constexpr int64_t kMaxTpp = int64_t{1} << 52;  // sums stop here: far above any cluster, far below overflow

int64_t Cap(int64_t sum) { return std::min(sum, kMaxTpp); }
int64_t Product(int64_t tpp, int64_t chips) { return chips > 0 && tpp > kMaxTpp / chips ? kMaxTpp : tpp * chips; }

std::optional<int64_t> TppOf(const Tables& tables, const std::string& model, bool has_tpp, int64_t tpp) {
  const v1::Chip* chip = tables.RecognizeChip(model);
  if (chip != nullptr) return std::max(chip->tpp(), has_tpp ? tpp : 0);
  if (has_tpp) return tpp;
  return std::nullopt;
}

}  // namespace

void ComputeClusterFacts(FactContext* ctx) {
  v1::TransactionFacts* txn = ctx->out.mutable_txn();
  const Tables& tables = ctx->tables;
  int64_t items = 0, item_chips = 0;
  // The sum is known if every part is: a classified item without a chip adds nothing, a purchase of something
  // unclassified neither; a chip without a quantity leaves it open.
  bool known = true;
  for (const v1::ItemFacts& item : ctx->out.item()) {
    if (!item.has_tpp()) {
      known = known && (!item.eccn().empty() || item.inbound() == v1::YES);
      continue;
    }
    if (!item.has_chips()) {
      known = false;
      continue;
    }
    items = Cap(items + Product(item.tpp(), item.chips()));
    item_chips += item.chips();
  }
  const v1::Compute& compute = ctx->txn.compute();
  int64_t capacity = 0, capacity_chips = 0;
  const auto capacity_tpp = TppOf(tables, compute.gpu_model(), compute.has_tpp(), compute.tpp());
  if (capacity_tpp.has_value() && compute.has_gpu_count()) {
    capacity = Product(*capacity_tpp, compute.gpu_count());
    capacity_chips = compute.gpu_count();
  } else if (ctx->txn.has_compute() && (capacity_tpp.has_value() || !compute.gpu_model().empty() || ctx->access)) {
    known = known && compute.has_gpu_count() && compute.gpu_count() == 0;
  }
  if (ctx->physical && ctx->out.item().empty()) known = false;
  // Items and capacity may describe the same hardware: the larger counts.
  int64_t total = std::max(items, capacity);
  const int64_t chips = std::max(item_chips, capacity_chips);
  int linked = 0;
  const auto add_order = [&](const std::string& date, const std::string& model, int64_t quantity, bool has_tpp,
                             int64_t order_tpp) {
    const auto days = DaysBetween(date, ctx->order_date);
    const int64_t window = tables.Parameter("LINKED_DAYS", ctx->as_of);
    // An undated linked order counts; one outside the window does not.
    if (days.has_value() && (*days > window || *days < -window)) return;
    const auto tpp = TppOf(tables, model, has_tpp, order_tpp);
    if (!tpp.has_value() || quantity <= 0) return;
    total = Cap(total + Product(*tpp, quantity));
    ++linked;
  };
  for (const v1::LinkedTransaction& order : ctx->txn.linked()) {
    add_order(order.date(), order.model(), order.quantity(), order.has_tpp(), order.tpp());
  }
  for (const v1::PastOrder& order : ctx->in.history()) {
    add_order(order.date(), order.model(), order.quantity(), order.has_tpp(), order.tpp());
  }
  // What is known is enough where it already reaches a size; the open rest can only add.
  if (known || total >= tables.Parameter("H100_TPP", ctx->as_of)) {
    txn->set_h100_equivalents(total / tables.Parameter("H100_TPP", ctx->as_of));
    txn->set_h100_detail(absl::StrCat(txn->h100_equivalents(), " H100 equivalents (TPP ", total, ")",
                                      linked > 0 ? absl::StrCat(" with ", linked, " linked orders") : ""));
  }
  if (chips > 0) txn->set_gpus(chips);
  if (compute.has_gpu_count() && chips == 0) txn->set_gpus(compute.gpu_count());
  v1::ComputeFacts* fact = ctx->out.mutable_compute();
  const int64_t gpus = std::max(txn->gpus(), fact->gpus());
  const bool large = gpus >= tables.Parameter("POWER_GPUS", ctx->as_of);
  if (!large) {
    fact->set_power_missing(v1::NO);
    fact->set_power_short(v1::NO);
    return;
  }
  const int64_t needed_w =
      std::min<int64_t>(gpus, int64_t{1} << 40) * tables.Parameter("POWER_WATT_PER_GPU", ctx->as_of);
  fact->set_power_missing(TriOf(!compute.has_dc_it_kw()));
  fact->set_power_short(compute.has_dc_it_kw() ? TriOf(compute.dc_it_kw() < (needed_w + 999) / 1000) : v1::UNKNOWN);
  fact->set_power_detail(absl::StrCat(gpus, " GPUs need about ", (needed_w + 999) / 1000, " kW, site ",
                                      compute.has_dc_it_kw() ? absl::StrCat(compute.dc_it_kw(), " kW") : "not stated"));
}

}  // namespace cordon
