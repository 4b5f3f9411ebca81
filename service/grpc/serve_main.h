// The server as a program: flags, log, data directory, signals, exit codes. cordond is a main around it, and so is the
// subcommand `cordon serve`.
//
//   ServeFlags flags;
//   AddServeFlags(&app, &flags);     // CLI11
//   ... parse ...
//   return RunServe(flags);
//
// Exit codes: 0 drained after SIGTERM or SIGINT | 1 runtime error, or a second signal while draining | 2 usage or
// configuration. SIGHUP reads policy, rules, callers and certificates again; what cannot be used is told in the log,
// and what was in force stays so.
#ifndef CORDON_SERVICE_GRPC_SERVE_MAIN_H_
#define CORDON_SERVICE_GRPC_SERVE_MAIN_H_

#include <string>
#include <vector>

#include "service/grpc/listen.h"

namespace CLI {
class App;
}  // namespace CLI

namespace cordon {

struct ServeFlags {
  std::string data_dir;             // empty: $CORDON_DATA_DIR, then ~/.local/share/cordon
  std::string config;               // policy file
  std::vector<std::string> listen;  // empty: 127.0.0.1:50061; "none": no TCP
  std::string unix_socket;          // empty: DATA_DIR/cordond.sock
  bool no_unix_socket = false;
  TlsFiles tls;
  std::string callers;  // file of who may call over TCP
  int threads = 0;
  int max_in_flight = 0;
  int drain_delay = 0;                 // seconds between NOT_SERVING and the drain
  int drain_timeout = 25;              // seconds for calls in flight
  std::string reflection = "auto";     // on, off, auto
  std::string update_every;            // "6h"; empty: no updates by itself
  std::string heartbeat_every = "1h";  // entries that say the log is alive
  std::string anchors;                 // directory that gets checkpoints
  std::string metrics_address;         // "9464", "127.0.0.1:9464"; empty: none
  std::string ready_file;
  std::string log_level = "info";
};

// `with_shared` adds --data-dir and --config too; the command line has them as global options.
void AddServeFlags(CLI::App* app, ServeFlags* flags, bool with_shared);

// Serves until told to stop; returns the exit code. Call before other threads exist: it blocks the signals it waits
// for.
int RunServe(const ServeFlags& flags);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_SERVE_MAIN_H_
