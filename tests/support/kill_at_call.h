// Runs a program and kills it (SIGKILL) as it is about to make its n-th call that changes a file: every place where a
// crash could leave something half done. Linux, by ptrace; all threads of the program are watched.
//
//   const KilledRun whole = KillAtCall({"cordon", "lists", "import", file}, directory, 0);   // counts, kills nothing
//   for (int n = 1; n <= whole.calls; ++n) KillAtCall(..., n);
#ifndef CORDON_TESTS_SUPPORT_KILL_AT_CALL_H_
#define CORDON_TESTS_SUPPORT_KILL_AT_CALL_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

namespace cordon {

struct KilledRun {
  bool traced = false;  // false: the machine does not allow it
  bool killed = false;
  int exit_code = -1;
  int calls = 0;  // that change files
};

inline bool ChangesFiles(uint64_t call) {
  static constexpr uint64_t kCalls[] = {
      SYS_write,     SYS_pwrite64, SYS_writev,    SYS_fsync,    SYS_fdatasync,
      SYS_ftruncate, SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_mkdirat,
#ifdef SYS_rename
      SYS_rename,    SYS_unlink,   SYS_mkdir,
#endif
  };
  return std::find(std::begin(kCalls), std::end(kCalls), call) != std::end(kCalls);
}

// `program` by path; output is thrown away. `at` 0: to the end.
inline KilledRun KillAtCall(const std::vector<std::string>& program, const std::string& data_dir, int at) {
  KilledRun run;
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("CORDON_DATA_DIR", data_dir.c_str(), 1);
    // The leak sanitizer traces the program itself, which only one can.
    const char* const sanitizer = std::getenv("ASAN_OPTIONS");
    ::setenv("ASAN_OPTIONS", (std::string(sanitizer == nullptr ? "" : sanitizer) + ":detect_leaks=0").c_str(), 1);
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int fd : {0, 1, 2}) ::dup2(null, fd);
    std::vector<char*> arguments;
    for (const std::string& argument : program) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) std::_Exit(126);
    ::raise(SIGSTOP);
    ::execv(arguments[0], arguments.data());
    std::_Exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return run;
  constexpr int64_t kOptions = PTRACE_O_TRACECLONE | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
  run.traced = ::ptrace(PTRACE_SETOPTIONS, child, nullptr, kOptions) == 0;
  if (!run.traced) ::kill(child, SIGKILL);
  ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
  while (true) {
    const pid_t thread = ::waitpid(-1, &status, __WALL);
    if (thread < 0) break;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != child) continue;
      if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
      break;
    }
    int64_t signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info call{};
      const int64_t got = ::ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(call), &call);
      if (got > 0 && call.op == PTRACE_SYSCALL_INFO_ENTRY && ChangesFiles(call.entry.nr) && ++run.calls == at) {
        run.killed = true;
        ::kill(child, SIGKILL);
      }
    } else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
      signal = WSTOPSIG(status);
    }
    ::ptrace(PTRACE_SYSCALL, thread, nullptr, signal);
  }
  return run;
}

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_KILL_AT_CALL_H_
