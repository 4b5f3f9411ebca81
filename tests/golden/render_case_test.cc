// The document of one case: as people get it, with hostile text in every field, and what it says where something is
// missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "service/render/case_report.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/hostile_text.h"
#include "tests/golden/sample_answers.h"

namespace cordon {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::ReviewCase SampleCase(const v1::Screening& record) {
  v1::ReviewCase review;
  review.set_name("cases/01m80x842fregnnx744735baps");
  review.set_screening(record.name());
  review.set_status(v1::ReviewCase::CLOSED);
  review.set_disposition(v1::HOLD);
  review.set_subject(record.party().name());
  review.set_screened_by("cert:orders");
  review.set_external_ref("PO-4711");
  review.set_create_time("2026-11-22T05:04:03.000123Z");
  for (const v1::Match& match : record.matches()) {
    v1::Alert* const alert = review.add_alerts();
    alert->set_number(review.alerts_size());
    alert->set_kind(v1::Alert::MATCH);
    alert->set_party(match.query_name());
    alert->set_list(match.list());
    alert->set_entry_id(match.entry_id());
    alert->set_entry_name(match.entry_name());
    alert->set_score(match.score());
    alert->set_matched_on(match.matched_on());
    alert->set_disposition(match.disposition());
  }
  v1::Alert* const first = review.mutable_alerts(0);
  first->set_outcome(v1::Alert::FALSE_POSITIVE);
  first->add_discriminators(v1::Alert::LEI);
  first->add_discriminators(v1::Alert::COUNTRY_AND_ADDRESS);
  first->set_comment("HRB 12345, Bonn");
  first->set_decided_by("cert:ann");
  first->set_decide_time("2026-11-22T06:00:00.000000Z");
  const auto act = [&](const char* actor, const char* what, const char* text, int alert) {
    v1::CaseAction* const action = review.add_actions();
    action->set_number(review.actions_size());
    action->set_actor(actor);
    action->set_time(absl::StrCat("2026-11-22T06:0", review.actions_size(), ":00.000000Z"));
    action->set_action(what);
    action->set_text(text);
    action->set_alert(alert);
  };
  act("cert:ann", "NOTE", "asked the customer:\nwho owns you?", 0);
  act("cert:ann", "DECIDE", "FALSE_POSITIVE LEI: HRB 12345, Bonn", 1);
  act("cert:ann", "PROPOSE", "RELEASED: another company", 0);
  act("cert:ben", "APPROVE", "", 0);
  review.set_update_time(review.actions(3).time());
  v1::Resolution* const resolution = review.mutable_resolution();
  resolution->set_outcome(v1::Resolution::RELEASED);
  resolution->set_reason("another company");
  resolution->set_conditions("this order only");
  resolution->set_valid_until("2027-06-30");
  resolution->set_proposed_by("cert:ann");
  resolution->set_propose_time("2026-11-22T06:03:00.000000Z");
  resolution->set_approved_by("cert:ben");
  resolution->set_resolve_time("2026-11-22T06:04:00.000000Z");
  return review;
}

render::CaseEvidence SampleEvidence(const v1::Screening& record) {
  render::CaseEvidence evidence;
  evidence.record = record;
  v1::AuditProof proof;
  proof.set_index(7);
  proof.set_size(12);
  proof.set_leaf_hash("55aa");
  proof.set_checkpoint("cordon/0123456789abcdef\n12\ncm9vdA==\n\n-- cordon/0123456789abcdef c2ln\n");
  proof.set_receipt("c2sp.org/tlog-proof@v1\nindex 7\n\ncordon/0123456789abcdef\n");
  evidence.record_proof = proof;
  proof.set_index(11);
  evidence.step_proof = proof;
  evidence.case_json = "{\"name\":\"cases/01m80x842fregnnx744735baps\"}";
  evidence.case_sha256 = "33cc";
  evidence.logged_sha256 = "33cc";
  return evidence;
}

TEST(RenderCase, ACaseAsADocument) {
  const v1::Screening record = SampleParties()[0].screening;
  EXPECT_TRUE(MatchesGolden("case.html", render::CaseReportHtml(SampleCase(record), SampleEvidence(record))));
}

TEST(RenderCase, NothingOfACaseBecomesMarkup) {
  v1::Screening party;
  FillHostile(&party);
  v1::Screening deal = party;
  party.clear_parties();
  party.clear_transaction();
  for (const v1::Screening& record : {party, deal}) {
    v1::ReviewCase review;
    FillHostile(&review);
    for (const auto kind : {v1::Alert::MATCH, v1::Alert::RED_FLAG, v1::Alert::GAP}) {
      v1::Alert* const alert = review.add_alerts();
      FillHostile(alert);
      alert->set_kind(kind);
    }
    render::CaseEvidence evidence = SampleEvidence(record);
    FillHostile(&*evidence.record_proof);
    evidence.step_proof = absl::NotFoundError(kHostile);
    for (std::string* const text : {&evidence.case_json, &evidence.case_sha256, &evidence.logged_sha256}) {
      *text = kHostile;
    }
    const std::string html = render::CaseReportHtml(review, evidence);
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
    EXPECT_THAT(html, HasSubstr("class=\"alignment\""));  // what was found is drawn
    for (const char* const markup : {"<script", "\xE2\x80\xAE", "src=", "href=", "onload"}) {
      EXPECT_THAT(html, Not(HasSubstr(markup)));
    }
  }
}

TEST(RenderCase, SaysWhatIsMissing) {
  const v1::Screening record = SampleParties()[0].screening;
  v1::ReviewCase review = SampleCase(record);
  render::CaseEvidence evidence = SampleEvidence(record);
  evidence.logged_sha256 = "44dd";
  EXPECT_THAT(render::CaseReportHtml(review, evidence), HasSubstr("THESE DIFFER"));
  evidence.step_proof = absl::PermissionDeniedError("only for AUDITOR");
  evidence.logged_sha256.clear();
  const std::string unproven = render::CaseReportHtml(review, evidence);
  EXPECT_THAT(unproven, HasSubstr("No proof: only for AUDITOR"));
  EXPECT_THAT(unproven, Not(HasSubstr("THESE DIFFER")));
  evidence.record = absl::NotFoundError("no such record");
  EXPECT_THAT(render::CaseReportHtml(review, evidence), HasSubstr("could not be read: no such record"));
  review.mutable_resolution()->clear_resolve_time();
  EXPECT_THAT(render::CaseReportHtml(review, evidence), HasSubstr("waits for a second person"));
  review.clear_resolution();
  review.clear_actions();
  review.set_status(v1::ReviewCase::NEW);
  const std::string untouched = render::CaseReportHtml(review, evidence);
  EXPECT_THAT(untouched, HasSubstr("None: the case is new."));
  EXPECT_THAT(untouched, HasSubstr("Nobody has touched the case."));
  EXPECT_THAT(untouched, Not(HasSubstr("The last step")));
}

TEST(RenderCase, HasAMostOfAlertsThatAreDescribed) {
  v1::ReviewCase review;
  for (int i = 1; i <= render::kMaxReportAlerts + 1; ++i) review.add_alerts()->set_number(i);
  const std::string html = render::CaseReportHtml(review, {});
  EXPECT_THAT(html, HasSubstr("... and 1 more alerts"));
  EXPECT_THAT(html, HasSubstr("<h3>Alert 100:"));
  EXPECT_THAT(html, Not(HasSubstr("<h3>Alert 101:")));
  EXPECT_THAT(html, HasSubstr("<td>101</td>"));
}

}  // namespace
}  // namespace cordon
