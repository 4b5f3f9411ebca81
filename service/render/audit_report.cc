#include "service/render/audit_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/html_page.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

template <typename Matches>
void AppendMatches(const Matches& matches, int64_t found, HtmlPage* page) {
  int shown = 0;
  for (const v1::Match& match : matches) {
    if (shown++ == kMaxReportMatches) break;
    AppendMatch(match, page);
  }
  const int64_t drawn = std::min(matches.size(), kMaxReportMatches);
  if (found > drawn)
    page->Text(absl::StrCat("... and ", found - drawn, " more; those that were stored are in the record."));
  if (found == 0) page->Text("No entry of the lists matches.");
}

void AppendDecision(const v1::Decision& decision, HtmlPage* page) {
  page->Title("Decision");
  page->Begin();
  page->Row("Legal status", v1::LegalStatus_Name(decision.legal_status()));
  page->Row("Together", decision.accumulated());
  page->Row("Rules", decision.rules_digest());
  page->End();
  for (const v1::RedFlag& flag : decision.red_flags()) {
    page->Raw("<div class=\"match\">\n");
    page->Under(absl::StrCat(flag.rule(), ": ", flag.title()));
    page->Begin();
    page->Row("Severity", absl::StrCat(v1::Severity_Name(flag.severity()), ", ", DispositionName(flag.disposition())));
    page->Row("Legal status", v1::LegalStatus_Name(flag.legal_status()));
    page->Row("Subject", flag.subject());
    page->Row("Why", flag.explanation());
    page->Rows("Path", flag.path());
    page->Row("Citation", absl::StrJoin(flag.citation(), "; "));
    page->Row("Policy state", flag.policy_state());
    page->End();
    page->Raw("</div>\n");
  }
  if (decision.insufficient_size() == 0) return;
  page->Under("Could not be judged");
  page->Begin();
  for (const v1::InsufficientRule& rule : decision.insufficient()) {
    page->Row(rule.rule(), absl::StrCat("missing: ", absl::StrJoin(rule.missing(), ", ")));
  }
  page->End();
}

void AppendParties(const v1::Screening& s, const DrawOwnershipFn& draw, HtmlPage* page) {
  for (const v1::PartyResult& result : s.parties()) {
    const int at = result.party_index();
    const v1::TransactionParty none;
    const v1::TransactionParty& stated =
        at >= 0 && at < s.transaction().parties_size() ? s.transaction().parties(at) : none;
    page->Title(absl::StrCat("Party ", at + 1, ": ", stated.party().name()));
    std::vector<std::string> roles;
    for (const int role : stated.roles()) {
      roles.push_back(v1::TransactionParty::Role_Name(static_cast<v1::TransactionParty::Role>(role)));
    }
    page->Begin();
    page->Row("Roles", absl::StrJoin(roles, ", "));
    page->Row("Of its matches alone", DispositionName(result.disposition()));
    page->End();
    AppendPartyFacts(stated.party(), page);
    AppendMatches(result.matches(), result.match_count(), page);
    const v1::OwnershipPicture picture = RecordedOwnership(result, stated.party().name());
    if (picture.nodes_size() > 0) {
      page->Under("Owners");
      page->Raw(absl::StrCat("<div class=\"wide\">", draw(picture), "</div>\n"));
    }
    for (const v1::OwnershipSum& sum : result.ownership().sums()) {
      if (!sum.explanation().empty()) page->Text(sum.explanation());
      for (const std::string& line : sum.arithmetic()) page->Text(line);
    }
  }
}

void AppendProof(const AuditProof& proof, HtmlPage* page) {
  page->Title("Proof");
  page->Begin();
  page->Row("Log", proof.origin);
  page->Row("Entry", absl::StrCat(proof.index));
  page->Row("Checkpoint", absl::StrCat("of the first ", proof.size, " entries, root ", proof.root));
  page->Row("Signed by", proof.key);
  page->Row("Leaf hash", proof.leaf_hash);
  page->Row("SHA-256 of the record", proof.record_sha256);
  page->End();
  page->Text(
      "The receipt proves that this record stood at this place of the log. Save it as a file and check it with: cordon "
      "audit verify --receipt FILE --key KEY, with the public key as you got it before, not from this page. It holds "
      "the "
      "record itself; any implementation of C2SP tlog-proof can check it.");
  page->Raw(absl::StrCat("<pre id=\"receipt\">", HtmlLines(proof.receipt), "</pre>\n"));
  page->Under("The record");
  page->Raw(absl::StrCat("<pre id=\"record\">", Html(proof.record), "</pre>\n"));
}

}  // namespace

std::string AuditReportHtml(const v1::Screening& s, const AuditProof& proof, const DrawOwnershipFn& draw) {
  const bool deal = s.parties_size() > 0 || s.has_transaction();
  HtmlPage page(absl::StrCat(s.name(), " ", DispositionName(s.disposition())));
  page.Raw(absl::StrCat("<h1>", deal ? "Transaction " : "Screening ", "<span class=\"disposition\">",
                        Html(DispositionName(s.disposition())), "</span></h1>\n"));
  page.Begin();
  page.Row("Record", s.name());
  page.Row("Recorded", s.create_time());
  page.Row("Judged as of", s.as_of());
  page.Row("Asked by", s.caller());
  page.Row("Order or case", s.external_ref());
  page.Row("Request", s.request_id());
  page.Row("Transaction", s.transaction().id());
  page.Row("Threshold", s.threshold() > 0 ? ScoreText(s.threshold()) : "");
  page.Row("Matches found", absl::StrCat(s.match_count()));
  page.End();
  AppendNotices(s, &page);
  if (deal) {
    AppendDecision(s.decision(), &page);
    AppendParties(s, draw, &page);
  } else {
    page.Title("Party");
    AppendPartyFacts(s.party(), &page);
    page.Title("Matches");
    AppendMatches(s.matches(), s.match_count(), &page);
  }
  AppendJudgedWith(s, &page);
  AppendProof(proof, &page);
  return page.Take();
}

}  // namespace cordon::render
