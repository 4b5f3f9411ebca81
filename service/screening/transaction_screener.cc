// Screener::ScreenTransaction: validate, assemble the facts, let the rules judge, record, answer.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rules/transaction_check.h"
#include "service/screening/answer_call.h"
#include "service/screening/call.h"
#include "service/screening/decide.h"
#include "service/screening/errors.h"
#include "service/screening/history.h"
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

// Validates and decides one request; no side effects.
absl::StatusOr<PreparedScreening> PrepareTransaction(const v1::ScreenTransactionRequest& request,
                                                     const CallContext& context, const Published<SuppressionBook>* book,
                                                     const EngineState& state, const ListCondition& condition,
                                                     absl::Time now, Store* store, bool can_record, IdSource* ids,
                                                     const std::string& prefix) {
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
  if (Recorded(request) || !history.facts.empty()) digest = RequestDigest(request);
  const std::unique_ptr<Suppressor> suppressor =
      book == nullptr ? nullptr : SuppressorFor(book->Get(), request.transaction(), *state.snapshot, FormatDate(now));
  const auto add_history = [&](v1::FactInputs* inputs) {
    AddHistoryFindings(inputs->transaction(), history, digest, request.external_ref(), tables, inputs);
  };
  CORDON_ASSIGN_OR_RETURN(prepared.screening,
                          DecideTransaction(request, state, condition, FormatDate(now), add_history, suppressor.get()));
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
    return PrepareTransaction(request, context, book_, state, condition, now, store_, can_record_, ids_, "");
  };
  AnswerOne({*state_, store_, *clock_, context}, decide, std::move(done));
}

void Screener::BatchScreenTransactions(const v1::BatchScreenTransactionsRequest& request, const CallContext& context,
                                       TransactionBatchDone done) const {
  const auto decide = [&](const v1::ScreenTransactionRequest& one, const std::string& prefix, const EngineState& state,
                          const ListCondition& condition, absl::Time now) {
    return PrepareTransaction(one, context, book_, state, condition, now, store_, can_record_, ids_, prefix);
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
