#include "service/grpc/serve_main.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "base/files.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "service/grpc/metrics_endpoint.h"
#include "service/grpc/server.h"
#include "service/grpc/supervisor.h"
#include "service/grpc/update_schedule.h"
#include "service/screening/audit_watch.h"
#include "service/screening/caller.h"
#include "service/screening/known_callers.h"
#include "service/screening/monitor_watch.h"

namespace cordon {
namespace {

constexpr int kExitRuntime = 1;
constexpr int kExitUsage = 2;

void LogFromGrpc(gpr_log_func_args* arguments) {
  const LogLevel level = arguments->severity == GPR_LOG_SEVERITY_ERROR  ? LogLevel::kWarning
                         : arguments->severity == GPR_LOG_SEVERITY_INFO ? LogLevel::kInfo
                                                                        : LogLevel::kDebug;
  Log(level, arguments->message, {{"from", "grpc"}});
}

// Protobuf names fields, never values, when it dislikes a message.
void LogFromProtobuf(google::protobuf::LogLevel level, const char* /*file*/, int /*line*/, const std::string& message) {
  Log(level >= google::protobuf::LOGLEVEL_ERROR ? LogLevel::kWarning : LogLevel::kDebug, message,
      {{"from", "protobuf"}});
}

absl::StatusOr<std::string> ServeDataDir(const ServeFlags& flags) {
  if (!flags.data_dir.empty()) return flags.data_dir;
  const char* const from_environment = std::getenv("CORDON_DATA_DIR");
  if (from_environment != nullptr && *from_environment != '\0') return std::string(from_environment);
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    return absl::InvalidArgumentError("where is the data directory? Give --data-dir or set CORDON_DATA_DIR");
  }
  return absl::StrCat(home, "/.local/share/cordon");
}

ServerOptions MakeServerOptions(const ServeFlags& flags, const std::string& data_dir) {
  ServerOptions options;
  if (!flags.listen.empty()) options.listen = flags.listen;
  options.listen.erase(std::remove(options.listen.begin(), options.listen.end(), "none"), options.listen.end());
  if (!flags.no_unix_socket) {
    options.unix_socket = flags.unix_socket.empty() ? absl::StrCat(data_dir, "/cordond.sock") : flags.unix_socket;
  }
  options.tls = flags.tls;
  options.callers = flags.callers;
  options.threads = flags.threads;
  options.max_in_flight = flags.max_in_flight;
  options.metrics_address = flags.metrics_address;
  if (flags.reflection != "auto") options.reflection = flags.reflection == "on";
  return options;
}

// Zero: none is asked for.
absl::StatusOr<absl::Duration> UpdateInterval(const ServeFlags& flags) {
  if (flags.update_every.empty()) return absl::ZeroDuration();
  absl::Duration every;
  if (!absl::ParseDuration(flags.update_every, &every) || every < kLeastUpdateInterval ||
      every > absl::Hours(24 * 30)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--update-every: \"", flags.update_every, "\" is no time from 1s to 720h such as 6h or 90m"));
  }
  return every;
}

absl::StatusOr<absl::Duration> HeartbeatInterval(const ServeFlags& flags) {
  absl::Duration every;
  if (!absl::ParseDuration(flags.heartbeat_every, &every) || every < absl::Seconds(1) || every > absl::Hours(24)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--heartbeat-every: \"", flags.heartbeat_every, "\" is no time from 1s to 24h such as 1h or 30m"));
  }
  return every;
}

