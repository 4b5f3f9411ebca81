#include "service/render/charts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/xml_text.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

constexpr int kChartWidth = 720;
constexpr int kLabelWidth = 210;
constexpr int kValueWidth = 110;  // behind the longest bar
constexpr int kBarStep = 24;
constexpr size_t kLabelCells = 30;
constexpr int kPlotHeight = 160;
constexpr int kPlotTop = 30;

std::string ChartText(const std::string& text) { return EscapeXml(Ellipsize(Printable(text), kLabelCells)); }

// `value` of `most`, as a length of at most `full`; what is there at all is seen.
int64_t Length(int64_t value, int64_t most, int64_t full) {
  if (value <= 0 || most <= 0) return 0;
  // Neither overflows nor needs a fraction: a chart is no ruler.
  while (most > int64_t{1} << 40) {
    most /= 2;
    value /= 2;
  }
  return std::max<int64_t>(1, value * full / most);
}

std::string Frame(const std::string& title, int height, const std::string& drawn) {
  return absl::StrCat("<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ",
                      kChartWidth, " ", height, "\" width=\"", kChartWidth, "\" height=\"", height, "\"><title>",
                      EscapeXml(Printable(title)), "</title>", drawn, "</svg>\n");
}

}  // namespace

const char kChartStyle[] =
    ".chart{display:block;margin:.4em 0;break-inside:avoid}.chart text{font:12px sans-serif;fill:#111}\n"
    ".chart .end{text-anchor:end}.chart .mid{text-anchor:middle}.chart .a{fill:#4a6b8a}.chart .b{fill:#c2cfdb}\n"
    ".chart line{stroke:#888}.grid th,.grid td{width:auto;border-bottom:1px solid #ddd;padding:.15em .8em .15em 0}\n"
    ".note{white-space:pre-wrap}\n";

std::string BarChart(const std::string& title, const std::vector<ChartBar>& bars) {
  const size_t shown = std::min(bars.size(), kMaxChartBars);
  int64_t most = 0;
  for (size_t i = 0; i < shown; ++i) most = std::max(most, bars[i].value);
  std::string drawn;
  int y = 4;
  for (size_t i = 0; i < shown; ++i, y += kBarStep) {
    const int64_t width = Length(bars[i].value, most, kChartWidth - kLabelWidth - kValueWidth);
    absl::StrAppend(&drawn, "<text class=\"end\" x=\"", kLabelWidth - 8, "\" y=\"", y + 14, "\">",
                    ChartText(bars[i].label), "</text><rect class=\"a\" x=\"", kLabelWidth, "\" y=\"", y, "\" width=\"",
                    width, "\" height=\"18\"/><text x=\"", kLabelWidth + width + 6, "\" y=\"", y + 14, "\">",
                    ChartText(bars[i].text), "</text>");
  }
  if (bars.size() > shown) {
    absl::StrAppend(&drawn, "<text x=\"", kLabelWidth, "\" y=\"", y + 14, "\">... and ", bars.size() - shown,
                    " more</text>");
    y += kBarStep;
  }
  return Frame(title, y + 4, drawn);
}

std::string ColumnChart(const std::string& title, const std::string& first, const std::string& second,
                        const std::vector<ChartStep>& steps) {
  int64_t most = 0;
  for (const ChartStep& step : steps) most = std::max({most, step.first, step.second});
  std::string drawn =
      absl::StrCat("<rect class=\"a\" x=\"4\" y=\"4\" width=\"14\" height=\"14\"/><text x=\"24\" y=\"16\">",
                   ChartText(first), "</text><rect class=\"b\" x=\"204\" y=\"4\" width=\"14\" height=\"14\"/>",
                   "<text x=\"224\" y=\"16\">", ChartText(second), "</text>");
  const int base = kPlotTop + 18 + kPlotHeight;
  const int room = steps.empty() ? kChartWidth : kChartWidth / static_cast<int>(steps.size());
  const int width = std::max(2, room * 2 / 5);
  int x = 0;
  for (const ChartStep& step : steps) {
    const auto column = [&](const char* style, int left, int64_t value) {
      const int64_t height = Length(value, most, kPlotHeight);
      absl::StrAppend(&drawn, "<rect class=\"", style, "\" x=\"", left, "\" y=\"", base - height, "\" width=\"", width,
                      "\" height=\"", height, "\"/>");
      if (value > 0) {
        absl::StrAppend(&drawn, "<text class=\"mid\" x=\"", left + width / 2, "\" y=\"", base - height - 3, "\">",
                        value, "</text>");
      }
    };
    column("a", x + room / 10, step.first);
    column("b", x + room / 10 + width, step.second);
    absl::StrAppend(&drawn, "<text class=\"mid\" x=\"", x + room / 2, "\" y=\"", base + 16, "\">",
                    ChartText(step.label), "</text>");
    x += room;
  }
  absl::StrAppend(&drawn, "<line x1=\"0\" y1=\"", base, "\" x2=\"", kChartWidth, "\" y2=\"", base, "\"/>");
  return Frame(title, base + 24, drawn);
}

}  // namespace cordon::render
