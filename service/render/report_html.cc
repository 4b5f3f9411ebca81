// The management figures as one page with charts.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/render/cases.h"
#include "service/render/charts.h"
#include "service/render/html_page.h"
#include "service/render/report.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

void AppendChart(const std::string& title, const std::vector<ChartBar>& bars, HtmlPage* page) {
  page->Title(title);
  if (std::all_of(bars.begin(), bars.end(), [](const ChartBar& bar) { return bar.value == 0; })) {
    page->Text("Nothing to count.");
    return;
  }
  page->Raw(BarChart(title, bars));
}

template <typename Steps, typename Counts>
std::vector<ChartBar> StepBars(const Steps& steps, const Counts& counts) {
  std::vector<ChartBar> bars;
  for (size_t i = 0; i < steps.size(); ++i) bars.push_back({steps[i], counts[i], WithThousands(counts[i])});
  return bars;
}

std::vector<ChartBar> OutcomeBars(const std::map<std::string, int64_t>& outcomes) {
  std::vector<ChartBar> bars;
  for (const auto& [name, count] : outcomes) bars.push_back({EnumWords(name), count, WithThousands(count)});
  std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
  return bars;
}

// "2 h 05 min" or "3 days".
std::string LagText(int64_t minutes) {
  if (minutes >= 48 * 60) return absl::StrCat(minutes / 60 / 24, " days");
  return absl::StrCat(minutes / 60, " h ", minutes % 60 < 10 ? "0" : "", minutes % 60, " min");
}

}  // namespace

std::string ReportHtml(const ReportFigures& figures) {
  HtmlPage page("Screening report", kChartStyle);
  page.Raw("<h1>Screening report</h1>\n");
  page.Begin();
  page.Row("As it stood", figures.time);
  page.End();
  if (figures.cut) {
    page.Text(
        "There are more cases than a report counts. Figures of the whole are left empty, shares are of the cases "
        "at the head of the queue.");
  }
  page.Title("Figures");
  std::vector<std::vector<std::string>> rows;
  for (const ReportFigure& figure : figures.rows) {
    rows.push_back(
        {EnumWords(figure.name),
         figure.value.empty() ? "-" : absl::StrCat(figure.value, figure.unit.empty() ? "" : " ", figure.unit),
         figure.meaning});
  }
  page.Grid({"Figure", "Value", "Meaning"}, rows);

  page.Title("Cases by month");
  std::vector<ChartStep> months;
  for (const ReportFigures::Month& month : figures.months) months.push_back({month.label, month.begun, month.closed});
  page.Raw(ColumnChart("Cases by month", "begun", "closed", months));
  AppendChart("How cases ended", OutcomeBars(figures.resolutions), &page);
  AppendChart("How matches were decided", OutcomeBars(figures.match_outcomes), &page);
  AppendChart("Time to disposition", StepBars(kDurationSteps, figures.taken), &page);
  AppendChart("Age of the backlog", StepBars(kDurationSteps, figures.waiting), &page);
  AppendChart("Suppressions that hold, by age", StepBars(kSuppressionAges, figures.suppression_ages), &page);
  std::vector<ChartBar> lag;
  // A list that was confirmed this minute is there as well.
  for (const auto& [list, minutes] : figures.list_lag) lag.push_back({list, minutes + 1, LagText(minutes)});
  AppendChart("Since each list was confirmed", lag, &page);
  AppendChart("Ultimate parent of companies in deals",
              {{"known", figures.parents_known, WithThousands(figures.parents_known)},
               {"unknown", figures.deal_parties - figures.parents_known,
                WithThousands(figures.deal_parties - figures.parents_known)}},
              &page);
  return page.Take();
}

}  // namespace cordon::render
