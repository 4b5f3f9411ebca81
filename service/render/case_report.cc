#include "service/render/case_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/cases.h"
#include "service/render/charts.h"
#include "service/render/html_page.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

using Alert = v1::Alert;
using Case = v1::ReviewCase;

std::string AlertTitle(const Alert& alert) {
  return absl::StrCat("Alert ", alert.number(), ": ", EnumWords(Alert::Kind_Name(alert.kind())), " ",
                      AlertCause(alert));
}

void AppendResolution(const Case& review, HtmlPage* page) {
  page->Title("Resolution");
  if (!review.has_resolution()) {
    page->Text(absl::StrCat("None: the case is ", EnumWords(Case::Status_Name(review.status())), "."));
    return;
  }
  const v1::Resolution& resolution = review.resolution();
  page->Begin();
  page->Row("Outcome", EnumWords(v1::Resolution::Outcome_Name(resolution.outcome())));
  page->Row("Reason", resolution.reason());
  page->Row("Authorisation", resolution.authorisation());
  page->Row("Conditions", resolution.conditions());
  page->Row("Last day", resolution.valid_until());
  page->Row("Proposed by", absl::StrCat(resolution.proposed_by(), ", ", resolution.propose_time()));
  page->Row("Agreed to by", resolution.approved_by());
  page->Row("In force since", resolution.resolve_time());
  page->End();
  if (resolution.resolve_time().empty()) page->Text("Not in force: it waits for a second person.");
}

// What the record has of a match; null if it has none of it.
const v1::Match* MatchOf(const v1::Screening& record, const Alert& alert) {
  const auto find = [&](const auto& matches) -> const v1::Match* {
    for (const v1::Match& match : matches) {
      if (match.list() == alert.list() && match.entry_id() == alert.entry_id() &&
          match.matched_on() == alert.matched_on() && match.score() == alert.score()) {
        return &match;
      }
    }
    return nullptr;
  };
  if (!record.has_transaction()) return find(record.matches());
  for (const v1::PartyResult& party : record.parties()) {
    if (party.party_index() == alert.party_index()) return find(party.matches());
  }
  return nullptr;
}

void AppendFlag(const v1::Screening& record, const Alert& alert, HtmlPage* page) {
  for (const v1::RedFlag& flag : record.decision().red_flags()) {
    if (flag.rule() != alert.rule() || flag.explanation() != alert.reason()) continue;
    page->Begin();
    page->Row("Rule", absl::StrCat(flag.rule(), " ", flag.title()));
    page->Row("Severity", v1::Severity_Name(flag.severity()));
    page->Row("Legal status", v1::LegalStatus_Name(flag.legal_status()));
    page->Row("Subject", flag.subject());
    page->Rows("Path", flag.path());
    page->Row("Citation", absl::StrJoin(flag.citation(), "; "));
    page->End();
    return;
  }
}

void AppendAlert(const Alert& alert, const CaseEvidence& evidence, HtmlPage* page) {
  page->Raw("<div class=\"match\">\n");
  page->Under(AlertTitle(alert));
  page->Begin();
  page->Row("Party", alert.party());
  page->Row("Found", absl::StrCat(DispositionName(alert.disposition()), alert.kind() == Alert::MATCH ? ", score " : "",
                                  alert.kind() == Alert::MATCH ? ScoreText(alert.score()) : ""));
  page->Row("Why", alert.reason());
  page->Row("Decided", AlertOutcome(alert));
  page->Row("Because of", absl::StrJoin(alert.discriminators(), ", ", [](std::string* text, int discriminator) {
              absl::StrAppend(text,
                              EnumWords(Alert::Discriminator_Name(static_cast<Alert::Discriminator>(discriminator))));
            }));
  page->Row("Comment", alert.comment());
  page->Row("Decided by", alert.decided_by());
  page->Row("Decided at", alert.decide_time());
  page->End();
  if (evidence.record.ok()) {
    const v1::Match* const match = alert.kind() == Alert::MATCH ? MatchOf(*evidence.record, alert) : nullptr;
    if (match != nullptr) AppendMatch(*match, page);
    if (alert.kind() == Alert::RED_FLAG) AppendFlag(*evidence.record, alert, page);
  }
  page->Raw("</div>\n");
}

void AppendAlerts(const Case& review, const CaseEvidence& evidence, HtmlPage* page) {
  page->Title("Alerts");
  std::vector<std::vector<std::string>> rows;
  for (const Alert& alert : review.alerts()) {
    rows.push_back({absl::StrCat(alert.number()), EnumWords(Alert::Kind_Name(alert.kind())), alert.party(),
                    AlertCause(alert), AlertOutcome(alert), alert.decided_by()});
  }
  page->Grid({"Alert", "Kind", "Party", "Cause", "Outcome", "By"}, rows);
  const int described = std::min(review.alerts_size(), kMaxReportAlerts);
  for (int i = 0; i < described; ++i) AppendAlert(review.alerts(i), evidence, page);
  if (review.alerts_size() > described) {
    page->Text(absl::StrCat("... and ", review.alerts_size() - described,
                            " more alerts, which stand in the table; what was found is in the record."));
  }
}

