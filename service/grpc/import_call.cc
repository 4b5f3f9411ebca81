#include "service/grpc/import_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/grpc/rpc_status.h"
#include "service/screening/errors.h"

namespace cordon {

ImportCall::ImportCall(const ImportMethod* method, CompletionThread* home, CallEnvironment* environment)
    : ServerCall("ImportList", home, environment),
      method_(method),
      reader_(&context_),
      pipe_(method->limits.pipe_bytes, method->limits.patience, [this] { ReadNext(); }) {
  method_->service->RequestImportList(&context_, &reader_, home_->queue(), home_->queue(), &accepted_tag_);
}

void ImportCall::Expire() {
  MarkCancelled();
  pipe_.Close(DeadlinePassed());
  Answer(DeadlinePassed());
}

void ImportCall::OnAccepted(bool ok) {
  if (!ok) return Unref();
  if (environment_->accepting.load(std::memory_order_acquire)) new ImportCall(method_, home_, environment_);
  Accept(/*unary=*/false, method_->limits.longest);
  absl::Status admitted = Admit(/*exempt=*/false, /*cost=*/1);
  if (!admitted.ok()) return Answer(std::move(admitted));
  ReadNext();
}

void ImportCall::ReadNext() {
  MutexLock lock(stream_mu_);
  if (finishing_) return;
  Ref();  // until OnRead
  message_.Clear();
  reader_.Read(&message_, &read_tag_);
}

void ImportCall::OnRead(bool ok) {
  const CallRef<ImportCall> self(this);
  Unref();
  if (!ok) {
    MutexLock lock(stream_mu_);
    if (finishing_) return;
    Ref();  // until OnEndConfirmed
    reader_.SendInitialMetadata(&end_tag_);
    return;
  }
  bool more = true;
  absl::Status taken = have_header_ ? TakeChunk(&more) : TakeHeader();
  if (!taken.ok()) {
    pipe_.Close(taken);
    return Answer(std::move(taken));
  }
  if (more) ReadNext();
}

absl::Status ImportCall::TakeHeader() {
  if (!message_.has_header()) return InvalidField("header", "the first message of an import carries the header");
  header_ = std::move(*message_.mutable_header());
  have_header_ = true;
  const bool queued = method_->executor->TrySubmit([self = CallRef<ImportCall>(this)] { self->Work(); });
  return queued ? absl::OkStatus() : Overloaded("another import is running and more are waiting");
}

absl::Status ImportCall::TakeChunk(bool* more) {
  if (message_.has_header()) return InvalidField("header", "may stand in the first message only");
  if (message_.part_case() != v1::ImportListRequest::kChunk) return InvalidField("chunk", "is missing");
  std::string chunk = std::move(*message_.mutable_chunk());
  if (chunk.size() > method_->limits.max_chunk) {
    return MakeError(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
                     absl::StrCat("a chunk has ", chunk.size(), " bytes, at most ", method_->limits.max_chunk,
                                  " are accepted; send smaller ones"),
                     {{"max_bytes", absl::StrCat(method_->limits.max_chunk)}});
  }
  received_ += static_cast<int64_t>(chunk.size());
  if (received_ > method_->limits.max_import) {
    return MakeError(absl::StatusCode::kResourceExhausted, "MESSAGE_TOO_LARGE",
                     absl::StrCat("the file has more than ", method_->limits.max_import, " bytes"),
                     {{"max_bytes", absl::StrCat(method_->limits.max_import)}});
  }
  *more = pipe_.Push(std::move(chunk));
  return absl::OkStatus();
}

void ImportCall::OnEndConfirmed(bool ok) {
  const CallRef<ImportCall> self(this);
  Unref();
  if (!ok) {
    MarkCancelled();
    pipe_.Close(CallerGone());
    if (!have_header_) Answer(CallerGone());
    return;
  }
  pipe_.Close(absl::OkStatus());
  if (!have_header_) Answer(InvalidField("header", "the stream ended before its first message"));
}

void ImportCall::Work() {
  if (cancelled()) return Answer(CallerGone());
  Answer(method_->handler(PipeSource(&pipe_), header_, rpc()));
}

void ImportCall::Answer(absl::StatusOr<v1::ImportListResponse> answer) {
  if (!ClaimAnswer()) return;
  answer_ = std::move(answer);
  home_->Post(this);
}

void ImportCall::Send() {
  NoteEnd(answer_.status());
  pipe_.Close(absl::CancelledError("the import has ended"));
  MutexLock lock(stream_mu_);
  finishing_ = true;
  if (answer_.ok()) {
    reader_.Finish(*answer_, grpc::Status::OK, &finished_tag_);
  } else {
    reader_.FinishWithError(ToGrpcStatus(answer_.status()), &finished_tag_);
  }
}

}  // namespace cordon
