// The progress line of long work: how far, how fast, how much longer. Drawn on stderr only where a person looks, at
// most ten times a second. Not thread-safe.
#ifndef CORDON_CLI_PROGRESS_H_
#define CORDON_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cli/terminal.h"

namespace cordon::cli {

// "[#########-----------]  45%  52,000 rows  21,034/s  12 alerts  ETA 0:03"; without a known total neither bar nor ETA.
// `unit` may be empty, then count and rate are left out.
std::string ProgressText(int64_t done, int64_t total, int64_t count, absl::string_view unit, absl::string_view remark,
                         absl::Duration elapsed);

class ProgressLine {
 public:
  explicit ProgressLine(Terminal& terminal);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `done` of `total` (0 = unknown) input, `count` things of `unit` so far.
  void Update(int64_t done, int64_t total, int64_t count, absl::string_view unit, absl::string_view remark);

 private:
  Terminal& terminal_;
  absl::Time start_;
  absl::Time last_;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_PROGRESS_H_
