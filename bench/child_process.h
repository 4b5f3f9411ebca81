// A child process that announces itself in a ready file. Destruction ends it.
#ifndef CORDON_BENCH_CHILD_PROCESS_H_
#define CORDON_BENCH_CHILD_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cordon {

class ChildProcess {
 public:
  // Runs `arguments` (the first is the program) and waits for `ready_file`.
  static absl::StatusOr<ChildProcess> Start(const std::vector<std::string>& arguments, const std::string& ready_file,
                                            absl::Duration patience);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  // First line of the ready file.
  const std::string& address() const { return address_; }
  // Peak resident memory so far in MiB, from /proc.
  long PeakMib() const;
  // Processor time so far in seconds, from /proc.
  double CpuSeconds() const;

 private:
  ChildProcess() = default;
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace cordon

#endif  // CORDON_BENCH_CHILD_PROCESS_H_
