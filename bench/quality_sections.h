// The sections of the quality report. Each prints its rows and returns what later sections need.
#ifndef CORDON_BENCH_QUALITY_SECTIONS_H_
#define CORDON_BENCH_QUALITY_SECTIONS_H_

#include <string>
#include <vector>

#include "bench/quality_report.h"
#include "bench/quality_world.h"

namespace cordon::bench {

struct QualityOptions {
  std::string data_dir;
  std::string pairs_dir;  // labelled pairs: tests/data/pairs
  std::string details;    // a file for what was missed and what alerted, one line each; may be empty
  size_t sample = 1000;   // names per category of the evasion section
  int threshold = kDefaultThreshold;
};

// Tab-separated lines for those who improve matching: section, score, query, list name.
class Details {
 public:
  explicit Details(const std::string& path) {
    if (!path.empty()) file_ = std::fopen(path.c_str(), "w");
  }
  ~Details() {
    if (file_ != nullptr) std::fclose(file_);
  }
  Details(const Details&) = delete;
  Details& operator=(const Details&) = delete;
  void Line(const std::string& section, int score, const std::string& query, const std::string& listed) {
    if (file_ == nullptr) return;
    std::fprintf(file_, "%s\t%d\t%s\t%s\n", section.c_str(), score, query.c_str(), listed.c_str());
  }

 private:
  std::FILE* file_ = nullptr;
};

// Best scores of one section, so that the operating curve can be drawn without screening again.
struct Scores {
  std::vector<std::vector<int>> groups;  // per category: one score per name, 0 below kCurveFloor
};

void ListNamesSection(const QualityWorld& world, const QualityOptions& options, QualityReport* report);
Scores EvasionSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                      QualityReport* report);
absl::StatusOr<Scores> CleanSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                                    QualityReport* report);
absl::Status CrossScriptSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                                QualityReport* report);
absl::Status PairsSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                          QualityReport* report);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_QUALITY_SECTIONS_H_
