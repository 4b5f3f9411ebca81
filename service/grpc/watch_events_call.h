// WatchEvents: one message at a time, so that a slow reader costs a page of memory and nothing else; who does not take
// a message for a while is cut off and takes the stream up again where it broke.
//
// Thread contract: as in server_call.h. Everything but Read, Tick and Expire happens on the home thread.
#ifndef CORDON_SERVICE_GRPC_WATCH_EVENTS_CALL_H_
#define CORDON_SERVICE_GRPC_WATCH_EVENTS_CALL_H_

#include <grpcpp/support/async_stream.h>

#include <atomic>
#include <deque>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/executor.h"
#include "base/mutex.h"
#include "cordon/v1/events.grpc.pb.h"
#include "service/grpc/event_board.h"
#include "service/grpc/server_call.h"

namespace cordon {

// Read by all calls; outlives them.
struct WatchEventsMethod {
  v1::EventService::AsyncService* service = nullptr;
  std::function<absl::StatusOr<v1::ListEventsResponse>(const v1::ListEventsRequest&, const RpcContext&)> read;
  std::function<absl::StatusOr<int64_t>()> latest;
  EventBoard* board = nullptr;
  Executor* executor = nullptr;
  WatchLimits limits;
};

class WatchEventsCall final : public ServerCall, public EventWatch {
 public:
  WatchEventsCall(const WatchEventsMethod* method, CompletionThread* home, CallEnvironment* environment);

  void ComeHome() override;
  void Expire() override;
  void Tick() override;

 private:
  void OnAccepted(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool /*ok*/) { Unref(); }
  void OnCancelled() override;
  absl::Status Begin();
  // On the executor.
  void Read();
  void TakePage();
  void End(absl::Status status);
  // Does what is next: write, read, finish, or wait.
  void Advance();

  const WatchEventsMethod* const method_;
  v1::WatchEventsRequest request_;
  grpc::ServerAsyncWriter<v1::WatchEventsResponse> writer_;
  std::deque<v1::WatchEventsResponse> waiting_;
  v1::ListEventsRequest next_page_;
  bool begun_ = false;     // the first message was made
  bool watching_ = false;  // on the board
  bool reading_ = false;
  bool writing_ = false;
  bool finishing_ = false;
  bool ended_ = false;
  absl::Status end_;
  absl::Time last_write_;
  std::atomic<bool> expired_{false};
  std::atomic<bool> posted_{false};
  Mutex mu_;
  std::optional<absl::StatusOr<v1::ListEventsResponse>> page_ ABSL_GUARDED_BY(mu_);
  MemberTag<WatchEventsCall, &WatchEventsCall::OnAccepted> accepted_tag_{this};
  MemberTag<WatchEventsCall, &WatchEventsCall::OnWritten> written_tag_{this};
  MemberTag<WatchEventsCall, &WatchEventsCall::OnFinished> finished_tag_{this};
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_WATCH_EVENTS_CALL_H_
