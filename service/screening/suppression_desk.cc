#include "service/screening/suppression_desk.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "audit/log/event.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "service/screening/call.h"
#include "service/screening/case_alerts.h"
#include "service/screening/case_rules.h"
#include "service/screening/errors.h"
#include "service/screening/ownership_facts.h"
#include "service/screening/record.h"
#include "service/screening/request_check.h"
#include "service/screening/screening_filter.h"
#include "service/screening/suppression_facts.h"
#include "service/screening/suppressor.h"

namespace cordon {
namespace {

using v1::Suppression;

constexpr size_t kMaxOpenSuppressions = 20'000;

absl::Status SuppressionRefused(absl::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPRESSION_REFUSED", why);
}

absl::Status SuppressionState(const Suppression& suppression) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "SUPPRESSION_STATE",
                   absl::StrCat(suppression.name(), " is ", Suppression::Status_Name(suppression.status())),
                   {{"status", Suppression::Status_Name(suppression.status())}});
}

absl::Status CheckReason(absl::string_view text, bool required) {
  if (text.size() > kMaxCaseTextBytes) return InvalidField("reason", absl::StrCat("at most ", kMaxCaseTextBytes));
  if (!IsValidUtf8(text)) return InvalidField("reason", "is not valid UTF-8");
  if (required && absl::StripAsciiWhitespace(text).empty()) return InvalidField("reason", "is required: say why");
  return absl::OkStatus();
}

// The same day of the next year; the day after 28 February for a 29th.
std::string YearFrom(absl::Time now) {
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  return absl::FormatCivilTime(absl::CivilDay(today.year() + 1, today.month(), today.day()));
}

absl::StatusOr<std::string> LastDay(const std::string& asked, absl::Time now) {
  const std::string latest = YearFrom(now);
  if (asked.empty()) return latest;
  const absl::StatusOr<absl::CivilDay> day = ParseDate(asked);
  if (!day.ok() || asked < FormatDate(now) || asked > latest) {
    return InvalidField("last_day", absl::StrCat("a date from today to ", latest, ", as YYYY-MM-DD"));
  }
  return asked;
}

// The party of an alert, with all that was said of it.
absl::StatusOr<v1::TransactionParty> PartyOf(const v1::Screening& record, const v1::Alert& alert) {
  v1::TransactionParty party;
  if (!record.has_transaction()) {
    *party.mutable_party() = record.party();
    return party;
  }
  if (alert.party_index() < 0 || alert.party_index() >= record.transaction().parties_size()) {
    return SuppressionRefused("the record of the case has no such party");
  }
  return record.transaction().parties(alert.party_index());
}

// The match with this entry as it is found now; nothing if there is none.
std::optional<v1::Match> MatchNow(const EngineState& state, const v1::Party& party, const v1::Alert& alert,
                                  int threshold) {
  MatchOptions options;
  options.threshold = threshold;
  options.max_candidates = state.policy.policy.limits().max_candidates();
  for (const Hit& hit : state.matcher->Match(party, options).hits) {
    const EntrySummary entry = state.snapshot->summary(hit.entry);
    if (entry.list == alert.list() && entry.entry_id == alert.entry_id()) return state.matcher->Describe(party, hit);
  }
  return std::nullopt;
}

bool IsReleasedFalsePositive(const v1::ReviewCase& review, int number) {
  if (review.status() != v1::ReviewCase::CLOSED || !IsRelease(review.resolution().outcome())) return false;
  return number >= 1 && number <= review.alerts_size() &&
         review.alerts(number - 1).outcome() == v1::Alert::FALSE_POSITIVE;
}

bool Holds(const Suppression& suppression) {
  return suppression.status() == Suppression::PROPOSED || suppression.status() == Suppression::ACTIVE;
}

}  // namespace

absl::Status SuppressionDesk::Load() {
  if (store_ == nullptr) return absl::OkStatus();
  absl::StatusOr<SuppressionBook> book = SuppressionBook::Read(*store_);
  if (!book.ok()) return book.status();
  book_.Set(std::make_shared<const SuppressionBook>(*std::move(book)));
  return absl::OkStatus();
}

absl::Status SuppressionDesk::CheckWriter(const CallContext& context) const {
  CORDON_RETURN_IF_ERROR(CheckStillWanted(context, *clock_));
  CORDON_RETURN_IF_ERROR(CheckPerson(context));
  if (!can_record_ || book_.Get() == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE",
                     "the data directory is open for reading only, or its log cannot be read");
  }
  return absl::OkStatus();
}

