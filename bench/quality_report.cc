#include "bench/quality_report.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace cordon::bench {
namespace {

struct Interval {
  double low;
  double high;
};

// Wilson's score interval at 95 %.
Interval Wilson(int64_t count, int64_t of) {
  if (of == 0) return {0, 1};
  const double n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double z = 1.96;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace

QualityReport::QualityReport(const std::string& json_path) {
  if (!json_path.empty()) json_ = std::fopen(json_path.c_str(), "w");
}

QualityReport::~QualityReport() {
  if (json_ != nullptr) std::fclose(json_);
}

void QualityReport::Begin(const std::string& section, const std::string& explanation) {
  section_ = section;
  std::printf("\n%s\n%s\n", section.c_str(), explanation.c_str());
  std::printf("  %-38s %9s %9s %9s  %-15s %8s\n", "", "count", "of", "share", "95 %", "target");
}

void QualityReport::Share(const std::string& name, int64_t count, int64_t of, int target, Better better) {
  const Interval interval = Wilson(count, of);
  const double share = of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
  Print(name, absl::StrFormat("%9d %9d", count, of), share,
        of == 0 ? "" : absl::StrFormat("%6.2f - %6.2f", 100 * interval.low, 100 * interval.high), of == 0 ? 0 : target,
        better);
  if (json_ == nullptr) return;
  const std::string line = absl::StrCat(
      "{\"section\": ", Quoted(section_), ", \"name\": ", Quoted(name), ", \"count\": ", count, ", \"of\": ", of,
      absl::StrFormat(", \"share\": %.4f, \"target\": %.4f}\n", share, target / 10000.0));
  std::fputs(line.c_str(), json_);
}

void QualityReport::Figure(const std::string& name, double basis_points, int target, const std::string& note) {
  Print(name, absl::StrFormat("%19s", ""), basis_points / 10000, note, target, Better::kHigher);
  if (json_ == nullptr) return;
  const std::string line =
      absl::StrCat("{\"section\": ", Quoted(section_), ", \"name\": ", Quoted(name),
                   absl::StrFormat(", \"share\": %.4f, \"target\": %.4f}\n", basis_points / 10000, target / 10000.0));
  std::fputs(line.c_str(), json_);
}

void QualityReport::Text(const std::string& line) { std::printf("  %s\n", line.c_str()); }

void QualityReport::Progress(const std::string& what) const { std::fprintf(stderr, "quality: %s\n", what.c_str()); }

void QualityReport::Print(const std::string& name, const std::string& counts, double share, const std::string& interval,
                          int target, Better better) {
  std::string goal;
  if (target > 0) {
    const bool met = better == Better::kHigher ? share * 10000 >= target : share * 10000 <= target;
    goal = absl::StrFormat("%s%6.2f  %s", better == Better::kHigher ? ">=" : "<=", target / 100.0, met ? "" : "MISSED");
    if (!met) ++below_target_;
  }
  std::printf("  %-38s %s %8.2f%%  %-15s %s\n", name.c_str(), counts.c_str(), 100 * share, interval.c_str(),
              goal.c_str());
  std::fflush(stdout);
}

std::string OperatingCurveSvg(const std::vector<CurvePoint>& points, int marked_threshold) {
  constexpr double kWidth = 640, kHeight = 400, kLeft = 70, kRight = 20, kTop = 30, kBottom = 60;
  double most_alerts = 0.01;
  double least_detection = 1;
  for (const CurvePoint& point : points) {
    most_alerts = std::max(most_alerts, point.alerts);
    least_detection = std::min(least_detection, point.detection);
  }
  most_alerts = std::ceil(most_alerts * 100) / 100;
  least_detection = std::floor(least_detection * 20) / 20;
  const auto x = [&](double alerts) { return kLeft + alerts / most_alerts * (kWidth - kLeft - kRight); };
  const auto y = [&](double detection) {
    return kTop + (1 - detection) / (1 - least_detection) * (kHeight - kTop - kBottom);
  };
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" "
      "font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
      kWidth, kHeight);
  for (int step = 0; step <= 5; ++step) {
    const double detection = least_detection + (1 - least_detection) * step / 5;
    const double alerts = most_alerts * step / 5;
    absl::StrAppendFormat(&svg, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", kLeft,
                          y(detection), kWidth - kRight, y(detection));
    absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%.0f %%</text>\n", kLeft - 6,
                          y(detection) + 4, 100 * detection);
    absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.2f %%</text>\n", x(alerts),
                          kHeight - kBottom + 18, 100 * alerts);
  }
  std::string line;
  for (const CurvePoint& point : points) {
    absl::StrAppendFormat(&line, "%.1f,%.1f ", x(point.alerts), y(point.detection));
  }
  absl::StrAppendFormat(&svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f4e79\" stroke-width=\"2\"/>\n", line);
  for (const CurvePoint& point : points) {
    const bool marked = point.threshold == marked_threshold;
    if (!marked && point.threshold % 500 != 0) continue;
    absl::StrAppendFormat(&svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>\n", x(point.alerts),
                          y(point.detection), marked ? 5 : 3, marked ? "#c00000" : "#1f4e79");
    absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"%.1f\">%.2f</text>\n", x(point.alerts) + 7,
                          y(point.detection) + 14, point.threshold / 10000.0);
  }
  absl::StrAppendFormat(&svg,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">clean company names that alert</text>\n",
                        (kLeft + kWidth - kRight) / 2, kHeight - 16);
  absl::StrAppendFormat(&svg, "<text x=\"%.1f\" y=\"18\">manipulated names found, mean over the categories</text>\n",
                        kLeft);
  return svg + "</svg>\n";
}

}  // namespace cordon::bench
