#include "service/grpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "service/grpc/bind_probe.h"
#include "service/grpc/counted_handlers.h"
#include "service/grpc/health.h"
#include "service/grpc/metrics.h"
#include "service/grpc/metrics_endpoint.h"
#include "service/grpc/services.h"
#include "service/grpc/tls_credentials.h"
#include "service/screening/caller.h"
#include "service/screening/known_callers.h"

namespace cordon {
namespace {

constexpr char kScreeningService[] = "cordon.v1.ScreeningService";
constexpr char kListService[] = "cordon.v1.ListService";
constexpr char kEngineService[] = "cordon.v1.EngineService";

constexpr absl::Duration kTick = absl::Milliseconds(100);  // how late a server deadline may be noticed
constexpr absl::Duration kHealthPeriod = absl::Seconds(1);
constexpr absl::Duration kLastReplies = absl::Milliseconds(200);  // for calls outside the cap when the server goes
// A call that reaches gRPC while it shuts down is cut off without a reason, so callers are told to stay away first and
// the end waits until none has come for a moment.
constexpr absl::Duration kQuiet = absl::Milliseconds(100);
constexpr absl::Duration kLongestUnrest = absl::Seconds(1);

// Turns reflection on or off for one server; the library registers it for all.
class ReflectionOption final : public grpc::ServerBuilderOption {
 public:
  explicit ReflectionOption(bool on) : on_(on) {}
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [](const auto& plugin) { return plugin->name() == "proto_server_reflection"; }),
                   plugins->end());
    if (on_) plugins->push_back(std::make_unique<grpc::reflection::ProtoServerReflectionPlugin>());
  }

 private:
  const bool on_;
};

// The transport's limits: docs/api.md states them for clients.
void ApplyTransportLimits(grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(static_cast<int>(kMaxBatchBytes));
  // A compressed message could be a bomb: gRPC applies the size limit before it unpacks.
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder->AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 8 << 10);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 128);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 5'000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 60'000);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 2);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, 5 * 60'000);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * 60'000);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 30'000);
  // Two servers on one port would share its callers by chance.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("cordond");
  quota.Resize(256 << 20);
  builder->SetResourceQuota(quota);
  // Only reflection is served by gRPC's own threads.
  builder->SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

}  // namespace

class GrpcServer::Impl {
 public:
  Impl(const ServerOptions& options, Handlers handlers, int threads)
      : options_(options),
        metrics_(options.metrics_address.empty() ? nullptr : std::make_unique<ServerMetrics>()),
        services_(CountAnswers(std::move(handlers), metrics_.get()), options.streams, threads,
                  [this](v1::ServerInfo* info) { Describe(info); }),
        start_time_(FormatTimestamp(options.clock->Now())) {
    environment_.metrics = metrics_.get();
    environment_.callers.socket_owner = LocalCaller();
    environment_.callers.client_certificates = options.tls.mutual();
    environment_.refused = options.refused;
    RefreshLimits();
  }

  ~Impl() {
    metrics_endpoint_.reset();
    if (metrics_ != nullptr) metrics_->SetLive(nullptr);
    if (server_ != nullptr) {
      Drain(absl::ZeroDuration());
    } else {
      for (auto& home : homes_) home->Stop();
    }
    server_.reset();
  }

  absl::Status Start(int threads);
  std::vector<Reloaded> Reload();
  void NoteReload(const Reloaded& reloaded);
  void AnnounceStop();
  bool Drain(absl::Duration patience);
  void Wait();

  const std::vector<std::string>& addresses() const { return addresses_; }
  const std::vector<int>& ports() const { return ports_; }
  const std::string& metrics_address() const { return metrics_address_; }

 private:
  absl::StatusOr<std::vector<ListenAddress>> CheckAddresses() const;
  absl::Status CheckFree(const ListenAddress& address) const;
  bool ReflectionOn(const std::vector<ListenAddress>& listen) const;
  void Describe(v1::ServerInfo* info);
  void RefreshLimits();
  void RefreshHealth();
  void Watch();
  absl::Status StartMetrics();
  absl::Status LoadCallers();
  int64_t Live() const;
  void AwaitCalls(absl::Time give_up);

