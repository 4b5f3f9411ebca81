// ImportList: the client streams a header and the file's bytes; a worker thread imports them while they arrive.
//
// A stream that breaks off must never pass for a whole file. gRPC reports the client's end of stream and a broken
// connection in the same way, so after the last message the call sends its initial metadata: that succeeds only on a
// live stream, and only then is the end of the file believed. Until the import has committed nothing has changed.
//
// Thread contract: as in server_call.h; the worker's side runs on the import executor.
#ifndef CORDON_SERVICE_GRPC_IMPORT_CALL_H_
#define CORDON_SERVICE_GRPC_IMPORT_CALL_H_

#include <grpcpp/support/async_stream.h>

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "base/executor.h"
#include "cordon/v1/lists.grpc.pb.h"
#include "db/lists/byte_source.h"
#include "service/grpc/chunk_pipe.h"
#include "service/grpc/server_call.h"
#include "service/grpc/stream_limits.h"

namespace cordon {

using ImportHandler = std::function<absl::StatusOr<v1::ImportListResponse>(std::unique_ptr<ByteSource>,
                                                                           const v1::ImportHeader&, const RpcContext&)>;

// Read by all calls; outlives them.
struct ImportMethod {
  v1::ListService::AsyncService* service = nullptr;
  ImportHandler handler;
  Executor* executor = nullptr;
  StreamLimits limits;
};

class ImportCall final : public ServerCall {
 public:
  ImportCall(const ImportMethod* method, CompletionThread* home, CallEnvironment* environment);

  void ComeHome() override { Send(); }
  void Expire() override;

 private:
  void OnAccepted(bool ok);
  void ReadNext();
  void OnRead(bool ok);
  absl::Status TakeHeader();
  absl::Status TakeChunk(bool* more);
  void OnEndConfirmed(bool ok);
  void OnCancelled() override { pipe_.Close(CallerGone()); }
  void Work();
  void Answer(absl::StatusOr<v1::ImportListResponse> answer);
  void Send();
  void OnFinished(bool /*ok*/) { Unref(); }

  const ImportMethod* const method_;
  grpc::ServerAsyncReader<v1::ImportListResponse, v1::ImportListRequest> reader_;
  v1::ImportListRequest message_;
  v1::ImportHeader header_;
  bool have_header_ = false;
  int64_t received_ = 0;
  ChunkPipe pipe_;
  absl::StatusOr<v1::ImportListResponse> answer_;
  // Reads, the end's confirmation and the answer must not be started one after the other's finish.
  Mutex stream_mu_;
  bool finishing_ ABSL_GUARDED_BY(stream_mu_) = false;
  MemberTag<ImportCall, &ImportCall::OnAccepted> accepted_tag_{this};
  MemberTag<ImportCall, &ImportCall::OnRead> read_tag_{this};
  MemberTag<ImportCall, &ImportCall::OnEndConfirmed> end_tag_{this};
  MemberTag<ImportCall, &ImportCall::OnFinished> finished_tag_{this};
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_IMPORT_CALL_H_
