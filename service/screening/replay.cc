#include "service/screening/replay.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "service/screening/decide.h"
#include "service/screening/history.h"
#include "service/screening/recorded_history.h"
#include "service/screening/suppressor.h"

namespace cordon {
namespace {

absl::StatusOr<v1::Screening> ParseRecord(absl::string_view body) {
  v1::Screening recorded;
  const absl::Status parsed = FromJson(body, &recorded);
  if (parsed.ok()) return recorded;
  return absl::InvalidArgumentError(absl::StrCat("the record cannot be read by this version: ", parsed.message()));
}

v1::Screening AnswerPartyAgain(const v1::Screening& recorded, const EngineState& state, const ListCondition& condition,
                               Suppressor* suppressor) {
  v1::ScreenPartyRequest request;
  *request.mutable_party() = recorded.party();
  request.set_threshold(recorded.threshold());
  // Without any found it makes no difference whether they were asked for.
  request.set_near_misses(recorded.near_misses_size() > 0);
  request.set_external_ref(recorded.external_ref());
  request.set_traceparent(recorded.traceparent());
  request.set_request_id(recorded.request_id());
  return DecideParty(request, state, condition, recorded.as_of(), suppressor);
}

absl::StatusOr<v1::Screening> AnswerTransactionAgain(const v1::Screening& recorded, const EngineState& state,
                                                     const ListCondition& condition, Suppressor* suppressor) {
  v1::ScreenTransactionRequest request;
  *request.mutable_transaction() = recorded.transaction();
  request.set_threshold(recorded.threshold());
  request.set_external_ref(recorded.external_ref());
  request.set_traceparent(recorded.traceparent());
  request.set_request_id(recorded.request_id());
  return DecideTransaction(
      request, state, condition, recorded.as_of(),
      [&](v1::FactInputs* inputs) { AddRecordedHistory(recorded, inputs); }, suppressor);
}

absl::StatusOr<Replayed> AnswerAgain(v1::Screening recorded, const EngineState& state, absl::Time now,
                                     Suppressor* suppressor) {
  const ListCondition condition = JudgeLists(state, now);
  CORDON_RETURN_IF_ERROR(condition.refusal);
  Replayed replayed;
  const bool transaction = recorded.has_transaction();
  if (transaction) {
    CORDON_ASSIGN_OR_RETURN(replayed.again, AnswerTransactionAgain(recorded, state, condition, suppressor));
  } else {
    replayed.again = AnswerPartyAgain(recorded, state, condition, suppressor);
  }
  v1::Screening& again = replayed.again;
  again.set_name(recorded.name());
  again.set_caller(recorded.caller());
  again.set_create_time(recorded.create_time());
  again.set_request_sha256(recorded.request_sha256());
  if (transaction) {
    bool cut = false;
    MarksOf(again, state.rules->tables(), &cut);
    if (cut) AddMarksCut(&again);
  }
  replayed.recorded = std::move(recorded);
  return replayed;
}

}  // namespace

Replayer::Replayer(BlobStore* blobs, std::shared_ptr<const EngineState> current,
                   std::shared_ptr<const SuppressionBook> suppressions, const std::string& data_dir)
    : current_(current),
      suppressions_(std::move(suppressions)),
      archive_(blobs, std::move(current), absl::StrCat(data_dir, "/snapshots")) {}

absl::StatusOr<Replayed> Replayer::Replay(absl::string_view body) {
  CORDON_ASSIGN_OR_RETURN(v1::Screening recorded, ParseRecord(body));
  const std::vector<std::string> times(recorded.list_times().begin(), recorded.list_times().end());
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const EngineState> state, archive_.Get(recorded.engine_state(), times));
  CORDON_ASSIGN_OR_RETURN(const absl::Time then, ParseTimestamp(recorded.create_time()));
  RecordedSuppressor suppressor(recorded);
  CORDON_ASSIGN_OR_RETURN(Replayed replayed, AnswerAgain(std::move(recorded), *state, then, &suppressor));
  CORDON_ASSIGN_OR_RETURN(const std::string bytes, ToCanonicalJson(replayed.again));
  replayed.identical = bytes == body;
  return replayed;
}

absl::StatusOr<Replayed> Replayer::Current(absl::string_view body, absl::Time now) const {
  CORDON_ASSIGN_OR_RETURN(v1::Screening recorded, ParseRecord(body));
  const std::string today = FormatDate(now);
  const std::unique_ptr<Suppressor> suppressor =
      recorded.has_transaction() ? SuppressorFor(suppressions_, recorded.transaction(), *current_->snapshot, today)
                                 : SuppressorFor(suppressions_, recorded.party(), *current_->snapshot, today);
  CORDON_ASSIGN_OR_RETURN(Replayed replayed, AnswerAgain(std::move(recorded), *current_, now, suppressor.get()));
  return replayed;
}

}  // namespace cordon
