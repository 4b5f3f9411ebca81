// What the quality report prints and writes: one row per figure, with its target and a 95 % interval, as a table for
// people and as JSON lines for programs; the operating curve as a picture. Not thread-safe.
#ifndef CORDON_BENCH_QUALITY_REPORT_H_
#define CORDON_BENCH_QUALITY_REPORT_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace cordon::bench {

enum class Better : uint8_t { kHigher, kLower };

class QualityReport {
 public:
  // `json_path` may be empty. Tables go to stdout, progress to stderr.
  explicit QualityReport(const std::string& json_path);
  ~QualityReport();
  QualityReport(const QualityReport&) = delete;
  QualityReport& operator=(const QualityReport&) = delete;

  void Begin(const std::string& section, const std::string& explanation);
  // A share of counts. `target` in basis points, 0 for none.
  void Share(const std::string& name, int64_t count, int64_t of, int target, Better better = Better::kHigher);
  // A figure in basis points that is no share of counts (a mean, F1).
  void Figure(const std::string& name, double basis_points, int target, const std::string& note = "");
  void Text(const std::string& line);

  // Progress on stderr: "quality: ..." while something long runs.
  void Progress(const std::string& what) const;

  int below_target() const { return below_target_; }

 private:
  void Print(const std::string& name, const std::string& counts, double share, const std::string& interval, int target,
             Better better);

  std::string section_;
  std::FILE* json_ = nullptr;
  int below_target_ = 0;
};

// One point of the operating curve.
struct CurvePoint {
  int threshold = 0;     // basis points
  double alerts = 0;     // share of clean names that alert, 0..1
  double detection = 0;  // mean over the categories, 0..1
};

// An SVG picture of detection against the share of clean names that alert; the default threshold is marked.
std::string OperatingCurveSvg(const std::vector<CurvePoint>& points, int marked_threshold);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_QUALITY_REPORT_H_
