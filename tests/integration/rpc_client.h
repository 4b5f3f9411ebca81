// Client side of the server tests: channels, error details, and the two standard services (health, reflection) spoken
// by hand, since their protos are not ours.
#ifndef CORDON_TESTS_INTEGRATION_RPC_CLIENT_H_
#define CORDON_TESTS_INTEGRATION_RPC_CLIENT_H_

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "cordon/v1/engine.grpc.pb.h"
#include "cordon/v1/lists.grpc.pb.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "google/rpc/status.pb.h"
#include "service/screening/errors.h"

namespace cordon {

// A connection of its own, so that tests do not share one by accident.
inline std::shared_ptr<grpc::Channel> Connect(
    const std::string& address,
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials()) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

struct Client {
  explicit Client(const std::string& address) : Client(Connect(address)) {}
  explicit Client(std::shared_ptr<grpc::Channel> to)
      : channel(std::move(to)),
        screening(v1::ScreeningService::NewStub(channel)),
        lists(v1::ListService::NewStub(channel)),
        engine(v1::EngineService::NewStub(channel)) {}

  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ScreeningService::Stub> screening;
  std::unique_ptr<v1::ListService::Stub> lists;
  std::unique_ptr<v1::EngineService::Stub> engine;
};

inline void SetTimeout(grpc::ClientContext* context, absl::Duration timeout) {
  context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout));
}

// The google.rpc details of an error, as the product's own clients read them.
inline absl::Status Details(const grpc::Status& status) {
  google::rpc::Status rpc;
  if (!rpc.ParseFromString(status.error_details())) return absl::UnknownError("unreadable details");
  return FromRpcStatus(rpc);
}
inline std::string Reason(const grpc::Status& status) { return GetErrorReason(Details(status)); }

inline grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}
inline std::string FromBuffer(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

// One unary call of any method with bytes in and out.
inline grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                            const std::string& request, std::string* response) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(10));
  grpc::CompletionQueue queue;
  const auto reader = stub.PrepareUnaryCall(&context, method, ToBuffer(request), &queue);
  reader->StartCall();
  grpc::ByteBuffer buffer;
  grpc::Status status;
  reader->Finish(&buffer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (status.ok()) *response = FromBuffer(buffer);
  return status;
}

// grpc.health.v1: HealthCheckRequest{1: service}, HealthCheckResponse{1: status}.
inline std::string HealthRequestBytes(const std::string& service) {
  return service.empty() ? "" : std::string{'\x0A', static_cast<char>(service.size())} + service;
}
// "SERVING", "NOT_SERVING", or the error's code number.
inline std::string Health(const std::shared_ptr<grpc::Channel>& channel, const std::string& service) {
  std::string response;
  const grpc::Status status = CallRaw(channel, "/grpc.health.v1.Health/Check", HealthRequestBytes(service), &response);
  if (!status.ok()) return std::to_string(status.error_code());
  if (response == std::string("\x08\x01")) return "SERVING";
  return response == std::string("\x08\x02") ? "NOT_SERVING" : "?";
}

// A stream of bytes messages: what health Watch and reflection are.
class RawStream {
 public:
  RawStream(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) : stub_(channel) {
    SetTimeout(&context_, absl::Seconds(30));
    stream_ = stub_.PrepareCall(&context_, method, &queue_);
    stream_->StartCall(nullptr);
    Next();
  }
  ~RawStream() { context_.TryCancel(); }
  bool Write(const std::string& bytes) {
    stream_->Write(ToBuffer(bytes), nullptr);
    return Next();
  }
  bool Read(std::string* bytes) {
    grpc::ByteBuffer buffer;
    stream_->Read(&buffer, nullptr);
    if (!Next()) return false;
    *bytes = FromBuffer(buffer);
    return true;
  }
  grpc::Status Finish() {
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Next();
    return status;
  }

 private:
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

// What reflection lists, as raw bytes; the error's message when it is off.
inline std::string ReflectedServices(const std::shared_ptr<grpc::Channel>& channel) {
  RawStream stream(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  std::string bytes;
  if (stream.Write(std::string("\x3A\x01*", 3)) && stream.Read(&bytes)) return bytes;  // list_services: "*"
  return "error " + std::to_string(stream.Finish().error_code());
}

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_RPC_CLIENT_H_
