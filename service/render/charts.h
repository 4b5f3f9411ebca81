// Charts of whole numbers as inline SVG, for documents on paper: shades and texts only, no colour that has to be told
// apart. Same numbers, same bytes; labels are escaped. Pure functions.
//
//   page.Raw(BarChart("How cases ended", {{"released", 12, "12"}, {"rejected", 3, "3"}}));
#ifndef CORDON_SERVICE_RENDER_CHARTS_H_
#define CORDON_SERVICE_RENDER_CHARTS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace cordon::render {

inline constexpr size_t kMaxChartBars = 40;  // of one chart; how many are left out is said

struct ChartBar {
  std::string label;
  int64_t value = 0;  // below zero counts as zero
  std::string text;   // what stands at its end
};
// Bars that lie below each other, the longest as wide as the drawing.
std::string BarChart(const std::string& title, const std::vector<ChartBar>& bars);

// Two numbers for each step of time.
struct ChartStep {
  std::string label;
  int64_t first = 0;
  int64_t second = 0;
};
// Two columns for each step, side by side; `first` and `second` name what they count.
std::string ColumnChart(const std::string& title, const std::string& first, const std::string& second,
                        const std::vector<ChartStep>& steps);

// Rules of the style sheet that charts and tables with headings need.
extern const char kChartStyle[];

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_CHARTS_H_
