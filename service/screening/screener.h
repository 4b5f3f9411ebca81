// The use case behind every screening: validate, match, judge, record, answer. No transport.
//
// The answer is handed to `done` after its record is durable; an error, a time-out or a refusal is a non-OK status and
// never a disposition. Thread contract: all methods may be called from any thread; `done` runs once, on the caller's
// thread or the store's writer thread, and must not block.
//
//   screener.ScreenParty(request, context, [](absl::StatusOr<v1::Screening> answer) { ... });
#ifndef CORDON_SERVICE_SCREENING_SCREENER_H_
#define CORDON_SERVICE_SCREENING_SCREENER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/published.h"
#include "cordon/v1/engine.pb.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"
#include "service/screening/engine_state.h"
#include "service/screening/suppression_book.h"

namespace cordon {

// Who asks, and how long the answer is wanted.
struct CallContext {
  std::string caller;  // "uid:1000(alice)"; never empty
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;  // may be empty
  // W3C trace context of the call, for a request that brings none of its own.
  std::string traceparent;
  // May be empty: told how long a record took to become durable, on the store's thread.
  std::function<void(absl::Duration)> committed;
};

class Screener {
 public:
  using Done = std::function<void(absl::StatusOr<v1::Screening>)>;
  using BatchDone = std::function<void(absl::StatusOr<v1::BatchScreenPartiesResponse>)>;
  using TransactionBatchDone = std::function<void(absl::StatusOr<v1::BatchScreenTransactionsResponse>)>;

  // `store` may be null, then nothing can be read back. With `can_record` false (read-only store) only no_record
  // requests are answered. Pointers must outlive the screener.
  Screener(const Published<EngineState>* state, Store* store, bool can_record, const Clock* clock, IdSource* ids);

  // Matches that do not count. To be called before the first screening, if at all; without it all count.
  void UseSuppressions(const Published<SuppressionBook>* book) { book_ = book; }

  void ScreenParty(const v1::ScreenPartyRequest& request, const CallContext& context, Done done) const;
  void BatchScreenParties(const v1::BatchScreenPartiesRequest& request, const CallContext& context,
                          BatchDone done) const;
  // Every party, owner and officer matched, the whole judged by the rules at the transaction's as_of.
  void ScreenTransaction(const v1::ScreenTransactionRequest& request, const CallContext& context, Done done) const;
  // One result per request, in order; the records of a batch are stored together.
  void BatchScreenTransactions(const v1::BatchScreenTransactionsRequest& request, const CallContext& context,
                               TransactionBatchDone done) const;
  absl::StatusOr<v1::BatchScreenTransactionsResponse> BatchScreenTransactionsAndWait(
      const v1::BatchScreenTransactionsRequest& request, const CallContext& context) const;
  // The same, waiting for the record.
  absl::StatusOr<v1::Screening> ScreenTransactionAndWait(const v1::ScreenTransactionRequest& request,
                                                         const CallContext& context) const;
  absl::StatusOr<v1::Screening> ScreenPartyAndWait(const v1::ScreenPartyRequest& request,
                                                   const CallContext& context) const;
  absl::StatusOr<v1::BatchScreenPartiesResponse> BatchScreenPartiesAndWait(const v1::BatchScreenPartiesRequest& request,
                                                                           const CallContext& context) const;

  absl::StatusOr<v1::Screening> GetScreening(const v1::GetScreeningRequest& request) const;
  absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(const v1::ListScreeningsRequest& request) const;
  absl::StatusOr<v1::ExplainNonMatchResponse> ExplainNonMatch(const v1::ExplainNonMatchRequest& request) const;
  absl::StatusOr<v1::GetEngineStateResponse> GetEngineState() const;

 private:
  const Published<EngineState>* state_;
  const Published<SuppressionBook>* book_ = nullptr;
  Store* store_;
  bool can_record_;
  const Clock* clock_;
  IdSource* ids_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SCREENER_H_