  const ServerOptions options_;
  const std::unique_ptr<ServerMetrics> metrics_;  // before those who count
  CallEnvironment environment_;
  Services services_;
  HealthBoard board_;
  HealthService health_service_;
  const UnaryMethod<HealthRequest, HealthResponse> health_check_ = HealthCheckMethod(&health_service_, &board_);
  std::vector<std::unique_ptr<CompletionThread>> homes_;
  std::unique_ptr<TlsCertificates> certificates_;  // before the server whose handshakes ask it
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::string> addresses_;
  std::vector<int> ports_;
  const std::string start_time_;

  Mutex mu_;
  CondVar changed_;
  std::thread watcher_;
  bool stop_watching_ ABSL_GUARDED_BY(mu_) = false;
  bool drained_ ABSL_GUARDED_BY(mu_) = false;
  bool all_finished_ ABSL_GUARDED_BY(mu_) = false;
  Mutex health_mu_;
  bool stopping_ ABSL_GUARDED_BY(health_mu_) = false;
  bool health_known_ ABSL_GUARDED_BY(health_mu_) = false;
  ServingState health_ ABSL_GUARDED_BY(health_mu_);
  std::unique_ptr<MetricsEndpoint> metrics_endpoint_;  // reads all of the above
  std::string metrics_address_;
};

absl::StatusOr<std::vector<ListenAddress>> GrpcServer::Impl::CheckAddresses() const {
  std::vector<ListenAddress> listen;
  for (const std::string& text : options_.listen) {
    CORDON_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(text));
    CORDON_RETURN_IF_ERROR(CheckListen(address, options_.tls, !options_.callers.empty()));
    listen.push_back(std::move(address));
  }
  if (!options_.unix_socket.empty()) CORDON_RETURN_IF_ERROR(CheckSocketPath(options_.unix_socket));
  if (listen.empty() && options_.unix_socket.empty()) {
    return absl::InvalidArgumentError("nothing to listen on: give --listen IP:PORT or --unix-socket PATH");
  }
  return listen;
}

bool GrpcServer::Impl::ReflectionOn(const std::vector<ListenAddress>& listen) const {
  if (options_.reflection.has_value()) return *options_.reflection;
  return std::all_of(listen.begin(), listen.end(), [](const ListenAddress& address) { return address.loopback; });
}

absl::Status GrpcServer::Impl::Start(int threads) {
  CORDON_ASSIGN_OR_RETURN(const std::vector<ListenAddress> listen, CheckAddresses());
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
  if (options_.tls.server()) {
    CORDON_ASSIGN_OR_RETURN(certificates_, TlsCertificates::Load(options_.tls));
    credentials = certificates_->Credentials();
    if (!options_.tls.client_crl.empty()) {
      environment_.callers.revoked = [certificates = certificates_.get()] { return certificates->revoked(); };
    }
  }
  if (!options_.callers.empty()) CORDON_RETURN_IF_ERROR(LoadCallers());
  for (const ListenAddress& address : listen) CORDON_RETURN_IF_ERROR(CheckFree(address));
  grpc::ServerBuilder builder;
  ApplyTransportLimits(&builder);
  builder.SetOption(std::make_unique<ReflectionOption>(ReflectionOn(listen)));
  ports_.assign(listen.size(), 0);
  for (size_t i = 0; i < listen.size(); ++i) builder.AddListeningPort(listen[i].ToString(), credentials, &ports_[i]);
  if (!options_.unix_socket.empty()) {
    builder.AddListeningPort(absl::StrCat("unix:", options_.unix_socket), grpc::InsecureServerCredentials());
  }
  services_.Register(&builder);
  builder.RegisterService(&health_service_);
  for (int i = 0; i < threads; ++i) {
    homes_.push_back(std::make_unique<CompletionThread>(builder.AddCompletionQueue()));
  }
  // The socket must never be open to others, not even between its creation and a chmod.
  const mode_t old_mask = umask(0077);
  server_ = builder.BuildAndStart();
  umask(old_mask);
  if (server_ == nullptr) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", absl::StrJoin(options_.listen, ", "), " ",
                                               options_.unix_socket, ": the log holds gRPC's reason"));
  }

  for (size_t i = 0; i < listen.size(); ++i) {
    ListenAddress real = listen[i];
    real.port = ports_[i];
    addresses_.push_back(real.ToString());
  }
  if (!options_.unix_socket.empty()) addresses_.push_back(absl::StrCat("unix:", options_.unix_socket));
  RefreshHealth();
  for (size_t i = 0; i < homes_.size(); ++i) {
    services_.Serve(homes_[i].get(), &environment_);
    ServeUnary(&health_check_, homes_[i].get(), &environment_);
    new HealthWatch(&health_service_, &board_, homes_[i].get(), &environment_);
    homes_[i]->Start(static_cast<int>(i));
  }
  watcher_ = std::thread([this] { Watch(); });
  return StartMetrics();
}

