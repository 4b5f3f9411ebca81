// ExportList: a worker thread produces the file and waits for each message to leave; a reader that stops reading is cut
// off after a while, so that it cannot hold a worker for ever.
//
// Thread contract: as in server_call.h; the worker's side runs on the export executor.
#ifndef CORDON_SERVICE_GRPC_EXPORT_CALL_H_
#define CORDON_SERVICE_GRPC_EXPORT_CALL_H_

#include <grpcpp/support/async_stream.h>

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/executor.h"
#include "cordon/v1/lists.grpc.pb.h"
#include "service/grpc/server_call.h"
#include "service/grpc/stream_limits.h"

namespace cordon {

using ExportHandler = std::function<absl::Status(const v1::ExportListRequest&, const RpcContext&,
                                                 const std::function<absl::Status(absl::string_view)>& sink)>;

// Read by all calls; outlives them.
struct ExportMethod {
  v1::ListService::AsyncService* service = nullptr;
  ExportHandler handler;
  Executor* executor = nullptr;
  StreamLimits limits;
};

class ExportCall final : public ServerCall {
 public:
  ExportCall(const ExportMethod* method, CompletionThread* home, CallEnvironment* environment);

  void ComeHome() override { Send(); }
  void Expire() override;

 private:
  void OnAccepted(bool ok);
  void Work();
  absl::Status Take(absl::string_view bytes);
  // Sends what has gathered and waits until it has left.
  absl::Status Flush();
  void OnWritten(bool ok);
  void Answer(absl::Status status);
  void Send();
  void OnFinished(bool /*ok*/) { Unref(); }

  const ExportMethod* const method_;
  v1::ExportListRequest request_;
  grpc::ServerAsyncWriter<v1::ExportListResponse> writer_;
  v1::ExportListResponse gathered_;  // only on the worker's thread
  absl::Status answer_;
  Mutex written_mu_;
  CondVar written_;
  bool writing_ ABSL_GUARDED_BY(written_mu_) = false;
  bool write_ok_ ABSL_GUARDED_BY(written_mu_) = true;
  MemberTag<ExportCall, &ExportCall::OnAccepted> accepted_tag_{this};
  MemberTag<ExportCall, &ExportCall::OnWritten> written_tag_{this};
  MemberTag<ExportCall, &ExportCall::OnFinished> finished_tag_{this};
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_EXPORT_CALL_H_