absl::StatusOr<Suppression> SuppressionDesk::Find(const std::string& name) const {
  const std::shared_ptr<const SuppressionBook> book = book_.Get();
  const Suppression* const found = book == nullptr ? nullptr : book->Find(name);
  if (found != nullptr) return *found;
  return MakeError(absl::StatusCode::kNotFound, "SUPPRESSION_NOT_FOUND",
                   absl::StrCat("there is no suppression ", absl::CHexEscape(name.substr(0, 100))));
}

template <typename Request>
SuppressionDesk::Ask SuppressionDesk::AskOf(const Request& request, const CallContext& context) {
  if (request.request_id().empty()) return {context.caller, "", ""};
  Request plain = request;
  plain.clear_request_id();
  return {context.caller, request.request_id(), TypedDigest(plain)};
}

absl::StatusOr<std::optional<Suppression>> SuppressionDesk::Answered(const Ask& ask) const {
  if (ask.request_id.empty()) return std::optional<Suppression>();
  CORDON_RETURN_IF_ERROR(CheckRequestId(ask.request_id));
  const std::shared_ptr<const SuppressionBook> book = book_.Get();
  const SuppressionBook::Request* const before = book->FindRequest(ask.caller, ask.request_id);
  if (before == nullptr) return std::optional<Suppression>();
  if (before->sha256 != ask.request_sha256) return RequestIdReused("change of a suppression");
  const absl::StatusOr<LogEntryRow> row = store_->GetLogEntry(before->index);
  if (!row.ok()) return StoreError(row.status());
  CORDON_ASSIGN_OR_RETURN(v1::AuditEvent event, ReadEvent(row->body));
  Suppression answer = std::move(*event.mutable_suppression());
  // What approved it is not written into the entry that does.
  const Suppression* const now = book->Find(answer.name());
  if (answer.status() != Suppression::PROPOSED && now != nullptr) answer.set_audit_index(now->audit_index());
  return std::optional<Suppression>(std::move(answer));
}

absl::StatusOr<Suppression> SuppressionDesk::Write(const char* kind, const Ask& ask, absl::Time now,
                                                   Suppression suppression) {
  v1::AuditEvent event;
  *event.mutable_suppression() = suppression;
  event.mutable_suppression()->clear_audit_index();
  event.set_request_id(ask.request_id);
  event.set_request_sha256(ask.request_sha256);
  event.set_actor(ask.caller);
  CORDON_ASSIGN_OR_RETURN(LogEvent logged, MakeEvent(kind, ask.caller, now, event));
  WriteBatch batch;
  batch.events.push_back(std::move(logged));
  const absl::StatusOr<WriteResult> written = store_->TransactAndWait(std::move(batch));
  if (!written.ok()) return StoreError(written.status());
  auto next = std::make_shared<SuppressionBook>(*book_.Get());
  const std::string name = suppression.name();
  next->EnterRequest(event, written->events.at(0));
  next->Enter(std::move(suppression), written->events.at(0));
  Suppression entered = *next->Find(name);
  book_.Set(std::move(next));
  return entered;
}

