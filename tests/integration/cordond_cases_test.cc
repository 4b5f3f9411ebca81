// A reviewer's day at a real server: an order is held, worked on by two people who show who they are, and released.
#include <string>

#include "cordon/v1/cases.grpc.pb.h"
#include "tests/integration/tls_fixture.h"

namespace cordon {
namespace {

class Cases : public TlsTest {
 protected:
  void SetUp() override {
    TlsTest::SetUp();
    for (const char* const who : {"orders", "ann", "ben"}) {
      ASSERT_TRUE(Issue(who, absl::StrCat("/CN=", who)));
    }
    StartTls();
    const Client admin(ChannelOf("ben"));
    v1::ImportListResponse response;
    ASSERT_TRUE(ImportWith(admin, "id,name\ne1,Orbital Gyroscope Works\n", "EL", &response).ok());
  }
  std::unique_ptr<v1::CaseService::Stub> DeskOf(const std::string& who) const {
    return v1::CaseService::NewStub(ChannelOf(who));
  }
  // One call as `who`: its answer and the reason of its error.
  template <typename Request, typename Method>
  std::string Call(const std::string& who, const Method& method, Request request, v1::ReviewCase* review) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    request.set_name(review->name());
    request.set_etag(review->etag());
    v1::ReviewCase answer;
    const auto desk = DeskOf(who);
    const grpc::Status status = ((*desk).*method)(&context, request, &answer);
    if (status.ok()) *review = answer;
    return status.ok() ? "" : Reason(status);
  }
};

TEST_F(Cases, AnOrderIsHeldWorkedOnByTwoAndReleased) {
  using Stub = v1::CaseService::Stub;
  const Client orders(ChannelOf("orders"));
  v1::Screening held;
  v1::ScreenPartyRequest order = PartyRequest("Orbital Gyroscope Works");
  order.set_external_ref("PO-4711");
  ASSERT_TRUE(ScreenWith(orders, order, &held).ok());
  EXPECT_EQ(held.disposition(), v1::HOLD);

  // Ann takes the first case of the queue.
  v1::ListCasesResponse queue;
  {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    const auto desk = DeskOf("ann");
    ASSERT_TRUE(desk->ListCases(&context, {}, &queue).ok());
  }
  ASSERT_EQ(queue.cases_size(), 1);
  v1::ReviewCase review = queue.cases(0);
  EXPECT_EQ(review.external_ref(), "PO-4711");
  EXPECT_EQ(review.screened_by(), "cert:orders");

  v1::UpdateCaseRequest assign;
  assign.set_update(v1::UpdateCaseRequest::ASSIGN);
  assign.set_assignee("cert:ann");
  EXPECT_EQ(Call("ann", &Stub::UpdateCase, assign, &review), "");
  v1::UpdateCaseRequest ask;
  ask.set_update(v1::UpdateCaseRequest::REQUEST_INFORMATION);
  ask.set_text("extract of the commercial register");
  EXPECT_EQ(Call("ann", &Stub::UpdateCase, ask, &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::INFO_REQUESTED);

  v1::ResolveCaseRequest release;
  release.set_outcome(v1::Resolution::RELEASED);
  release.set_reason("another company of that name");
  EXPECT_EQ(Call("ann", &Stub::ResolveCase, release, &review), "CASE_UNDECIDED");
  v1::DecideAlertRequest decide;
  decide.set_alert(1);
  decide.set_outcome(v1::Alert::FALSE_POSITIVE);
  EXPECT_EQ(Call("ann", &Stub::DecideAlert, decide, &review), "INVALID_FIELD");
  decide.add_discriminators(v1::Alert::REGISTRATION_NUMBER);
  EXPECT_EQ(Call("ann", &Stub::DecideAlert, decide, &review), "");
  EXPECT_EQ(Call("ann", &Stub::ResolveCase, release, &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::PENDING_SECOND_APPROVAL);

  // The order system asks: not yet.
  v1::Screening answer;
  ASSERT_TRUE(ReadWith(orders, held.name(), &answer).ok());
  EXPECT_FALSE(answer.has_resolution());
  EXPECT_EQ(Call("ann", &Stub::ApproveCase, v1::ApproveCaseRequest(), &review), "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(Call("ben", &Stub::ApproveCase, v1::ApproveCaseRequest(), &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::CLOSED);
  ASSERT_TRUE(ReadWith(orders, held.name(), &answer).ok());
  EXPECT_EQ(answer.resolution().outcome(), v1::Resolution::RELEASED);
  EXPECT_EQ(answer.resolution().proposed_by(), "cert:ann");
  EXPECT_EQ(answer.resolution().approved_by(), "cert:ben");
  EXPECT_EQ(answer.disposition(), v1::HOLD);
}

class CasesWithoutNames : public CordondTest {};

TEST_F(CasesWithoutNames, OverLoopbackNobodyDecides) {
  Start();
  Import("id,name\ne1,Orbital Gyroscope Works\n", "EL");
  const v1::Screening held = Screen(PartyRequest("Orbital Gyroscope Works"));
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(20));
  v1::UpdateCaseRequest note;
  note.set_name("cases/" + held.name().substr(11));
  note.set_etag("v0");
  note.set_update(v1::UpdateCaseRequest::NOTE);
  note.set_text("x");
  v1::ReviewCase review;
  const auto desk = v1::CaseService::NewStub(client_->channel);
  EXPECT_EQ(Reason(desk->UpdateCase(&context, note, &review)), "CALLER_UNNAMED");
}

}  // namespace
}  // namespace cordon
