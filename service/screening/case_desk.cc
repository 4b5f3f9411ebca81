#include "service/screening/case_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "audit/log/event.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "service/screening/call.h"
#include "service/screening/caller.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

// A place of the queue as the number in a page token.
constexpr int64_t kDispositions = 8;

absl::Status CaseNotFound(absl::string_view name) {
  return MakeError(absl::StatusCode::kNotFound, "CASE_NOT_FOUND",
                   absl::StrCat("no case is called ", absl::CHexEscape(name.substr(0, 100)),
                                "; a recorded screening that is HOLD or worse is one"));
}

absl::Status CaseChanged(absl::string_view name, absl::string_view etag) {
  return MakeError(absl::StatusCode::kAborted, "CASE_CHANGED",
                   absl::StrCat(name, " is not at etag \"", absl::CHexEscape(etag.substr(0, 20)),
                                "\" any more: somebody acted on it; look at it again. Nothing was changed"));
}

absl::StatusOr<std::string> CaseId(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, kCasePrefix) || name.empty() || name.size() > kMaxScreeningIdBytes) {
    return InvalidField("name", "a case is called cases/{id of its screening}");
  }
  return std::string(name);
}

std::string FilterText(const v1::ListCasesRequest& request) {
  v1::ListCasesRequest filter = request;
  filter.clear_page_size();
  filter.clear_page_token();
  return filter.SerializeAsString();
}

absl::StatusOr<CaseFilter> FilterOf(const v1::ListCasesRequest& request) {
  CaseFilter filter;
  for (const int status : request.statuses()) {
    if (status == v1::ReviewCase::STATUS_UNSPECIFIED || !v1::ReviewCase::Status_IsValid(status)) {
      return InvalidField("statuses", absl::StrCat("unknown status ", status));
    }
    filter.statuses |= 1U << static_cast<unsigned>(status);
  }
  if (filter.statuses == 0) filter.statuses = ~(1U << static_cast<unsigned>(v1::ReviewCase::CLOSED));
  if (request.at_least() != v1::DISPOSITION_UNSPECIFIED && !v1::Disposition_IsValid(request.at_least())) {
    return InvalidField("at_least", "unknown disposition");
  }
  filter.least_disposition = request.at_least();
  filter.assignee = request.assignee();
  filter.external_ref = request.external_ref();
  return filter;
}

// What identifies the content of a retry.
template <typename Request>
std::string ContentDigest(const Request& request) {
  Request plain = request;
  plain.clear_request_id();
  plain.clear_etag();
  return TypedDigest(plain);
}

// The event of the case's last action.
absl::StatusOr<LogEvent> CaseEvent(const v1::ReviewCase& review, int64_t version, const std::string& sha256,
                                   absl::Time now) {
  const v1::CaseAction& action = review.actions(review.actions_size() - 1);
  v1::AuditEvent event;
  event.set_review_case(review.name());
  event.set_case_version(version);
  event.set_case_sha256(sha256);
  event.set_text(action.text());
  event.set_alert(action.alert());
  event.set_external_ref(review.external_ref());
  if (action.alert() > 0) event.set_alert_outcome(review.alerts(action.alert() - 1).outcome());
  if (review.has_resolution()) *event.mutable_resolution() = review.resolution();
  event.set_case_status(v1::ReviewCase::Status_Name(review.status()));
  return MakeEvent(absl::StrCat("case_", absl::AsciiStrToLower(action.action())), action.actor(), now,
                   std::move(event));
}

}  // namespace

// A person, as far as the server can tell: over TCP without a certificate anybody may be anybody.
absl::Status CheckPerson(const CallContext& context) {
  if (!context.caller.empty() && context.caller != kLoopbackCaller) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "CALLER_UNNAMED",
                   "nobody is named as who decides this: call over the Unix socket, with a client certificate or with "
                   "a token");
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Read(const std::string& id, const std::optional<CaseRow>& stored) const {
  if (stored.has_value()) {
    v1::ReviewCase review;
    const absl::Status parsed = FromJson(stored->body, &review);
    if (parsed.ok()) return review;
    return MakeError(absl::StatusCode::kInternal, "INTERNAL",
                     absl::StrCat("case ", id, " cannot be read, so nothing was done: ", parsed.message(),
                                  "; `cordon audit verify` says what is wrong with the record"));
  }
  const absl::StatusOr<ScreeningRow> row = store_->GetScreening(id);
  if (absl::IsNotFound(row.status())) return CaseNotFound(absl::StrCat(kCasePrefix, id));
  if (!row.ok()) return StoreError(row.status());
  if (!IsCase(static_cast<v1::Disposition>(row->disposition))) return CaseNotFound(absl::StrCat(kCasePrefix, id));
  CORDON_ASSIGN_OR_RETURN(const v1::Screening screening, ReadRecord(*row));
  return NewCase(screening);
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Load(const std::string& id, int64_t* version) const {
  *version = 0;
  if (store_ == nullptr) return CaseNotFound(absl::StrCat(kCasePrefix, id));
  const absl::StatusOr<std::optional<CaseRow>> stored = store_->GetCase(id);
  if (!stored.ok()) return StoreError(stored.status());
  if (stored->has_value()) *version = (*stored)->version;
  return Read(id, *stored);
}

absl::StatusOr<v1::ReviewCase> CaseDesk::GetCase(const v1::GetCaseRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const std::string id, CaseId(request.name()));
  int64_t version = 0;
  return Load(id, &version);
}

