// The quality report: what matching finds and what it costs in alerts, on the real screening list under the default
// policy, each figure beside its target. docs/matching.md quotes it. Fixed seeds: the same code and data give the same
// figures.
//
//   quality [--only SECTION] [--sample N] [--threshold BP] [--json FILE] [--svg FILE] [--details FILE]
//
// Sections: list, evasion, clean, cross-script, pairs; the curve needs evasion and clean. Data: $CORDON_SHARED_DATA.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bench/corpora.h"
#include "bench/quality_sections.h"

namespace cordon::bench {
namespace {

double ShareAtLeast(const std::vector<int>& scores, int threshold) {
  if (scores.empty()) return 0;
  const auto count = std::count_if(scores.begin(), scores.end(), [&](int score) { return score >= threshold; });
  return static_cast<double>(count) / static_cast<double>(scores.size());
}

std::vector<CurvePoint> OperatingCurve(const Scores& evasion, const Scores& clean) {
  std::vector<CurvePoint> points;
  for (int threshold = kCurveFloor; threshold <= 9900; threshold += 100) {
    CurvePoint point;
    point.threshold = threshold;
    point.alerts = ShareAtLeast(clean.groups.front(), threshold);
    for (const std::vector<int>& group : evasion.groups) point.detection += ShareAtLeast(group, threshold);
    point.detection /= static_cast<double>(std::max<size_t>(1, evasion.groups.size()));
    points.push_back(point);
  }
  return points;
}

struct Arguments {
  QualityOptions options;
  std::string only, json, svg;
};

bool Parse(int argc, char** argv, Arguments* arguments) {
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 >= argc) return false;
    const absl::string_view flag = argv[i];
    const char* const value = argv[i + 1];
    int sample = 0;
    if (flag == "--only")
      arguments->only = value;
    else if (flag == "--json")
      arguments->json = value;
    else if (flag == "--svg")
      arguments->svg = value;
    else if (flag == "--details")
      arguments->options.details = value;
    else if (flag == "--threshold" && absl::SimpleAtoi(value, &arguments->options.threshold))
      continue;
    else if (flag == "--sample" && absl::SimpleAtoi(value, &sample) && sample > 0)
      arguments->options.sample = static_cast<size_t>(sample);
    else
      return false;
  }
  return true;
}

absl::Status Run(const Arguments& arguments) {
  QualityReport report(arguments.json);
  Details details(arguments.options.details);
  const auto wanted = [&](const char* section) { return arguments.only.empty() || arguments.only == section; };
  absl::StatusOr<std::unique_ptr<QualityWorld>> world = QualityWorld::Load(arguments.options.data_dir);
  if (!world.ok()) return world.status();
  std::printf("list: %zu entries, %zu names; tables %s\n", (*world)->entries().size(),
              (*world)->matcher().snapshot().name_count(), TablesDigest().c_str());
  if (wanted("list")) ListNamesSection(**world, arguments.options, &report);
  Scores evasion;
  if (wanted("evasion")) evasion = EvasionSection(**world, arguments.options, &details, &report);
  if (wanted("cross-script")) {
    const absl::Status status = CrossScriptSection(**world, arguments.options, &details, &report);
    if (!status.ok()) return status;
  }
  if (wanted("pairs")) {
    const absl::Status status = PairsSection(**world, arguments.options, &details, &report);
    if (!status.ok()) return status;
  }
  if (wanted("clean")) {
    const absl::StatusOr<Scores> clean = CleanSection(**world, arguments.options, &details, &report);
    if (!clean.ok()) return clean.status();
    if (!evasion.groups.empty()) {
      const std::vector<CurvePoint> curve = OperatingCurve(evasion, *clean);
      std::printf("\noperating curve\n  %9s %9s %9s\n", "threshold", "alerts", "found");
      for (const CurvePoint& point : curve) {
        if (point.threshold % 500 != 0) continue;
        std::printf("  %9.2f %8.2f%% %8.2f%%\n", point.threshold / 10000.0, 100 * point.alerts, 100 * point.detection);
      }
      if (!arguments.svg.empty()) std::ofstream(arguments.svg) << OperatingCurveSvg(curve, kDefaultThreshold);
    }
  }
  std::printf("\n%d figures miss their target\n", report.below_target());
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, &arguments)) {
    std::fprintf(
        stderr,
        "usage: quality [--only list|evasion|clean|cross-script|pairs] [--sample N] [--threshold BASIS_POINTS]\n"
        "               [--json FILE] [--svg FILE] [--details FILE]\n");
    return 2;
  }
  arguments.options.data_dir = SharedDataDir();
  const char* const source = std::getenv("CORDON_SOURCE_DIR");
  arguments.options.pairs_dir = absl::StrCat(source != nullptr && *source != '\0' ? source : ".", "/tests/data/pairs");
  const absl::Status status = Run(arguments);
  if (status.ok()) return 0;
  std::fprintf(stderr,
               "%s\nset CORDON_SHARED_DATA to the directory that holds lists/, benign_names/ and cross_script/\n",
               std::string(status.message()).c_str());
  return 1;
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) { return cordon::bench::Main(argc, argv); }