void AppendParties(const CaseEvidence& evidence, HtmlPage* page) {
  page->Title("What was screened");
  if (!evidence.record.ok()) {
    page->Text(absl::StrCat("The record could not be read: ", evidence.record.status().message()));
    return;
  }
  const v1::Screening& record = *evidence.record;
  if (!record.has_transaction()) {
    AppendPartyFacts(record.party(), page);
    return;
  }
  for (int i = 0; i < record.transaction().parties_size(); ++i) {
    const v1::TransactionParty& party = record.transaction().parties(i);
    page->Under(absl::StrCat("Party ", i + 1, ": ", party.party().name()));
    AppendPartyFacts(party.party(), page);
  }
}

void AppendHistory(const Case& review, HtmlPage* page) {
  page->Title("What was done");
  if (review.actions().empty()) {
    page->Text("Nobody has touched the case.");
    return;
  }
  page->Raw("<table class=\"grid\">\n<tr><th>Step</th><th>When</th><th>Who</th><th>What</th><th>Text</th></tr>\n");
  for (const v1::CaseAction& action : review.actions()) {
    const std::string what =
        absl::StrCat(EnumWords(action.action()), action.alert() > 0 ? absl::StrCat(" alert ", action.alert()) : "");
    page->Raw(absl::StrCat("<tr><td>", action.number(), "</td><td>", Html(action.time()), "</td><td>",
                           Html(action.actor()), "</td><td>", Html(what), "</td><td class=\"note\">",
                           HtmlLines(action.text()), "</td></tr>\n"));
  }
  page->End();
}

void AppendOneProof(absl::string_view of_what, const absl::StatusOr<v1::AuditProof>& proof, HtmlPage* page) {
  page->Under(of_what);
  if (!proof.ok()) {
    page->Text(absl::StrCat("No proof: ", proof.status().message()));
    return;
  }
  page->Begin();
  page->Row("Entry", absl::StrCat(proof->index()));
  page->Row("Checkpoint", absl::StrCat("of the first ", proof->size(), " entries"));
  page->Row("Leaf hash", proof->leaf_hash());
  page->End();
  page->Raw(absl::StrCat("<pre class=\"checkpoint\">", HtmlLines(proof->checkpoint()), "</pre>\n"));
  page->Raw(absl::StrCat("<pre class=\"receipt\">", HtmlLines(proof->receipt()), "</pre>\n"));
}

void AppendCaseProof(const Case& review, const CaseEvidence& evidence, HtmlPage* page) {
  page->Title("Proof");
  page->Text(
      "Each receipt proves that its entry stood at its place of the log. Save one as a file and check it with: cordon "
      "audit verify --receipt FILE --key KEY, with the public key as you got it before, not from this page.");
  AppendOneProof("The answer", evidence.record_proof, page);
  if (review.actions().empty()) return;
  AppendOneProof("The last step", evidence.step_proof, page);
  page->Text("The entry of the last step has the digest of the whole case as it was after it, which is:");
  page->Begin();
  page->Row("SHA-256 of the case", evidence.case_sha256);
  page->Row("As the log has it", evidence.logged_sha256);
  page->End();
  if (!evidence.logged_sha256.empty() && evidence.logged_sha256 != evidence.case_sha256) {
    page->Text("THESE DIFFER: this page is not the case that the log tells of.");
  }
  page->Under("The case");
  page->Raw(absl::StrCat("<pre id=\"case\">", Html(evidence.case_json), "</pre>\n"));
}

}  // namespace

std::string CaseReportHtml(const Case& review, const CaseEvidence& evidence) {
  HtmlPage page(absl::StrCat(review.name(), " ", DispositionName(review.disposition())), kChartStyle);
  page.Raw(absl::StrCat("<h1>Case <span class=\"disposition\">", Html(DispositionName(review.disposition())),
                        "</span> ", Html(EnumWords(Case::Status_Name(review.status()))), "</h1>\n"));
  page.Begin();
  page.Row("Case", review.name());
  page.Row("Record", review.screening());
  page.Row("Subject", review.subject());
  page.Row("Order", review.external_ref());
  page.Row("Screened by", review.screened_by());
  page.Row("Screened at", review.create_time());
  page.Row("Assigned to", review.assignee());
  page.Row("Last step at", review.update_time());
  page.End();
  AppendResolution(review, &page);
  AppendAlerts(review, evidence, &page);
  AppendHistory(review, &page);
  AppendParties(evidence, &page);
  if (evidence.record.ok()) {
    AppendNotices(*evidence.record, &page);
    AppendJudgedWith(*evidence.record, &page);
  }
  AppendCaseProof(review, evidence, &page);
  return page.Take();
}

}  // namespace cordon::render
