// What may be done to a case: every status, outcome and second person, and that a refused action changes nothing.
#include "service/screening/case_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/canonical_json.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

using v1::Alert;
using Case = v1::ReviewCase;
using v1::Resolution;

CaseActor Actor(const std::string& name) { return {name, "2026-06-15T10:00:00.000000Z", "", ""}; }

v1::Screening HeldParty(int score = 9000, v1::Disposition disposition = v1::HOLD) {
  v1::Screening screening;
  screening.set_name("screenings/s1");
  screening.set_disposition(disposition);
  screening.mutable_party()->set_name("Sensetek Optik GmbH");
  screening.set_caller("cert:orders");
  screening.set_create_time("2026-06-15T09:00:00.000000Z");
  v1::Match* const match = screening.add_matches();
  match->set_list("EL");
  match->set_entry_id("e1");
  match->set_entry_name("SenseTime");
  match->set_score(score);
  match->set_matched_on(v1::NAME);
  match->set_disposition(disposition);
  return screening;
}

v1::DecideAlertRequest Decide(Alert::Outcome outcome, int alert = 1) {
  v1::DecideAlertRequest request;
  request.set_alert(alert);
  request.set_outcome(outcome);
  request.set_comment("looked it up in the register");
  if (outcome == Alert::FALSE_POSITIVE) request.add_discriminators(Alert::COUNTRY_AND_ADDRESS);
  return request;
}

v1::ResolveCaseRequest Resolve(Resolution::Outcome outcome, const std::string& authorisation = "") {
  v1::ResolveCaseRequest request;
  request.set_outcome(outcome);
  request.set_reason("as decided");
  request.set_authorisation(authorisation);
  return request;
}

v1::UpdateCaseRequest Update(v1::UpdateCaseRequest::Update update, const std::string& text = "text") {
  v1::UpdateCaseRequest request;
  request.set_update(update);
  request.set_text(text);
  return request;
}

v1::ApproveCaseRequest SendBack() {
  v1::ApproveCaseRequest request;
  request.set_send_back(true);
  request.set_reason("the register says otherwise");
  return request;
}

v1::ReopenCaseRequest Reopen() {
  v1::ReopenCaseRequest request;
  request.set_reason("new information");
  return request;
}

// A case proposed for release by Ann that waits for a second person.
Case Proposed() {
  Case review = NewCase(HeldParty(9600));
  EXPECT_TRUE(DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("ann"), &review).ok());
  EXPECT_TRUE(ResolveCase(Resolve(Resolution::RELEASED), Actor("ann"), {}, &review).ok());
  EXPECT_EQ(review.status(), Case::PENDING_SECOND_APPROVAL);
  return review;
}

TEST(CaseAlerts, AreMatchesRedFlagsAndGapsFromHoldOn) {
  v1::Screening screening = HeldParty();
  *screening.add_matches() = screening.matches(0);
  screening.mutable_matches(1)->set_disposition(v1::NOTE);
  v1::RedFlag* const flag = screening.mutable_decision()->add_red_flags();
  flag->set_rule("LEASE-01");
  flag->set_disposition(v1::ESCALATE);
  screening.mutable_decision()->add_red_flags()->set_disposition(v1::NOTE);
  screening.add_incomplete()->set_reason("LIST_OVER_AGE");
  const Case review = NewCase(screening);
  ASSERT_EQ(review.alerts_size(), 3);
  EXPECT_EQ(review.alerts(0).kind(), Alert::MATCH);
  EXPECT_EQ(review.alerts(0).entry_id(), "e1");
  EXPECT_EQ(review.alerts(1).rule(), "LEASE-01");
  EXPECT_EQ(review.alerts(2).kind(), Alert::GAP);
  EXPECT_EQ(review.alerts(2).number(), 3);
  EXPECT_EQ(review.name(), "cases/s1");
  EXPECT_EQ(review.subject(), "Sensetek Optik GmbH");
  EXPECT_EQ(review.etag(), "v0");
}

TEST(CaseAlerts, OfPartiesInADeal) {
  v1::Screening screening = HeldParty();
  screening.clear_matches();
  screening.clear_party();
  for (const char* const name : {"A", "B", "C", "D"}) {
    screening.mutable_transaction()->add_parties()->mutable_party()->set_name(name);
  }
  v1::PartyResult* const result = screening.add_parties();
  result->set_party_index(2);
  *result->add_matches() = HeldParty().matches(0);
  const Case review = NewCase(screening);
  ASSERT_EQ(review.alerts_size(), 1);
  EXPECT_EQ(review.alerts(0).party(), "C");
  EXPECT_EQ(review.alerts(0).party_index(), 2);
  EXPECT_EQ(review.subject(), "A; B; C; and 1 more");
}

