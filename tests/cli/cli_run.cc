#include "tests/cli/cli_run.h"

#include <fcntl.h>
#include <pty.h>
#include <re2/re2.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cordon {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string BinDir() {
  const char* const directory = std::getenv("CORDON_BIN_DIR");
  return directory != nullptr ? directory : "build/dev/bin";
}

int WaitForCode(pid_t pid) {
  const absl::Time until = absl::Now() + absl::Minutes(2);
  int status = 0;
  while (waitpid(pid, &status, WNOHANG) != pid) {
    if (absl::Now() > until) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
      return -1;
    }
    absl::SleepFor(absl::Milliseconds(2));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

[[noreturn]] void Execute(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  std::vector<char*> arguments;
  std::vector<char*> variables;
  for (const std::string& text : argv) arguments.push_back(const_cast<char*>(text.c_str()));
  for (const std::string& text : environment) variables.push_back(const_cast<char*>(text.c_str()));
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  execvpe(arguments[0], arguments.data(), variables.data());
  _exit(127);
}

void OpenAs(int target, const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags, 0600);
  if (fd < 0 || dup2(fd, target) < 0) _exit(126);
}

// Everything a child writes to its terminal until it closes it.
std::string ReadTerminal(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = read(fd, buffer, sizeof(buffer));
    if (n > 0) text.append(buffer, static_cast<size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR)) return text;
  }
}

}  // namespace

CliResult RunProgramWith(const std::vector<std::string>& argv, const std::string& data_dir, const CliOptions& options) {
  const TempDir scratch;
  std::ofstream(scratch / "in", std::ios::binary) << options.input;
  const std::string path = BinDir() + ":/usr/bin:/bin";
  setenv("PATH", path.c_str(), 1);  // where execvpe looks
  std::map<std::string, std::string> variables = options.environment;
  variables.insert({{"CORDON_DATA_DIR", data_dir},
                    {"HOME", scratch.path()},
                    {"LC_ALL", "C.UTF-8"},
                    {"TERM", "xterm"},
                    {"PATH", path}});
  for (const char* const name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "TMPDIR"}) {
    if (const char* const value = std::getenv(name); value != nullptr) variables.emplace(name, value);
  }
  std::vector<std::string> environment;
  for (const auto& [name, value] : variables) environment.push_back(name + "=" + value);

  CliResult result;
  if (options.terminal) {
    int terminal = -1;
    const pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (pid == 0) {
      OpenAs(STDIN_FILENO, scratch / "in", O_RDONLY);
      Execute(argv, environment);
    }
    result.out = ReadTerminal(terminal);
    result.code = WaitForCode(pid);
    close(terminal);
    return result;
  }
  const pid_t pid = fork();
  if (pid == 0) {
    OpenAs(STDIN_FILENO, scratch / "in", O_RDONLY);
    OpenAs(STDOUT_FILENO, scratch / "out", O_WRONLY | O_CREAT);
    OpenAs(STDERR_FILENO, scratch / "err", O_WRONLY | O_CREAT);
    Execute(argv, environment);
  }
  result.code = WaitForCode(pid);
  result.out = ReadAll(scratch / "out");
  result.err = ReadAll(scratch / "err");
  return result;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return lines;
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

std::string WithoutIds(std::string text) {
  static const RE2* const kId = new RE2("(screenings|listVersions)/[0-9a-z]{26}");
  static const RE2* const kCaller = new RE2(R"(uid:[0-9]+(\([^)]*\))?|loopback)");
  static const RE2* const kUuid = new RE2("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
  static const RE2* const kTime = new RE2("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
  static const RE2* const kRecord = new RE2(R"((record[_ ]sha256"?:? *"?)[0-9a-f]{64})");
  static const RE2* const kIndex = new RE2(R"((audit[_ ]index"?:? *)[0-9]+)");
  RE2::GlobalReplace(&text, *kIndex, "\\1N");
  RE2::GlobalReplace(&text, *kId, "ID");
  RE2::GlobalReplace(&text, *kCaller, "CALLER");
  RE2::GlobalReplace(&text, *kUuid, "UUID");
  RE2::GlobalReplace(&text, *kTime, "TIME");
  RE2::GlobalReplace(&text, *kRecord, "\\1DIGEST");
  return text;
}

std::string CliTest::Write(const std::string& name, const std::string& content) const {
  std::ofstream(Path(name), std::ios::binary) << content;
  return Path(name);
}

void CliTest::ImportDenyList() {
  const CliResult result = Cordon({"lists", "import", Write("deny.csv", kDenyCsv), "--as", "DENY"});
  ASSERT_EQ(result.code, 0) << result.err;
}

}  // namespace cordon
