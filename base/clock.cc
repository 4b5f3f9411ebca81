#include "base/clock.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

class RealClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// Whether `text` starts with `shape`, in which 0 stands for any digit and everything else for itself.
bool HasShape(absl::string_view text, absl::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    const bool same = shape[i] == '0' ? absl::ascii_isdigit(static_cast<unsigned char>(text[i])) : text[i] == shape[i];
    if (!same) return false;
  }
  return true;
}

// absl::ParseTime is generous (white space, "infinite-future", years of any length); a stored time must not be.
bool LooksLikeRfc3339(absl::string_view text) {
  constexpr absl::string_view kSeconds = "0000-00-00T00:00:00";
  if (!HasShape(text, kSeconds)) return false;
  text.remove_prefix(kSeconds.size());
  if (HasShape(text, ".0")) {
    text.remove_prefix(2);
    while (HasShape(text, "0")) text.remove_prefix(1);
  }
  return text == "Z" || (text.size() == 6 && (HasShape(text, "+00:00") || HasShape(text, "-00:00")));
}

// Times are formatted in runs: all answers of a batch have the same one.
class LastFormatted {
 public:
  const std::string& Format(absl::string_view format, absl::Time time) {
    if (text_.empty() || time != time_) {
      time_ = time;
      text_ = absl::FormatTime(format, time, absl::UTCTimeZone());
    }
    return text_;
  }

 private:
  absl::Time time_;
  std::string text_;
};

}  // namespace

const Clock* SystemClock() {
  static const RealClock* const kClock = new RealClock;
  return kClock;
}

std::string FormatTimestamp(absl::Time time) {
  thread_local LastFormatted last;
  return last.Format("%Y-%m-%dT%H:%M:%E6SZ", time);
}

absl::StatusOr<absl::Time> ParseTimestamp(absl::string_view text) {
  constexpr size_t kMaxLength = 64;
  absl::Time time;
  std::string error = "unexpected form";
  if (text.size() > kMaxLength || !LooksLikeRfc3339(text) ||
      !absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrCat("not an RFC 3339 time such as 2026-11-22T05:04:03Z: ", error));
  }
  return time;
}

std::string FormatDate(absl::Time time) {
  thread_local LastFormatted last;
  return last.Format("%Y-%m-%d", time);
}

absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text) {
  const auto bad = [] { return absl::InvalidArgumentError("not a date of the form YYYY-MM-DD between 1900 and 2199"); };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return bad();
  int parts[3] = {0, 0, 0};
  const absl::string_view fields[3] = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  for (int i = 0; i < 3; ++i) {
    for (const char c : fields[i]) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return bad();
    }
    if (!absl::SimpleAtoi(fields[i], &parts[i])) return bad();
  }
  if (parts[0] < 1900 || parts[0] > 2199) return bad();
  const absl::CivilDay day(parts[0], parts[1], parts[2]);
  // CivilDay normalises 2026-02-30 to March: refuse what was not a day.
  if (day.month() != parts[1] || day.day() != parts[2]) return bad();
  return day;
}

}  // namespace cordon
