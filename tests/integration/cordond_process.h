// A real cordond on a temporary directory and free ports, as a child process.
#ifndef CORDON_TESTS_INTEGRATION_CORDOND_PROCESS_H_
#define CORDON_TESTS_INTEGRATION_CORDOND_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace cordon {

// Runs a program to its end; -1 if it was killed or did not end in time. Standard error goes to `*error_output`.
int RunProgram(const std::vector<std::string>& arguments, std::string* error_output, absl::Duration patience);

// $CORDON_BIN_DIR/NAME.
std::string ProgramPath(const std::string& name);

class CordondProcess {
 public:
  // `directory` holds the data directory (data), the log (log) and the ready file (ready). `more` are further flags.
  // Listens on 127.0.0.1:0 unless `more` says otherwise.
  explicit CordondProcess(std::string directory, std::vector<std::string> more = {});
  // SIGKILL if it still runs.
  ~CordondProcess();
  CordondProcess(const CordondProcess&) = delete;
  CordondProcess& operator=(const CordondProcess&) = delete;

  // Starts (again) and waits until ready; false with the log on standard error if it does not get ready.
  bool Start(absl::Duration patience = absl::Seconds(20));
  void Signal(int signal) const;
  // Exit code, -1 if killed or still running after `patience`.
  int WaitForExit(absl::Duration patience = absl::Seconds(35));

  std::string data_dir() const { return directory_ + "/data"; }
  // From the ready file: "127.0.0.1:40001".
  const std::string& address() const { return address_; }
  std::string socket() const { return "unix:" + data_dir() + "/cordond.sock"; }
  std::string Log() const;

 private:
  const std::string directory_;
  const std::vector<std::string> more_;
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_CORDOND_PROCESS_H_
