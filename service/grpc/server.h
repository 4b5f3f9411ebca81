// The gRPC server: completion queues with one thread each over the use cases, health v1, reflection, limits, and a
// drain that finishes what was accepted. The command line runs it in process (`cordon serve`), cordond is nothing else.
//
// Thread contract: Start, Drain and destruction from one thread; Drain waits for every accepted call. The engine must
// outlive the server.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<GrpcServer> server, GrpcServer::Start({.listen = {"127.0.0.1:0"}},
//   *engine));
//   ... server->addresses() ...
//   const bool all_finished = server->Drain(absl::Seconds(25));
#ifndef CORDON_SERVICE_GRPC_SERVER_H_
#define CORDON_SERVICE_GRPC_SERVER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "service/grpc/caller.h"
#include "service/grpc/listen.h"
#include "service/grpc/stream_limits.h"
#include "service/screening/engine.h"

namespace cordon {

struct Handlers;

inline constexpr char kDefaultListen[] = "127.0.0.1:50061";

struct ServerOptions {
  std::vector<std::string> listen = {kDefaultListen};  // IP:PORT, may be empty if there is a socket
  std::string unix_socket;                             // path, empty: none; mode 0600
  TlsFiles tls;                                        // for every TCP address once given
  std::string callers;                                 // file of who may call over TCP; empty: whoever may connect
  int threads = 0;                                     // completion queues; 0 = half the cores
  int max_in_flight = 0;                               // 0 = the policy's
  std::optional<bool> reflection;                      // default: only while nothing but loopback is listened on
  std::string metrics_address;                         // IP:PORT or a loopback port for Prometheus; empty: no metrics
  StreamLimits streams;
  const Clock* clock = SystemClock();
  RefusedCaller refused;  // told of each caller who was refused; may be empty
};

class GrpcServer {
 public:
  // InvalidArgument: an option cannot be used (exit code 2). FailedPrecondition, Unavailable: the address is taken.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const ServerOptions& options, Engine& engine);
  static absl::StatusOr<std::unique_ptr<GrpcServer>> StartWithHandlers(const ServerOptions& options, Handlers handlers);
  // Drains with no patience if Drain was not called.
  ~GrpcServer();

  // What is listened on, as clients name it: "127.0.0.1:50061", "unix:/path". Ports are the real ones.
  const std::vector<std::string>& addresses() const;
  // The real TCP ports, in the order of options.listen.
  const std::vector<int>& ports() const;

  // Where the metrics are, "127.0.0.1:9464"; empty without them.
  const std::string& metrics_address() const;

  // Reads certificates and callers again, each for itself; what cannot be used leaves the old in force. Calls go on.
  struct Reloaded {
    std::string what;
    absl::Status status;
  };
  std::vector<Reloaded> Reload();
  // Counts a reload that somebody else made.
  void NoteReload(const Reloaded& reloaded);

  // NOT_SERVING to health checks from now on; calls are still accepted. For time to leave a load balancer.
  void AnnounceStop();
  // Refuses new calls (UNAVAILABLE, DRAINING), finishes the accepted ones for at most `patience`, then cancels what is
  // left and stops. True when nothing had to be cancelled.
  bool Drain(absl::Duration patience);
  // Blocks until a Drain (from another thread) has finished.
  void Wait();

 private:
  class Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SERVER_H_