absl::StatusOr<Suppression> SuppressionDesk::Propose(const v1::ProposeSuppressionRequest& request,
                                                     const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  const Ask ask = AskOf(request, context);
  CORDON_ASSIGN_OR_RETURN(std::optional<Suppression> answered, Answered(ask));
  if (answered.has_value()) return *std::move(answered);
  CORDON_RETURN_IF_ERROR(CheckReason(request.reason(), true));
  const absl::Time now = clock_->Now();
  v1::GetCaseRequest get;
  get.set_name(request.review_case());
  CORDON_ASSIGN_OR_RETURN(const v1::ReviewCase review, cases_->GetCase(get));
  if (!IsReleasedFalsePositive(review, request.alert())) {
    return SuppressionRefused(
        "only an alert that was decided as a false positive, in a case that was released, can be "
        "suppressed from now on");
  }
  const v1::Alert& alert = review.alerts(request.alert() - 1);
  const absl::StatusOr<ScreeningRow> row =
      store_->GetScreening(absl::StripPrefix(review.screening(), kScreeningPrefix));
  if (!row.ok()) return StoreError(row.status());
  CORDON_ASSIGN_OR_RETURN(const v1::Screening record, ReadRecord(*row));
  CORDON_ASSIGN_OR_RETURN(const v1::TransactionParty party, PartyOf(record, alert));
  if (!HasDiscriminatingFacts(party)) {
    return SuppressionRefused(
        "the party was screened with too little to tell it from another of the same name: screen "
        "it with an identifier, or with an address and a country, and decide that case");
  }
  const std::shared_ptr<const EngineState> state = state_->Get();
  const v1::Party screened = ScreenedParty(party);
  const std::optional<v1::Match> match = MatchNow(*state, screened, alert, record.threshold());
  const std::vector<EntryIndex> entries = state->snapshot->FindEntries(alert.list(), alert.entry_id());
  if (!match.has_value() || entries.size() != 1) {
    return SuppressionRefused("the lists that are active now have no such match any more");
  }
  if (!CanBeSuppressed(match->matched_on())) {
    return SuppressionRefused("a match by identifier, wallet, address or pattern is never suppressed");
  }
  Suppression suppression;
  suppression.set_party_sha256(PartyFactsDigest(party));
  suppression.set_entry_sha256(EntryFactsDigest(state->snapshot->Entry(entries.front())));
  if (suppression.party_sha256().empty() || suppression.entry_sha256().empty()) {
    return SuppressionRefused("what is known of the two cannot be written down");
  }
  CORDON_ASSIGN_OR_RETURN(*suppression.mutable_last_day(), LastDay(request.last_day(), now));

  MutexLock lock(mu_);
  CORDON_ASSIGN_OR_RETURN(answered, Answered(ask));  // sent twice at once
  if (answered.has_value()) return *std::move(answered);
  size_t open = 0;
  for (const auto& [name, other] : book_.Get()->all()) {
    if (!Holds(other)) continue;
    ++open;
    if (other.party_sha256() == suppression.party_sha256() && other.list() == alert.list() &&
        other.entry_id() == alert.entry_id()) {
      return SuppressionRefused(absl::StrCat(name, " is there for this pair"));
    }
  }
  if (open >= kMaxOpenSuppressions) {
    return SuppressionRefused(absl::StrCat("there are ", kMaxOpenSuppressions, ", which is the most"));
  }
  suppression.set_name(absl::StrCat(kSuppressionPrefix, ids_->NewId(absl::ToUnixMillis(now))));
  suppression.set_status(Suppression::PROPOSED);
  suppression.set_party(party.party().name());
  suppression.set_party_ref(party.party().ref());
  suppression.set_list(alert.list());
  suppression.set_entry_id(alert.entry_id());
  suppression.set_entry_name(match->entry_name());
  suppression.set_matched_on(match->matched_on());
  suppression.set_score(match->score());
  suppression.set_matched_name(match->matched_name());
  *suppression.mutable_discriminators() = alert.discriminators();
  suppression.set_reason(request.reason());
  suppression.set_review_case(review.name());
  suppression.set_alert(alert.number());
  suppression.set_decided_by(alert.decided_by());
  suppression.set_proposed_by(context.caller);
  suppression.set_propose_time(FormatTimestamp(now));
  return Write("suppression_proposed", ask, now, std::move(suppression));
}

absl::StatusOr<std::string> SuppressionDesk::WhyNot(const Suppression& suppression, const EngineState& state) const {
  const std::vector<EntryIndex> found = state.snapshot->FindEntries(suppression.list(), suppression.entry_id());
  if (found.empty()) return std::string("the entry is no longer listed");
  if (found.size() != 1 || EntryFactsDigest(state.snapshot->Entry(found.front())) != suppression.entry_sha256()) {
    return std::string("what the list says of the entry has changed");
  }
  v1::GetCaseRequest get;
  get.set_name(suppression.review_case());
  CORDON_ASSIGN_OR_RETURN(const v1::ReviewCase review, cases_->GetCase(get));
  if (!IsReleasedFalsePositive(review, suppression.alert())) {
    return std::string("the case it came from is open again or ended otherwise");
  }
  return std::string();
}

absl::StatusOr<Suppression> SuppressionDesk::Approve(const v1::ApproveSuppressionRequest& request,
                                                     const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  CORDON_RETURN_IF_ERROR(CheckReason(request.reason(), request.reject()));
  const Ask ask = AskOf(request, context);
  const absl::Time now = clock_->Now();
  MutexLock lock(mu_);
  CORDON_ASSIGN_OR_RETURN(std::optional<Suppression> answered, Answered(ask));
  if (answered.has_value()) return *std::move(answered);
  CORDON_ASSIGN_OR_RETURN(Suppression suppression, Find(request.name()));
  if (suppression.status() != Suppression::PROPOSED) return SuppressionState(suppression);
  if (request.reject()) {
    suppression.set_status(Suppression::REJECTED);
    suppression.set_ended_by(context.caller);
    suppression.set_end_time(FormatTimestamp(now));
    suppression.set_end_reason(request.reason());
    return Write("suppression_rejected", ask, now, std::move(suppression));
  }
  if (context.caller == suppression.proposed_by() || context.caller == suppression.decided_by()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED",
                     absl::StrCat(suppression.name(), ": ", context.caller,
                                  " proposed it or decided the alert; somebody who did not has to approve it"));
  }
  if (suppression.last_day() < FormatDate(now)) return SuppressionRefused("its last day has passed; propose a new one");
  CORDON_ASSIGN_OR_RETURN(const std::string why_not, WhyNot(suppression, *state_->Get()));
  if (!why_not.empty()) return SuppressionRefused(absl::StrCat(why_not, " since it was proposed"));
  suppression.set_status(Suppression::ACTIVE);
  suppression.set_approved_by(context.caller);
  suppression.set_approve_time(FormatTimestamp(now));
  return Write("suppression_approved", ask, now, std::move(suppression));
}

