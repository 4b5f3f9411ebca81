#include "bench/null_store_server.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/files.h"
#include "service/grpc/handlers.h"
#include "service/grpc/server.h"
#include "service/screening/engine.h"

namespace cordon {
namespace {

// What a screening of a party asks of a store: that it is told that its record is durable.
class NullStore : public Store {
 public:
  void Transact(WriteBatch batch, Done done) override {
    WriteResult result;
    for (size_t i = 0; i < batch.screenings.size(); ++i) {
      ScreeningOutcome outcome;
      outcome.sequence = ++sequence_;
      outcome.audit_index = outcome.sequence;
      result.screenings.push_back(std::move(outcome));
    }
    done(std::move(result));
  }
  absl::Status Health() override { return absl::OkStatus(); }
  absl::StatusOr<ScreeningRow> GetScreening(absl::string_view) override { return None(); }
  absl::StatusOr<std::optional<ScreeningRow>> FindByRequest(absl::string_view, absl::string_view) override {
    return None();
  }
  absl::StatusOr<ScreeningPage> ListScreenings(const ScreeningFilter&, int64_t, int) override { return None(); }
  absl::StatusOr<int64_t> CountScreenings() override { return sequence_.load(); }
  absl::StatusOr<std::vector<FoundMark>> FindMarks(absl::Span<const std::string>, int) override { return None(); }
  absl::StatusOr<std::vector<v1::ListVersion>> ListVersions(bool) override { return None(); }
  absl::StatusOr<std::optional<CaseRow>> GetCase(absl::string_view) override { return None(); }
  absl::StatusOr<CasePage> ListCases(const CaseFilter&, const CasePlace&, int) override { return None(); }
  absl::StatusOr<std::vector<MonitoredRow>> GetMonitored(absl::Span<const std::string>) override { return None(); }
  absl::StatusOr<MonitoredPage> ListMonitored(absl::string_view, bool, int) override { return None(); }
  absl::StatusOr<MonitoredCount> CountMonitored() override { return None(); }
  absl::StatusOr<std::string> GetMonitorProgress() override { return None(); }
  absl::StatusOr<int64_t> LogSize() override { return None(); }
  absl::StatusOr<std::string> LogOrigin() override { return None(); }
  absl::StatusOr<LogEntryRow> GetLogEntry(int64_t) override { return None(); }
  absl::StatusOr<std::string> LeafHashes(int64_t, int64_t) override { return None(); }
  absl::StatusOr<std::string> GetLogTile(int, int64_t) override { return None(); }
  absl::StatusOr<std::optional<LogCheckpointRow>> NewestCheckpoint() override { return None(); }
  absl::StatusOr<int64_t> CountCheckpoints() override { return None(); }
  absl::StatusOr<std::vector<LogEntryRow>> NewestEvents(absl::string_view, int) override { return None(); }
  absl::StatusOr<std::vector<LogEntryRow>> EventsAfter(const std::vector<std::string>&, int64_t, int) override {
    return None();
  }
  absl::StatusOr<LogPage> ListLog(const LogFilter&, int64_t, int) override { return None(); }
  absl::StatusOr<std::string> PutBlob(absl::string_view) override { return None(); }
  absl::StatusOr<std::string> GetBlob(absl::string_view) override { return None(); }

 private:
  static absl::Status None() { return absl::UnimplementedError("nothing is kept"); }
  std::atomic<int64_t> sequence_{0};
};

[[noreturn]] void GiveUp(const absl::Status& status) {
  std::fprintf(stderr, "the server beside cordond cannot start: %s\n", status.ToString().c_str());
  std::exit(1);
}

}  // namespace

void RunYardstickServer(YardstickStore store, int threads, const std::string& data_dir, const std::string& ready_file) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as cordond
  EngineOptions engine_options;
  engine_options.data_dir = data_dir;
  engine_options.holder = "loadgen";
  if (store == YardstickStore::kWithoutCheckpoints)
    engine_options.checkpoint_pages = std::numeric_limits<int>::max() / 2;
  const absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(engine_options);
  if (!engine.ok()) GiveUp(engine.status());
  NullStore nothing;
  const Screener screener(&(*engine)->state(), &nothing, /*can_record=*/true, SystemClock(), RandomIdSource());
  Handlers handlers = EngineHandlers(engine->get(), SystemClock());
  if (store == YardstickStore::kNothing) {
    handlers.screen_party = [&screener](const v1::ScreenPartyRequest& request, const RpcContext& context,
                                        Screener::Done done) {
      screener.ScreenParty(request, context, std::move(done));
    };
  }
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  options.threads = threads;
  const auto server = GrpcServer::StartWithHandlers(options, std::move(handlers));
  if (!server.ok()) GiveUp(server.status());
  const absl::Status ready = WriteFileAtomically(ready_file, absl::StrCat((*server)->addresses()[0], "\n"));
  if (!ready.ok()) GiveUp(ready);
  for (;;) ::pause();
}

}  // namespace cordon
