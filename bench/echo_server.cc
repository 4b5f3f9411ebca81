#include "bench/echo_server.h"

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/mutex.h"
#include "cordon/v1/screening.grpc.pb.h"
#include "service/grpc/handlers.h"
#include "service/grpc/server.h"

namespace cordon {
namespace {

// About 120 bytes, as an answer with two short matches.
v1::Screening FixedAnswer() {
  v1::Screening answer;
  answer.set_name("screenings/01jdk3v6t0a1b2c3d4e5f6g7h8");
  answer.set_disposition(v1::HOLD);
  answer.set_match_count(2);
  for (const char* const id : {"1234567", "7654321"}) {
    v1::Match* const match = answer.add_matches();
    match->set_list("EL");
    match->set_entry_id(id);
    match->set_entry_name("Example Technology Co");
    match->set_score(9'410);
  }
  return answer;
}

class EchoCall {
 public:
  EchoCall(v1::ScreeningService::AsyncService* service, grpc::ServerCompletionQueue* queue)
      : service_(service), queue_(queue), responder_(&context_) {
    service_->RequestScreenParty(&context_, &request_, &responder_, queue_, queue_, this);
  }
  void Proceed(bool ok) {
    static const v1::Screening* const kAnswer = new v1::Screening(FixedAnswer());
    if (!ok || answered_) {
      delete this;
      return;
    }
    new EchoCall(service_, queue_);
    answered_ = true;
    responder_.Finish(*kAnswer, grpc::Status::OK, this);
  }

 private:
  v1::ScreeningService::AsyncService* const service_;
  grpc::ServerCompletionQueue* const queue_;
  grpc::ServerContext context_;
  v1::ScreenPartyRequest request_;
  grpc::ServerAsyncResponseWriter<v1::Screening> responder_;
  bool answered_ = false;
};

}  // namespace

void RunEchoServer(int threads, const std::string& ready_file) {
  v1::ScreeningService::AsyncService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
  for (int i = 0; i < threads; ++i) queues.push_back(builder.AddCompletionQueue());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    std::fprintf(stderr, "the echo server cannot listen on loopback\n");
    std::exit(1);
  }
  std::vector<std::thread> workers;
  for (auto& queue : queues) {
    for (int i = 0; i < 64; ++i) new EchoCall(&service, queue.get());
    workers.emplace_back([&queue] {
      void* tag = nullptr;
      bool ok = false;
      while (queue->Next(&tag, &ok)) static_cast<EchoCall*>(tag)->Proceed(ok);
    });
  }
  const absl::Status written = WriteFileAtomically(ready_file, absl::StrCat("127.0.0.1:", port, "\n"));
  if (!written.ok()) std::exit(1);
  for (std::thread& worker : workers) worker.join();
  std::exit(0);
}

namespace {

// Answers whatever has come in since it last looked, as a group commit does.
class GroupAnswerer {
 public:
  using Done = std::function<void(absl::StatusOr<v1::Screening>)>;
  GroupAnswerer() : thread_([this] { Run(); }) { thread_.detach(); }
  void Add(Done done) {
    MutexLock lock(mu_);
    waiting_.push_back(std::move(done));
    wake_.NotifyOne();
  }

 private:
  [[noreturn]] void Run() {
    for (;;) {
      std::vector<Done> group;
      {
        MutexLock lock(mu_);
        while (waiting_.empty()) wake_.Wait(mu_);
        group.swap(waiting_);
      }
      for (Done& done : group) done(FixedAnswer());
    }
  }
  Mutex mu_;
  CondVar wake_;
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;
};

Handlers FixedHandlers(bool hop) {
  Handlers handlers;
  auto* const answerer = hop ? new GroupAnswerer : nullptr;
  handlers.screen_party = [answerer](const v1::ScreenPartyRequest&, const RpcContext&, GroupAnswerer::Done done) {
    if (answerer != nullptr) return answerer->Add(std::move(done));
    done(FixedAnswer());
  };
  handlers.count_screenings = []() -> absl::StatusOr<int64_t> { return int64_t{0}; };
  handlers.serving = [] { return ServingState{}; };
  handlers.limits = [] { return CallLimits{}; };
  return handlers;
}

}  // namespace

void RunTransportServer(int threads, bool hop, const std::string& ready_file) {
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  options.threads = threads;
  const auto server = GrpcServer::StartWithHandlers(options, FixedHandlers(hop));
  if (!server.ok()) std::exit(1);
  if (!WriteFileAtomically(ready_file, (*server)->addresses()[0] + "\n").ok()) std::exit(1);
  for (;;) pause();
}

}  // namespace cordon
