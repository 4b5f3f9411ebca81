// What an operator watches, for Prometheus: the age of the lists first, then calls, answers, queues and commits. Labels
// come from fixed sets (methods, codes, reasons, list codes); no caller and no party is ever one.
//
// Thread contract: all methods from any thread. What `live` reads must outlive the metrics' readers (MetricsEndpoint).
//
//   auto metrics = std::make_shared<ServerMetrics>();
//   metrics->CallEnded("ScreenParty", status, took);
//   metrics->Text();  // the exposition, as a scrape gets it
#ifndef CORDON_SERVICE_GRPC_METRICS_H_
#define CORDON_SERVICE_GRPC_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "cordon/v1/screening.pb.h"

namespace prometheus {
class Collectable;
class Counter;
class Histogram;
class Registry;
}  // namespace prometheus

namespace cordon {

// How one list stands.
struct ListFigure {
  std::string list;
  std::string source;
  int64_t entries = 0;
  std::optional<absl::Duration> age;  // nothing: it cannot be told, which counts as too old
};

// Read anew at each scrape.
struct LiveFigures {
  std::vector<ListFigure> lists;
  std::vector<std::string> missing_lists;  // required by the policy, not active
  bool starter = false;
  int64_t monitored_parties = 0;
  bool monitoring_behind = false;  // they are not all compared with what is in force
  bool monitoring_failed = false;  // the last try did not end
  bool serving = false;
  int in_flight = 0;
  std::vector<std::pair<std::string, size_t>> queues;  // accepted and not begun
};

class ServerMetrics {
 public:
  ServerMetrics();
  ~ServerMetrics();
  ServerMetrics(const ServerMetrics&) = delete;
  ServerMetrics& operator=(const ServerMetrics&) = delete;

  void CallEnded(absl::string_view method, const absl::Status& status, absl::Duration took);
  void Answered(const v1::Screening& answer);
  // From handing a record to the store until it was durable.
  void Committed(absl::Duration took);
  // `what`: "policy", "callers", "certificates".
  void Reloaded(absl::string_view what, bool fine);

  // Replaces what is read at a scrape; an empty function for nothing, after which the old one is not called any more.
  void SetLive(std::function<LiveFigures()> live);

  // What a scrape collects, the live figures first.
  std::vector<std::shared_ptr<prometheus::Collectable>> Collectables() const;
  std::string Text() const;

 private:
  class Live;
  struct Families;

  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<Live> live_;
  std::unique_ptr<Families> families_;

  Mutex mu_;
  // By method; by method and code: Prometheus' own look-up by labels costs more than a call may.
  std::map<std::string, prometheus::Histogram*, std::less<>> durations_ ABSL_GUARDED_BY(mu_);
  std::map<std::pair<std::string, int>, prometheus::Counter*> calls_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_METRICS_H_
