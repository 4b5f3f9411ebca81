// Events as they are read from the log: which action is which event, filters, pages, places, releases that end.
#include "service/screening/event_feed.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using Case = v1::ReviewCase;

class EventFeedTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import("id,name\ne1,Shenzhen Tenda Optics\ne2,Orbital Gyroscope Works\n").ok());
  }
  static CallContext By(const std::string& caller) {
    CallContext context;
    context.caller = caller;
    return context;
  }
  Case Held(const std::string& external_ref) {
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name("Orbital Gyroscop Works");
    request.set_external_ref(external_ref);
    const auto answer = engine_->screener().ScreenPartyAndWait(request, By("cert:orders"));
    EXPECT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->disposition(), v1::HOLD);
    v1::GetCaseRequest get;
    get.set_name(absl::StrCat(kCasePrefix, answer->name().substr(sizeof("screenings/") - 1)));
    const auto review = engine_->cases().GetCase(get);
    EXPECT_TRUE(review.ok()) << review.status();
    return *review;
  }
  Case Decide(const Case& review, v1::Alert::Outcome outcome) {
    v1::DecideAlertRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_alert(1);
    request.set_outcome(outcome);
    request.set_comment("register");
    if (outcome == v1::Alert::FALSE_POSITIVE) request.add_discriminators(v1::Alert::LEI);
    return Taken(engine_->cases().Decide(request, By("cert:ann")));
  }
  Case Resolve(const Case& review, v1::Resolution::Outcome outcome, const std::string& valid_until = "") {
    v1::ResolveCaseRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_outcome(outcome);
    request.set_reason("another company");
    request.set_valid_until(valid_until);
    const Case resolved = Taken(engine_->cases().Resolve(request, By("cert:ann")));
    if (resolved.status() != Case::PENDING_SECOND_APPROVAL) return resolved;
    v1::ApproveCaseRequest approve;
    approve.set_name(resolved.name());
    approve.set_etag(resolved.etag());
    return Taken(engine_->cases().Approve(approve, By("cert:ben")));
  }
  Case Reopen(const Case& review) {
    v1::ReopenCaseRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_reason("new owner");
    return Taken(engine_->cases().Reopen(request, By("cert:ann")));
  }
  static Case Taken(const absl::StatusOr<Case>& review) {
    EXPECT_TRUE(review.ok()) << review.status();
    return review.ok() ? *review : Case();
  }
  v1::ListEventsResponse List(const v1::ListEventsRequest& request) {
    const auto page = engine_->events().ListEvents(request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : v1::ListEventsResponse();
  }
  static std::string Types(const v1::ListEventsResponse& page) {
    return absl::StrJoin(page.events(), " ", [](std::string* text, const v1::Event& event) {
      absl::StrAppend(text, v1::Event::Type_Name(event.type()));
    });
  }
};

TEST_F(EventFeedTest, EachDecisionIsOneEventInTheOrderOfTheLog) {
  EXPECT_EQ(List({}).events_size(), 0);
  Case review = Decide(Held("PO-1"), v1::Alert::FALSE_POSITIVE);
  review = Decide(review, v1::Alert::OUTCOME_UNSPECIFIED);
  review = Decide(review, v1::Alert::FALSE_POSITIVE);
  review = Resolve(review, v1::Resolution::RELEASED);
  review = Resolve(Reopen(review), v1::Resolution::REJECTED);
  Resolve(Held("PO-2"), v1::Resolution::WITHDRAWN);
  const v1::ListEventsResponse page = List({});
  EXPECT_EQ(Types(page), "ALERT_RESOLVED ALERT_REOPENED ALERT_RESOLVED RELEASED CASE_REOPENED REJECTED CASE_RESOLVED");
  int64_t last = 0;
  for (const v1::Event& event : page.events()) {
    EXPECT_GT(event.sequence(), last);
    last = event.sequence();
    EXPECT_FALSE(event.actor().empty());
    v1::GetAuditEntryRequest entry;
    entry.set_index(event.sequence());
    const auto logged = engine_->audit().GetEntry(entry);
    ASSERT_TRUE(logged.ok()) << logged.status();
    EXPECT_EQ(logged->event().review_case(), event.review_case());
  }
  EXPECT_EQ(page.events(3).resolution().outcome(), v1::Resolution::RELEASED);
  EXPECT_EQ(page.events(3).resolution().proposed_by(), "cert:ann");
  EXPECT_EQ(page.events(3).external_ref(), "PO-1");
  EXPECT_EQ(page.events(3).screening(), review.screening());
  EXPECT_EQ(page.events(0).alert_outcome(), v1::Alert::FALSE_POSITIVE);
  EXPECT_FALSE(page.more());
  EXPECT_EQ(page.sequence(), *engine_->events().Latest());
}

