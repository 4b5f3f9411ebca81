#include "service/grpc/screen_stream_call.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/grpc/rpc_status.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr size_t kMaxStreamIdBytes = 128;

}  // namespace

template <typename Kind>
ScreenStreamCall<Kind>::ScreenStreamCall(const Method* method, CompletionThread* home, CallEnvironment* environment)
    : ServerCall(Kind::kName, home, environment), method_(method), stream_(&context_) {
  (method_->service->*Kind::kAccept)(&context_, &stream_, home_->queue(), home_->queue(), &accepted_tag_);
}

template <typename Kind>
void ScreenStreamCall<Kind>::OnAccepted(bool ok) {
  if (!ok) return Unref();
  if (environment_->accepting.load(std::memory_order_acquire)) new ScreenStreamCall(method_, home_, environment_);
  Accept(/*unary=*/false, method_->longest);
  absl::Status admitted = Admit(/*exempt=*/true, /*cost=*/0);  // who calls; requests are admitted one by one
  if (admitted.ok() && environment_->admission.closed()) {
    admitted = environment_->admission.Enter();  // says why
  }
  {
    MutexLock lock(mu_);
    end_ = std::move(admitted);
  }
  Advance();
}

template <typename Kind>
void ScreenStreamCall<Kind>::Expire() {
  {
    MutexLock lock(mu_);
    if (end_.ok()) end_ = DeadlinePassed();
  }
  MarkCancelled();
  WakeHome();
}

template <typename Kind>
void ScreenStreamCall<Kind>::OnCancelled() {
  {
    MutexLock lock(mu_);
    if (end_.ok()) end_ = CallerGone();
  }
  Advance();
}

template <typename Kind>
void ScreenStreamCall<Kind>::OnRead(bool ok) {
  const CallRef<ScreenStreamCall> self(this);
  Unref();
  bool start = false;
  {
    MutexLock lock(mu_);
    reading_ = false;
    if (!ok) {
      read_all_ = true;
    } else {
      items_.push_back(std::make_shared<Item>());
      items_.back()->request = std::move(message_);
      items_.back()->response.set_id(items_.back()->request.id().substr(0, kMaxStreamIdBytes));
      start = !working_;
      working_ = true;
    }
  }
  if (start && !method_->executor->TrySubmit([call = CallRef<ScreenStreamCall>(this)] { call->Work(); })) {
    MutexLock lock(mu_);
    working_ = false;
    if (end_.ok()) end_ = Overloaded("too many streams are waiting");
  }
  Advance();
}

// What one request needs before it is judged.
template <typename Kind>
absl::Status ScreenStreamCall<Kind>::Check(Item* item) {
  absl::Status entered = environment_->admission.Enter();
  if (!entered.ok()) return entered;
  item->admitted = true;
  if (absl::Status charged = Charge(1); !charged.ok()) return charged;
  const std::string& id = item->request.id();
  if (id.empty() || id.size() > kMaxStreamIdBytes) {
    return InvalidField(
        "id", absl::StrCat("has 1 to ", kMaxStreamIdBytes, " bytes; it names the answer and makes a retry safe"));
  }
  if (const size_t bytes = item->request.ByteSizeLong(); bytes > method_->max_bytes) {
    return MakeError(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
                     absl::StrCat("the request has ", bytes, " bytes, at most ", method_->max_bytes, " are accepted"),
                     {{"max_bytes", absl::StrCat(method_->max_bytes)}});
  }
  typename Kind::Request& request = *item->request.mutable_request();
  if (request.request_id().empty()) request.set_request_id(id);
  return absl::OkStatus();
}