absl::Status GrpcServer::Impl::LoadCallers() {
  CORDON_ASSIGN_OR_RETURN(KnownCallers callers, LoadKnownCallers(options_.callers));
  environment_.known.Set(std::make_shared<const KnownCallers>(std::move(callers)));
  return absl::OkStatus();
}

std::vector<GrpcServer::Reloaded> GrpcServer::Impl::Reload() {
  std::vector<Reloaded> reloaded;
  if (certificates_ != nullptr) reloaded.push_back({"certificates", certificates_->Reload()});
  if (!options_.callers.empty()) reloaded.push_back({"callers", LoadCallers()});
  for (const Reloaded& one : reloaded) NoteReload(one);
  RefreshLimits();
  RefreshHealth();
  return reloaded;
}

void GrpcServer::Impl::NoteReload(const Reloaded& reloaded) {
  if (metrics_ != nullptr) metrics_->Reloaded(reloaded.what, reloaded.status.ok());
}

absl::Status GrpcServer::Impl::StartMetrics() {
  if (metrics_ == nullptr) return absl::OkStatus();
  CORDON_ASSIGN_OR_RETURN(const ListenAddress address, ParseMetricsAddress(options_.metrics_address));
  metrics_->SetLive([this] {
    LiveFigures now;
    if (services_.handlers().figures) services_.handlers().figures(&now);
    now.in_flight = environment_.admission.in_flight();
    now.queues = services_.Queues();
    MutexLock lock(health_mu_);
    now.serving = !stopping_ && health_.screening.empty();
    return now;
  });
  CORDON_ASSIGN_OR_RETURN(metrics_endpoint_, MetricsEndpoint::Start(address, *metrics_));
  metrics_address_ = metrics_endpoint_->address();
  return absl::OkStatus();
}

// gRPC does not say why it could not bind; asking the system before does.
absl::Status GrpcServer::Impl::CheckFree(const ListenAddress& address) const {
  const std::string reason = WhyNotBind(address);
  if (reason.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address.ToString(), ": ", reason,
                                             "; choose another address with --listen, port 0 takes any free one"));
}

void GrpcServer::Impl::Describe(v1::ServerInfo* info) {
  info->set_version(kProductVersion);
  info->set_engine_version(kEngineVersion);
  info->set_start_time(start_time_);
  MutexLock lock(health_mu_);
  info->set_serving(!stopping_ && health_.screening.empty());
  info->set_not_serving_reason(stopping_ ? "DRAINING: the server is stopping" : health_.screening);
}

void GrpcServer::Impl::RefreshLimits() {
  const CallLimits limits = services_.handlers().limits();
  environment_.admission.SetLimits(options_.max_in_flight > 0 ? options_.max_in_flight : limits.max_in_flight,
                                   limits.default_deadline);
}

void GrpcServer::Impl::RefreshHealth() {
  ServingState now = services_.handlers().serving();
  MutexLock lock(health_mu_);
  if (stopping_) return;
  if (health_known_ && now.screening == health_.screening && now.lists == health_.lists) return;
  board_.Set(kScreeningService, now.screening.empty());
  board_.Set(kListService, now.lists.empty());
  board_.Set(kEngineService, true);
  board_.Set("", now.screening.empty());
  if (!now.screening.empty()) {
    Log(LogLevel::kWarning, "not serving screenings", {{"reason", now.screening}});
  } else if (health_known_) {
    Log(LogLevel::kInfo, "serving screenings again");
  }
  health_known_ = true;
  health_ = std::move(now);
}

void GrpcServer::Impl::Watch() {
  absl::Time next_health = absl::Now() + kHealthPeriod;
  for (;;) {
    {
      MutexLock lock(mu_);
      if (!stop_watching_) changed_.WaitFor(mu_, absl::ToChronoNanoseconds(kTick));
      if (stop_watching_) return;
    }
    const absl::Time now = absl::Now();
    for (auto& home : homes_) home->ExpireOverdue(now);
    if (now < next_health) continue;
    next_health = now + kHealthPeriod;
    RefreshLimits();
    RefreshHealth();
  }
}

