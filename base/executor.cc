#include "base/executor.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace cordon {

Executor::Executor(const ExecutorOptions& options) : max_queued_(options.max_queued) {
  const std::string shown = options.name.substr(0, 15);  // the kernel's limit
  const int threads = std::max(1, options.threads);
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, shown] {
      if (!shown.empty()) pthread_setname_np(pthread_self(), shown.c_str());
      Run();
    });
  }
}

Executor::~Executor() { Shutdown(); }

bool Executor::TrySubmit(Task task) {
  {
    MutexLock lock(mu_);
    if (stopping_ || queue_.size() >= max_queued_) return false;
    queue_.push_back(std::move(task));
  }
  work_.NotifyOne();
  return true;
}

size_t Executor::queued() const {
  MutexLock lock(mu_);
  return queue_.size();
}

void Executor::Shutdown() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
  }
  work_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Executor::Run() {
  for (;;) {
    Task task;
    {
      MutexLock lock(mu_);
      while (queue_.empty() && !stopping_) work_.Wait(mu_);
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace cordon
