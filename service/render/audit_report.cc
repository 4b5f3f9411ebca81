#include "service/render/audit_report.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/xml_text.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

// No script can run and nothing is fetched, whatever stands in the text.
constexpr char kHead[] = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>)";

constexpr char kStyle[] = R"(</title><style>
body{font:14px/1.45 sans-serif;color:#111;max-width:60em;margin:2em auto;padding:0 1em}
h1{font-size:1.5em;margin:0 0 .3em}h2{font-size:1.15em;border-bottom:1px solid #999;margin:1.6em 0 .5em}
h3{font-size:1em;margin:1.2em 0 .3em}table{border-collapse:collapse;width:100%}
th{text-align:left;vertical-align:top;width:13em;font-weight:600;padding:.15em .8em .15em 0}
td{vertical-align:top;padding:.15em 0;overflow-wrap:anywhere}
pre{font:11px/1.4 monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;border:1px solid #ccc;padding:.6em}
.disposition{display:inline-block;padding:.1em .6em;border:2px solid #111;font-weight:700}
.match{break-inside:avoid;border:1px solid #bbb;padding:.4em .8em;margin:.6em 0}
.wide{overflow-x:auto}svg{max-width:100%;height:auto}
.alignment text{font:12px monospace;text-anchor:middle;fill:#111}.alignment .s{font-size:9px;fill:#444}
.alignment rect{stroke:#444;fill:#fff}.alignment rect.eq{fill:#d7ecd7}.alignment rect.sy{fill:#e3ecf7}
.alignment rect.ed{fill:#fbf0cf}.alignment rect.ex{fill:#f2f2f2;stroke-dasharray:3 2}.alignment line{stroke:#444}
@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}pre{background:none;font-size:7pt}}
@page{margin:15mm}
</style></head><body>
)";

// What stands in a record, made visible and harmless.
std::string Html(absl::string_view text) { return EscapeXml(Printable(text)); }

// The same with its line ends, which a receipt is made of.
std::string HtmlLines(absl::string_view text) {
  return absl::StrJoin(absl::StrSplit(text, '\n'), "\n",
                       [](std::string* out, absl::string_view line) { out->append(Html(line)); });
}

class Page {
 public:
  void Raw(absl::string_view html) { absl::StrAppend(&out_, html); }
  void Title(absl::string_view text) { absl::StrAppend(&out_, "<h2>", Html(text), "</h2>\n"); }
  void Under(absl::string_view text) { absl::StrAppend(&out_, "<h3>", Html(text), "</h3>\n"); }
  void Text(absl::string_view text) { absl::StrAppend(&out_, "<p>", Html(text), "</p>\n"); }
  void Begin() { Raw("<table>\n"); }
  void End() { Raw("</table>\n"); }
  // Left out when there is nothing to say.
  void Row(absl::string_view name, absl::string_view value) {
    if (value.empty()) return;
    absl::StrAppend(&out_, "<tr><th>", Html(name), "</th><td>", Html(value), "</td></tr>\n");
  }
  template <typename Values>
  void Rows(absl::string_view name, const Values& values) {
    for (const std::string& value : values) Row(std::exchange(name, ""), value);
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

void AppendNotices(const v1::Screening& s, Page* page) {
  const auto add = [page](absl::string_view kind, const auto& notices) {
    for (const auto& notice : notices) {
      page->Row(kind, absl::StrCat(notice.reason(), notice.subject().empty() ? "" : " ", notice.subject(), ": ",
                                   notice.detail()));
    }
  };
  if (s.incomplete_size() + s.warnings_size() + s.decision().incomplete_size() + s.decision().warnings_size() == 0)
    return;
  page->Title("What the reader must know");
  page->Begin();
  add("incomplete", s.incomplete());
  add("incomplete", s.decision().incomplete());
  add("warning", s.warnings());
  add("warning", s.decision().warnings());
  page->End();
}

void AppendPartyFacts(const v1::Party& party, Page* page) {
  page->Begin();
  page->Row("Name", party.name());
  page->Rows("Further names", party.aliases());
  page->Row("Type", party.type() == v1::PARTY_TYPE_UNSPECIFIED ? "" : v1::PartyType_Name(party.type()));
  page->Row("Countries", absl::StrJoin(party.countries(), ", "));
  page->Rows("Addresses", party.addresses());
  for (const v1::Identifier& id : party.ids()) page->Row("Identifier", absl::StrCat(id.scheme(), " ", id.value()));
  page->Rows("Wallets", party.wallets());
  page->Row("Own reference", party.ref());
  page->End();
}

void AppendMatch(const v1::Match& match, Page* page) {
  page->Raw("<div class=\"match\">\n");
  page->Under(absl::StrCat(match.list(), ": ", match.entry_name()));
  page->Begin();
  page->Row("Disposition, score", absl::StrCat(DispositionName(match.disposition()), ", ", ScoreText(match.score())));
  page->Row("Matched", absl::StrCat(MatchedOnName(match.matched_on()), match.matched_name().empty() ? "" : ": ",
                                    match.matched_name()));
  page->Row("Does not count", match.suppressed_by());
  page->Row("Screened name", match.query_name());
  page->Row("Matched value", match.matched_value());
  page->Row("Entry", match.entry_id());
  page->Row("Countries", absl::StrJoin(match.countries(), ", "));
  page->Row("Programmes", absl::StrJoin(match.programs(), ", "));
  page->Row("Citation", match.citation());
  page->Row("Licence requirement", match.license_requirement());
  page->Row("Licence policy", match.license_policy());
  page->Row("Listed from", match.start_date());
  page->Row("Listed until", match.end_date());
  page->End();
  if (match.alignment_size() > 0) page->Raw(absl::StrCat("<div class=\"wide\">", AlignmentSvg(match), "</div>\n"));
  page->Raw("</div>\n");
}

template <typename Matches>
void AppendMatches(const Matches& matches, int64_t found, Page* page) {
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

void AppendDecision(const v1::Decision& decision, Page* page) {
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

void AppendParties(const v1::Screening& s, const DrawOwnershipFn& draw, Page* page) {
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

void AppendProof(const AuditProof& proof, Page* page) {
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
  Page page;
  page.Raw(kHead);
  page.Raw(Html(absl::StrCat(s.name(), " ", DispositionName(s.disposition()))));
  page.Raw(kStyle);
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
  page.Title("Judged with");
  page.Begin();
  page.Row("Engine", s.engine_version());
  page.Row("Engine state", s.engine_state());
  page.Row("Policy", absl::StrCat(s.policy_version(), " ", s.policy_digest()));
  for (const v1::ListStamp& list : s.lists()) page.Row(list.list(), list.published());
  page.End();
  AppendProof(proof, &page);
  page.Raw("</body></html>\n");
  return page.Take();
}

}  // namespace cordon::render