absl::StatusOr<Suppression> SuppressionDesk::End(const v1::EndSuppressionRequest& request, const CallContext& context) {
  CORDON_RETURN_IF_ERROR(CheckWriter(context));
  CORDON_RETURN_IF_ERROR(CheckReason(request.reason(), true));
  const Ask ask = AskOf(request, context);
  const absl::Time now = clock_->Now();
  MutexLock lock(mu_);
  CORDON_ASSIGN_OR_RETURN(std::optional<Suppression> answered, Answered(ask));
  if (answered.has_value()) return *std::move(answered);
  CORDON_ASSIGN_OR_RETURN(Suppression suppression, Find(request.name()));
  if (!Holds(suppression)) return SuppressionState(suppression);
  suppression.set_status(Suppression::ENDED);
  suppression.set_ended_by(context.caller);
  suppression.set_end_time(FormatTimestamp(now));
  suppression.set_end_reason(request.reason());
  return Write("suppression_ended", ask, now, std::move(suppression));
}

absl::StatusOr<Suppression> SuppressionDesk::Get(const v1::GetSuppressionRequest& request) const {
  return Find(request.name());
}

absl::StatusOr<v1::ListSuppressionsResponse> SuppressionDesk::List(const v1::ListSuppressionsRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  for (const int status : request.statuses()) {
    if (status == Suppression::STATUS_UNSPECIFIED || !Suppression::Status_IsValid(status)) {
      return InvalidField("statuses", absl::StrCat("unknown status ", status));
    }
  }
  v1::ListSuppressionsRequest filter = request;
  filter.clear_page_size();
  filter.clear_page_token();
  const std::string scope = absl::StrCat("suppressions\n", filter.SerializeAsString());
  CORDON_ASSIGN_OR_RETURN(const int64_t seen, ReadPageToken(request.page_token(), scope));
  v1::ListSuppressionsResponse response;
  const std::shared_ptr<const SuppressionBook> book = book_.Get();
  if (book == nullptr) return response;
  // A place is how many there are that are older: later ones do not move it.
  int64_t place = static_cast<int64_t>(book->all().size());
  for (auto one = book->all().rbegin(); one != book->all().rend(); ++one, --place) {
    const Suppression& suppression = one->second;
    if (seen > 0 && place > seen) continue;
    const bool wanted = request.statuses().empty() ? Holds(suppression)
                                                   : std::find(request.statuses().begin(), request.statuses().end(),
                                                               suppression.status()) != request.statuses().end();
    if (!wanted || (!request.list().empty() && request.list() != suppression.list()) ||
        (!request.entry_id().empty() && request.entry_id() != suppression.entry_id()) ||
        (!request.party_ref().empty() && request.party_ref() != suppression.party_ref())) {
      continue;
    }
    if (response.suppressions_size() == page_size) {
      response.set_next_page_token(MakePageToken(place, scope));
      break;
    }
    *response.add_suppressions() = suppression;
  }
  return response;
}

absl::Status SuppressionDesk::Sweep(const std::string& actor) {
  if (!can_record_ || book_.Get() == nullptr) return absl::OkStatus();
  const absl::Time now = clock_->Now();
  const std::shared_ptr<const EngineState> state = state_->Get();
  MutexLock lock(mu_);
  const std::shared_ptr<const SuppressionBook> book = book_.Get();
  for (const auto& [name, kept] : book->all()) {
    if (!Holds(kept)) continue;
    Suppression suppression = kept;
    const bool expired = suppression.last_day() < FormatDate(now);
    std::string why = "its last day has passed";
    if (!expired) {
      CORDON_ASSIGN_OR_RETURN(why, WhyNot(suppression, *state));
      if (why.empty()) continue;
    }
    suppression.set_status(expired ? Suppression::EXPIRED : Suppression::VOID);
    suppression.set_ended_by(actor);
    suppression.set_end_time(FormatTimestamp(now));
    suppression.set_end_reason(why);
    CORDON_RETURN_IF_ERROR(
        Write(expired ? "suppression_expired" : "suppression_voided", Ask{actor, "", ""}, now, std::move(suppression))
            .status());
  }
  return absl::OkStatus();
}

}  // namespace cordon
