// Cases over a real store: the queue, what is done, what is written beside it, and two people at once.
#include "service/screening/case_desk.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/canonical_json.h"
#include "base/sha256.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using Case = v1::ReviewCase;

class CaseDeskTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import("id,name\ne1,Shenzhen Tenda Optics\ne2,Orbital Gyroscope Works\n").ok());
  }
  CaseDesk& desk() { return engine_->cases(); }

  // Screens a name that is listed, or one that is not.
  v1::Screening Screen(const std::string& name, const std::string& external_ref = "") {
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name(name);
    request.set_external_ref(external_ref);
    auto answer = engine_->screener().ScreenPartyAndWait(request, By("cert:orders"));
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::Screening();
  }
  Case HeldCase() {
    const v1::Screening held = Screen("Orbital Gyroscope Works");
    EXPECT_EQ(held.disposition(), v1::HOLD);
    return Get(absl::StrCat(kCasePrefix, held.name().substr(sizeof("screenings/") - 1)));
  }
  Case Get(const std::string& name) {
    v1::GetCaseRequest request;
    request.set_name(name);
    auto found = desk().GetCase(request);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? *found : Case();
  }
  static CallContext By(const std::string& caller) {
    CallContext context;
    context.caller = caller;
    return context;
  }
  static v1::UpdateCaseRequest Note(const Case& review, const std::string& text) {
    v1::UpdateCaseRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_update(v1::UpdateCaseRequest::NOTE);
    request.set_text(text);
    return request;
  }
  static v1::DecideAlertRequest FalsePositive(const Case& review) {
    v1::DecideAlertRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_alert(1);
    request.set_outcome(v1::Alert::FALSE_POSITIVE);
    request.add_discriminators(v1::Alert::REGISTRATION_NUMBER);
    return request;
  }
  static v1::ResolveCaseRequest Release(const Case& review) {
    v1::ResolveCaseRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    request.set_outcome(v1::Resolution::RELEASED);
    request.set_reason("another company");
    return request;
  }
  static v1::ApproveCaseRequest Approval(const Case& review) {
    v1::ApproveCaseRequest request;
    request.set_name(review.name());
    request.set_etag(review.etag());
    return request;
  }
};

TEST_F(CaseDeskTest, AHeldScreeningIsACaseAndAClearOneIsNot) {
  const v1::Screening clear = Screen("Bonner Blumenladen");
  EXPECT_EQ(clear.disposition(), v1::CLEAR);
  v1::GetCaseRequest request;
  request.set_name(absl::StrCat("cases/", clear.name().substr(11)));
  EXPECT_EQ(GetErrorReason(desk().GetCase(request).status()), "CASE_NOT_FOUND");
  request.set_name("cases/none");
  EXPECT_EQ(GetErrorReason(desk().GetCase(request).status()), "CASE_NOT_FOUND");
  for (const char* const name : {"", "cases/", "screenings/x"}) {
    request.set_name(name);
    EXPECT_EQ(GetErrorReason(desk().GetCase(request).status()), "INVALID_FIELD") << name;
  }
  const Case held = HeldCase();
  EXPECT_EQ(held.status(), Case::NEW);
  ASSERT_EQ(held.alerts_size(), 1);
  EXPECT_EQ(held.alerts(0).entry_id(), "e2");
  const auto queue = desk().ListCases({});
  ASSERT_TRUE(queue.ok()) << queue.status();
  ASSERT_EQ(queue->cases_size(), 1);
  EXPECT_EQ(queue->cases(0).name(), held.name());
}

