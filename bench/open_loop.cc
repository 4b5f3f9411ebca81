#include "bench/open_loop.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/time/clock.h"

namespace cordon {
namespace {

class OpenLoop {
 public:
  OpenLoop(const OpenLoopOptions& options, const std::vector<std::string>& names)
      : options_(options), requests_(names, /*request_ids=*/true) {
    for (int i = 0; i < options.connections; ++i) stubs_.push_back(ConnectAlone(options.target));
  }

  LoopResult Run() {
    begin_ = absl::Now();
    start_ = begin_ + options_.warm_up;
    end_ = start_ + options_.measured;
    std::thread answers([this] { TakeAnswers(); });
    SendAll();
    // Every call ends by its deadline at the latest.
    while (open_.load(std::memory_order_acquire) > 0) absl::SleepFor(absl::Milliseconds(5));
    queue_.Shutdown();
    answers.join();
    result_.Summarise(std::move(latencies_us_), options_.measured);
    return result_;
  }

 private:
  void SendAll() {
    const absl::Duration apart = absl::Seconds(1) / options_.rate;
    absl::Time due = begin_;
    for (int64_t number = 0; due < end_; due = begin_ + apart * ++number) {
      const absl::Duration ahead = due - absl::Now();
      if (ahead > absl::ZeroDuration()) absl::SleepFor(ahead);
      auto* const call = new ScreenCall;
      call->sent = due;
      call->context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(options_.deadline));
      open_.fetch_add(1, std::memory_order_acq_rel);
      call->reader = stubs_[static_cast<size_t>(number) % stubs_.size()]->AsyncScreenParty(&call->context,
                                                                                           requests_.Next(), &queue_);
      call->reader->Finish(&call->answer, &call->status, call);
    }
  }

  void TakeAnswers() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
      const std::unique_ptr<ScreenCall> call(static_cast<ScreenCall*>(tag));
      if (!call->status.ok()) {
        ++result_.errors[call->Error()];
      } else {
        ++result_.sent;
        if (call->sent >= start_) latencies_us_.push_back(absl::ToInt64Microseconds(absl::Now() - call->sent));
      }
      open_.fetch_sub(1, std::memory_order_acq_rel);
    }
  }

  const OpenLoopOptions& options_;
  ScreenRequests requests_;
  std::vector<std::unique_ptr<v1::ScreeningService::Stub>> stubs_;
  grpc::CompletionQueue queue_;
  std::atomic<int64_t> open_{0};
  absl::Time begin_;
  absl::Time start_;
  absl::Time end_;
  std::vector<int64_t> latencies_us_;  // of the thread that takes answers, until it has ended
  LoopResult result_;                  // likewise
};

}  // namespace

LoopResult RunOpenLoop(const OpenLoopOptions& options, const std::vector<std::string>& names) {
  return OpenLoop(options, names).Run();
}

}  // namespace cordon