TEST(CaseAlerts, MatchesThatAreNotDescribedAreAGap) {
  v1::Screening screening = HeldParty();
  screening.set_match_count(1);
  EXPECT_EQ(NewCase(screening).alerts_size(), 1);
  screening.set_match_count(140);
  Case review = NewCase(screening);
  ASSERT_EQ(review.alerts_size(), 2);
  EXPECT_EQ(review.alerts(1).kind(), Alert::GAP);
  EXPECT_NE(review.alerts(1).reason().find("139 of 140"), std::string::npos) << review.alerts(1).reason();
  // Deciding what is described is not enough.
  ASSERT_TRUE(DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("ann"), &review).ok());
  EXPECT_EQ(GetErrorReason(ResolveCase(Resolve(Resolution::RELEASED), Actor("ann"), {}, &review)), "CASE_UNDECIDED");
}

TEST(CaseAlerts, ACaseNeverHasNothingToDecide) {
  v1::Screening screening = HeldParty();
  screening.clear_matches();
  const Case review = NewCase(screening);
  ASSERT_EQ(review.alerts_size(), 1);
  EXPECT_EQ(review.alerts(0).kind(), Alert::GAP);
}

TEST(CaseRules, OnePersonMayCallAWeakNameMatchFalse) {
  Case review = NewCase(HeldParty());
  ASSERT_TRUE(DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("ann"), &review).ok());
  EXPECT_EQ(review.status(), Case::IN_REVIEW);
  EXPECT_EQ(review.alerts(0).decided_by(), "ann");
  ASSERT_TRUE(ResolveCase(Resolve(Resolution::RELEASED), Actor("ann"), {}, &review).ok());
  EXPECT_EQ(review.status(), Case::CLOSED);
  EXPECT_EQ(review.resolution().outcome(), Resolution::RELEASED);
  EXPECT_EQ(review.resolution().approved_by(), "");
  EXPECT_NE(review.resolution().resolve_time(), "");
  EXPECT_EQ(review.etag(), "v2");
}

TEST(CaseRules, ANameAloneIsNoReason) {
  Case review = NewCase(HeldParty());
  v1::DecideAlertRequest request = Decide(Alert::FALSE_POSITIVE);
  request.clear_discriminators();
  EXPECT_EQ(GetErrorReason(DecideAlert(request, Actor("ann"), &review)), "INVALID_FIELD");
  request.add_discriminators(Alert::DISCRIMINATOR_UNSPECIFIED);
  EXPECT_EQ(GetErrorReason(DecideAlert(request, Actor("ann"), &review)), "INVALID_FIELD");
}

TEST(CaseRules, OutcomesFitTheirAlerts) {
  v1::Screening screening = HeldParty();
  screening.add_incomplete()->set_reason("LIST_OVER_AGE");
  for (const Alert::Outcome outcome : {Alert::FALSE_POSITIVE, Alert::TRUE_MATCH_PROHIBITED,
                                       Alert::TRUE_MATCH_LICENSE_REQUIRED, Alert::TRUE_MATCH_NO_RESTRICTION}) {
    Case review = NewCase(screening);
    EXPECT_TRUE(DecideAlert(Decide(outcome, 1), Actor("ann"), &review).ok()) << outcome;
    EXPECT_FALSE(DecideAlert(Decide(outcome, 2), Actor("ann"), &review).ok()) << outcome;
  }
  for (const Alert::Outcome outcome : {Alert::RED_FLAG_RESOLVED, Alert::RED_FLAG_UNRESOLVED}) {
    Case review = NewCase(screening);
    EXPECT_FALSE(DecideAlert(Decide(outcome, 1), Actor("ann"), &review).ok()) << outcome;
    EXPECT_TRUE(DecideAlert(Decide(outcome, 2), Actor("ann"), &review).ok()) << outcome;
  }
  Case review = NewCase(screening);
  EXPECT_FALSE(DecideAlert(Decide(static_cast<Alert::Outcome>(99)), Actor("ann"), &review).ok());
  EXPECT_FALSE(DecideAlert(Decide(Alert::DUPLICATE, 0), Actor("ann"), &review).ok());
  EXPECT_FALSE(DecideAlert(Decide(Alert::DUPLICATE, 3), Actor("ann"), &review).ok());
}

