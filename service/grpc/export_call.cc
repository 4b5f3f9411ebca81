#include "service/grpc/export_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/grpc/rpc_status.h"
#include "service/screening/errors.h"

namespace cordon {

ExportCall::ExportCall(const ExportMethod* method, CompletionThread* home, CallEnvironment* environment)
    : ServerCall("ExportList", home, environment), method_(method), writer_(&context_) {
  method_->service->RequestExportList(&context_, &request_, &writer_, home_->queue(), home_->queue(), &accepted_tag_);
}

// The worker sees it at its next piece and answers; ending the call from here could cross a write.
void ExportCall::Expire() {
  MarkCancelled();
  context_.TryCancel();
}

void ExportCall::OnAccepted(bool ok) {
  if (!ok) return Unref();
  if (environment_->accepting.load(std::memory_order_acquire)) new ExportCall(method_, home_, environment_);
  Accept(/*unary=*/false, method_->limits.longest);
  absl::Status admitted = Admit(/*exempt=*/false, /*cost=*/1);
  if (!admitted.ok()) return Answer(std::move(admitted));
  const bool queued = method_->executor->TrySubmit([self = CallRef<ExportCall>(this)] { self->Work(); });
  if (!queued) Answer(Overloaded("too many exports are waiting"));
}

void ExportCall::Work() {
  absl::Status status = method_->handler(request_, rpc(), [this](absl::string_view bytes) { return Take(bytes); });
  if (status.ok()) status = Flush();
  Answer(std::move(status));
}

absl::Status ExportCall::Take(absl::string_view bytes) {
  const size_t most = method_->limits.export_chunk;
  while (!bytes.empty()) {
    if (cancelled()) return CallerGone();
    std::string* const chunk = gathered_.mutable_chunk();
    const absl::string_view piece = bytes.substr(0, most - chunk->size());
    chunk->append(piece.data(), piece.size());
    bytes.remove_prefix(piece.size());
    if (chunk->size() < most) break;
    absl::Status flushed = Flush();
    if (!flushed.ok()) return flushed;
  }
  return absl::OkStatus();
}

absl::Status ExportCall::Flush() {
  if (gathered_.chunk().empty()) return absl::OkStatus();
  if (cancelled()) return CallerGone();
  {
    MutexLock lock(written_mu_);
    writing_ = true;
  }
  Ref();  // until OnWritten
  writer_.Write(gathered_, &written_tag_);
  gathered_.clear_chunk();
  bool timed_out = false;
  MutexLock lock(written_mu_);
  const absl::Time give_up = absl::Now() + method_->limits.patience;
  while (writing_) {
    if (!timed_out && absl::Now() >= give_up) {
      timed_out = true;
      context_.TryCancel();  // brings the write back as failed
    }
    written_.WaitFor(written_mu_, absl::ToChronoNanoseconds(absl::Milliseconds(250)));
  }
  return write_ok_ && !timed_out ? absl::OkStatus() : CallerGone();
}

void ExportCall::OnWritten(bool ok) {
  {
    MutexLock lock(written_mu_);
    writing_ = false;
    write_ok_ = ok;
  }
  written_.NotifyOne();
  Unref();
}

void ExportCall::Answer(absl::Status status) {
  if (!ClaimAnswer()) return;
  answer_ = std::move(status);
  home_->Post(this);
}

void ExportCall::Send() {
  NoteEnd(answer_);
  writer_.Finish(ToGrpcStatus(answer_), &finished_tag_);
}

}  // namespace cordon
