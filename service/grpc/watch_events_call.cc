#include "service/grpc/watch_events_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "service/grpc/rpc_status.h"
#include "service/screening/errors.h"
#include "service/screening/event_feed.h"

namespace cordon {

WatchEventsCall::WatchEventsCall(const WatchEventsMethod* method, CompletionThread* home, CallEnvironment* environment)
    : ServerCall("WatchEvents", home, environment), method_(method), writer_(&context_) {
  method_->service->RequestWatchEvents(&context_, &request_, &writer_, home_->queue(), home_->queue(), &accepted_tag_);
}

void WatchEventsCall::OnAccepted(bool ok) {
  if (!ok) return Unref();
  if (environment_->accepting.load(std::memory_order_acquire)) new WatchEventsCall(method_, home_, environment_);
  Accept(/*unary=*/false, method_->limits.longest);
  last_write_ = absl::Now();
  if (absl::Status begun = Begin(); !begun.ok()) End(std::move(begun));
  Advance();
}

absl::Status WatchEventsCall::Begin() {
  CORDON_RETURN_IF_ERROR(Admit(/*exempt=*/true, /*cost=*/1));
  if (environment_->admission.closed()) return environment_->admission.Enter();  // says why
  if (request_.only_new() && request_.after() != 0) return InvalidField("after", "is 0 with only_new");
  CORDON_RETURN_IF_ERROR(method_->board->Add(this, rpc().caller));
  watching_ = true;
  next_page_ = PageOf(request_);
  return absl::OkStatus();
}

void WatchEventsCall::Expire() {
  expired_.store(true);
  MarkCancelled();
  Tick();
}

// At most one message to the home thread is under way.
void WatchEventsCall::Tick() {
  if (posted_.exchange(true)) return;
  Ref();  // until ComeHome
  home_->Post(this);
}

void WatchEventsCall::ComeHome() {
  const CallRef<WatchEventsCall> self(this);
  Unref();
  posted_.store(false);
  if (expired_.load()) {
    End(MakeError(absl::StatusCode::kDeadlineExceeded, "DEADLINE",
                  "the stream has lasted as long as it may; take it up again after the last sequence"));
  }
  if (!ended_ && environment_->admission.closed()) End(environment_->admission.Enter());
  if (writing_ && absl::Now() - last_write_ > method_->limits.patience) {
    End(MakeError(absl::StatusCode::kResourceExhausted, "SLOW_READER",
                  "a message was not taken in time; take the stream up again after the last sequence"));
    context_.TryCancel();  // brings the write back
  }
  TakePage();
  Advance();
}

void WatchEventsCall::OnCancelled() {
  End(CallerGone());
  Advance();
}

void WatchEventsCall::End(absl::Status status) {
  if (ended_) return;
  ended_ = true;
  end_ = std::move(status);
  waiting_.clear();
  if (watching_) method_->board->Remove(this);
  watching_ = false;
}

void WatchEventsCall::Read() {
  // next_page_ and begun_ are not touched by others while reading_.
  absl::StatusOr<v1::ListEventsResponse> page = CallerGone();
  if (!cancelled()) {
    absl::StatusOr<int64_t> from = next_page_.after();
    if (!begun_ && request_.only_new()) from = method_->latest();
    if (from.ok()) {
      next_page_.set_after(*from);
      page = method_->read(next_page_, rpc());
    } else {
      page = from.status();
    }
  }
  {
    MutexLock lock(mu_);
    page_ = std::move(page);
  }
  Tick();
}

void WatchEventsCall::TakePage() {
  std::optional<absl::StatusOr<v1::ListEventsResponse>> page;
  {
    MutexLock lock(mu_);
    page.swap(page_);
  }
  if (!page.has_value()) return;
  reading_ = false;
  if (ended_) return;
  if (!page->ok()) return End(page->status());
  v1::ListEventsResponse& found = **page;
  if (!begun_) {
    begun_ = true;
    v1::WatchEventsResponse first;
    first.set_origin(found.origin());
    first.set_sequence(next_page_.after());
    waiting_.push_back(std::move(first));
  }
  for (v1::Event& event : *found.mutable_events()) {
    v1::WatchEventsResponse message;
    message.set_sequence(event.sequence());
    *message.mutable_event() = std::move(event);
    waiting_.push_back(std::move(message));
  }
  next_page_.set_after(found.sequence());
}

void WatchEventsCall::OnWritten(bool ok) {
  const CallRef<WatchEventsCall> self(this);
  Unref();
  writing_ = false;
  if (!ok) End(CallerGone());
  Advance();
}

void WatchEventsCall::Advance() {
  if (finishing_) return;
  if (ended_) {
    if (writing_) return;  // its end comes back first
    finishing_ = true;
    NoteEnd(end_);
    writer_.Finish(ToGrpcStatus(end_), &finished_tag_);
    return;
  }
  if (writing_) return;
  const absl::Time now = absl::Now();
  if (waiting_.empty() && !reading_ && begun_ && now - last_write_ >= method_->limits.heartbeat) {
    v1::WatchEventsResponse alive;
    alive.set_sequence(next_page_.after());
    waiting_.push_back(std::move(alive));
  }
  if (!waiting_.empty()) {
    writing_ = true;
    last_write_ = now;
    Ref();  // until OnWritten
    writer_.Write(waiting_.front(), &written_tag_);
    waiting_.pop_front();
    return;
  }
  if (reading_ || (begun_ && next_page_.after() >= method_->board->latest())) return;
  reading_ = true;
  if (method_->executor->TrySubmit([call = CallRef<WatchEventsCall>(this)] { call->Read(); })) return;
  reading_ = false;  // the next tick tries again
}

}  // namespace cordon
