// Computing capacity: the GPU, the terms, the price.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

void FillOwnLike(const FactContext& ctx, const v1::Compute& compute, v1::ComputeFacts* fact) {
  std::vector<std::string> reasons;
  v1::Tri own_like = v1::NO;
  const auto add = [&](v1::Tri part, const std::string& reason) {
    own_like = Or(own_like, part);
    if (part == v1::YES) reasons.push_back(reason);
  };
  const int64_t days = ctx.tables.Parameter("OWNLIKE_TERM_DAYS", ctx.as_of);
  const int64_t exclusive = ctx.tables.Parameter("OWNLIKE_EXCLUSIVITY_BP", ctx.as_of);
  add(compute.has_term_days() ? TriOf(compute.term_days() >= days) : v1::UNKNOWN,
      absl::StrCat("term ", compute.term_days(), " days"));
  add(compute.has_exclusivity_bp() ? TriOf(compute.exclusivity_bp() >= exclusive) : v1::UNKNOWN,
      absl::StrCat("exclusive use of ", compute.exclusivity_bp() / 100, " %"));
  add(compute.purchase_option(), "purchase option");
  add(compute.remove_rights(), "right to remove the hardware");
  fact->set_own_like(own_like);
  fact->set_own_like_detail(absl::StrJoin(reasons, ", "));
}

void FillPrice(const FactContext& ctx, const v1::Compute& compute, v1::ComputeFacts* fact) {
  const std::string currency = FactContext::Country(compute.currency());
  if (!compute.has_price_per_gpu_hour_micros() || (!currency.empty() && currency != "USD")) return;
  const int64_t price = compute.price_per_gpu_hour_micros();
  fact->set_price_micros(price);
  const v1::PriceBand* band = ctx.tables.PriceBandAt(fact->chip(), ctx.as_of);
  if (band == nullptr) return;
  const bool outside = price < band->low_micros() || price > band->high_micros();
  const bool far = price * 100 < band->low_micros() * ctx.tables.Parameter("PRICE_FAR_LOW_PCT", ctx.as_of) ||
                   price * 100 > band->high_micros() * ctx.tables.Parameter("PRICE_FAR_HIGH_PCT", ctx.as_of);
  fact->set_price_outside(TriOf(outside));
  fact->set_price_far_outside(TriOf(far));
  fact->set_price_detail(absl::StrCat("USD ", MicrosText(price), " per GPU-hour of ", fact->chip(), " against ",
                                      MicrosText(band->low_micros()), " to ", MicrosText(band->high_micros())));
}

}  // namespace

void ComputeCapacityFacts(FactContext* ctx) {
  v1::ComputeFacts* fact = ctx->out.mutable_compute();
  const v1::Compute& compute = ctx->txn.compute();
  fact->set_present(TriOf(ctx->txn.has_compute()));
  fact->set_possession(compute.physical_possession());
  // One description of the hardware is enough: an IAAS request may name its GPU as an item.
  ControlQuery query;
  query.chip = ctx->tables.RecognizeChip(compute.gpu_model());
  if (compute.has_tpp()) query.tpp = compute.tpp();
  const bool no_gpus = compute.has_gpu_count() && compute.gpu_count() == 0;
  if (ctx->txn.has_compute()) {
    const ControlAnswer answer = JudgeControl(ctx->tables, query, ctx->as_of);
    fact->set_ctrl(no_gpus ? v1::NO : answer.ctrl);
    fact->set_ctrl_basis(no_gpus ? "no GPUs" : answer.basis);
    if (query.chip != nullptr) fact->set_chip(query.chip->name());
  } else if (ctx->txn.activity() == v1::Transaction::IAAS) {
    v1::Tri ctrl = ctx->out.item().empty() ? v1::UNKNOWN : v1::NO;
    for (const v1::ItemFacts& item : ctx->out.item()) {
      ctrl = Or(ctrl, item.ctrl());
      if (item.ctrl() == v1::YES) fact->set_ctrl_basis(item.ctrl_basis());
      if (item.ctrl() == v1::YES) fact->set_chip(item.chip());
      if (item.has_chips()) fact->set_gpus(fact->gpus() + item.chips());
    }
    fact->set_ctrl(ctrl);
  } else {
    fact->set_ctrl(v1::NO);
  }
  if (compute.has_gpu_count()) fact->set_gpus(compute.gpu_count());
  if (compute.has_term_days()) fact->set_term_days(compute.term_days());
  if (compute.has_exclusivity_bp()) fact->set_exclusivity_bp(compute.exclusivity_bp());
  fact->set_purchase_option(compute.purchase_option());
  FillOwnLike(*ctx, compute, fact);
  fact->set_dc_country(FactContext::Country(compute.dc_country()));
  fact->set_dc_in_d5(ctx->D5(fact->dc_country()));
  FillPrice(*ctx, compute, fact);
  fact->set_training(compute.workload() == v1::Compute::WORKLOAD_UNSPECIFIED
                         ? v1::UNKNOWN
                         : TriOf(compute.workload() == v1::Compute::TRAINING));
  if (compute.has_est_flop_log10_centi()) {
    fact->set_flop_log10_centi(compute.est_flop_log10_centi());
    fact->set_flop_large(
        TriOf(compute.est_flop_log10_centi() >= ctx->tables.Parameter("TRAIN_FLOP_CENTI", ctx->as_of)));
  }
  // Enough GPUs for a large training run count like the stated compute.
  if (fact->has_gpus()) {
    const v1::Tri many = TriOf(fact->gpus() >= ctx->tables.Parameter("TRAIN_GPUS", ctx->as_of));
    fact->set_flop_large(Or(fact->flop_large(), many));
  }
}

}  // namespace cordon
