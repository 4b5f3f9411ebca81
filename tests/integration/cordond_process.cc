#include "tests/integration/cordond_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "tests/support/temp_dir.h"

extern char** environ;

namespace cordon {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Standard error is appended to `error_path`.
pid_t Spawn(const std::vector<std::string>& arguments, const std::string& error_path) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t pid = -1;
  if (posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ) != 0) pid = -1;
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

// True when it ended; `*code` is -1 if by a signal.
bool Reap(pid_t pid, absl::Duration patience, int* code) {
  const absl::Time until = absl::Now() + patience;
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) != pid) {
    if (absl::Now() > until) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
  *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return true;
}

}  // namespace

std::string ProgramPath(const std::string& name) {
  const char* const directory = std::getenv("CORDON_BIN_DIR");
  return std::string(directory != nullptr ? directory : "build/dev/bin") + "/" + name;
}

int RunProgram(const std::vector<std::string>& arguments, std::string* error_output, absl::Duration patience) {
  const TempDir directory;
  const pid_t pid = Spawn(arguments, directory / "err");
  int code = -1;
  if (pid > 0 && !Reap(pid, patience, &code)) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  if (error_output != nullptr) *error_output = ReadWhole(directory / "err");
  return code;
}

CordondProcess::CordondProcess(std::string directory, std::vector<std::string> more)
    : directory_(std::move(directory)), more_(std::move(more)) {}

CordondProcess::~CordondProcess() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool CordondProcess::Start(absl::Duration patience) {
  const std::string ready = directory_ + "/ready";
  std::remove(ready.c_str());
  std::vector<std::string> arguments = {ProgramPath("cordond"), "--data-dir", data_dir(), "--ready-file", ready};
  if (std::find(more_.begin(), more_.end(), "--listen") == more_.end()) {
    arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
  }
  arguments.insert(arguments.end(), more_.begin(), more_.end());
  pid_ = Spawn(arguments, directory_ + "/log");
  const absl::Time until = absl::Now() + patience;
  while (pid_ > 0 && absl::Now() < until) {
    const std::string text = ReadWhole(ready);
    if (!text.empty()) {
      address_ = text.substr(0, text.find('\n'));
      return true;
    }
    int code = 0;
    if (Reap(pid_, absl::ZeroDuration(), &code)) {
      pid_ = -1;
      break;
    }
    absl::SleepFor(absl::Milliseconds(5));
  }
  std::fprintf(stderr, "cordond did not get ready:\n%s\n", Log().c_str());
  return false;
}

void CordondProcess::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

int CordondProcess::WaitForExit(absl::Duration patience) {
  int code = -1;
  if (pid_ > 0 && Reap(pid_, patience, &code)) pid_ = -1;
  return code;
}

std::string CordondProcess::Log() const { return ReadWhole(directory_ + "/log"); }

}  // namespace cordon