// What can be refused without touching the data directory is refused first.
absl::Status CheckServeFlags(const ServeFlags& flags, const ServerOptions& options) {
  for (const std::string& text : options.listen) {
    CORDON_ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(text));
    CORDON_RETURN_IF_ERROR(CheckListen(address, options.tls, !options.callers.empty()));
  }
  if (options.tls.any() && options.listen.empty()) {
    return absl::InvalidArgumentError("--tls-cert and the like are given, but no TCP address to use them on");
  }
  if (flags.no_unix_socket && !flags.unix_socket.empty()) {
    return absl::InvalidArgumentError("--unix-socket and --no-unix-socket exclude each other");
  }
  CORDON_RETURN_IF_ERROR(ParseLogLevel(flags.log_level).status());
  if (!options.callers.empty()) CORDON_RETURN_IF_ERROR(LoadKnownCallers(options.callers).status());
  if (!options.metrics_address.empty()) {
    const absl::StatusOr<ListenAddress> address = ParseMetricsAddress(options.metrics_address);
    if (!address.ok())
      return absl::InvalidArgumentError(absl::StrCat("--metrics-address: ", address.status().message()));
  }
  CORDON_RETURN_IF_ERROR(HeartbeatInterval(flags).status());
  std::error_code ignored;
  if (!flags.anchors.empty() && !std::filesystem::is_directory(flags.anchors, ignored)) {
    return absl::InvalidArgumentError(absl::StrCat("--anchors: ", flags.anchors,
                                                   " is no directory; make it, best where this machine cannot change "
                                                   "what is written once"));
  }
  CORDON_ASSIGN_OR_RETURN(const absl::Duration every, UpdateInterval(flags));
  if (every > absl::ZeroDuration() && options.unix_socket.empty()) {
    return absl::InvalidArgumentError("--update-every imports over the Unix socket; leave --no-unix-socket out");
  }
  return flags.config.empty() ? absl::OkStatus() : LoadPolicy(flags.config, {}).status();
}

int FailServe(const absl::Status& status, int code) {
  Log(LogLevel::kError, status.message(), {{"code", absl::StatusCodeToString(status.code())}, {"exit", code}});
  return code;
}

sigset_t StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// Blocks until SIGTERM or SIGINT, at most for `longest`; false on time-out. SIGHUP runs `reload`.
bool AwaitStop(absl::Duration longest, const std::function<void()>& reload) {
  const sigset_t set = StopSignals();
  const absl::Time until = absl::Now() + longest;
  for (;;) {
    const absl::Duration left = std::min(until - absl::Now(), absl::Hours(1));
    if (left <= absl::ZeroDuration()) return false;
    const timespec wait = absl::ToTimespec(left);
    const int signal = sigtimedwait(&set, nullptr, &wait);
    if (signal == SIGTERM || signal == SIGINT) return true;
    if (signal == SIGHUP) reload();
  }
}

// While the server drains: a second signal, or a drain that does not come to its end, ends the process.
class LastResort {
 public:
  explicit LastResort(absl::Duration longest) : thread_([this, longest] { Watch(absl::Now() + longest); }) {}
  ~LastResort() {
    done_.store(true);
    thread_.join();
  }

 private:
  void Watch(absl::Time until) {
    while (!done_.load()) {
      const bool signalled = AwaitStop(absl::Milliseconds(50), [] {});
      if (!signalled && absl::Now() < until) continue;
      Log(LogLevel::kError,
          signalled ? "second signal: leaving with calls in flight" : "the drain did not end: leaving");
      _exit(kExitRuntime);
    }
  }

  std::atomic<bool> done_{false};
  std::thread thread_;
};

int64_t MonotonicMicros() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

// Each part for itself: a defect in one keeps nobody from a new certificate.
void ReloadAll(Engine* engine, GrpcServer* server) {
  TellSupervisor(absl::StrCat("RELOADING=1\nMONOTONIC_USEC=", MonotonicMicros()));
  const auto ready = absl::MakeCleanup([] { TellSupervisor("READY=1"); });
  const std::string before = engine->state().Get()->info.digest();
  GrpcServer::Reloaded policy{"policy", engine->Reload()};
  server->NoteReload(policy);
  std::vector<GrpcServer::Reloaded> reloaded = server->Reload();
  reloaded.insert(reloaded.begin(), std::move(policy));
  for (const GrpcServer::Reloaded& one : reloaded) {
    if (one.status.ok()) {
      Log(LogLevel::kInfo, "reloaded", {{"what", one.what}});
    } else {
      Log(LogLevel::kError, "not reloaded; the old stays in force",
          {{"what", one.what}, {"reason", one.status.message()}});
    }
  }
  const std::string after = engine->state().Get()->info.digest();
  if (after != before) Log(LogLevel::kInfo, "engine state changed", {{"before", before}, {"after", after}});
}