// Gives the next request to the handler, one at a time, so that no stream keeps the others waiting.
template <typename Kind>
void ScreenStreamCall<Kind>::Work() {
  std::shared_ptr<Item> next;
  {
    MutexLock lock(mu_);
    for (const std::shared_ptr<Item>& item : items_) {
      if (item->started) continue;
      next = item;
      next->started = true;
      break;
    }
    if (next == nullptr) working_ = false;
  }
  if (next == nullptr) return;
  absl::Status checked = cancelled() ? CallerGone() : Check(next.get());
  if (checked.ok()) {
    next->context = rpc();
    next->context.deadline = environment_->admission.UnaryDeadline(absl::Now(), rpc().deadline);
    method_->handler(next->request.request(), next->context,
                     [self = CallRef<ScreenStreamCall>(this), next](absl::StatusOr<v1::Screening> answer) {
                       self->Answered(next, std::move(answer));
                     });
  } else {
    Answered(next, std::move(checked));
  }
  if (method_->executor->TrySubmit([call = CallRef<ScreenStreamCall>(this)] { call->Work(); })) return;
  {
    MutexLock lock(mu_);
    working_ = false;
    if (end_.ok()) end_ = Overloaded("too many streams are waiting");
  }
  WakeHome();
}

template <typename Kind>
void ScreenStreamCall<Kind>::Answered(const std::shared_ptr<Item>& item, absl::StatusOr<v1::Screening> answer) {
  if (answer.ok()) {
    *item->response.mutable_screening() = *std::move(answer);
  } else {
    *item->response.mutable_error() = ToRpcStatus(answer.status());
  }
  {
    MutexLock lock(mu_);
    item->answered = true;
    // A server that stops takes no further request; what it has is answered.
    if (!answer.ok() && GetErrorReason(answer.status()) == "DRAINING" && end_.ok()) end_ = answer.status();
  }
  WakeHome();
}

template <typename Kind>
void ScreenStreamCall<Kind>::WakeHome() {
  Ref();  // until ComeHome
  home_->Post(this);
}

template <typename Kind>
void ScreenStreamCall<Kind>::ComeHome() {
  const CallRef<ScreenStreamCall> self(this);
  Unref();
  Advance();
}

template <typename Kind>
void ScreenStreamCall<Kind>::OnWritten(bool ok) {
  const CallRef<ScreenStreamCall> self(this);
  Unref();
  {
    MutexLock lock(mu_);
    writing_ = false;
    if (items_.front()->admitted) environment_->admission.Leave();
    items_.pop_front();
    if (!ok && end_.ok()) end_ = CallerGone();
  }
  if (!ok) MarkCancelled();
  Advance();
}

template <typename Kind>
void ScreenStreamCall<Kind>::Advance() {
  MutexLock lock(mu_);
  if (finishing_) return;
  // Answers that are ready leave even if the stream is to end, in their order; a client that is gone gets none.
  if (!writing_ && !cancelled() && !items_.empty() && items_.front()->answered) {
    writing_ = true;
    Ref();  // until OnWritten
    stream_.Write(items_.front()->response, &written_tag_);
  }
  const bool reads_on = end_.ok() && !read_all_;
  if (reads_on && !reading_ && items_.size() < method_->window) {
    reading_ = true;
    Ref();  // until OnRead
    message_.Clear();
    stream_.Read(&message_, &read_tag_);
  }
  if (reads_on || writing_) return;
  // Handlers hold their items: the end waits for every one that was started.
  const bool busy = std::any_of(items_.begin(), items_.end(),
                                [](const std::shared_ptr<Item>& item) { return item->started && !item->answered; });
  const bool all = items_.empty() || cancelled() || (!end_.ok() && !working_ && !items_.front()->started);
  if (busy || !all) return;
  for (const std::shared_ptr<Item>& item : items_) {
    if (item->admitted) environment_->admission.Leave();
  }
  items_.clear();
  finishing_ = true;
  NoteEnd(end_);
  stream_.Finish(ToGrpcStatus(end_), &finished_tag_);
}

template class ScreenStreamCall<PartyStream>;
template class ScreenStreamCall<TransactionStream>;

}  // namespace cordon