TEST_F(CaseDeskTest, FromHoldToRelease) {
  Case review = HeldCase();
  const std::string screening = review.screening();
  review = *desk().Update(Note(review, "asked the customer"), By("cert:ann"));
  review = *desk().Decide(FalsePositive(review), By("cert:ann"));
  // An equal name is strong evidence: one person proposes, another one agrees.
  review = *desk().Resolve(Release(review), By("cert:ann"));
  EXPECT_EQ(review.status(), Case::PENDING_SECOND_APPROVAL);
  v1::GetScreeningRequest request;
  request.set_name(screening);
  EXPECT_FALSE(engine_->screener().GetScreening(request)->has_resolution());
  EXPECT_EQ(GetErrorReason(desk().Approve(Approval(review), By("cert:ann")).status()), "SECOND_PERSON_REQUIRED");
  review = *desk().Approve(Approval(review), By("cert:ben"));
  EXPECT_EQ(review.status(), Case::CLOSED);
  const auto answered = engine_->screener().GetScreening(request);
  ASSERT_TRUE(answered.ok());
  EXPECT_EQ(answered->resolution().outcome(), v1::Resolution::RELEASED);
  EXPECT_EQ(answered->resolution().approved_by(), "cert:ben");
  EXPECT_EQ(answered->disposition(), v1::HOLD);  // the record stays what it was
  EXPECT_EQ(desk().ListCases({})->cases_size(), 0);

  // It is the same after a restart.
  Open();
  EXPECT_EQ(Get(review.name()).SerializeAsString(), review.SerializeAsString());
  v1::ReopenCaseRequest reopen;
  reopen.set_name(review.name());
  reopen.set_etag(review.etag());
  reopen.set_reason("a new owner");
  ASSERT_TRUE(desk().Reopen(reopen, By("cert:ann")).ok());
  EXPECT_FALSE(engine_->screener().GetScreening(request)->has_resolution());
}

TEST_F(CaseDeskTest, EveryActionIsAnEventWithTheDigestOfTheCase) {
  Case review = HeldCase();
  const int64_t before = *engine_->store()->LogSize();
  review = *desk().Update(Note(review, "asked the customer"), By("cert:ann"));
  review = *desk().Decide(FalsePositive(review), By("cert:ann"));
  EXPECT_EQ(*engine_->store()->LogSize(), before + 2);
  const auto entry = engine_->store()->GetLogEntry(before + 1);
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->kind, "case_decide");
  const auto stored = engine_->store()->GetCase(review.name().substr(6));
  ASSERT_TRUE(stored.ok() && stored->has_value());
  EXPECT_NE(entry->body.find(Sha256Hex((*stored)->body)), std::string::npos);
  EXPECT_NE(entry->body.find("cert:ann"), std::string::npos);
  // What is refused is no event of the case.
  EXPECT_FALSE(desk().Update(Note(review, ""), By("cert:ann")).ok());
  EXPECT_EQ(*engine_->store()->LogSize(), before + 2);
}

TEST_F(CaseDeskTest, WhoeverIsNobodyDecidesNothing) {
  const Case review = HeldCase();
  for (const char* const nobody : {"", "loopback"}) {
    EXPECT_EQ(GetErrorReason(desk().Update(Note(review, "x"), By(nobody)).status()), "CALLER_UNNAMED") << nobody;
    EXPECT_EQ(GetErrorReason(desk().Approve(Approval(review), By(nobody)).status()), "CALLER_UNNAMED") << nobody;
  }
}

TEST_F(CaseDeskTest, ARetryIsDoneOnce) {
  const Case review = HeldCase();
  v1::UpdateCaseRequest note = Note(review, "asked the customer");
  note.set_request_id("r1");
  const Case once = *desk().Update(note, By("cert:ann"));
  const Case again = *desk().Update(note, By("cert:ann"));
  EXPECT_EQ(again.SerializeAsString(), once.SerializeAsString());
  EXPECT_EQ(again.actions_size(), 1);
  note.set_text("something else");
  EXPECT_EQ(GetErrorReason(desk().Update(note, By("cert:ann")).status()), "REQUEST_ID_REUSED");
  // Another person's id is another id.
  note.set_etag(once.etag());
  EXPECT_TRUE(desk().Update(note, By("cert:ben")).ok());
}

// Two methods may spell different requests in the same bytes.
TEST_F(CaseDeskTest, AnIdOfOneMethodIsNoneOfAnother) {
  const Case review = HeldCase();
  v1::UpdateCaseRequest assign;
  assign.set_name(review.name());
  assign.set_etag(review.etag());
  assign.set_request_id("r1");
  assign.set_update(v1::UpdateCaseRequest::ASSIGN);
  assign.set_assignee("ben");
  ASSERT_TRUE(desk().Update(assign, By("cert:ann")).ok());
  v1::ApproveCaseRequest back;
  ASSERT_TRUE(back.ParseFromString(assign.SerializeAsString()));
  EXPECT_TRUE(back.send_back());
  EXPECT_EQ(GetErrorReason(desk().Approve(back, By("cert:ann")).status()), "REQUEST_ID_REUSED");
  v1::ResolveCaseRequest release;
  ASSERT_TRUE(release.ParseFromString(assign.SerializeAsString()));
  EXPECT_EQ(GetErrorReason(desk().Resolve(release, By("cert:ann")).status()), "REQUEST_ID_REUSED");
}

