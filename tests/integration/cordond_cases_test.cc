// A reviewer's day at a real server: an order is held, worked on by two people who show who they are, and released.
#include <string>

#include "cordon/v1/events.grpc.pb.h"
#include "tests/integration/cases_fixture.h"

namespace cordon {
namespace {

TEST_F(Cases, AnOrderIsHeldWorkedOnByTwoAndReleased) {
  StartDesk();
  const Client orders(Line("orders"));
  v1::Screening held;
  v1::ScreenPartyRequest order = PartyRequest("Orbital Gyroscope Works");
  order.set_external_ref("PO-4711");
  ASSERT_TRUE(ScreenWith(orders, order, &held).ok());
  EXPECT_EQ(held.disposition(), v1::HOLD);

  // Ann takes the first case of the queue.
  v1::ListCasesResponse queue;
  ASSERT_EQ(Ask("ann", &Desk::ListCases, v1::ListCasesRequest(), &queue), "");
  ASSERT_EQ(queue.cases_size(), 1);
  v1::ReviewCase review = queue.cases(0);
  EXPECT_EQ(review.external_ref(), "PO-4711");
  EXPECT_EQ(review.screened_by(), "cert:orders");

  v1::UpdateCaseRequest assign;
  assign.set_update(v1::UpdateCaseRequest::ASSIGN);
  assign.set_assignee("cert:ann");
  EXPECT_EQ(Call("ann", &Desk::UpdateCase, assign, &review), "");
  v1::UpdateCaseRequest ask;
  ask.set_update(v1::UpdateCaseRequest::REQUEST_INFORMATION);
  ask.set_text("extract of the commercial register");
  EXPECT_EQ(Call("ann", &Desk::UpdateCase, ask, &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::INFO_REQUESTED);

  v1::ResolveCaseRequest release;
  release.set_outcome(v1::Resolution::RELEASED);
  release.set_reason("another company of that name");
  EXPECT_EQ(Call("ann", &Desk::ResolveCase, release, &review), "CASE_UNDECIDED");
  v1::DecideAlertRequest decide;
  decide.set_alert(1);
  decide.set_outcome(v1::Alert::FALSE_POSITIVE);
  EXPECT_EQ(Call("ann", &Desk::DecideAlert, decide, &review), "INVALID_FIELD");
  decide.add_discriminators(v1::Alert::REGISTRATION_NUMBER);
  EXPECT_EQ(Call("ann", &Desk::DecideAlert, decide, &review), "");
  EXPECT_EQ(Call("ann", &Desk::ResolveCase, release, &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::PENDING_SECOND_APPROVAL);

  // The order system asks: not yet.
  v1::Screening answer;
  ASSERT_TRUE(ReadWith(orders, held.name(), &answer).ok());
  EXPECT_FALSE(answer.has_resolution());
  EXPECT_EQ(Call("ann", &Desk::ApproveCase, v1::ApproveCaseRequest(), &review), "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(Call("ben", &Desk::ApproveCase, v1::ApproveCaseRequest(), &review), "");
  EXPECT_EQ(review.status(), v1::ReviewCase::CLOSED);
  ASSERT_TRUE(ReadWith(orders, held.name(), &answer).ok());
  EXPECT_EQ(answer.resolution().outcome(), v1::Resolution::RELEASED);
  EXPECT_EQ(answer.resolution().proposed_by(), "cert:ann");
  EXPECT_EQ(answer.resolution().approved_by(), "cert:ben");
  EXPECT_EQ(answer.disposition(), v1::HOLD);
}

// A supplier is held, worked on, released and told; suppressed, so that the next order passes; then the list changes,
// and it is held again. At the end somebody else checks the record.
TEST_F(Cases, AReviewersDay) {
  StartDesk();
  const Client orders(Line("orders"));
  // The order system waits before there is anything to wait for.
  grpc::ClientContext waiting;
  SetTimeout(&waiting, absl::Seconds(60));
  v1::WatchEventsRequest watch;
  watch.set_only_new(true);
  watch.set_external_ref("PO-4712");
  watch.add_types(v1::Event::RELEASED);
  const auto events = v1::EventService::NewStub(ChannelOf("orders"));
  const auto stream = events->WatchEvents(&waiting, watch);
  v1::WatchEventsResponse message;
  ASSERT_TRUE(stream->Read(&message));
  EXPECT_FALSE(message.origin().empty());

  v1::ScreenPartyRequest order = PartyRequest("Orbital Gyroscop Works");
  order.mutable_party()->set_ref("S-17");
  auto* const id = order.mutable_party()->add_ids();
  id->set_scheme("LEI");
  id->set_value("529900ORBITALGYRO001");
  order.set_external_ref("PO-4712");
  v1::Screening held;
  ASSERT_TRUE(ScreenWith(orders, order, &held).ok());
  EXPECT_EQ(held.disposition(), v1::HOLD);

  v1::ReviewCase review;
  review.set_name("cases/" + held.name().substr(11));
  review.set_etag("v0");
  v1::UpdateCaseRequest update;
  update.set_update(v1::UpdateCaseRequest::ASSIGN);
  update.set_assignee("cert:ann");
  EXPECT_EQ(Call("ann", &Desk::UpdateCase, update, &review), "");
  update.set_update(v1::UpdateCaseRequest::NOTE);
  update.set_text("looks like another company");
  EXPECT_EQ(Call("ann", &Desk::UpdateCase, update, &review), "");
  update.set_update(v1::UpdateCaseRequest::REQUEST_INFORMATION);
  update.set_text("extract of the commercial register");
  EXPECT_EQ(Call("ann", &Desk::UpdateCase, update, &review), "");
  v1::DecideAlertRequest decide;
  decide.set_alert(1);
  decide.set_outcome(v1::Alert::FALSE_POSITIVE);
  decide.add_discriminators(v1::Alert::LEI);
  EXPECT_EQ(Call("ann", &Desk::DecideAlert, decide, &review), "");
  v1::ResolveCaseRequest release;
  release.set_outcome(v1::Resolution::RELEASED);
  release.set_reason("another company, HRB 12345");
  EXPECT_EQ(Call("ann", &Desk::ResolveCase, release, &review), "");
  if (review.status() == v1::ReviewCase::PENDING_SECOND_APPROVAL) {
    EXPECT_EQ(Call("ben", &Desk::ApproveCase, v1::ApproveCaseRequest(), &review), "");
  }
  // The first message with an event is the one that was waited for.
  do {
    ASSERT_TRUE(stream->Read(&message));
  } while (!message.has_event());
  EXPECT_EQ(message.event().type(), v1::Event::RELEASED);
  EXPECT_EQ(message.event().screening(), held.name());
  EXPECT_EQ(message.event().external_ref(), "PO-4712");
  waiting.TryCancel();
  static_cast<void>(stream->Finish());

  // Not again every time: two people say so.
  v1::ProposeSuppressionRequest propose;
  propose.set_review_case(review.name());
  propose.set_alert(1);
  propose.set_reason("another company, HRB 12345");
  v1::Suppression pair;
  EXPECT_EQ(Ask("ann", &Pairs::ProposeSuppression, propose, &pair), "");
  v1::ApproveSuppressionRequest approve;
  approve.set_name(pair.name());
  EXPECT_EQ(Ask("ann", &Pairs::ApproveSuppression, approve, &pair), "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(Ask("ben", &Pairs::ApproveSuppression, approve, &pair), "");
  order.set_external_ref("PO-4713");
  v1::Screening passed;
  ASSERT_TRUE(ScreenWith(orders, order, &passed).ok());
  EXPECT_EQ(passed.disposition(), v1::CLEAR);
  ASSERT_EQ(passed.matches_size(), 1);
  EXPECT_EQ(passed.matches(0).suppressed_by(), pair.name());

  // What the list says of the entry changes: the pair is void, the next order is held.
  const Client admin(Line("ben"));
  v1::ImportListResponse imported;
  ASSERT_TRUE(
      ImportWith(admin, "id,name,aliases\ne1,Orbital Gyroscope Works,Orbital Instruments\n", "EL", &imported).ok());
  v1::GetSuppressionRequest get;
  get.set_name(pair.name());
  EXPECT_EQ(Ask("ann", &Pairs::GetSuppression, get, &pair), "");
  EXPECT_EQ(pair.status(), v1::Suppression::VOID);
  EXPECT_EQ(pair.ended_by(), "cert:ben");
  order.set_external_ref("PO-4714");
  ASSERT_TRUE(ScreenWith(orders, order, &held).ok());
  EXPECT_EQ(held.disposition(), v1::HOLD);

  // The record of the day, beside the running server: it exports, and it is what was signed.
  std::string errors;
  const std::string log = directory_ / "log.jsonl";
  EXPECT_EQ(RunProgram({ProgramPath("cordon"), "--data-dir", server_->data_dir(), "audit", "export", "--format",
                        "jsonl", "--out", log},
                       &errors, absl::Seconds(60)),
            0)
      << errors;
  EXPECT_EQ(RunProgram({ProgramPath("cordon"), "--data-dir", server_->data_dir(), "audit", "verify"}, &errors,
                       absl::Seconds(60)),
            0)
      << errors;
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
