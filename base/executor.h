// A bounded pool of threads for work that must not run where it arrived: batches, reads, imports. It never grows and
// never queues without end: when the queue is full the caller is told at once and can refuse its own caller.
//
// Thread contract: TrySubmit from any thread, also from a task. Destruction runs what was accepted, then joins.
//
//   Executor batches({.name = "batch", .threads = 2, .max_queued = 64});
//   if (!batches.TrySubmit([=] { Run(request); })) return Overloaded();
#ifndef CORDON_BASE_EXECUTOR_H_
#define CORDON_BASE_EXECUTOR_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace cordon {

struct ExecutorOptions {
  std::string name;  // of the threads, as the system's tools show it; at most 15 bytes are kept
  int threads = 1;
  size_t max_queued = 64;  // accepted tasks no thread has taken yet
};

class Executor {
 public:
  using Task = std::function<void()>;

  explicit Executor(const ExecutorOptions& options);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // False when the queue is full or the executor is shutting down; `task` was then not taken and will not run.
  bool TrySubmit(Task task);

  // Accepted tasks no thread has taken yet.
  size_t queued() const;

  // Refuses new tasks, runs the accepted ones and joins the threads. Further calls do nothing. Not from a task.
  void Shutdown();

 private:
  void Run();

  const size_t max_queued_;
  mutable Mutex mu_;
  CondVar work_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cordon

#endif  // CORDON_BASE_EXECUTOR_H_