TEST_F(CaseDeskTest, AnApprovalReplayedByItsProposerIsRefused) {
  Case review = HeldCase();
  review = *desk().Decide(FalsePositive(review), By("cert:ann"));
  v1::ResolveCaseRequest release = Release(review);
  release.set_request_id("r1");
  review = *desk().Resolve(release, By("cert:ann"));
  v1::ApproveCaseRequest approve = Approval(review);
  approve.set_request_id("r1");
  EXPECT_FALSE(desk().Approve(approve, By("cert:ann")).ok());
  approve.set_request_id("r2");
  EXPECT_FALSE(desk().Approve(approve, By("cert:ann")).ok());
  EXPECT_EQ(Get(review.name()).status(), Case::PENDING_SECOND_APPROVAL);
}

TEST_F(CaseDeskTest, AnActionMeantForAnotherStateIsRefused) {
  const Case review = HeldCase();
  ASSERT_TRUE(desk().Update(Note(review, "first"), By("cert:ann")).ok());
  EXPECT_EQ(GetErrorReason(desk().Update(Note(review, "second"), By("cert:ben")).status()), "CASE_CHANGED");
  Case unseen = review;
  unseen.clear_etag();
  EXPECT_EQ(GetErrorReason(desk().Update(Note(unseen, "third"), By("cert:ben")).status()), "CASE_CHANGED");
  EXPECT_EQ(Get(review.name()).actions_size(), 1);
}

TEST_F(CaseDeskTest, TwoReviewersRacingOnOneCase) {
  const std::string name = HeldCase().name();
  // CORDON_CASE_RACES=500 is as many as a case takes: every action reads and writes the whole of it.
  const char* const wanted = std::getenv("CORDON_CASE_RACES");
  const int each = wanted == nullptr ? 25 : std::atoi(wanted);
  std::atomic<int> refused{0};
  std::vector<std::thread> reviewers;
  for (const char* const who : {"cert:ann", "cert:ben"}) {
    reviewers.emplace_back([&, who] {
      for (int done = 0; done < each;) {
        v1::GetCaseRequest get;
        get.set_name(name);
        const auto seen = desk().GetCase(get);
        if (!seen.ok()) return;
        const auto noted = desk().Update(Note(*seen, absl::StrCat(who, " ", done)), By(who));
        if (noted.ok()) {
          ++done;
        } else if (GetErrorReason(noted.status()) == "CASE_CHANGED") {
          ++refused;
        } else {
          ADD_FAILURE() << noted.status();
          return;
        }
      }
    });
  }
  for (std::thread& reviewer : reviewers) reviewer.join();
  const Case after = Get(name);
  ASSERT_EQ(after.actions_size(), 2 * each);
  int ann = 0;
  int ben = 0;
  for (const v1::CaseAction& action : after.actions()) {
    int& next = action.actor() == "cert:ann" ? ann : ben;
    EXPECT_EQ(action.text(), absl::StrCat(action.actor(), " ", next));
    ++next;
  }
  RecordProperty("refused", refused.load());
}

TEST_F(CaseDeskTest, TheQueueInPagesAndFilters) {
  for (int i = 0; i < 5; ++i) Screen("Shenzhen Tenda Optics", absl::StrCat("PO-", i));
  v1::ListCasesRequest request;
  request.set_page_size(2);
  std::vector<std::string> seen;
  do {
    const auto page = desk().ListCases(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const Case& review : page->cases()) seen.push_back(review.external_ref());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, (std::vector<std::string>{"PO-0", "PO-1", "PO-2", "PO-3", "PO-4"}));
  request.set_page_token("broken");
  EXPECT_EQ(GetErrorReason(desk().ListCases(request).status()), "INVALID_PAGE_TOKEN");
  request.clear_page_token();
  request.set_external_ref("PO-3");
  EXPECT_EQ(desk().ListCases(request)->cases_size(), 1);
  request.add_statuses(Case::CLOSED);
  EXPECT_EQ(desk().ListCases(request)->cases_size(), 0);
  request.add_statuses(static_cast<Case::Status>(77));
  EXPECT_EQ(GetErrorReason(desk().ListCases(request).status()), "INVALID_FIELD");
  request.clear_statuses();
  request.set_page_size(-1);
  EXPECT_FALSE(desk().ListCases(request).ok());
}

}  // namespace
}  // namespace cordon
