#include "service/screening/screener.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "service/screening/answer_call.h"
#include "service/screening/call.h"
#include "service/screening/case_desk.h"
#include "service/screening/decide.h"
#include "service/screening/errors.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

// Validates and decides one request; no side effects.
absl::StatusOr<PreparedScreening> DecideOne(const v1::ScreenPartyRequest& request, const CallContext& context,
                                            const Published<SuppressionBook>* book, const EngineState& state,
                                            const ListCondition& condition, absl::Time now, bool can_record,
                                            IdSource* ids, absl::string_view prefix) {
  CORDON_RETURN_IF_ERROR(CheckRequest(request, prefix));
  if (!request.no_record() && !can_record) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE",
                     "the data directory is open for reading only, so the answer cannot be recorded; use --no-record "
                     "or open it for writing");
  }
  const std::string today = FormatDate(now);
  PreparedScreening prepared;
  const std::unique_ptr<Suppressor> suppressor =
      book == nullptr ? nullptr : SuppressorFor(book->Get(), request.party(), *state.snapshot, today);
  prepared.screening =
      DecideParty(request, state, condition, request.as_of().empty() ? today : request.as_of(), suppressor.get());
  prepared.screening.set_caller(context.caller);
  if (prepared.screening.traceparent().empty() && !context.traceparent.empty()) {
    prepared.screening.set_traceparent(context.traceparent);
  }
  prepared.screening.set_create_time(FormatTimestamp(now));
  if (!request.no_record()) {
    prepared.screening.set_request_sha256(RequestDigest(request));
    CORDON_RETURN_IF_ERROR(PrepareRecord(now, ids, &prepared));
    prepared.row.want_receipt = request.want_receipt();
  }
  return prepared;
}

}  // namespace

Screener::Screener(const Published<EngineState>* state, Store* store, bool can_record, const Clock* clock,
                   IdSource* ids)
    : state_(state), store_(store), can_record_(can_record && store != nullptr), clock_(clock), ids_(ids) {}

void Screener::ScreenParty(const v1::ScreenPartyRequest& request, const CallContext& context, Done done) const {
  const auto decide = [&](const EngineState& state, const ListCondition& condition, absl::Time now) {
    return DecideOne(request, context, book_, state, condition, now, can_record_, ids_, "");
  };
  AnswerOne({*state_, store_, *clock_, context}, decide, std::move(done));
}

void Screener::BatchScreenParties(const v1::BatchScreenPartiesRequest& request, const CallContext& context,
                                  BatchDone done) const {
  const auto decide = [&](const v1::ScreenPartyRequest& one, const std::string& prefix, const EngineState& state,
                          const ListCondition& condition, absl::Time now) {
    return DecideOne(one, context, book_, state, condition, now, can_record_, ids_, prefix);
  };
  AnswerBatch<v1::BatchScreenPartiesResponse>({*state_, store_, *clock_, context}, request, "parties", decide,
                                              std::move(done));
}

absl::StatusOr<v1::Screening> Screener::ScreenPartyAndWait(const v1::ScreenPartyRequest& request,
                                                           const CallContext& context) const {
  auto waiter = std::make_shared<Waiter<v1::Screening>>();
  ScreenParty(request, context, [waiter](absl::StatusOr<v1::Screening> answer) { waiter->Set(std::move(answer)); });
  return waiter->Wait();
}

absl::StatusOr<v1::BatchScreenPartiesResponse> Screener::BatchScreenPartiesAndWait(
    const v1::BatchScreenPartiesRequest& request, const CallContext& context) const {
  auto waiter = std::make_shared<Waiter<v1::BatchScreenPartiesResponse>>();
  BatchScreenParties(request, context, [waiter](absl::StatusOr<v1::BatchScreenPartiesResponse> answer) {
    waiter->Set(std::move(answer));
  });
  return waiter->Wait();
}

absl::StatusOr<v1::Screening> Screener::GetScreening(const v1::GetScreeningRequest& request) const {
  absl::string_view id = request.name();
  if (!absl::ConsumePrefix(&id, kScreeningPrefix) || id.empty() || id.size() > kMaxKeyBytes) {
    return InvalidField("name", "has the form screenings/{id}");
  }
  absl::StatusOr<ScreeningRow> row = absl::NotFoundError("");
  if (store_ != nullptr) row = store_->GetScreening(id);
  if (row.status().code() == absl::StatusCode::kNotFound) {
    return MakeError(absl::StatusCode::kNotFound, "SCREENING_NOT_FOUND",
                     absl::StrCat("there is no screening ", request.name()), {{"name", request.name()}});
  }
  if (!row.ok()) return StoreError(row.status());
  CORDON_ASSIGN_OR_RETURN(v1::Screening screening, ReadRecord(*row));
  CORDON_RETURN_IF_ERROR(AddResolution(*store_, clock_->Now(), &screening));
  return screening;
}

absl::StatusOr<v1::ListScreeningsResponse> Screener::ListScreenings(const v1::ListScreeningsRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  CORDON_ASSIGN_OR_RETURN(const ScreeningFilter filter, ParseScreeningFilter(request.filter()));
  CORDON_ASSIGN_OR_RETURN(const int64_t before, ReadPageToken(request.page_token(), request.filter()));
  v1::ListScreeningsResponse response;
  if (store_ == nullptr) return response;
  const absl::StatusOr<ScreeningPage> page = store_->ListScreenings(filter, before, page_size);
  if (!page.ok()) return StoreError(page.status());
  for (const ScreeningRow& row : page->rows) {
    CORDON_ASSIGN_OR_RETURN(*response.add_screenings(), ReadRecord(row));
  }
  if (page->next_before > 0) response.set_next_page_token(MakePageToken(page->next_before, request.filter()));
  return response;
}

absl::StatusOr<v1::ExplainNonMatchResponse> Screener::ExplainNonMatch(const v1::ExplainNonMatchRequest& request) const {
  CORDON_RETURN_IF_ERROR(CheckParty(request.party(), ""));
  const std::shared_ptr<const EngineState> state = state_->Get();
  CORDON_ASSIGN_OR_RETURN(const EntryIndex entry, FindEntry(*state, request.list(), request.entry_id()));
  v1::ExplainNonMatchResponse response;
  *response.mutable_entry() = state->snapshot->Entry(entry);
  response.set_threshold(state->policy.policy.threshold());
  for (v1::Match& match : state->matcher->ExplainEntry(request.party(), entry))
    *response.add_names() = std::move(match);
  MatchOptions options;
  options.threshold = response.threshold();
  options.max_candidates = state->policy.policy.limits().max_candidates();
  for (const Hit& hit : state->matcher->Match(request.party(), options).hits) {
    if (hit.entry == entry) response.set_matches(true);
  }
  return response;
}

absl::StatusOr<v1::GetEngineStateResponse> Screener::GetEngineState() const {
  const std::shared_ptr<const EngineState> state = state_->Get();
  v1::GetEngineStateResponse response;
  *response.mutable_state() = state->info;
  *response.mutable_policy() = state->policy.policy;
  for (const auto& stamp : state->stamps) *response.add_lists() = stamp;
  const ListCondition condition = JudgeLists(*state, clock_->Now());
  for (const auto& warning : condition.warnings) *response.add_warnings() = warning;
  for (const auto& incomplete : condition.incomplete) *response.add_incomplete() = incomplete;
  if (!condition.refusal.ok()) {
    auto* refusal = response.add_incomplete();
    refusal->set_reason(GetErrorReason(condition.refusal));
    refusal->set_detail(std::string(condition.refusal.message()));
  }
  return response;
}

}  // namespace cordon