TEST(CaseRules, WhereASecondPersonIsNeeded) {
  struct Row {
    const char* what;
    v1::Screening screening;
    Alert::Outcome alert;
    Resolution::Outcome outcome;
    Case::Status becomes;
  };
  v1::Screening by_id = HeldParty();
  by_id.mutable_matches(0)->set_matched_on(v1::IDENTIFIER);
  v1::Screening by_wallet = HeldParty();
  by_wallet.mutable_matches(0)->set_matched_on(v1::WALLET);
  const std::vector<Row> rows = {
      {"weak name", HeldParty(9499), Alert::FALSE_POSITIVE, Resolution::RELEASED, Case::CLOSED},
      {"strong name", HeldParty(9500), Alert::FALSE_POSITIVE, Resolution::RELEASED, Case::PENDING_SECOND_APPROVAL},
      {"identifier", by_id, Alert::FALSE_POSITIVE, Resolution::RELEASED, Case::PENDING_SECOND_APPROVAL},
      {"wallet", by_wallet, Alert::FALSE_POSITIVE, Resolution::RELEASED, Case::PENDING_SECOND_APPROVAL},
      {"escalated", HeldParty(9000, v1::ESCALATE), Alert::FALSE_POSITIVE, Resolution::RELEASED,
       Case::PENDING_SECOND_APPROVAL},
      {"blocked", HeldParty(9000, v1::BLOCK), Alert::FALSE_POSITIVE, Resolution::RELEASED,
       Case::PENDING_SECOND_APPROVAL},
      {"licence", HeldParty(), Alert::TRUE_MATCH_LICENSE_REQUIRED, Resolution::RELEASED_UNDER_LICENSE,
       Case::PENDING_SECOND_APPROVAL},
      {"no restriction", HeldParty(), Alert::TRUE_MATCH_NO_RESTRICTION, Resolution::RELEASED,
       Case::PENDING_SECOND_APPROVAL},
      {"decided elsewhere", HeldParty(), Alert::DUPLICATE, Resolution::RELEASED, Case::PENDING_SECOND_APPROVAL},
      {"rejected", HeldParty(9999, v1::BLOCK), Alert::TRUE_MATCH_PROHIBITED, Resolution::REJECTED, Case::CLOSED},
  };
  for (const Row& row : rows) {
    Case review = NewCase(row.screening);
    ASSERT_TRUE(DecideAlert(Decide(row.alert), Actor("ann"), &review).ok()) << row.what;
    const absl::Status resolved = ResolveCase(Resolve(row.outcome, "D123456"), Actor("ann"), {}, &review);
    ASSERT_TRUE(resolved.ok()) << row.what << resolved;
    EXPECT_EQ(review.status(), row.becomes) << row.what;
    if (row.becomes == Case::CLOSED) continue;
    EXPECT_EQ(review.resolution().resolve_time(), "") << row.what;
    EXPECT_EQ(GetErrorReason(ApproveCase({}, Actor("ann"), &review)), "SECOND_PERSON_REQUIRED") << row.what;
    ASSERT_TRUE(ApproveCase({}, Actor("ben"), &review).ok()) << row.what;
    EXPECT_EQ(review.status(), Case::CLOSED) << row.what;
    EXPECT_EQ(review.resolution().approved_by(), "ben") << row.what;
  }
}

TEST(CaseRules, WhatMayNotBeReleased) {
  struct Row {
    v1::Screening screening;
    Alert::Outcome alert;
    Resolution::Outcome outcome;
    const char* authorisation;
    const char* reason;
  };
  const std::vector<Row> rows = {
      {HeldParty(), Alert::OUTCOME_UNSPECIFIED, Resolution::RELEASED, "D1", "CASE_UNDECIDED"},
      {HeldParty(), Alert::TRUE_MATCH_PROHIBITED, Resolution::RELEASED, "D1", "CASE_UNDECIDED"},
      {HeldParty(), Alert::TRUE_MATCH_PROHIBITED, Resolution::RELEASED_UNDER_LICENSE, "D1", "CASE_UNDECIDED"},
      {HeldParty(), Alert::TRUE_MATCH_LICENSE_REQUIRED, Resolution::RELEASED, "D1", "CASE_UNDECIDED"},
      {HeldParty(), Alert::TRUE_MATCH_LICENSE_REQUIRED, Resolution::RELEASED_UNDER_LICENSE, " ", "INVALID_FIELD"},
      {HeldParty(9000, v1::BLOCK), Alert::FALSE_POSITIVE, Resolution::RELEASED, "", "INVALID_FIELD"},
      {HeldParty(9000, v1::ESCALATE), Alert::FALSE_POSITIVE, Resolution::RELEASED, "", "INVALID_FIELD"},
  };
  for (const Row& row : rows) {
    Case review = NewCase(row.screening);
    if (row.alert != Alert::OUTCOME_UNSPECIFIED) {
      ASSERT_TRUE(DecideAlert(Decide(row.alert), Actor("ann"), &review).ok());
    }
    EXPECT_EQ(GetErrorReason(ResolveCase(Resolve(row.outcome, row.authorisation), Actor("ann"), {}, &review)),
              row.reason)
        << row.alert << " " << row.outcome;
    EXPECT_FALSE(review.has_resolution());
  }
}