int StopServing(GrpcServer* server, const ServeFlags& flags) {
  Log(LogLevel::kInfo, "stopping", {{"drain_delay_s", flags.drain_delay}, {"drain_timeout_s", flags.drain_timeout}});
  const absl::Duration patience = absl::Seconds(flags.drain_timeout);
  const absl::Duration delay = absl::Seconds(flags.drain_delay);
  const LastResort last_resort(delay + patience + absl::Seconds(5));
  server->AnnounceStop();
  absl::SleepFor(delay);
  return server->Drain(patience) ? 0 : kExitRuntime;
}

int ServeUntilStopped(const ServeFlags& flags, ServerOptions options, const std::string& data_dir) {
  // Debian's abseil looks for deadlocks whenever gRPC takes a lock; a few per cent of every call.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  EngineOptions engine_options;
  engine_options.data_dir = data_dir;
  engine_options.policy_path = flags.config;
  engine_options.holder = absl::StrCat("cordond pid ", getpid());
  // A second server on the directory is a mistake to be told at once; a killed one leaves no lock behind.
  engine_options.lock_wait = absl::ZeroDuration();
  absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(engine_options);
  if (!engine.ok()) {
    const bool config = engine.status().code() == absl::StatusCode::kInvalidArgument;
    return FailServe(engine.status(), config ? kExitUsage : kExitRuntime);
  }
  AuditWatchOptions watching;
  watching.heartbeat = HeartbeatInterval(flags).value_or(watching.heartbeat);
  watching.actor = LocalCaller();
  watching.anchors = flags.anchors;
  auto watch = std::make_unique<AuditWatch>(&(*engine)->audit(), watching);
  options.refused = [watch = watch.get()](const std::string& caller, const std::string& method,
                                          const std::string& reason) { watch->NoteRefusal(caller, method, reason); };
  // Before anybody can activate a list: whoever does must not wait for it.
  auto monitoring = std::make_unique<MonitorWatch>(&(*engine)->monitor());
  absl::StatusOr<std::unique_ptr<GrpcServer>> server = GrpcServer::Start(options, **engine);
  if (!server.ok()) {
    const bool usage = server.status().code() == absl::StatusCode::kInvalidArgument;
    return FailServe(server.status(), usage ? kExitUsage : kExitRuntime);
  }
  const std::vector<std::string>& addresses = (*server)->addresses();
  Log(LogLevel::kInfo, absl::StrCat("listening on ", absl::StrJoin(addresses, ", ")),
      {{"version", kProductVersion},
       {"data_dir", data_dir},
       {"engine_state", (*engine)->state().Get()->info.digest()},
       {"starter_list", (*engine)->state().Get()->starter}});
  if (!(*server)->metrics_address().empty()) {
    Log(LogLevel::kInfo, absl::StrCat("metrics on http://", (*server)->metrics_address(), "/metrics"));
  }
  if (!flags.ready_file.empty()) {
    std::vector<std::string> lines = addresses;
    if (!(*server)->metrics_address().empty()) {
      lines.push_back(absl::StrCat("http://", (*server)->metrics_address(), "/metrics"));
    }
    const absl::Status written = WriteFileAtomically(flags.ready_file, absl::StrCat(absl::StrJoin(lines, "\n"), "\n"));
    if (!written.ok()) return FailServe(written, kExitRuntime);
  }
  std::unique_ptr<UpdateSchedule> updates;
  if (const auto every = UpdateInterval(flags); every.ok() && *every > absl::ZeroDuration()) {
    updates = std::make_unique<UpdateSchedule>(
        UpdateScheduleOptions{*every, "", absl::StrCat("unix:", options.unix_socket), data_dir});
  }
  TellSupervisor("READY=1\nSTATUS=serving");
  AwaitStop(absl::InfiniteDuration(), [&] { ReloadAll(engine->get(), server->get()); });
  TellSupervisor("STOPPING=1\nSTATUS=draining");
  updates.reset();
  monitoring.reset();
  const int code = StopServing(server->get(), flags);
  if (!flags.ready_file.empty()) unlink(flags.ready_file.c_str());
  server->reset();
  watch.reset();
  engine->reset();
  Log(LogLevel::kInfo, "stopped", {{"exit", code}});
  return code;
}

}  // namespace