absl::StatusOr<v1::ListCasesResponse> CaseDesk::ListCases(const v1::ListCasesRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  CORDON_ASSIGN_OR_RETURN(const CaseFilter filter, FilterOf(request));
  const std::string filter_text = FilterText(request);
  CORDON_ASSIGN_OR_RETURN(const int64_t place, ReadPageToken(request.page_token(), filter_text));
  v1::ListCasesResponse response;
  if (store_ == nullptr) return response;
  const CasePlace after = {static_cast<int>(place % kDispositions), place / kDispositions};
  const absl::StatusOr<CasePage> page = store_->ListCases(filter, after, page_size);
  if (!page.ok()) return StoreError(page.status());
  for (const FoundCase& found : page->cases) {
    CORDON_ASSIGN_OR_RETURN(v1::ReviewCase review, Read(found.screening, found.row));
    review.clear_actions();
    *response.add_cases() = std::move(review);
  }
  if (page->more) {
    const CasePlace& last = page->cases.back().place;
    response.set_next_page_token(MakePageToken(last.sequence * kDispositions + last.disposition, filter_text));
  }
  return response;
}

template <typename Request>
absl::StatusOr<v1::ReviewCase> CaseDesk::Run(const Request& request, const CallContext& context, const Act& act) const {
  CORDON_RETURN_IF_ERROR(CheckStillWanted(context, *clock_));
  CORDON_RETURN_IF_ERROR(CheckPerson(context));
  CORDON_ASSIGN_OR_RETURN(const std::string id, CaseId(request.name()));
  CORDON_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!can_record_) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE",
                     "the data directory is open for reading only; open it for writing");
  }
  int64_t version = 0;
  CORDON_ASSIGN_OR_RETURN(v1::ReviewCase review, Load(id, &version));

  const absl::Time now = clock_->Now();
  CaseActor actor = {context.caller, FormatTimestamp(now), request.request_id(), ""};
  if (!actor.request_id.empty()) {
    actor.request_sha256 = ContentDigest(request);
    for (const v1::CaseAction& done : review.actions()) {
      if (done.actor() != actor.name || done.request_id() != actor.request_id) continue;
      if (done.request_sha256() == actor.request_sha256) return review;
      return RequestIdReused("action on this case");
    }
  }
  if (request.etag() != review.etag()) return CaseChanged(request.name(), request.etag());
  CORDON_RETURN_IF_ERROR(act(actor, &review));

  WriteBatch batch;
  CaseRow row;
  row.screening = id;
  row.version = version + 1;
  row.status = static_cast<int>(review.status());
  row.assignee = review.assignee();
  row.update_time = review.update_time();
  CORDON_ASSIGN_OR_RETURN(row.body, ToCanonicalJson(review));
  CORDON_ASSIGN_OR_RETURN(LogEvent event, CaseEvent(review, row.version, Sha256Hex(row.body), now));
  batch.cases.push_back(std::move(row));
  batch.events.push_back(std::move(event));
  const absl::StatusOr<WriteResult> written = store_->TransactAndWait(std::move(batch));
  if (absl::IsAborted(written.status())) return CaseChanged(request.name(), request.etag());
  if (!written.ok()) return StoreError(written.status());
  return review;
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Update(const v1::UpdateCaseRequest& request,
                                                const CallContext& context) const {
  return Run(request, context,
             [&](const CaseActor& actor, v1::ReviewCase* review) { return UpdateCase(request, actor, review); });
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Decide(const v1::DecideAlertRequest& request,
                                                const CallContext& context) const {
  return Run(request, context,
             [&](const CaseActor& actor, v1::ReviewCase* review) { return DecideAlert(request, actor, review); });
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Resolve(const v1::ResolveCaseRequest& request,
                                                 const CallContext& context) const {
  return Run(request, context, [&](const CaseActor& actor, v1::ReviewCase* review) {
    return ResolveCase(request, actor, CaseRules(), review);
  });
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Approve(const v1::ApproveCaseRequest& request,
                                                 const CallContext& context) const {
  return Run(request, context,
             [&](const CaseActor& actor, v1::ReviewCase* review) { return ApproveCase(request, actor, review); });
}

absl::StatusOr<v1::ReviewCase> CaseDesk::Reopen(const v1::ReopenCaseRequest& request,
                                                const CallContext& context) const {
  absl::StatusOr<v1::ReviewCase> review = Run(request, context, [&](const CaseActor& actor, v1::ReviewCase* opened) {
    return ReopenCase(request, actor, opened);
  });
  if (review.ok() && reopened_) reopened_(context.caller);
  return review;
}

absl::Status AddResolution(CaseReader& cases, absl::Time now, v1::Screening* screening) {
  if (!IsCase(screening->disposition())) return absl::OkStatus();
  const std::string id(absl::StripPrefix(screening->name(), kScreeningPrefix));
  const absl::StatusOr<std::optional<CaseRow>> row = cases.GetCase(id);
  if (!row.ok()) return StoreError(row.status());
  if (!row->has_value() || (*row)->status != v1::ReviewCase::CLOSED) return absl::OkStatus();
  v1::ReviewCase review;
  CORDON_RETURN_IF_ERROR(FromJson((*row)->body, &review));
  *screening->mutable_resolution() = review.resolution();
  ExpireRelease(FormatDate(now), screening->mutable_resolution());
  return absl::OkStatus();
}

}  // namespace cordon
