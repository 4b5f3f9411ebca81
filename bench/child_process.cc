#include "bench/child_process.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "base/files.h"

extern char** environ;

namespace cordon {

absl::StatusOr<ChildProcess> ChildProcess::Start(const std::vector<std::string>& arguments,
                                                 const std::string& ready_file, absl::Duration patience) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ChildProcess child;
  if (posix_spawn(&child.pid_, argv[0], nullptr, nullptr, argv.data(), environ) != 0) {
    return absl::NotFoundError(absl::StrCat("cannot run ", arguments[0]));
  }
  const absl::Time until = absl::Now() + patience;
  while (!FileExists(ready_file)) {
    int status = 0;
    if (waitpid(child.pid_, &status, WNOHANG) == child.pid_) {
      child.pid_ = -1;
      return absl::InternalError(absl::StrCat(arguments[0], " ended before it was ready"));
    }
    if (absl::Now() > until) return absl::DeadlineExceededError(absl::StrCat(arguments[0], " did not get ready"));
    absl::SleepFor(absl::Milliseconds(10));
  }
  const absl::StatusOr<std::string> text = ReadFile(ready_file, 4'096);
  if (!text.ok()) return text.status();
  child.address_ = std::vector<std::string>(absl::StrSplit(*text, '\n'))[0];
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), address_(std::move(other.address_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
}

long ChildProcess::PeakMib() const {
  long kib = 0;
  std::FILE* const file = std::fopen(absl::StrCat("/proc/", pid_, "/status").c_str(), "r");
  if (file == nullptr) return 0;
  char line[256];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (std::sscanf(line, "VmHWM: %ld", &kib) == 1) break;
  }
  std::fclose(file);
  return kib / 1'024;
}

double ChildProcess::CpuSeconds() const {
  const absl::StatusOr<std::string> text = ReadFile(absl::StrCat("/proc/", pid_, "/stat"), 4'096);
  if (!text.ok()) return 0;
  const std::vector<std::string> fields = absl::StrSplit(text->substr(text->rfind(')') + 2), ' ');
  int64_t user = 0;
  int64_t system = 0;
  if (fields.size() < 13 || !absl::SimpleAtoi(fields[11], &user) || !absl::SimpleAtoi(fields[12], &system)) return 0;
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace cordon
