// store_hammer as a child process of a test: start, read what it acknowledged, kill.
#ifndef CORDON_TESTS_DB_STORE_HAMMER_PROCESS_H_
#define CORDON_TESTS_DB_STORE_HAMMER_PROCESS_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"

namespace cordon {

class HammerProcess {
 public:
  HammerProcess(const std::string& directory, const std::string& prefix, bool with_log = false) {
    const std::string program =
        (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "store_hammer").string();
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ < 0) std::abort();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execl(program.c_str(), program.c_str(), directory.c_str(), prefix.c_str(), with_log ? "log" : nullptr, nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ~HammerProcess() {
    if (pid_ > 0) Kill();
  }
  HammerProcess(const HammerProcess&) = delete;
  HammerProcess& operator=(const HammerProcess&) = delete;

  pid_t pid() const { return pid_; }

  // Waits until it said `lines` lines; false if it ended before.
  bool WaitForLines(size_t lines) {
    while (CountLines() < lines) {
      if (!ReadSome()) return false;
    }
    return true;
  }

  // kill -9, then everything it said but "open".
  std::vector<std::string> Kill() {
    ::kill(pid_, SIGKILL);
    while (ReadSome()) {
    }
    ::close(pipe_);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    std::vector<std::string> lines = absl::StrSplit(said_, '\n', absl::SkipEmpty());
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }

 private:
  size_t CountLines() const {
    size_t lines = 0;
    for (const char c : said_) lines += c == '\n' ? 1 : 0;
    return lines;
  }
  bool ReadSome() {
    char buffer[1 << 16];
    const ssize_t n = ::read(pipe_, buffer, sizeof(buffer));
    if (n > 0) said_.append(buffer, static_cast<size_t>(n));
    return n > 0;
  }

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string said_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_DB_STORE_HAMMER_PROCESS_H_
