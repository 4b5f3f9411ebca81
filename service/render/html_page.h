// The frame of every document for paper and file: one HTML page without script, picture or font from outside. Whatever
// is not `Raw` is escaped, so that nothing that came from outside becomes markup.
// Thread contract: none (one owner).
//
//   HtmlPage page("Case 4711");
//   page.Title("History");
//   page.Text(note);
//   std::string html = page.Take();
#ifndef CORDON_SERVICE_RENDER_HTML_PAGE_H_
#define CORDON_SERVICE_RENDER_HTML_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/match.pb.h"
#include "cordon/v1/party.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon::render {

// What stands in a record, made visible and harmless.
std::string Html(absl::string_view text);
// The same with its line ends, which a receipt is made of.
std::string HtmlLines(absl::string_view text);

class HtmlPage {
 public:
  // `style`: more rules of the style sheet.
  explicit HtmlPage(absl::string_view title, absl::string_view style = "");

  void Raw(absl::string_view html) { out_.append(html.data(), html.size()); }
  void Title(absl::string_view text);
  void Under(absl::string_view text);
  void Text(absl::string_view text);
  // A table of names and values. A row without a value is left out.
  void Begin() { Raw("<table>\n"); }
  void Row(absl::string_view name, absl::string_view value);
  template <typename Values>
  void Rows(absl::string_view name, const Values& values) {
    for (const std::string& value : values) Row(std::exchange(name, ""), value);
  }
  void End() { Raw("</table>\n"); }
  // A table with a line of headings; every row has as many cells.
  void Grid(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);
  std::string Take();

 private:
  std::string out_;
};

// What documents say of a party, and of a match: every fact, and the drawing of its alignment.
void AppendPartyFacts(const v1::Party& party, HtmlPage* page);
void AppendMatch(const v1::Match& match, HtmlPage* page);
// Why an answer is incomplete, its warnings; and what it was judged with.
void AppendNotices(const v1::Screening& record, HtmlPage* page);
void AppendJudgedWith(const v1::Screening& record, HtmlPage* page);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_HTML_PAGE_H_