int64_t GrpcServer::Impl::Live() const {
  int64_t live = 0;
  for (const auto& home : homes_) live += home->live();
  return live;
}

void GrpcServer::Impl::AnnounceStop() {
  MutexLock lock(health_mu_);
  if (stopping_) return;
  stopping_ = true;
  for (const char* const name : {kScreeningService, kListService, kEngineService, ""}) {
    board_.Set(name, false);
  }
}

// Until the accepted calls have ended and callers have noticed.
void GrpcServer::Impl::AwaitCalls(absl::Time give_up) {
  const Admission& admission = environment_.admission;
  while (admission.in_flight() > 0 && absl::Now() < give_up) absl::SleepFor(absl::Milliseconds(2));
  const absl::Time latest = std::min(give_up, absl::Now() + kLongestUnrest);
  int64_t turned_away = -1;
  while (absl::Now() < latest && turned_away != admission.turned_away()) {
    turned_away = admission.turned_away();
    absl::SleepFor(kQuiet);
  }
}

bool GrpcServer::Impl::Drain(absl::Duration patience) {
  {
    MutexLock lock(mu_);
    if (drained_) return all_finished_;
  }
  AnnounceStop();
  environment_.admission.Close();
  Log(LogLevel::kInfo, "draining", {{"in_flight", environment_.admission.in_flight()}});
  AwaitCalls(absl::Now() + patience);
  const int unfinished = environment_.admission.in_flight();
  // Sends GOAWAY and waits; what is left at the deadline (health watches, the unfinished) is cancelled.
  server_->Shutdown(std::chrono::system_clock::now() +
                    absl::ToChronoMilliseconds(unfinished == 0 ? kLastReplies : absl::ZeroDuration()));
  environment_.accepting.store(false, std::memory_order_release);
  // Handlers hold their calls until they answer; only then may the queues go.
  while (Live() > 0) absl::SleepFor(absl::Milliseconds(2));
  for (auto& home : homes_) home->Stop();
  {
    MutexLock lock(mu_);
    stop_watching_ = true;
  }
  changed_.NotifyAll();
  if (watcher_.joinable()) watcher_.join();
  services_.Shutdown();
  {
    MutexLock lock(mu_);
    drained_ = true;
    all_finished_ = unfinished == 0;
  }
  changed_.NotifyAll();
  if (unfinished > 0) Log(LogLevel::kWarning, "drain cancelled calls", {{"calls", unfinished}});
  return unfinished == 0;
}

void GrpcServer::Impl::Wait() {
  MutexLock lock(mu_);
  while (!drained_) changed_.Wait(mu_);
}

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() = default;

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::StartWithHandlers(const ServerOptions& options,
                                                                          Handlers handlers) {
  // Half the cores: the store's writer, the kernel's network and bulk work need the others, and two threads that serve
  // one connection cost each call more in hand-overs than they win (measured with bench/loadgen --transport).
  const int half = static_cast<int>(std::thread::hardware_concurrency() / 2);
  const int threads = options.threads > 0 ? options.threads : std::max(1, half);
  auto impl = std::make_unique<Impl>(options, std::move(handlers), threads);
  CORDON_RETURN_IF_ERROR(impl->Start(threads));
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const ServerOptions& options, Engine& engine) {
  return StartWithHandlers(options, EngineHandlers(&engine, options.clock));
}

const std::vector<std::string>& GrpcServer::addresses() const { return impl_->addresses(); }
const std::vector<int>& GrpcServer::ports() const { return impl_->ports(); }
std::vector<GrpcServer::Reloaded> GrpcServer::Reload() { return impl_->Reload(); }
void GrpcServer::NoteReload(const Reloaded& reloaded) { impl_->NoteReload(reloaded); }
const std::string& GrpcServer::metrics_address() const { return impl_->metrics_address(); }
void GrpcServer::AnnounceStop() { impl_->AnnounceStop(); }
bool GrpcServer::Drain(absl::Duration patience) { return impl_->Drain(patience); }
void GrpcServer::Wait() { impl_->Wait(); }

}  // namespace cordon
