// Where output goes: data to stdout, talk to stderr, colours and progress only where a person looks.
// Not thread-safe: only the main thread writes.
#ifndef CORDON_CLI_TERMINAL_H_
#define CORDON_CLI_TERMINAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon::cli {

class Terminal {
 public:
  // `no_color`, `no_progress`: what the user asked for; NO_COLOR and TERM=dumb count too.
  Terminal(bool no_color, bool no_progress);

  bool stdout_is_terminal() const { return stdout_is_terminal_; }
  bool color() const { return color_; }  // for stdout
  bool error_color() const { return error_color_; }
  bool progress() const { return progress_; }

  // To stdout, buffered. The first failure is kept and reported by Flush.
  void Write(absl::string_view data);
  // Not OK when anything could not be written: a truncated result must not look like a whole one.
  absl::Status Flush();

  // One line to stderr, "cordon: <text>"; takes the progress line away first.
  void Say(absl::string_view text);
  // The same without the prefix.
  void Note(absl::string_view text);
  // Replaces the progress line; an empty text removes it.
  void Progress(absl::string_view text);

 private:
  bool stdout_is_terminal_;
  bool color_;
  bool error_color_;
  bool progress_;
  bool progress_shown_ = false;
  std::string buffer_;
  absl::Status failure_;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_TERMINAL_H_
