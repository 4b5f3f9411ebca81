#include "cli/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "service/render/text.h"

namespace cordon::cli {
namespace {

constexpr int kBarCells = 20;

}  // namespace

std::string ProgressText(int64_t done, int64_t total, int64_t count, absl::string_view unit, absl::string_view remark,
                         absl::Duration elapsed) {
  std::string text;
  const int64_t milliseconds = std::max<int64_t>(1, absl::ToInt64Milliseconds(elapsed));
  if (total > 0) {
    const int64_t part = std::clamp<int64_t>(done, 0, total);
    const auto cells = static_cast<size_t>(part * kBarCells / total);
    absl::StrAppend(&text, "[", std::string(cells, '#'), std::string(kBarCells - cells, '-'), "] ",
                    absl::StrFormat("%3d%%", part * 100 / total));
  }
  if (!unit.empty()) {
    absl::StrAppend(&text, text.empty() ? "" : "  ", render::WithThousands(count), " ", unit, "  ",
                    render::WithThousands(count * 1000 / milliseconds), "/s");
  }
  if (!remark.empty()) absl::StrAppend(&text, "  ", remark);
  if (total > 0 && done > 0 && milliseconds > 500) {
    const int64_t left = std::max<int64_t>(0, (total - done) * milliseconds / done / 1000);
    absl::StrAppend(&text, "  ETA ", absl::StrFormat("%d:%02d", left / 60, left % 60));
  }
  return text;
}

ProgressLine::ProgressLine(Terminal& terminal)
    : terminal_(terminal), start_(absl::Now()), last_(absl::InfinitePast()) {}

ProgressLine::~ProgressLine() { terminal_.Progress(""); }

void ProgressLine::Update(int64_t done, int64_t total, int64_t count, absl::string_view unit,
                          absl::string_view remark) {
  if (!terminal_.progress()) return;
  const absl::Time now = absl::Now();
  if (now - last_ < absl::Milliseconds(100)) return;
  last_ = now;
  terminal_.Progress(ProgressText(done, total, count, unit, remark, now - start_));
}

}  // namespace cordon::cli
