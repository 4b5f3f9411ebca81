// The log: one JSON object per line on standard error. For operators and machines, so it never holds a party's name,
// address or identifier: log methods, ids, counts, reasons and durations.
//
// Thread-safe; one line is one write. Lines below the level are dropped.
//
//   Log(LogLevel::kInfo, "draining", {{"in_flight", 12}, {"deadline_ms", 25000}});
//   {"time":"2026-11-22T05:04:03.000123Z","level":"info","msg":"draining","in_flight":12,"deadline_ms":25000}
#ifndef CORDON_BASE_LOG_H_
#define CORDON_BASE_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// A key and its value: text, a whole number or a truth value.
class LogField {
 public:
  LogField(absl::string_view key, absl::string_view value) : key_(key), text_(value) {}
  LogField(absl::string_view key, const char* value) : key_(key), text_(value) {}
  LogField(absl::string_view key, const std::string& value) : key_(key), text_(value) {}
  LogField(absl::string_view key, int value) : LogField(key, int64_t{value}) {}
  LogField(absl::string_view key, int64_t value) : key_(key), kind_(Kind::kNumber), number_(value) {}
  LogField(absl::string_view key, bool value) : key_(key), kind_(Kind::kBool), number_(value ? 1 : 0) {}

  void AppendTo(std::string* line) const;

 private:
  enum class Kind { kText, kNumber, kBool };
  absl::string_view key_;
  Kind kind_ = Kind::kText;
  absl::string_view text_;
  int64_t number_ = 0;
};

void Log(LogLevel level, absl::string_view message, std::initializer_list<LogField> fields = {});

// The line Log would write, without its newline; for tests and other sinks.
std::string FormatLogLine(absl::string_view time, LogLevel level, absl::string_view message,
                          std::initializer_list<LogField> fields);

// Default kInfo.
void SetLogLevel(LogLevel level);
bool LogEnabled(LogLevel level);
// "debug", "info", "warning", "error". InvalidArgument otherwise.
absl::StatusOr<LogLevel> ParseLogLevel(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_BASE_LOG_H_
