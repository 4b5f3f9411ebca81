// Requests about suppressions that are made again because their answer was lost.
#include <string>
#include <thread>
#include <vector>

#include "tests/service/suppression_fixture.h"

namespace cordon {
namespace {

// A repeated request is done once and answered as it was; the same id for anything else is refused.
TEST_F(SuppressionTest, ARepeatedRequestIsDoneOnce) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  v1::ProposeSuppressionRequest propose = Pair(review, "OTHER");
  propose.set_request_id("r1");
  const Suppression proposed = Taken(engine_->suppressions().Propose(propose, By("cert:ann")));
  v1::ApproveSuppressionRequest approve;
  approve.set_name(proposed.name());
  approve.set_request_id("r1");  // of another caller: another id
  const Suppression approved = Taken(engine_->suppressions().Approve(approve, By("cert:ben")));
  v1::ProposeSuppressionRequest second = Pair(review, "SENSETIME");
  second.set_request_id("r2");
  const Suppression other = Taken(engine_->suppressions().Propose(second, By("cert:ann")));
  v1::ApproveSuppressionRequest reject;
  reject.set_name(other.name());
  reject.set_reject(true);
  reject.set_reason("not convinced");
  reject.set_request_id("r2");
  const Suppression rejected = Taken(engine_->suppressions().Approve(reject, By("cert:ben")));
  v1::EndSuppressionRequest end;
  end.set_name(proposed.name());
  end.set_reason("taken over");
  end.set_request_id("r3");
  const Suppression ended = Taken(engine_->suppressions().End(end, By("cert:ann")));
  const int64_t size = *engine_->store()->LogSize();

  const auto same_again = [&] {
    const auto text = [](const absl::StatusOr<Suppression>& answer) { return Taken(answer).SerializeAsString(); };
    EXPECT_EQ(text(engine_->suppressions().Propose(propose, By("cert:ann"))), proposed.SerializeAsString());
    EXPECT_EQ(text(engine_->suppressions().Approve(approve, By("cert:ben"))), approved.SerializeAsString());
    EXPECT_EQ(text(engine_->suppressions().Propose(second, By("cert:ann"))), other.SerializeAsString());
    EXPECT_EQ(text(engine_->suppressions().Approve(reject, By("cert:ben"))), rejected.SerializeAsString());
    EXPECT_EQ(text(engine_->suppressions().End(end, By("cert:ann"))), ended.SerializeAsString());
    EXPECT_EQ(Get(proposed.name()).status(), Suppression::ENDED);
  };
  same_again();
  EXPECT_EQ(*engine_->store()->LogSize(), size);
  Open();
  same_again();

  const auto reason = [](const absl::StatusOr<Suppression>& answer) { return GetErrorReason(answer.status()); };
  v1::ProposeSuppressionRequest changed = propose;
  changed.set_reason("something else");
  EXPECT_EQ(reason(engine_->suppressions().Propose(changed, By("cert:ann"))), "REQUEST_ID_REUSED");
  v1::ApproveSuppressionRequest turned = approve;
  turned.set_reject(true);
  turned.set_reason("x");
  EXPECT_EQ(reason(engine_->suppressions().Approve(turned, By("cert:ben"))), "REQUEST_ID_REUSED");
  v1::EndSuppressionRequest others = end;
  others.set_name(other.name());
  EXPECT_EQ(reason(engine_->suppressions().End(others, By("cert:ann"))), "REQUEST_ID_REUSED");
  // Of another method, with another one's id, by somebody else, without an id.
  end.set_request_id("r1");
  EXPECT_EQ(reason(engine_->suppressions().End(end, By("cert:ann"))), "REQUEST_ID_REUSED");
  end.set_request_id("r3");
  EXPECT_EQ(reason(engine_->suppressions().End(end, By("cert:ben"))), "SUPPRESSION_STATE");
  EXPECT_EQ(reason(engine_->suppressions().End(end, By(""))), "CALLER_UNNAMED");
  end.clear_request_id();
  EXPECT_EQ(reason(engine_->suppressions().End(end, By("cert:ann"))), "SUPPRESSION_STATE");
  // An approval that is repeated by its proposer is not his.
  EXPECT_EQ(reason(engine_->suppressions().Approve(approve, By("cert:ann"))), "REQUEST_ID_REUSED");
  changed.set_request_id(std::string(kMaxRequestIdBytes + 1, 'x'));
  EXPECT_EQ(reason(engine_->suppressions().Propose(changed, By("cert:ann"))), "INVALID_FIELD");
  changed.set_request_id(std::string(kMaxRequestIdBytes, 'x'));
  EXPECT_EQ(Taken(engine_->suppressions().Propose(changed, By("cert:ann"))).reason(), "something else");
  changed.set_request_id("\xFF");
  EXPECT_EQ(reason(engine_->suppressions().Propose(changed, By("cert:ann"))), "INVALID_FIELD");
}

// Whatever a log says: one person is not two.
TEST_F(SuppressionTest, AnEntryOfOnePersonSilencesNothing) {
  struct Row {
    const char* proposed_by;
    const char* decided_by;
    const char* approved_by;
    bool silences;
  };
  for (const Row& row :
       {Row{"ann", "ann", "ben", true}, Row{"ann", "cem", "ben", true}, Row{"ann", "cem", "ann", false},
        Row{"ann", "cem", "cem", false}, Row{"ann", "cem", "", false}}) {
    Suppression pair;
    pair.set_name("suppressions/1");
    pair.set_status(Suppression::ACTIVE);
    pair.set_party_sha256("p");
    pair.set_entry_sha256("e");
    pair.set_proposed_by(row.proposed_by);
    pair.set_decided_by(row.decided_by);
    pair.set_approved_by(row.approved_by);
    SuppressionBook book;
    book.Enter(pair, 7);
    EXPECT_EQ(book.silences_anything(), row.silences) << row.proposed_by << row.decided_by << row.approved_by;
  }
}

// What was refused was not done: the same request may be made again when it can be.
TEST_F(SuppressionTest, ARefusedRequestLeavesItsIdFree) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  v1::ProposeSuppressionRequest propose = Pair(review, "OTHER", "2020-01-01");
  propose.set_request_id("r1");
  EXPECT_EQ(GetErrorReason(engine_->suppressions().Propose(propose, By("cert:ann")).status()), "INVALID_FIELD");
  propose.clear_last_day();
  EXPECT_TRUE(engine_->suppressions().Propose(propose, By("cert:ann")).ok());
}

TEST_F(SuppressionTest, ARequestThatIsSentTwiceAtOnceIsDoneOnce) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  v1::ProposeSuppressionRequest propose = Pair(review, "OTHER");
  propose.set_request_id("r1");
  const int64_t size = *engine_->store()->LogSize();
  std::vector<std::string> answers(4);
  std::vector<std::thread> callers;
  for (std::string& answer : answers) {
    callers.emplace_back([&] {
      const auto proposed = engine_->suppressions().Propose(propose, By("cert:ann"));
      answer = proposed.ok() ? proposed->SerializeAsString() : proposed.status().ToString();
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers.front());
  EXPECT_EQ(*engine_->store()->LogSize(), size + 1);
}

}  // namespace
}  // namespace cordon
