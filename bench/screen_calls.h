// What the loops of the load generator share: requests that differ, and a call under way. Not thread-safe.
#ifndef CORDON_BENCH_SCREEN_CALLS_H_
#define CORDON_BENCH_SCREEN_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "cordon/v1/screening.grpc.pb.h"

namespace cordon {

struct ScreenCall {
  grpc::ClientContext context;
  v1::Screening answer;
  grpc::Status status;
  absl::Time sent;  // in an open loop: when it was due
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::Screening>> reader;

  std::string Error() const { return absl::StrCat(static_cast<int>(status.error_code()), " ", status.error_message()); }
};

// One name after the other, from a random place, each request with an id of its own.
class ScreenRequests {
 public:
  ScreenRequests(const std::vector<std::string>& names, bool request_ids)
      : names_(names), request_ids_(request_ids), random_(std::random_device{}()) {
    next_ = std::uniform_int_distribution<size_t>(0, names.size() - 1)(random_);
  }

  v1::ScreenPartyRequest Next() {
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name(names_[next_++ % names_.size()]);
    if (request_ids_) {
      const uint64_t high = random_();
      const uint64_t low = random_();
      request.set_request_id(absl::StrFormat("%08x-%04x-4%03x-a%03x-%012x", high >> 32, (high >> 16) & 0xFFFF,
                                             high & 0xFFF, low >> 52, low & 0xFFFFFFFFFFFF));
    }
    return request;
  }

 private:
  const std::vector<std::string>& names_;
  const bool request_ids_;
  std::mt19937_64 random_;
  size_t next_ = 0;
};

// A connection of its own.
inline std::unique_ptr<v1::ScreeningService::Stub> ConnectAlone(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return v1::ScreeningService::NewStub(
      grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
}

struct LoopResult {
  int64_t calls = 0;  // OK, in the measured time
  double rate = 0;    // per second
  int64_t p50_us = 0;
  int64_t p99_us = 0;
  int64_t worst_us = 0;
  int64_t sent = 0;                       // all calls including warm-up, OK ones
  std::map<std::string, int64_t> errors;  // code -> count

  // Fills the figures from the latencies of the measured calls.
  void Summarise(std::vector<int64_t> latencies_us, absl::Duration measured) {
    std::sort(latencies_us.begin(), latencies_us.end());
    calls = static_cast<int64_t>(latencies_us.size());
    rate = static_cast<double>(calls) / absl::ToDoubleSeconds(measured);
    if (latencies_us.empty()) return;
    p50_us = latencies_us[latencies_us.size() / 2];
    p99_us = latencies_us[latencies_us.size() * 99 / 100];
    worst_us = latencies_us.back();
  }
};

}  // namespace cordon

#endif  // CORDON_BENCH_SCREEN_CALLS_H_
