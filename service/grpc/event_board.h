// Who watches events, and the thread that tells them that there may be some. It asks for the size of the log a few
// times a second, and only while somebody watches.
//
// Thread contract: all methods from any thread; Shutdown once, when no watch is left.
#ifndef CORDON_SERVICE_GRPC_EVENT_BOARD_H_
#define CORDON_SERVICE_GRPC_EVENT_BOARD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "service/grpc/stream_limits.h"

namespace cordon {

class EventWatch {
 public:
  // Called without locks of the board's caller, under the board's own: must only post.
  virtual void Tick() = 0;

 protected:
  ~EventWatch() = default;
};

class EventBoard {
 public:
  // `latest` is the sequence of the newest event or one behind it; empty: nobody can watch.
  EventBoard(std::function<absl::StatusOr<int64_t>()> latest, const WatchLimits& limits);
  ~EventBoard();
  EventBoard(const EventBoard&) = delete;
  EventBoard& operator=(const EventBoard&) = delete;

  // ResourceExhausted TOO_MANY_WATCHES. The watch is told from now on until Remove.
  absl::Status Add(EventWatch* watch, const std::string& caller);
  void Remove(EventWatch* watch);
  // As it was a moment ago.
  int64_t latest() const;
  void Shutdown();

 private:
  void Run();

  const std::function<absl::StatusOr<int64_t>()> read_latest_;
  const WatchLimits limits_;
  mutable Mutex mu_;
  CondVar changed_;
  std::map<EventWatch*, std::string> watches_ ABSL_GUARDED_BY(mu_);
  int64_t latest_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_EVENT_BOARD_H_
