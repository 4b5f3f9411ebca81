// Whoever decided or proposed does not approve: not by another call, role, order of events, credential or request, at a
// real server and at the command line. And what a second person may do stays possible.
#include <signal.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "tests/integration/cases_fixture.h"

namespace cordon {
namespace {

class Makers : public Cases {
 protected:
  void SetUp() override {
    Cases::SetUp();
    ASSERT_TRUE(Issue("cem", "/CN=cem"));
  }
  // Who may do what.
  void WriteCallers(const std::string& ann_roles) {
    std::ofstream file(File("callers"));
    file << "callers { name: \"ann\" certificates: \"ann\" " << ann_roles << " }\n";
    for (const char* const who : {"ben", "cem", "orders"}) {
      file << "callers { name: \"" << who << "\" certificates: \"" << who << "\" roles: ADMIN }\n";
    }
    file.close();
    chmod(File("callers").c_str(), 0600);
  }
  void StartWithRoles(const std::string& ann_roles) {
    WriteCallers(ann_roles);
    StartDesk({"--callers", File("callers")});
  }
  // The running server takes it over: first none that approves, so that the change is seen.
  void GiveAnn(const std::string& roles) {
    for (const auto& [given, reason] : {std::pair<std::string, std::string>{"roles: SCREENER", "ROLE_REQUIRED"},
                                        std::pair<std::string, std::string>{roles, "CASE_NOT_FOUND"}}) {
      WriteCallers(given);
      server_->Signal(SIGHUP);
      std::string now = "not asked";
      for (int i = 0; i < 500 && now != reason; ++i) {
        v1::ReviewCase none;
        none.set_name("cases/none");
        now = Call("ann", &Desk::ApproveCase, v1::ApproveCaseRequest(), &none);
        if (now != reason) absl::SleepFor(absl::Milliseconds(10));
      }
      ASSERT_EQ(now, reason) << given;
    }
  }
  v1::ReviewCase HeldCase() { return CaseOf(ScreenParty(PartyRequest("Orbital Gyroscope Works"))); }
  void Do(const std::string& who, v1::ReviewCase* review, const std::string& what) {
    SCOPED_TRACE(who + " " + what);
    std::string reason = "unknown";
    if (what == "decides") reason = Call(who, &Desk::DecideAlert, FalsePositive(), review);
    if (what == "proposes") reason = Call(who, &Desk::ResolveCase, Release(), review);
    if (what == "approves") reason = Call(who, &Desk::ApproveCase, v1::ApproveCaseRequest(), review);
    if (what == "undoes") {
      v1::DecideAlertRequest undo;
      undo.set_alert(1);
      undo.set_comment("not sure");
      reason = Call(who, &Desk::DecideAlert, undo, review);
    }
    if (what == "returns") {
      v1::ApproveCaseRequest back;
      back.set_send_back(true);
      back.set_reason("ask again");
      reason = Call(who, &Desk::ApproveCase, back, review);
    }
    if (what == "reopens") {
      v1::ReopenCaseRequest reopen;
      reopen.set_reason("a new owner");
      reason = Call(who, &Desk::ReopenCase, reopen, review);
    }
    EXPECT_EQ(reason, "");
  }
};

// What happened before, in words; then Ann, who had a part in it, approves.
TEST_F(Makers, AreMakersWhateverHappenedSince) {
  struct Row {
    const char* name;
    std::vector<std::pair<const char*, const char*>> before;
  };
  const std::vector<Row> rows = {
      {"she did it all", {{"ann", "decides"}, {"ann", "proposes"}}},
      {"she decided, another proposed", {{"ann", "decides"}, {"cem", "proposes"}}},
      {"another decided, she proposed", {{"cem", "decides"}, {"ann", "proposes"}}},
      {"another decided it again", {{"ann", "decides"}, {"cem", "decides"}, {"cem", "proposes"}}},
      {"she undid it first", {{"ann", "decides"}, {"ann", "undoes"}, {"cem", "decides"}, {"cem", "proposes"}}},
      {"sent back, another proposed",
       {{"ann", "decides"}, {"ann", "proposes"}, {"ben", "returns"}, {"cem", "proposes"}}},
      {"she sent it back herself", {{"cem", "decides"}, {"ann", "proposes"}, {"ann", "returns"}, {"cem", "proposes"}}},
      {"reopened by another",
       {{"ann", "decides"}, {"ann", "proposes"}, {"ben", "approves"}, {"cem", "reopens"}, {"cem", "proposes"}}},
      {"reopened by herself",
       {{"ann", "decides"}, {"ann", "proposes"}, {"ben", "approves"}, {"ann", "reopens"}, {"cem", "proposes"}}},
      {"reopened twice, decided by others since",
       {{"cem", "decides"},
        {"ann", "proposes"},
        {"ben", "approves"},
        {"cem", "reopens"},
        {"cem", "decides"},
        {"cem", "proposes"},
        {"dan", "approves"},
        {"cem", "reopens"},
        {"cem", "proposes"}}},
  };
  StartDesk();
  ASSERT_TRUE(Issue("dan", "/CN=dan"));
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    v1::ReviewCase review = HeldCase();
    for (const auto& [who, what] : row.before) Do(who, &review, what);
    ASSERT_EQ(review.status(), v1::ReviewCase::PENDING_SECOND_APPROVAL);
    const v1::ReviewCase before = review;
    EXPECT_EQ(Call("ann", &Desk::ApproveCase, v1::ApproveCaseRequest(), &review), "SECOND_PERSON_REQUIRED");
    EXPECT_EQ(Reread(review.name()).SerializeAsString(), before.SerializeAsString());
    Do("dan", &review, "approves");
    EXPECT_EQ(review.status(), v1::ReviewCase::CLOSED);
  }
}

// One proposed case, and every way in which its maker may ask for its end.
TEST_F(Makers, AreRefusedByEveryRoute) {
  StartWithRoles("roles: REVIEWER");
  v1::ReviewCase review = HeldCase();
  Do("ann", &review, "decides");
  v1::ResolveCaseRequest proposal = Release();
  proposal.set_request_id("r1");
  const std::string proposed_at = review.etag();
  ASSERT_EQ(Call("ann", &Desk::ResolveCase, proposal, &review), "");
  const std::string before = Reread(review.name()).SerializeAsString();

  v1::ApproveCaseRequest plain;
  v1::ApproveCaseRequest again;
  again.set_request_id("r1");  // that of her proposal
  v1::ApproveCaseRequest fresh;
  fresh.set_request_id("r2");
  const auto approve = [&](const v1::ApproveCaseRequest& request, const std::map<std::string, std::string>& metadata) {
    v1::ReviewCase copy = review;
    return Call("ann", &Desk::ApproveCase, request, &copy, metadata);
  };
  // Her role: with none that approves she is not even asked who she is.
  EXPECT_EQ(approve(plain, {}), "ROLE_REQUIRED");
  for (const char* const roles : {"roles: APPROVER", "roles: REVIEWER roles: APPROVER", "roles: ADMIN"}) {
    SCOPED_TRACE(roles);
    GiveAnn(roles);
    const bool reviews = std::string(roles) != "roles: APPROVER";
    struct Route {
      const char* name;
      v1::ApproveCaseRequest request;
      std::map<std::string, std::string> metadata;
      const char* reason;
    };
    const std::vector<Route> routes = {
        {"as she is", plain, {}, "SECOND_PERSON_REQUIRED"},
        {"a new request id", fresh, {}, "SECOND_PERSON_REQUIRED"},
        {"the same again", fresh, {}, "SECOND_PERSON_REQUIRED"},
        {"the request id of her proposal", again, {}, "REQUEST_ID_REUSED"},
        {"somebody's name in the metadata",
         plain,
         {{"x-caller", "cert:ben"}, {"x-forwarded-user", "ben"}, {"caller", "cert:ben"}, {"x-ssl-client-cn", "ben"}},
         "SECOND_PERSON_REQUIRED"},
        {"a token that nobody has",
         plain,
         {{"authorization", "Bearer 0123456789abcdef0123456789abcdef"}},
         "CALLER_UNKNOWN"},
    };
    for (const Route& route : routes) EXPECT_EQ(approve(route.request, route.metadata), route.reason) << route.name;
    // Her proposal once more is answered, and is no approval.
    v1::ReviewCase replayed = review;
    replayed.set_etag(proposed_at);
    EXPECT_EQ(Call("ann", &Desk::ResolveCase, proposal, &replayed), reviews ? "" : "ROLE_REQUIRED");
    EXPECT_EQ(replayed.status(), v1::ReviewCase::PENDING_SECOND_APPROVAL);
    // No other call ends it either.
    v1::ReviewCase copy = review;
    EXPECT_EQ(Call("ann", &Desk::ResolveCase, Release(), &copy), reviews ? "CASE_STATE" : "ROLE_REQUIRED");
    v1::ReopenCaseRequest reopen;
    reopen.set_reason("x");
    EXPECT_EQ(Call("ann", &Desk::ReopenCase, reopen, &copy), "CASE_STATE");
    EXPECT_EQ(Reread(review.name()).SerializeAsString(), before);
  }
  Do("ben", &review, "approves");
}

// What the second person once said is no word on what came later.
TEST_F(Makers, AnOldApprovalIsNoneOfTheNextProposal) {
  StartDesk();
  v1::ReviewCase review = HeldCase();
  Do("ann", &review, "decides");
  Do("ann", &review, "proposes");
  v1::ApproveCaseRequest approval;
  approval.set_request_id("ben-1");
  const std::string etag = review.etag();
  ASSERT_EQ(Call("ben", &Desk::ApproveCase, approval, &review), "");
  Do("ann", &review, "reopens");
  Do("ann", &review, "proposes");
  for (const char* const who : {"ben", "ann"}) {
    for (const char* const id : {"ben-1", ""}) {
      SCOPED_TRACE(absl::StrCat(who, " ", id));
      v1::ReviewCase replayed = review;
      replayed.set_etag(etag);
      approval.set_request_id(id);
      const std::string reason = Call(who, &Desk::ApproveCase, approval, &replayed);
      EXPECT_TRUE(reason == "CASE_CHANGED" || (reason.empty() && *id != '\0')) << reason;
      EXPECT_EQ(Reread(review.name()).status(), v1::ReviewCase::PENDING_SECOND_APPROVAL);
    }
  }
}

// The maker of a pair: who proposed it, and who decided the alert, now or before.
TEST_F(Makers, OfSuppressionsNeither) {
  StartDesk();
  v1::ScreenPartyRequest order = PartyRequest("Orbital Gyroscop Works");
  auto* const id = order.mutable_party()->add_ids();
  id->set_scheme("LEI");
  id->set_value("529900ORBITALGYRO001");
  v1::ReviewCase review = CaseOf(ScreenParty(order));
  Do("ann", &review, "decides");
  Do("ann", &review, "proposes");
  if (review.status() == v1::ReviewCase::PENDING_SECOND_APPROVAL) Do("ben", &review, "approves");
  v1::ProposeSuppressionRequest propose;
  propose.set_review_case(review.name());
  propose.set_alert(1);
  propose.set_reason("another company");
  v1::Suppression pair;
  ASSERT_EQ(Ask("cem", &Pairs::ProposeSuppression, propose, &pair), "");
  v1::ApproveSuppressionRequest approve;
  approve.set_name(pair.name());
  v1::Suppression answer;
  for (const char* const maker : {"ann", "cem"}) {
    EXPECT_EQ(Ask(maker, &Pairs::ApproveSuppression, approve, &answer), "SECOND_PERSON_REQUIRED") << maker;
    EXPECT_EQ(Ask(maker, &Pairs::ApproveSuppression, approve, &answer, {{"x-caller", "cert:ben"}}),
              "SECOND_PERSON_REQUIRED")
        << maker;
  }
  EXPECT_EQ(Ask("ben", &Pairs::ApproveSuppression, approve, &answer), "");
  EXPECT_EQ(answer.approved_by(), "cert:ben");
}

// The same person at the command line: in process, and over the server's socket.
TEST_F(Makers, OfOneMachineAreOnePersonInProcessAndOverTheSocket) {
  const std::string data = directory_ / "data";
  const std::string list = File("list.csv");
  std::ofstream(list) << "id,name\ne1,Orbital Gyroscope Works\n";
  const auto cordon = [&](std::vector<std::string> arguments, std::string* error) {
    arguments.insert(arguments.begin(), {ProgramPath("cordon"), "--data-dir", data});
    return RunProgram(arguments, error, absl::Seconds(30));
  };
  std::string error;
  ASSERT_EQ(cordon({"lists", "import", list, "--as", "DENY"}, &error), 0) << error;
  ASSERT_EQ(cordon({"screen", "Orbital Gyroscope Works"}, &error), 3) << error;
  ASSERT_EQ(cordon({"cases", "decide", "latest", "1", "false-positive", "--because", "lei"}, &error), 0) << error;
  ASSERT_EQ(cordon({"cases", "resolve", "latest", "released", "another company"}, &error), 0) << error;
  EXPECT_EQ(cordon({"cases", "approve", "latest"}, &error), 1);
  EXPECT_NE(error.find("somebody who did not has to approve"), std::string::npos) << error;
  // A server over the same directory; its socket knows who calls.
  Start();
  error.clear();
  EXPECT_EQ(RunProgram({ProgramPath("cordon"), "--server", server_->socket(), "cases", "approve", "latest"}, &error,
                       absl::Seconds(30)),
            1);
  EXPECT_NE(error.find("somebody who did not has to approve"), std::string::npos) << error;
}

}  // namespace
}  // namespace cordon
