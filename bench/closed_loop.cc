#include "bench/closed_loop.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"

namespace cordon {
namespace {

class Loop {
 public:
  Loop(const LoopOptions& options, const std::vector<std::string>& names)
      : options_(options), requests_(names, options.request_ids), stub_(ConnectAlone(options.target)) {}

  LoopResult Run() {
    start_ = absl::Now() + options_.warm_up;
    end_ = start_ + options_.measured;
    for (int i = 0; i < options_.in_flight; ++i) Send();
    void* tag = nullptr;
    bool ok = false;
    while (open_ > 0 && queue_.Next(&tag, &ok)) Finish(static_cast<ScreenCall*>(tag));
    result_.Summarise(std::move(latencies_), options_.measured);
    return result_;
  }

 private:
  void Send() {
    auto* const call = new ScreenCall;
    ++open_;
    call->sent = absl::Now();
    call->reader = stub_->AsyncScreenParty(&call->context, requests_.Next(), &queue_);
    call->reader->Finish(&call->answer, &call->status, call);
  }

  void Finish(ScreenCall* raw) {
    const std::unique_ptr<ScreenCall> call(raw);
    --open_;
    const absl::Time now = absl::Now();
    if (!call->status.ok()) {
      ++result_.errors[call->Error()];
    } else {
      ++result_.sent;
      if (call->sent >= start_ && now <= end_) latencies_.push_back(absl::ToInt64Microseconds(now - call->sent));
    }
    if (now < end_) Send();
  }

  const LoopOptions& options_;
  ScreenRequests requests_;
  std::unique_ptr<v1::ScreeningService::Stub> stub_;
  grpc::CompletionQueue queue_;
  int open_ = 0;
  absl::Time start_;
  absl::Time end_;
  std::vector<int64_t> latencies_;
  LoopResult result_;
};

}  // namespace

LoopResult RunClosedLoop(const LoopOptions& options, const std::vector<std::string>& names) {
  return Loop(options, names).Run();
}

}  // namespace cordon
