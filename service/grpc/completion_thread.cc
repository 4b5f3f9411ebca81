#include "service/grpc/completion_thread.h"

#include <pthread.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cordon {

namespace {

// A flood of calls that are turned away must not keep those that were admitted from being worked on.
constexpr int kMostEventsInARow = 16;

// A thread with so few calls has nobody to turn away, so it looks what else arrived only now and then: looking costs a
// tenth of a call.
constexpr int kFewCalls = 2;
constexpr int kUnlooked = 4;

}  // namespace

CompletionThread::CompletionThread(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}

CompletionThread::~CompletionThread() = default;

void CompletionThread::Start(int number) {
  thread_ = std::thread([this, number] {
    pthread_setname_np(pthread_self(), absl::StrCat("rpc-", number).substr(0, 15).c_str());
    id_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    Run();
  });
}

void CompletionThread::Stop() {
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
  } else {
    Run();  // never started: the queue must still be emptied before it goes
  }
}

void CompletionThread::Run() {
  void* tag = nullptr;
  bool ok = false;
  int in_a_row = 0;
  int unlooked = 0;
  while (true) {
    if (deferred_.empty()) {
      if (!queue_->Next(&tag, &ok)) return;
      static_cast<CompletionTag*>(tag)->Proceed(ok);
      continue;
    }
    if (live() <= kFewCalls && ++unlooked < kUnlooked) {
      ResumeOne();
      continue;
    }
    unlooked = 0;
    const auto next = queue_->AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_MONOTONIC));
    if (next == grpc::CompletionQueue::GOT_EVENT) {
      static_cast<CompletionTag*>(tag)->Proceed(ok);
      if (++in_a_row < kMostEventsInARow) continue;
    }
    in_a_row = 0;
    ResumeOne();
  }
}

void CompletionThread::Defer(LiveCall* call) {
  call->Ref();
  deferred_.push_back(call);
}

void CompletionThread::ResumeOne() {
  LiveCall* const call = deferred_.front();
  deferred_.pop_front();
  call->Resume();
  call->Unref();
}

void CompletionThread::Post(LiveCall* call) {
  MutexLock lock(inbox_mu_);
  inbox_.push_back(call);
  if (wake_pending_) return;
  wake_pending_ = true;
  alarm_.Set(queue_.get(), gpr_inf_past(GPR_CLOCK_MONOTONIC), &wake_tag_);
}

void CompletionThread::OnWake(bool /*ok*/) {
  {
    MutexLock lock(inbox_mu_);
    arrived_.swap(inbox_);
    wake_pending_ = false;
  }
  for (LiveCall* call : arrived_) call->ComeHome();
  arrived_.clear();
}

void CompletionThread::Add(LiveCall* call, absl::Time expires) {
  live_.fetch_add(1, std::memory_order_acq_rel);
  MutexLock lock(calls_mu_);
  call->expires_ = expires;
  call->next_ = first_;
  if (first_ != nullptr) first_->previous_ = call;
  first_ = call;
}

void CompletionThread::Remove(LiveCall* call) {
  {
    MutexLock lock(calls_mu_);
    if (call->next_ != nullptr) call->next_->previous_ = call->previous_;
    (call->previous_ != nullptr ? call->previous_->next_ : first_) = call->next_;
  }
  live_.fetch_sub(1, std::memory_order_acq_rel);
}

void CompletionThread::ExpireOverdue(absl::Time now) {
  std::vector<LiveCall*> overdue;
  {
    MutexLock lock(calls_mu_);
    for (LiveCall* call = first_; call != nullptr; call = call->next_) {
      if (call->expires_ > now) continue;
      call->expires_ = absl::InfiniteFuture();  // once
      // A call that is being destroyed waits in Remove for our lock and has no references left to share.
      int references = call->references_.load(std::memory_order_relaxed);
      while (references > 0 &&
             !call->references_.compare_exchange_weak(references, references + 1, std::memory_order_acq_rel)) {
      }
      if (references > 0) overdue.push_back(call);
    }
  }
  for (LiveCall* call : overdue) {
    call->Expire();
    call->Unref();
  }
}

}  // namespace cordon
