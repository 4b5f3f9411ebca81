// DecideTransaction: assemble the facts, let the rules judge, keep what a match means where no rule knows it.
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "service/screening/coverage_warnings.h"
#include "service/screening/decide.h"
#include "service/screening/fact_inputs.h"
#include "service/screening/judge.h"

namespace cordon {

absl::StatusOr<v1::Screening> DecideTransaction(const v1::ScreenTransactionRequest& request, const EngineState& state,
                                                const ListCondition& condition, const std::string& today,
                                                absl::FunctionRef<void(v1::FactInputs*)> add_history,
                                                Suppressor* suppressor) {
  v1::Screening screening;
  screening.set_record_version(1);
  screening.set_kind("TRANSACTION");
  *screening.mutable_transaction() = request.transaction();
  if (screening.transaction().as_of().empty()) screening.mutable_transaction()->set_as_of(today);
  screening.set_as_of(screening.transaction().as_of());
  screening.set_threshold(request.threshold() != 0 ? request.threshold() : state.policy.policy.threshold());
  screening.set_external_ref(request.external_ref());
  screening.set_traceparent(request.traceparent());
  screening.set_request_id(request.request_id());
  StampAnswer(state, condition, &screening);

  MatchOptions options;
  options.threshold = screening.threshold();
  options.max_candidates = state.policy.policy.limits().max_candidates();
  CORDON_ASSIGN_OR_RETURN(AssembledFacts facts,
                          AssembleFactInputs(std::move(*screening.mutable_transaction()), state, options, suppressor));
  add_history(&facts.inputs);
  for (const auto& incomplete : condition.incomplete) *facts.inputs.add_incomplete() = incomplete;
  *screening.mutable_decision() = state.rules->Evaluate(facts.inputs);

  *screening.mutable_transaction() = std::move(*facts.inputs.mutable_transaction());
  *screening.mutable_informed() = std::move(*facts.inputs.mutable_informed());
  *screening.mutable_wallet_hits() = std::move(*facts.inputs.mutable_wallet_hits());
  *screening.mutable_history() = std::move(*facts.inputs.mutable_history());
  *screening.mutable_mentions() = std::move(*facts.inputs.mutable_mentions());

  // The rules say what a match means for this deal; a match no rule knows keeps what the policy says of its list.
  v1::Disposition worst = screening.decision().disposition();
  if (worst == v1::DISPOSITION_UNSPECIFIED) worst = v1::HOLD;
  for (v1::PartyResult& party : TakePartyResults(&facts)) {
    worst = Worse(worst, party.disposition());
    screening.set_match_count(screening.match_count() + party.match_count());
    *screening.add_parties() = std::move(party);
  }
  for (v1::AppliedSuppression& applied : facts.applied) *screening.add_suppressions() = std::move(applied);
  AddSuppressionWarning(&screening);
  for (const auto& incomplete : screening.decision().incomplete()) {
    bool known = false;
    for (const auto& other : screening.incomplete()) {
      known = known || (other.reason() == incomplete.reason() && other.subject() == incomplete.subject());
    }
    if (!known) *screening.add_incomplete() = incomplete;
  }
  for (const auto& warning : screening.decision().warnings()) *screening.add_warnings() = warning;
  AddCoverageWarnings(screening.transaction(), *state.snapshot, &screening);
  if (screening.incomplete_size() > 0) worst = Worse(worst, v1::HOLD);
  screening.set_disposition(worst);
  return screening;
}

}  // namespace cordon
