#include "service/screening/screener.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "match/prepared_name.h"
#include "service/screening/answer_call.h"
#include "service/screening/call.h"
#include "service/screening/case_desk.h"
#include "service/screening/coverage_warnings.h"
#include "service/screening/errors.h"
#include "service/screening/judge.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

void AddWarning(absl::string_view reason, const std::string& detail, v1::Screening* screening) {
  auto* warning = screening->add_warnings();
  warning->set_reason(std::string(reason));
  warning->set_detail(detail);
}

void AddIncomplete(absl::string_view reason, const std::string& detail, v1::Screening* screening) {
  auto* incomplete = screening->add_incomplete();
  incomplete->set_reason(std::string(reason));
  incomplete->set_detail(detail);
}

// Describes hits up to the storage limit; the disposition is judged over all of them.
void JudgeHits(const EngineState& state, const v1::Party& party, const MatchResult& result, v1::Screening* screening,
               v1::Disposition* worst) {
  const v1::Policy& policy = state.policy.policy;
  const auto limit = static_cast<size_t>(policy.limits().max_matches_stored());
  const auto describe = [&](const Hit& hit) {
    v1::Match match = state.matcher->Describe(party, hit);
    const Judgement judgement = JudgeMatch(policy, state.snapshot->summary(hit.entry), screening->as_of(), hit.on);
    match.set_disposition(judgement.disposition);
    match.set_listed_later(judgement.listed_later);
    return match;
  };
  for (size_t i = 0; i < result.hits.size(); ++i) {
    const Hit& hit = result.hits[i];
    *worst =
        Worse(*worst, JudgeMatch(policy, state.snapshot->summary(hit.entry), screening->as_of(), hit.on).disposition);
    if (i < limit) *screening->add_matches() = describe(hit);
  }
  for (size_t i = 0; i < result.near_misses.size() && i < limit; ++i) {
    *screening->add_near_misses() = describe(result.near_misses[i]);
  }
  screening->set_match_count(static_cast<int64_t>(result.hits.size()));
  if (result.hits.size() > limit) {
    AddWarning("MATCHES_NOT_STORED",
               absl::StrCat("the ", limit, " strongest of ", result.hits.size(),
                            " matches are described; all of them were judged"),
               screening);
  }
}

// An obfuscated name is a signal of its own only when what remains comes near a listed one.
void JudgeObfuscation(const EngineState& state, const v1::Party& party, MatchOptions options, const MatchResult& result,
                      v1::Screening* screening, v1::Disposition* worst) {
  if (!result.obfuscated) return;
  AddWarning("OBFUSCATION",
             "the name holds invisible or direction-changing characters or mixes alphabets within a word; this was "
             "undone for matching",
             screening);
  bool near = !result.hits.empty() || !result.near_misses.empty();
  if (!near) {
    options.near_band = state.policy.policy.near_miss_band();
    near = !state.matcher->Match(party, options).near_misses.empty();
  }
  if (near) *worst = Worse(*worst, v1::HOLD);
}

// The answer without identity, time and caller: a pure function of request, state and list condition.
v1::Screening Decide(const v1::ScreenPartyRequest& request, const EngineState& state, const ListCondition& condition,
                     const std::string& as_of) {
  const v1::Policy& policy = state.policy.policy;
  v1::Screening screening;
  screening.set_record_version(1);
  screening.set_kind("PARTY");
  *screening.mutable_party() = request.party();
  screening.set_as_of(as_of);
  screening.set_threshold(request.threshold() != 0 ? request.threshold() : policy.threshold());
  screening.set_external_ref(request.external_ref());
  screening.set_traceparent(request.traceparent());
  screening.set_request_id(request.request_id());
  StampAnswer(state, condition, &screening);

  MatchOptions options;
  options.threshold = screening.threshold();
  options.near_band = request.near_misses() ? policy.near_miss_band() : 0;
  options.max_candidates = policy.limits().max_candidates();
  const MatchResult result = state.matcher->Match(request.party(), options);

  v1::Disposition worst = v1::CLEAR;
  JudgeHits(state, request.party(), result, &screening, &worst);
  JudgeObfuscation(state, request.party(), options, result, &screening, &worst);
  if (result.work_exhausted) {
    AddIncomplete("WORK_LIMIT",
                  absl::StrCat("more than ", options.max_candidates,
                               " list names had to be compared; "
                               "raise limits.max_candidates or give a more specific name"),
                  &screening);
  }
  if (result.nothing_to_match) {
    AddIncomplete("NOTHING_MATCHABLE",
                  "nothing that could be compared was left of the party's data; give its name in letters", &screening);
  } else if (result.hits.empty() && !absl::StripAsciiWhitespace(request.party().name()).empty() &&
             PrepareName(request.party().name()).only_generic) {
    AddWarning("GENERIC_NAME", "the name consists of generic words and legal forms only; screen the full legal name",
               &screening);
  }
  AddCoverageWarnings(request.party(), *state.snapshot, &screening);
  if (screening.incomplete_size() > 0) worst = Worse(worst, v1::HOLD);
  screening.set_disposition(worst);
  return screening;
}

// Validates and decides one request; no side effects.
absl::StatusOr<PreparedScreening> DecideOne(const v1::ScreenPartyRequest& request, const CallContext& context,
                                            const EngineState& state, const ListCondition& condition, absl::Time now,
                                            bool can_record, IdSource* ids, absl::string_view prefix) {
  CORDON_RETURN_IF_ERROR(CheckRequest(request, prefix));
  if (!request.no_record() && !can_record) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE",
                     "the data directory is open for reading only, so the answer cannot be recorded; use --no-record "
                     "or open it for writing");
  }
  const std::string today = FormatDate(now);
  PreparedScreening prepared;
  prepared.screening = Decide(request, state, condition, request.as_of().empty() ? today : request.as_of());
  prepared.screening.set_caller(context.caller);
  if (prepared.screening.traceparent().empty()) prepared.screening.set_traceparent(context.traceparent);
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
    return DecideOne(request, context, state, condition, now, can_record_, ids_, "");
  };
  AnswerOne({*state_, store_, *clock_, context}, decide, std::move(done));
}

void Screener::BatchScreenParties(const v1::BatchScreenPartiesRequest& request, const CallContext& context,
                                  BatchDone done) const {
  const auto decide = [&](const v1::ScreenPartyRequest& one, const std::string& prefix, const EngineState& state,
                          const ListCondition& condition, absl::Time now) {
    return DecideOne(one, context, state, condition, now, can_record_, ids_, prefix);
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
  CORDON_RETURN_IF_ERROR(AddResolution(*store_, &screening));
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
