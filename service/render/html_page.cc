#include "service/render/html_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/xml_text.h"
#include "service/render/audit_report.h"
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
td{vertical-align:top;padding:.15em 0;overflow-wrap:anywhere;min-width:4em}
pre{font:11px/1.4 monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;border:1px solid #ccc;padding:.6em}
.disposition{display:inline-block;padding:.1em .6em;border:2px solid #111;font-weight:700}
.match{break-inside:avoid;border:1px solid #bbb;padding:.4em .8em;margin:.6em 0}
.wide{overflow-x:auto}svg{max-width:100%;height:auto}
.alignment text{font:12px monospace;text-anchor:middle;fill:#111}.alignment .s{font-size:9px;fill:#444}
.alignment rect{stroke:#444;fill:#fff}.alignment rect.eq{fill:#d7ecd7}.alignment rect.sy{fill:#e3ecf7}
.alignment rect.ed{fill:#fbf0cf}.alignment rect.ex{fill:#f2f2f2;stroke-dasharray:3 2}.alignment line{stroke:#444}
@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}pre{background:none;font-size:7pt}}
@page{margin:15mm}
)";

}  // namespace

std::string Html(absl::string_view text) { return EscapeXml(Printable(text)); }

std::string HtmlLines(absl::string_view text) {
  return absl::StrJoin(absl::StrSplit(text, '\n'), "\n",
                       [](std::string* out, absl::string_view line) { out->append(Html(line)); });
}

HtmlPage::HtmlPage(absl::string_view title, absl::string_view style)
    : out_(absl::StrCat(kHead, Html(title), kStyle, style, "</style></head><body>\n")) {}

void HtmlPage::Title(absl::string_view text) { absl::StrAppend(&out_, "<h2>", Html(text), "</h2>\n"); }
void HtmlPage::Under(absl::string_view text) { absl::StrAppend(&out_, "<h3>", Html(text), "</h3>\n"); }
void HtmlPage::Text(absl::string_view text) { absl::StrAppend(&out_, "<p>", Html(text), "</p>\n"); }

void HtmlPage::Row(absl::string_view name, absl::string_view value) {
  if (value.empty()) return;
  absl::StrAppend(&out_, "<tr><th>", Html(name), "</th><td>", Html(value), "</td></tr>\n");
}

void HtmlPage::Grid(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
  Raw("<table class=\"grid\">\n<tr>");
  for (const std::string& heading : headings) absl::StrAppend(&out_, "<th>", Html(heading), "</th>");
  Raw("</tr>\n");
  for (const std::vector<std::string>& row : rows) {
    Raw("<tr>");
    for (const std::string& cell : row) absl::StrAppend(&out_, "<td>", Html(cell), "</td>");
    Raw("</tr>\n");
  }
  Raw("</table>\n");
}

std::string HtmlPage::Take() {
  Raw("</body></html>\n");
  return std::move(out_);
}

void AppendPartyFacts(const v1::Party& party, HtmlPage* page) {
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

void AppendMatch(const v1::Match& match, HtmlPage* page) {
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

void AppendNotices(const v1::Screening& s, HtmlPage* page) {
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

void AppendJudgedWith(const v1::Screening& s, HtmlPage* page) {
  page->Title("Judged with");
  page->Begin();
  page->Row("Engine", s.engine_version());
  page->Row("Engine state", s.engine_state());
  page->Row("Policy", absl::StrCat(s.policy_version(), " ", s.policy_digest()));
  for (const v1::ListStamp& list : s.lists()) page->Row(list.list(), list.published());
  page->End();
}

}  // namespace cordon::render
