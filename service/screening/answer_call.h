// How decided answers leave: against one engine state, and where a record is wanted only once it is durable. For one
// request or a batch of them, whatever they ask.
//
// Thread contract: as Screener's methods. `done` is called once, here or from the store's thread.
//
//   AnswerOne(with, [&](const EngineState& state, const ListCondition& lists, absl::Time now) {
//     return DecideOne(request, state, lists, now); }, std::move(done));
#ifndef CORDON_SERVICE_SCREENING_ANSWER_CALL_H_
#define CORDON_SERVICE_SCREENING_ANSWER_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/published.h"
#include "db/store/store.h"
#include "service/screening/call.h"
#include "service/screening/engine_state.h"
#include "service/screening/errors.h"
#include "service/screening/record.h"

namespace cordon {

struct AnswerContext {
  const Published<EngineState>& states;
  Store* store;
  const Clock& clock;
  const CallContext& call;
};

// Tells who wants to know how long the store took. Figures only: nothing decided or stored depends on it.
class CommitWatch {
 public:
  explicit CommitWatch(const CallContext& call) : committed_(call.committed) {
    if (committed_) start_ = absl::Now();
  }
  void Committed() const {
    if (committed_) committed_(absl::Now() - start_);
  }

 private:
  std::function<void(absl::Duration)> committed_;
  absl::Time start_;
};

// Decide: (const EngineState&, const ListCondition&, absl::Time now) -> absl::StatusOr<PreparedScreening>.
template <typename Decide>
void AnswerOne(const AnswerContext& with, const Decide& decide, Screener::Done done) {
  if (absl::Status wanted = CheckStillWanted(with.call, with.clock); !wanted.ok()) return done(std::move(wanted));
  const std::shared_ptr<const EngineState> state = with.states.Get();
  const absl::Time now = with.clock.Now();
  const ListCondition condition = JudgeLists(*state, now);
  if (!condition.refusal.ok()) return done(condition.refusal);
  absl::StatusOr<PreparedScreening> prepared = decide(*state, condition, now);
  if (!prepared.ok()) return done(prepared.status());
  if (absl::Status wanted = CheckStillWanted(with.call, with.clock); !wanted.ok()) return done(std::move(wanted));
  if (prepared->row.id.empty()) return done(std::move(prepared->screening));
  WriteBatch batch;
  batch.screenings.push_back(std::move(prepared->row));
  auto screening = std::make_shared<v1::Screening>(std::move(prepared->screening));
  const CommitWatch watch(with.call);
  with.store->Transact(std::move(batch),
                       [screening, watch, done = std::move(done)](absl::StatusOr<WriteResult> result) {
                         if (!result.ok()) return done(StoreError(result.status()));
                         watch.Committed();
                         done(SettleRecord(std::move(*screening), result->screenings.at(0)));
                       });
}

// A result or an error for each request, in their order; `what` is what they are ("parties").
// Decide: (request, prefix, const EngineState&, const ListCondition&, absl::Time now) ->
// absl::StatusOr<PreparedScreening>, where the prefix names the request in errors ("requests[3].").
template <typename Response, typename Batch, typename Decide>
void AnswerBatch(const AnswerContext& with, const Batch& requests, absl::string_view what, const Decide& decide,
                 std::function<void(absl::StatusOr<Response>)> done) {
  const std::shared_ptr<const EngineState> state = with.states.Get();
  const int most = state->policy.policy.limits().max_batch();
  if (requests.requests_size() > most) {
    return done(
        MakeError(absl::StatusCode::kInvalidArgument, "BATCH_TOO_LARGE",
                  absl::StrCat("requests: ", requests.requests_size(), " ", what, ", at most ", most, " in one batch"),
                  {{"max_batch", absl::StrCat(most)}}));
  }
  const absl::Time now = with.clock.Now();
  const ListCondition condition = JudgeLists(*state, now);
  if (!condition.refusal.ok()) return done(condition.refusal);

  auto response = std::make_shared<Response>();
  auto recorded = std::make_shared<std::vector<int>>();  // result index of each row in the write batch
  WriteBatch batch;
  for (int i = 0; i < requests.requests_size(); ++i) {
    if (absl::Status wanted = CheckStillWanted(with.call, with.clock); !wanted.ok()) return done(std::move(wanted));
    auto* const result = response->add_results();
    absl::StatusOr<PreparedScreening> prepared =
        decide(requests.requests(i), absl::StrCat("requests[", i, "]."), *state, condition, now);
    if (!prepared.ok()) {
      *result->mutable_error() = ToRpcStatus(prepared.status());
      continue;
    }
    *result->mutable_screening() = std::move(prepared->screening);
    if (prepared->row.id.empty()) continue;
    batch.screenings.push_back(std::move(prepared->row));
    recorded->push_back(i);
  }
  if (batch.screenings.empty()) return done(std::move(*response));
  const CommitWatch watch(with.call);
  with.store->Transact(std::move(batch),
                       [response, recorded, watch, done = std::move(done)](absl::StatusOr<WriteResult> written) {
                         if (!written.ok()) return done(StoreError(written.status()));
                         watch.Committed();
                         for (size_t k = 0; k < recorded->size(); ++k) {
                           auto* const result = response->mutable_results((*recorded)[k]);
                           absl::StatusOr<v1::Screening> settled =
                               SettleRecord(std::move(*result->mutable_screening()), written->screenings.at(k));
                           if (settled.ok()) {
                             *result->mutable_screening() = *std::move(settled);
                           } else {
                             *result->mutable_error() = ToRpcStatus(settled.status());
                           }
                         }
                         done(std::move(*response));
                       });
}

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ANSWER_CALL_H_