TEST(CaseRules, WhoeverDecidedCannotApproveByAnyRoute) {
  // Ann decided, Cem proposed: neither may approve, Ben may.
  Case review = NewCase(HeldParty(9600));
  ASSERT_TRUE(DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("ann"), &review).ok());
  ASSERT_TRUE(ResolveCase(Resolve(Resolution::RELEASED), Actor("cem"), {}, &review).ok());
  EXPECT_EQ(GetErrorReason(ApproveCase({}, Actor("ann"), &review)), "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(GetErrorReason(ApproveCase({}, Actor("cem"), &review)), "SECOND_PERSON_REQUIRED");
  // Sent back and proposed again by another: the first two still decided in it.
  ASSERT_TRUE(ApproveCase(SendBack(), Actor("ben"), &review).ok());
  EXPECT_FALSE(review.has_resolution());
  ASSERT_TRUE(ResolveCase(Resolve(Resolution::RELEASED), Actor("dora"), {}, &review).ok());
  for (const char* const maker : {"ann", "cem", "dora"}) {
    EXPECT_EQ(GetErrorReason(ApproveCase({}, Actor(maker), &review)), "SECOND_PERSON_REQUIRED") << maker;
  }
  ASSERT_TRUE(ApproveCase({}, Actor("ben"), &review).ok());
  // Reopened: the makers stay makers.
  ASSERT_TRUE(ReopenCase(Reopen(), Actor("ann"), &review).ok());
  EXPECT_FALSE(review.has_resolution());
  ASSERT_TRUE(ResolveCase(Resolve(Resolution::RELEASED), Actor("ben"), {}, &review).ok());
  for (const char* const maker : {"ann", "ben", "cem", "dora"}) {
    EXPECT_EQ(GetErrorReason(ApproveCase({}, Actor(maker), &review)), "SECOND_PERSON_REQUIRED") << maker;
  }
  EXPECT_TRUE(ApproveCase({}, Actor("eve"), &review).ok());
}

TEST(CaseRules, EveryActionInEveryStatus) {
  const auto of_status = [](Case::Status status) {
    Case review = status == Case::PENDING_SECOND_APPROVAL ? Proposed() : NewCase(HeldParty());
    if (status == Case::CLOSED) {
      EXPECT_TRUE(ResolveCase(Resolve(Resolution::REJECTED), Actor("ann"), {}, &review).ok());
    }
    review.set_status(status);
    return review;
  };
  using Act = std::function<absl::Status(Case*)>;
  const Act note = [](Case* c) { return UpdateCase(Update(v1::UpdateCaseRequest::NOTE), Actor("x"), c); };
  const Act assign = [](Case* c) { return UpdateCase(Update(v1::UpdateCaseRequest::ASSIGN), Actor("x"), c); };
  const Act ask = [](Case* c) { return UpdateCase(Update(v1::UpdateCaseRequest::REQUEST_INFORMATION), Actor("x"), c); };
  const Act escalate = [](Case* c) { return UpdateCase(Update(v1::UpdateCaseRequest::ESCALATE), Actor("x"), c); };
  const Act decide = [](Case* c) { return DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("x"), c); };
  const Act resolve = [](Case* c) { return ResolveCase(Resolve(Resolution::REJECTED), Actor("x"), {}, c); };
  const Act approve = [](Case* c) { return ApproveCase({}, Actor("x"), c); };
  const Act send_back = [](Case* c) { return ApproveCase(SendBack(), Actor("x"), c); };
  const Act reopen = [](Case* c) { return ReopenCase(Reopen(), Actor("x"), c); };
  struct Row {
    const char* name;
    Act act;
    std::string allowed;  // by status: NEW IN_REVIEW INFO_REQUESTED ESCALATED PENDING CLOSED
  };
  const std::vector<Row> rows = {
      {"note", note, "111111"},         {"assign", assign, "111110"},       {"ask", ask, "111100"},
      {"escalate", escalate, "111100"}, {"decide", decide, "111100"},       {"resolve", resolve, "111100"},
      {"approve", approve, "000010"},   {"send back", send_back, "000010"}, {"reopen", reopen, "000001"}};
  for (const Row& row : rows) {
    for (int s = Case::NEW; s <= Case::CLOSED; ++s) {
      Case review = of_status(static_cast<Case::Status>(s));
      const std::string before = review.SerializeAsString();
      const absl::Status done = row.act(&review);
      EXPECT_EQ(done.ok(), row.allowed[static_cast<size_t>(s - 1)] == '1') << row.name << " in " << s << ": " << done;
      if (!done.ok()) {
        EXPECT_EQ(GetErrorReason(done), "CASE_STATE") << row.name << " in " << s;
        EXPECT_EQ(review.SerializeAsString(), before) << row.name << " in " << s;
      } else {
        EXPECT_EQ(review.etag(), CaseEtag(review));
        EXPECT_EQ(review.actions(review.actions_size() - 1).actor(), "x");
      }
    }
  }
}

