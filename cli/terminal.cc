#include "cli/terminal.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "service/render/text.h"

namespace cordon::cli {
namespace {

constexpr size_t kTerminalBuffer = 64U << 10U;

// Writes everything; errno of the failure, 0 when done.
int WriteAll(int fd, absl::string_view data) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    data.remove_prefix(static_cast<size_t>(n));
  }
  return 0;
}

bool IsSet(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool ColorsWanted() {
  const char* const term = std::getenv("TERM");
  return !IsSet("NO_COLOR") && term != nullptr && std::strcmp(term, "dumb") != 0;
}

}  // namespace

Terminal::Terminal(bool no_color, bool no_progress)
    : stdout_is_terminal_(::isatty(STDOUT_FILENO) == 1),
      color_(stdout_is_terminal_ && !no_color && ColorsWanted()),
      error_color_(::isatty(STDERR_FILENO) == 1 && !no_color && ColorsWanted()),
      progress_(::isatty(STDERR_FILENO) == 1 && !no_progress) {}

void Terminal::Write(absl::string_view data) {
  buffer_.append(data.data(), data.size());
  if (buffer_.size() >= kTerminalBuffer || stdout_is_terminal_) static_cast<void>(Flush());
}

absl::Status Terminal::Flush() {
  if (!buffer_.empty() && failure_.ok()) {
    if (progress_shown_ && stdout_is_terminal_) Progress("");
    if (const int error = WriteAll(STDOUT_FILENO, buffer_); error != 0) {
      failure_ = absl::UnavailableError(
          absl::StrCat("cannot write to standard output: ", std::strerror(error), "; the result is not whole"));
    }
  }
  buffer_.clear();
  return failure_;
}

void Terminal::Say(absl::string_view text) { Note(absl::StrCat("cordon: ", text)); }

void Terminal::Note(absl::string_view text) {
  Progress("");
  WriteAll(STDERR_FILENO, absl::StrCat(render::Printable(text), "\n"));
}

void Terminal::Progress(absl::string_view text) {
  if (text.empty() && !progress_shown_) return;
  WriteAll(STDERR_FILENO, absl::StrCat("\r\x1b[K", text));
  progress_shown_ = !text.empty();
}

}  // namespace cordon::cli
