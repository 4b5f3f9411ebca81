// One completion queue with the thread that serves it, and the calls that live on it.
//
// gRPC reports every finished operation as a tag; here a tag is an object with Proceed(ok). Work that finishes
// elsewhere (the store's writer, an executor) comes home through Post, which wakes the queue once for any number of
// calls: a group commit of 64 answers costs one wake-up, and no reply is ever serialised on the writer's thread.
//
// Work of some length is deferred: calls that arrive are admitted, or told that there are too many, before any of it
// goes on. Otherwise a server that is asked for more than it can do would admit calls one by one as it gets to them,
// and the others would wait unseen in gRPC, beyond every limit, until their clients give up.
//
// Thread contract: Defer on this thread; Post, Add, Remove, ExpireOverdue and live() from any thread; Start, Stop from
// one.
#ifndef CORDON_SERVICE_GRPC_COMPLETION_THREAD_H_
#define CORDON_SERVICE_GRPC_COMPLETION_THREAD_H_

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "base/mutex.h"

namespace cordon {

// What the queue hands back. Owned by the operation's owner, alive until Proceed returns.
class CompletionTag {
 public:
  virtual void Proceed(bool ok) = 0;

 protected:
  ~CompletionTag() = default;
};

// A tag that calls a member function of its owner.
template <typename Owner, void (Owner::*kMethod)(bool)>
class MemberTag final : public CompletionTag {
 public:
  explicit MemberTag(Owner* owner) : owner_(owner) {}
  void Proceed(bool ok) override { (owner_->*kMethod)(ok); }

 private:
  Owner* const owner_;
};

// A call from its acceptance until nobody holds it. Each operation in flight, each handler that has not answered and
// each passing user holds one reference.
class LiveCall {
 public:
  LiveCall() = default;
  LiveCall(const LiveCall&) = delete;
  LiveCall& operator=(const LiveCall&) = delete;

  void Ref() { references_.fetch_add(1, std::memory_order_relaxed); }
  void Unref() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  // On the home thread, after Post.
  virtual void ComeHome() = 0;
  // On the home thread, after Defer.
  virtual void Resume() {}
  // The server's deadline has passed: answer so, if nothing was answered yet. Any thread.
  virtual void Expire() = 0;

 protected:
  virtual ~LiveCall() = default;

 private:
  friend class CompletionThread;
  std::atomic<int> references_{1};
  // Guarded by the home thread's mutex.
  LiveCall* previous_ = nullptr;
  LiveCall* next_ = nullptr;
  absl::Time expires_ = absl::InfiniteFuture();
};

// Counted pointer to a call; copyable, so that it fits into std::function.
template <typename Call>
class CallRef {
 public:
  explicit CallRef(Call* call) : call_(call) { call_->Ref(); }
  CallRef(const CallRef& other) : call_(other.call_) { call_->Ref(); }
  CallRef& operator=(const CallRef&) = delete;
  ~CallRef() { call_->Unref(); }
  Call* operator->() const { return call_; }
  Call& operator*() const { return *call_; }

 private:
  Call* const call_;
};

class CompletionThread {
 public:
  explicit CompletionThread(std::unique_ptr<grpc::ServerCompletionQueue> queue);
  // REQUIRES: Stop was called.
  ~CompletionThread();
  CompletionThread(const CompletionThread&) = delete;
  CompletionThread& operator=(const CompletionThread&) = delete;

  void Start(int number);
  // REQUIRES: the gRPC server has been shut down and live() is 0. Drains the queue and joins.
  void Stop();

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }
  bool OnThisThread() const { return std::this_thread::get_id() == id_.load(std::memory_order_relaxed); }

  // Calls call->ComeHome() on this thread soon. The call must stay referenced until then.
  void Post(LiveCall* call);

  // Calls call->Resume() when what has arrived meanwhile is dealt with, in the order of Defer; keeps it referenced.
  void Defer(LiveCall* call);

  // Enters a call into the books, with the moment the server gives it up.
  void Add(LiveCall* call, absl::Time expires);
  void Remove(LiveCall* call);
  // Calls in the books.
  int64_t live() const { return live_.load(std::memory_order_acquire); }
  // Expires every call whose moment has come.
  void ExpireOverdue(absl::Time now);

 private:
  void Run();
  void ResumeOne();
  void OnWake(bool ok);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::thread thread_;
  std::atomic<std::thread::id> id_{};
  std::atomic<int64_t> live_{0};

  Mutex inbox_mu_;
  std::vector<LiveCall*> inbox_ ABSL_GUARDED_BY(inbox_mu_);
  bool wake_pending_ ABSL_GUARDED_BY(inbox_mu_) = false;
  std::vector<LiveCall*> arrived_;  // only on this thread; keeps its capacity
  grpc::Alarm alarm_;
  MemberTag<CompletionThread, &CompletionThread::OnWake> wake_tag_{this};

  std::deque<LiveCall*> deferred_;  // only on this thread

  Mutex calls_mu_;
  LiveCall* first_ ABSL_GUARDED_BY(calls_mu_) = nullptr;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_COMPLETION_THREAD_H_
