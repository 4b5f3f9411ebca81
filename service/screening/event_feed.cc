#include "service/screening/event_feed.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "audit/log/event.h"
#include "base/status_macros.h"
#include "service/screening/case_alerts.h"
#include "service/screening/case_rules.h"
#include "service/screening/errors.h"
#include "service/screening/monitor_events.h"
#include "service/screening/record.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

using v1::Event;

constexpr int kEventsAtOnce = 500;

const std::vector<std::string>& EventKinds() {
  static const auto* const kKinds = [] {
    auto* const kinds = new std::vector<std::string>(MonitorEventKinds());
    kinds->insert(kinds->end(), {"case_decide", "case_resolve", "case_approve", "case_reopen"});
    return kinds;
  }();
  return *kKinds;
}

Event::Type TypeOf(const v1::AuditEvent& logged, const v1::Resolution& resolution) {
  if (logged.kind() == "case_reopen") return Event::CASE_REOPENED;
  if (logged.kind() == "case_decide") {
    return logged.alert_outcome() == v1::Alert::OUTCOME_UNSPECIFIED ? Event::ALERT_REOPENED : Event::ALERT_RESOLVED;
  }
  if (IsRelease(resolution.outcome())) return Event::RELEASED;
  if (resolution.outcome() == v1::Resolution::EXPIRED) return Event::RELEASE_EXPIRED;
  return resolution.outcome() == v1::Resolution::REJECTED ? Event::REJECTED : Event::CASE_RESOLVED;
}

Event DescribePartyEvent(v1::AuditEvent* logged, int64_t index) {
  Event event;
  event.set_sequence(index);
  event.set_time(logged->time());
  event.set_actor(logged->actor());
  event.set_type(MonitorEventType(logged->kind()));
  event.mutable_change()->Swap(logged->mutable_monitor_change());
  event.set_external_ref(event.change().party_ref());
  return event;
}

Event DescribeCaseEvent(const v1::AuditEvent& logged, int64_t index, const std::string& today) {
  Event event;
  event.set_sequence(index);
  event.set_time(logged.time());
  event.set_actor(logged.actor());
  event.set_review_case(logged.review_case());
  event.set_screening(absl::StrCat(kScreeningPrefix, absl::StripPrefix(logged.review_case(), kCasePrefix)));
  event.set_external_ref(logged.external_ref());
  v1::Resolution resolution = logged.resolution();
  ExpireRelease(today, &resolution);
  event.set_type(TypeOf(logged, resolution));
  if (logged.kind() == "case_decide") {
    event.set_alert(logged.alert());
    event.set_alert_outcome(logged.alert_outcome());
  } else if (logged.has_resolution()) {
    *event.mutable_resolution() = std::move(resolution);
  }
  return event;
}

bool Wanted(const Event& event, const v1::ListEventsRequest& request) {
  if (!request.external_ref().empty() && request.external_ref() != event.external_ref()) return false;
  if (!request.screening().empty() && request.screening() != event.screening()) return false;
  return request.types().empty() ||
         std::find(request.types().begin(), request.types().end(), event.type()) != request.types().end();
}

absl::Status UnknownPlace(const std::string& what) {
  return MakeError(absl::StatusCode::kOutOfRange, "EVENTS_UNKNOWN_PLACE",
                   absl::StrCat(what,
                                ": this is another log, or an older state of it (a restored backup). Compare "
                                "what you have with GetScreening, then watch from 0 or only_new"));
}

absl::Status CheckEventsRequest(const v1::ListEventsRequest& request) {
  if (request.after() < 0) return InvalidField("after", "is negative; 0 is the beginning");
  for (const int type : request.types()) {
    if (type == Event::TYPE_UNSPECIFIED || !Event::Type_IsValid(type)) {
      return InvalidField("types", absl::StrCat("unknown type ", type));
    }
  }
  return absl::OkStatus();
}

}  // namespace

v1::ListEventsRequest PageOf(const v1::WatchEventsRequest& request) {
  v1::ListEventsRequest page;
  page.set_page_size(kEventsAtOnce);
  page.set_after(request.after());
  page.set_origin(request.origin());
  *page.mutable_types() = request.types();
  page.set_external_ref(request.external_ref());
  page.set_screening(request.screening());
  return page;
}

absl::StatusOr<int64_t> EventFeed::Latest() const {
  if (store_ == nullptr) return int64_t{0};
  const absl::StatusOr<int64_t> size = store_->LogSize();
  if (!size.ok()) return StoreError(size.status());
  return std::max(*size - 1, int64_t{0});
}

absl::StatusOr<v1::ListEventsResponse> EventFeed::ListEvents(const v1::ListEventsRequest& request) const {
  CORDON_RETURN_IF_ERROR(CheckEventsRequest(request));
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  v1::ListEventsResponse response;
  // Before the search: what comes in between belongs to the next page.
  CORDON_ASSIGN_OR_RETURN(const int64_t latest, Latest());
  if (store_ != nullptr) {
    const absl::StatusOr<std::string> origin = store_->LogOrigin();
    if (!origin.ok()) return StoreError(origin.status());
    response.set_origin(*origin);
  }
  if (!request.origin().empty() && request.origin() != response.origin()) {
    return UnknownPlace(absl::StrCat("the log is ", response.origin()));
  }
  if (request.after() > latest) {
    return UnknownPlace(absl::StrCat("after is ", request.after(), ", the newest entry is ", latest));
  }
  response.set_sequence(latest);
  if (store_ == nullptr) return response;
  const std::string today = FormatDate(clock_->Now());
  const absl::StatusOr<std::vector<LogEntryRow>> rows =
      store_->EventsAfter(EventKinds(), request.after(), kEventsAtOnce);
  if (!rows.ok()) return StoreError(rows.status());
  response.set_more(static_cast<int>(rows->size()) == kEventsAtOnce);
  if (response.more()) response.set_sequence(std::min(rows->back().index, latest));
  for (const LogEntryRow& row : *rows) {
    if (row.index > latest) break;
    absl::StatusOr<v1::AuditEvent> logged = ReadEvent(row.body);
    if (!logged.ok()) return MakeError(absl::StatusCode::kInternal, "INTERNAL", logged.status().message());
    Event event = logged->has_monitor_change() ? DescribePartyEvent(&*logged, row.index)
                                               : DescribeCaseEvent(*logged, row.index, today);
    if (!Wanted(event, request)) continue;
    if (response.events_size() == page_size) {
      response.set_more(true);
      response.set_sequence(response.events(page_size - 1).sequence());
      break;
    }
    *response.add_events() = std::move(event);
  }
  return response;
}

}  // namespace cordon
