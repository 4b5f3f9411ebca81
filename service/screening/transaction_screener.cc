// Screener::ScreenTransaction: validate, assemble the facts, let the rules judge, record, answer.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "rules/transaction_check.h"
#include "service/screening/answer_call.h"
#include "service/screening/call.h"
#include "service/screening/coverage_warnings.h"
#include "service/screening/errors.h"
#include "service/screening/fact_inputs.h"
#include "service/screening/history.h"
#include "service/screening/judge.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screener.h"

namespace cordon {
namespace {

// "transaction.parties[2].owners[0].exact_bp: ..." as the reason table has it; `prefix` such as "requests[3].".
absl::Status CheckTransactionRequest(const v1::ScreenTransactionRequest& request, const std::string& prefix) {
  if (!request.has_transaction()) return InvalidField(absl::StrCat(prefix, "transaction"), "is required");
  const absl::Status checked = CheckTransaction(request.transaction());
  if (!checked.ok()) {
    const std::string text(checked.message());
    const size_t colon = text.find(": ");
    if (colon == std::string::npos) return InvalidField(absl::StrCat(prefix, "transaction"), text);
    return InvalidField(absl::StrCat(prefix, text.substr(0, colon)), text.substr(colon + 2));
  }
  // The fields a transaction request shares with a party request have the same limits.
  v1::ScreenPartyRequest common;
  common.mutable_party()->set_name("-");
  common.set_request_id(request.request_id());
  common.set_external_ref(request.external_ref());
  common.set_traceparent(request.traceparent());
  common.set_threshold(request.threshold());
  return CheckRequest(common, prefix);
}

bool Recorded(const v1::ScreenTransactionRequest& request) { return !request.no_record() && !request.validate_only(); }

absl::StatusOr<v1::Screening> DecideTransaction(const v1::ScreenTransactionRequest& request, const EngineState& state,
                                                const ListCondition& condition, const std::string& today,
                                                const History& history, const std::string& request_sha256) {
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
                          AssembleFactInputs(std::move(*screening.mutable_transaction()), state, options));
  AddHistoryFindings(facts.inputs.transaction(), history, request_sha256, request.external_ref(), state.rules->tables(),
                     &facts.inputs);
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

// Validates and decides one request; no side effects.
absl::StatusOr<PreparedScreening> PrepareTransaction(const v1::ScreenTransactionRequest& request,
                                                     const CallContext& context, const EngineState& state,
                                                     const ListCondition& condition, absl::Time now, Store* store,
                                                     bool can_record, IdSource* ids, const std::string& prefix) {
  CORDON_RETURN_IF_ERROR(CheckTransactionRequest(request, prefix));
  if (Recorded(request) && !can_record) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE",
                     "the data directory is open for reading only, so the answer cannot be recorded; use --no-record "
                     "or open it for writing");
  }
  PreparedScreening prepared;
  const Tables& tables = state.rules->tables();
  CORDON_ASSIGN_OR_RETURN(const History history, LookUpHistory(store, request.transaction(), tables, FormatDate(now)));
  std::string digest;
  if (Recorded(request) || !history.facts.empty()) {
    v1::ScreenTransactionRequest plain = request;
    plain.clear_request_id();
    plain.clear_traceparent();
    plain.clear_want_receipt();
    digest = MessageDigest(plain);
  }
  CORDON_ASSIGN_OR_RETURN(prepared.screening,
                          DecideTransaction(request, state, condition, FormatDate(now), history, digest));
  prepared.screening.set_caller(context.caller);
  if (prepared.screening.traceparent().empty()) prepared.screening.set_traceparent(context.traceparent);
  prepared.screening.set_create_time(FormatTimestamp(now));
  if (!Recorded(request)) return prepared;
  prepared.screening.set_request_sha256(digest);
  // Before the record is made: it must say if not everything can be left for later deals.
  bool cut = false;
  std::vector<HistoryMark> marks = MarksOf(prepared.screening, tables, &cut);
  if (cut) AddMarksCut(&prepared.screening);
  CORDON_RETURN_IF_ERROR(PrepareRecord(now, ids, &prepared));
  prepared.row.want_receipt = request.want_receipt();
  NameMarks(prepared.screening.name(), &marks);
  prepared.row.marks = std::move(marks);
  return prepared;
}

}  // namespace

void Screener::ScreenTransaction(const v1::ScreenTransactionRequest& request, const CallContext& context,
                                 Done done) const {
  const auto decide = [&](const EngineState& state, const ListCondition& condition, absl::Time now) {
    return PrepareTransaction(request, context, state, condition, now, store_, can_record_, ids_, "");
  };
  AnswerOne({*state_, store_, *clock_, context}, decide, std::move(done));
}

void Screener::BatchScreenTransactions(const v1::BatchScreenTransactionsRequest& request, const CallContext& context,
                                       TransactionBatchDone done) const {
  const auto decide = [&](const v1::ScreenTransactionRequest& one, const std::string& prefix, const EngineState& state,
                          const ListCondition& condition, absl::Time now) {
    return PrepareTransaction(one, context, state, condition, now, store_, can_record_, ids_, prefix);
  };
  AnswerBatch<v1::BatchScreenTransactionsResponse>({*state_, store_, *clock_, context}, request, "transactions", decide,
                                                   std::move(done));
}

absl::StatusOr<v1::BatchScreenTransactionsResponse> Screener::BatchScreenTransactionsAndWait(
    const v1::BatchScreenTransactionsRequest& request, const CallContext& context) const {
  auto waiter = std::make_shared<Waiter<v1::BatchScreenTransactionsResponse>>();
  BatchScreenTransactions(request, context, [waiter](absl::StatusOr<v1::BatchScreenTransactionsResponse> answer) {
    waiter->Set(std::move(answer));
  });
  return waiter->Wait();
}

absl::StatusOr<v1::Screening> Screener::ScreenTransactionAndWait(const v1::ScreenTransactionRequest& request,
                                                                 const CallContext& context) const {
  auto waiter = std::make_shared<Waiter<v1::Screening>>();
  ScreenTransaction(request, context,
                    [waiter](absl::StatusOr<v1::Screening> answer) { waiter->Set(std::move(answer)); });
  return waiter->Wait();
}

}  // namespace cordon