void AddServeFlags(CLI::App* app, ServeFlags* flags, bool with_shared) {
  if (with_shared) {
    app->add_option("--data-dir", flags->data_dir, "Directory of lists and records (default ~/.local/share/cordon)")
        ->envname("CORDON_DATA_DIR");
    app->add_option("--config", flags->config, "Policy file (default DATA_DIR/policy.textproto if it exists)");
  }
  app->add_option("--listen", flags->listen, "IP:PORT to listen on, port 0 = any; may be repeated; none = no TCP")
      ->default_str(kDefaultListen)
      ->take_all();
  app->add_option("--unix-socket", flags->unix_socket,
                  "Socket for this user (default DATA_DIR/cordond.sock, mode 0600)");
  app->add_flag("--no-unix-socket", flags->no_unix_socket, "Do not listen on a Unix socket");
  app->add_option("--tls-cert", flags->tls.certificate,
                  "PEM chain of the server; with it every TCP address speaks TLS");
  app->add_option("--tls-key", flags->tls.key, "PEM key of the server, without a password");
  app->add_option("--tls-client-ca", flags->tls.client_ca,
                  "PEM issuers of the clients' certificates, which are then required");
  app->add_option("--tls-client-crl", flags->tls.client_crl,
                  "PEM lists of the client certificates that these issuers took back");
  app->add_option("--callers", flags->callers,
                  "File of who may call over TCP: bearer tokens, certificates, rates (docs/api.md)");
  app->add_option("--threads", flags->threads, "Threads that serve calls (default half the cores)")
      ->check(CLI::Range(1, 256));
  app->add_option("--max-in-flight", flags->max_in_flight,
                  "Requests held at once (default limits.max_in_flight of the policy)")
      ->check(CLI::Range(1, 1'000'000));
  app->add_option("--drain-delay", flags->drain_delay, "Seconds between NOT_SERVING and the drain, for load balancers")
      ->check(CLI::Range(0, 300));
  app->add_option("--drain-timeout", flags->drain_timeout, "Seconds that calls in flight may take to finish")
      ->default_str("25")
      ->check(CLI::Range(0, 300));
  app->add_option("--reflection", flags->reflection, "Server reflection: on, off, auto = while only loopback is used")
      ->default_str("auto")
      ->check(CLI::IsMember({"on", "off", "auto"}));
  app->add_option("--update-every", flags->update_every,
                  "Run `cordon lists update` against this server so often, such as 6h, give or take a tenth");
  app->add_option("--heartbeat-every", flags->heartbeat_every,
                  "How often the log gets an entry that says it is alive, from 1s to 24h")
      ->default_str("1h");
  app->add_option("--anchors", flags->anchors,
                  "Directory, best of another machine, that gets the log's newest checkpoint as a file with each "
                  "heartbeat");
  app->add_option("--metrics-address", flags->metrics_address,
                  "Port of loopback, or IP:PORT, where Prometheus reads http://.../metrics (default: nowhere)");
  app->add_option("--ready-file", flags->ready_file,
                  "File that gets the bound addresses, one per line, once calls are taken");
  app->add_option("--log-level", flags->log_level, "debug, info, warning or error")->default_str("info");
}

int RunServe(const ServeFlags& flags) {
  const sigset_t stop = StopSignals();
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is then an error like a full disk, not the end
  // Calls allocate and free the same few kilobytes all day: memory must not go back to the system after each burst.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  gpr_set_log_function(&LogFromGrpc);
  google::protobuf::SetLogHandler(&LogFromProtobuf);
  const absl::StatusOr<LogLevel> level = ParseLogLevel(flags.log_level);
  if (level.ok()) SetLogLevel(*level);

  const absl::StatusOr<std::string> data_dir = ServeDataDir(flags);
  if (!data_dir.ok()) return FailServe(data_dir.status(), kExitUsage);
  const ServerOptions options = MakeServerOptions(flags, *data_dir);
  const absl::Status checked = CheckServeFlags(flags, options);
  if (!checked.ok()) return FailServe(checked, kExitUsage);
  if (!flags.ready_file.empty()) unlink(flags.ready_file.c_str());  // of an earlier run
  return ServeUntilStopped(flags, options, *data_dir);
}

}  // namespace cordon