TEST(CaseRules, Statuses) {
  Case review = NewCase(HeldParty());
  ASSERT_TRUE(UpdateCase(Update(v1::UpdateCaseRequest::REQUEST_INFORMATION), Actor("ann"), &review).ok());
  EXPECT_EQ(review.status(), Case::INFO_REQUESTED);
  v1::UpdateCaseRequest assign = Update(v1::UpdateCaseRequest::ASSIGN, "");
  assign.set_assignee("ben");
  ASSERT_TRUE(UpdateCase(assign, Actor("ann"), &review).ok());
  EXPECT_EQ(review.status(), Case::IN_REVIEW);
  EXPECT_EQ(review.assignee(), "ben");
  ASSERT_TRUE(UpdateCase(Update(v1::UpdateCaseRequest::ESCALATE), Actor("ben"), &review).ok());
  EXPECT_EQ(review.status(), Case::ESCALATED);
  ASSERT_TRUE(DecideAlert(Decide(Alert::FALSE_POSITIVE), Actor("ben"), &review).ok());
  EXPECT_EQ(review.status(), Case::ESCALATED);
  assign.clear_assignee();
  ASSERT_TRUE(UpdateCase(assign, Actor("ann"), &review).ok());
  EXPECT_EQ(review.assignee(), "");
}

TEST(CaseRules, TextsAndTheirLimits) {
  Case review = NewCase(HeldParty());
  const auto note = [&](const std::string& text) {
    return GetErrorReason(UpdateCase(Update(v1::UpdateCaseRequest::NOTE, text), Actor("ann"), &review));
  };
  EXPECT_EQ(note(std::string(kMaxCaseTextBytes, 'x')), "");
  EXPECT_EQ(note(std::string(kMaxCaseTextBytes + 1, 'x')), "INVALID_FIELD");
  EXPECT_EQ(note(" "), "INVALID_FIELD");
  EXPECT_EQ(note("\xff"), "INVALID_FIELD");
  v1::ResolveCaseRequest resolve = Resolve(Resolution::REJECTED);
  for (const char* const date : {"2026-13-01", "2026-1-1", "tomorrow", "2026-02-30"}) {
    resolve.set_valid_until(date);
    EXPECT_EQ(GetErrorReason(ResolveCase(resolve, Actor("ann"), {}, &review)), "INVALID_FIELD") << date;
  }
  resolve.set_valid_until("2026-12-31");
  EXPECT_TRUE(ResolveCase(resolve, Actor("ann"), {}, &review).ok());
}

TEST(CaseRules, ACaseHasAMostOfActions) {
  Case review = NewCase(HeldParty());
  for (int i = 0; i < kMaxCaseActions; ++i) {
    ASSERT_TRUE(UpdateCase(Update(v1::UpdateCaseRequest::NOTE), Actor("ann"), &review).ok()) << i;
  }
  EXPECT_EQ(GetErrorReason(UpdateCase(Update(v1::UpdateCaseRequest::NOTE), Actor("ann"), &review)), "CASE_STATE");
}

TEST(CaseRules, TimesOfACaseNeverGoBack) {
  Case review = NewCase(HeldParty());
  ASSERT_TRUE(UpdateCase(Update(v1::UpdateCaseRequest::NOTE), Actor("ann"), &review).ok());
  CaseActor earlier = Actor("ben");
  earlier.time = "2026-06-15T09:59:59.000000Z";
  ASSERT_TRUE(UpdateCase(Update(v1::UpdateCaseRequest::NOTE), earlier, &review).ok());
  EXPECT_EQ(review.actions(1).time(), review.actions(0).time());
}

}  // namespace
}  // namespace cordon
