// Work on batches by a few threads, results in the order the batches were submitted, and never more than a fixed number
// of batches in memory: what bulk screening needs to use every core and still print row after row.
// Thread contract: Submit and Next from one thread; `work` is called from the pipeline's threads.
//
//   BatchPipeline<Batch, Rows> pipeline(2, [&](Batch batch) { return Screen(std::move(batch)); });
//   pipeline.Submit(std::move(batch));
//   Rows rows = pipeline.Next();
#ifndef CORDON_CLI_BATCH_PIPELINE_H_
#define CORDON_CLI_BATCH_PIPELINE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace cordon::cli {

template <typename In, typename Out>
class BatchPipeline {
 public:
  BatchPipeline(int threads, std::function<Out(In)> work) : work_(std::move(work)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
  }
  // Batches that were not fetched are finished and dropped.
  ~BatchPipeline() {
    {
      MutexLock lock(mu_);
      closing_ = true;
      waiting_.clear();
    }
    submitted_.NotifyAll();
    for (std::thread& thread : threads_) thread.join();
  }
  BatchPipeline(const BatchPipeline&) = delete;
  BatchPipeline& operator=(const BatchPipeline&) = delete;

  void Submit(In batch) {
    {
      MutexLock lock(mu_);
      waiting_.emplace_back(next_in_++, std::move(batch));
    }
    submitted_.NotifyOne();
  }

  // Batches submitted and not yet fetched.
  int64_t pending() const { return next_in_ - next_out_; }

  // The result of the oldest pending batch. REQUIRES: pending() > 0.
  Out Next() {
    MutexLock lock(mu_);
    while (done_.count(next_out_) == 0) finished_.Wait(mu_);
    auto it = done_.find(next_out_++);
    Out out = std::move(it->second);
    done_.erase(it);
    return out;
  }

 private:
  void Run() {
    while (true) {
      std::pair<int64_t, In> job;
      {
        MutexLock lock(mu_);
        while (waiting_.empty() && !closing_) submitted_.Wait(mu_);
        if (waiting_.empty()) return;
        job = std::move(waiting_.front());
        waiting_.pop_front();
      }
      Out out = work_(std::move(job.second));
      {
        MutexLock lock(mu_);
        done_.emplace(job.first, std::move(out));
      }
      finished_.NotifyOne();
    }
  }

  const std::function<Out(In)> work_;
  int64_t next_in_ = 0;   // of the submitting thread
  int64_t next_out_ = 0;  // of the submitting thread
  Mutex mu_;
  CondVar submitted_;
  CondVar finished_;
  std::deque<std::pair<int64_t, In>> waiting_ ABSL_GUARDED_BY(mu_);
  std::map<int64_t, Out> done_ ABSL_GUARDED_BY(mu_);
  bool closing_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_BATCH_PIPELINE_H_