TEST_F(EventFeedTest, FiltersAndPagesLeaveNothingOut) {
  for (int i = 0; i < 7; ++i) {
    Resolve(Held(absl::StrCat("PO-", i % 2)), i % 3 == 0 ? v1::Resolution::WITHDRAWN : v1::Resolution::REJECTED);
  }
  v1::ListEventsRequest request;
  request.set_page_size(2);
  std::vector<int64_t> paged;
  for (;;) {
    const v1::ListEventsResponse page = List(request);
    EXPECT_LE(page.events_size(), 2);
    for (const v1::Event& event : page.events()) paged.push_back(event.sequence());
    request.set_after(page.sequence());
    if (!page.more()) break;
  }
  std::vector<int64_t> whole;
  const v1::ListEventsResponse all = List({});
  for (const v1::Event& event : all.events()) whole.push_back(event.sequence());
  EXPECT_EQ(paged, whole);
  EXPECT_EQ(whole.size(), 7U);

  v1::ListEventsRequest of_order;
  of_order.set_external_ref("PO-1");
  EXPECT_EQ(List(of_order).events_size(), 3);
  of_order.add_types(v1::Event::REJECTED);
  EXPECT_EQ(List(of_order).events_size(), 2);  // 1, 5; 3 was withdrawn
  v1::ListEventsRequest of_screening;
  of_screening.set_screening(List({}).events(4).screening());
  EXPECT_EQ(List(of_screening).events_size(), 1);
}

TEST_F(EventFeedTest, APlaceOfAnotherLogIsRefused) {
  v1::ListEventsRequest request;
  request.set_after(*engine_->events().Latest() + 1);
  EXPECT_EQ(GetErrorReason(engine_->events().ListEvents(request).status()), "EVENTS_UNKNOWN_PLACE");
  request.set_after(0);
  request.set_origin("another.log");
  EXPECT_EQ(GetErrorReason(engine_->events().ListEvents(request).status()), "EVENTS_UNKNOWN_PLACE");
  request.set_origin(List({}).origin());
  EXPECT_FALSE(request.origin().empty());
  EXPECT_TRUE(engine_->events().ListEvents(request).ok());
  request.set_after(-1);
  EXPECT_EQ(GetErrorReason(engine_->events().ListEvents(request).status()), "INVALID_FIELD");
  request.set_after(0);
  request.add_types(v1::Event::TYPE_UNSPECIFIED);
  EXPECT_EQ(GetErrorReason(engine_->events().ListEvents(request).status()), "INVALID_FIELD");
}

TEST_F(EventFeedTest, AReleaseEndsAfterItsLastDay) {
  const std::string today = FormatDate(clock_.Now());
  const std::string yesterday = FormatDate(clock_.Now() - absl::Hours(24));
  Case review = Decide(Held("PO-1"), v1::Alert::FALSE_POSITIVE);
  v1::ResolveCaseRequest past;
  past.set_name(review.name());
  past.set_etag(review.etag());
  past.set_outcome(v1::Resolution::RELEASED);
  past.set_reason("x");
  past.set_valid_until(yesterday);
  EXPECT_EQ(GetErrorReason(engine_->cases().Resolve(past, By("cert:ann")).status()), "INVALID_FIELD");
  past.set_valid_until("");
  past.set_outcome(v1::Resolution::EXPIRED);
  EXPECT_EQ(GetErrorReason(engine_->cases().Resolve(past, By("cert:ann")).status()), "INVALID_FIELD");

  review = Resolve(review, v1::Resolution::RELEASED, today);
  v1::GetScreeningRequest get;
  get.set_name(review.screening());
  EXPECT_EQ(engine_->screener().GetScreening(get)->resolution().outcome(), v1::Resolution::RELEASED);
  EXPECT_EQ(Types(List({})), "ALERT_RESOLVED RELEASED");
  clock_.Set(clock_.Now() + absl::Hours(24));
  EXPECT_EQ(engine_->screener().GetScreening(get)->resolution().outcome(), v1::Resolution::EXPIRED);
  EXPECT_EQ(Types(List({})), "ALERT_RESOLVED RELEASE_EXPIRED");
  v1::ListEventsRequest released;
  released.add_types(v1::Event::RELEASED);
  EXPECT_EQ(List(released).events_size(), 0);
}

}  // namespace
}  // namespace cordon
