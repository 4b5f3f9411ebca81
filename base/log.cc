#include "base/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/utf8.h"

namespace cordon {
namespace {

constexpr const char* kLevelNames[] = {"debug", "info", "warning", "error"};
// A line longer than this is cut inside its values, so that one write stays one line in a pipe.
constexpr size_t kMaxLogValue = 1024;

std::atomic<int> g_log_level{static_cast<int>(LogLevel::kInfo)};

// Log text may come from libraries: bytes that are not UTF-8 become U+FFFD, so that every line parses.
std::string CleanLogText(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size() && out.size() < kMaxLogValue;) {
    const char32_t code_point = DecodeUtf8(text, &pos);
    AppendUtf8(code_point == kInvalidCodePoint ? 0xFFFD : code_point, &out);
  }
  return out;
}

}  // namespace

void LogField::AppendTo(std::string* line) const {
  line->push_back(',');
  AppendJsonString(CleanLogText(key_), line);
  line->push_back(':');
  switch (kind_) {
    case Kind::kText:
      AppendJsonString(CleanLogText(text_), line);
      break;
    case Kind::kNumber:
      absl::StrAppend(line, number_);
      break;
    case Kind::kBool:
      line->append(number_ != 0 ? "true" : "false");
      break;
  }
}

std::string FormatLogLine(absl::string_view time, LogLevel level, absl::string_view message,
                          std::initializer_list<LogField> fields) {
  std::string line =
      absl::StrCat("{\"time\":\"", time, "\",\"level\":\"", kLevelNames[static_cast<int>(level)], "\",\"msg\":");
  AppendJsonString(CleanLogText(message), &line);
  for (const LogField& field : fields) field.AppendTo(&line);
  line.push_back('}');
  return line;
}

void Log(LogLevel level, absl::string_view message, std::initializer_list<LogField> fields) {
  if (!LogEnabled(level)) return;
  std::string line = FormatLogLine(FormatTimestamp(SystemClock()->Now()), level, message, fields);
  line.push_back('\n');
  const char* rest = line.data();
  size_t left = line.size();
  while (left > 0) {
    const ssize_t written = write(STDERR_FILENO, rest, left);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nowhere left to report to
    rest += written;
    left -= static_cast<size_t>(written);
  }
}

void SetLogLevel(LogLevel level) { g_log_level.store(static_cast<int>(level), std::memory_order_relaxed); }

bool LogEnabled(LogLevel level) { return static_cast<int>(level) >= g_log_level.load(std::memory_order_relaxed); }

absl::StatusOr<LogLevel> ParseLogLevel(absl::string_view text) {
  for (int i = 0; i < 4; ++i) {
    if (text == kLevelNames[i]) return static_cast<LogLevel>(i);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("log level \"", CleanLogText(text), "\" is not one of debug, info, warning, error"));
}

}  // namespace cordon
