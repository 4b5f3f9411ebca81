#include "bench/closed_loop.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cordon/v1/screening.grpc.pb.h"

namespace cordon {
namespace {

class Loop {
 public:
  Loop(const LoopOptions& options, const std::vector<std::string>& names)
      : options_(options), names_(names), random_(std::random_device{}()) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
    stub_ = v1::ScreeningService::NewStub(
        grpc::CreateCustomChannel(options.target, grpc::InsecureChannelCredentials(), arguments));
    next_ = std::uniform_int_distribution<size_t>(0, names.size() - 1)(random_);
  }

  LoopResult Run() {
    start_ = absl::Now() + options_.warm_up;
    end_ = start_ + options_.measured;
    for (int i = 0; i < options_.in_flight; ++i) Send();
    void* tag = nullptr;
    bool ok = false;
    while (open_ > 0 && queue_.Next(&tag, &ok)) Finish(static_cast<Call*>(tag));
    return Summarise();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::Screening answer;
    grpc::Status status;
    absl::Time sent;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::Screening>> reader;
  };

  void Send() {
    Call* const call = new Call;
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name(names_[next_++ % names_.size()]);
    if (options_.request_ids) {
      const uint64_t high = random_();
      const uint64_t low = random_();
      request.set_request_id(absl::StrFormat("%08x-%04x-4%03x-a%03x-%012x", high >> 32, (high >> 16) & 0xFFFF,
                                             high & 0xFFF, low >> 52, low & 0xFFFFFFFFFFFF));
    }
    ++open_;
    call->sent = absl::Now();
    call->reader = stub_->AsyncScreenParty(&call->context, request, &queue_);
    call->reader->Finish(&call->answer, &call->status, call);
  }

  void Finish(Call* raw) {
    const std::unique_ptr<Call> call(raw);
    --open_;
    const absl::Time now = absl::Now();
    if (!call->status.ok()) {
      ++result_.errors[absl::StrCat(static_cast<int>(call->status.error_code()), " ", call->status.error_message())];
    } else {
      ++result_.sent;
      if (call->sent >= start_ && now <= end_) latencies_.push_back(absl::ToInt64Microseconds(now - call->sent));
    }
    if (now < end_) Send();
  }

  LoopResult Summarise() {
    std::sort(latencies_.begin(), latencies_.end());
    result_.calls = static_cast<int64_t>(latencies_.size());
    result_.rate = static_cast<double>(result_.calls) / absl::ToDoubleSeconds(options_.measured);
    if (!latencies_.empty()) {
      result_.p50_us = latencies_[latencies_.size() / 2];
      result_.p99_us = latencies_[latencies_.size() * 99 / 100];
      result_.worst_us = latencies_.back();
    }
    return result_;
  }

  const LoopOptions& options_;
  const std::vector<std::string>& names_;
  std::mt19937_64 random_;
  std::unique_ptr<v1::ScreeningService::Stub> stub_;
  grpc::CompletionQueue queue_;
  size_t next_ = 0;
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
