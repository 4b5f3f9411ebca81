#include "service/grpc/update_schedule.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/log.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): not declared everywhere

namespace cordon {
namespace {

constexpr size_t kMaxTalkBytes = 4096;  // of what the command says, for the log

std::string CordonBesideThisProgram() {
  char path[4096];
  const ssize_t size = ::readlink("/proc/self/exe", path, sizeof(path));
  const std::string self(path, size > 0 ? static_cast<size_t>(size) : 0);
  const size_t slash = self.rfind('/');
  return slash == std::string::npos ? "cordon" : self.substr(0, slash) + "/cordon";
}

// The child's process id, or -1. Its stderr goes to `talk`, its stdout nowhere.
pid_t SpawnUpdate(std::vector<std::string> arguments, int talk) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, talk, STDERR_FILENO);
  // The server blocks and ignores signals that must end the command.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) sigaddset(&usual, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = -1;
  const int failed = ::posix_spawn(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : -1;
}

// Everything until the other end closes; what is beyond the limit is read and left out.
std::string ReadTalk(int fd) {
  std::string talk;
  char buffer[1024];
  while (true) {
    const ssize_t n = ::read(fd, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    talk.append(buffer, std::min(static_cast<size_t>(n), kMaxTalkBytes - talk.size()));
  }
  return std::string(absl::StripAsciiWhitespace(talk));
}

}  // namespace

absl::Duration UpdateDelay(absl::Duration every, uint64_t random, bool first) {
  const int64_t tenth = std::max<int64_t>(1, absl::ToInt64Milliseconds(every) / 10);
  const auto spread = [&](int64_t width) {
    return absl::Milliseconds(static_cast<int64_t>(random % static_cast<uint64_t>(width)));
  };
  return first ? spread(tenth + 1) : every - absl::Milliseconds(tenth) + spread(2 * tenth + 1);
}

UpdateSchedule::UpdateSchedule(UpdateScheduleOptions options)
    : options_(std::move(options)), thread_([this] { Run(); }) {}

UpdateSchedule::~UpdateSchedule() {
  {
    MutexLock lock(mu_);
    end_ = true;
    if (child_ > 0) ::kill(child_, SIGTERM);
    ended_.NotifyAll();
  }
  thread_.join();
}

bool UpdateSchedule::Pause(absl::Duration delay) {
  const absl::Time until = absl::Now() + delay;
  MutexLock lock(mu_);
  while (!end_) {
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return true;
    ended_.WaitFor(mu_, absl::ToChronoNanoseconds(left));
  }
  return false;
}

void UpdateSchedule::Run() {
  std::random_device random;
  bool first = true;
  while (Pause(UpdateDelay(options_.every, random(), first))) {
    first = false;
    UpdateOnce();
  }
}

void UpdateSchedule::UpdateOnce() {
  int talk[2];
  if (::pipe2(talk, O_CLOEXEC) != 0) {
    Log(LogLevel::kError, "list update cannot start", {{"errno", errno}});
    return;
  }
  const std::string program = options_.program.empty() ? CordonBesideThisProgram() : options_.program;
  pid_t child = -1;
  bool ending = false;
  {
    MutexLock lock(mu_);
    ending = end_;
    if (!ending) {
      child = SpawnUpdate(
          {program, "--server", options_.server, "--data-dir", options_.data_dir, "--no-progress", "lists", "update"},
          talk[1]);
    }
    child_ = std::max(child, 0);
  }
  ::close(talk[1]);
  const std::string said = ReadTalk(talk[0]);
  ::close(talk[0]);
  if (ending) return;
  if (child < 0) {
    Log(LogLevel::kError, "list update cannot start", {{"program", program}});
    return;
  }
  // Waited for before it is reaped, so that its number cannot be another process's while it can still be signalled.
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  int status = 0;
  {
    MutexLock lock(mu_);
    child_ = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (end_) return;
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  // The command's words name lists, addresses and places in files, never a party.
  Log(code == 0 ? LogLevel::kInfo : LogLevel::kWarning, code == 0 ? "lists are up to date" : "list update failed",
      {{"exit", code}, {"said", said}});
}

}  // namespace cordon
