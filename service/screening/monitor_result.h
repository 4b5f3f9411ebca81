// What is kept of a registered party's screening, and what changed from one to the next. Pure functions of their
// arguments: the same party under the same state on the same day has the same result, however it came to be screened.
#ifndef CORDON_SERVICE_SCREENING_MONITOR_RESULT_H_
#define CORDON_SERVICE_SCREENING_MONITOR_RESULT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/events.pb.h"
#include "cordon/v1/monitoring.pb.h"
#include "cordon/v1/party.pb.h"
#include "service/screening/engine_state.h"

namespace cordon {

// Ascending by list and entry.
using MonitoredMatches = std::vector<v1::MonitoredMatch>;

// A party with more is held as TOO_MANY_MATCHES instead: its result would not be kept whole.
inline constexpr size_t kMaxMonitoredMatches = 1000;

MatchOptions MonitorMatchOptions(const EngineState& state);

// Everything a party matches under `state` on `day`, its listed owners too. What could not be looked at is a match of
// no list, never silence.
MonitoredMatches ScreenMonitored(const v1::Party& party, const EngineState& state, const std::string& day);

// As stored; "" without a match.
std::string ResultBytes(const MonitoredMatches& matches);
absl::StatusOr<MonitoredMatches> ReadResult(absl::string_view bytes);

// What results are compared under.
struct MonitorComparison {
  std::shared_ptr<const EngineState> now;
  // What older results were made with; null where that is not known any more.
  std::vector<std::shared_ptr<const EngineState>> before;
  bool only_lists = false;  // policy, engine and day are the same in all of them; owners may differ
};

struct MonitorFinding {
  v1::Event::Type type = v1::Event::TYPE_UNSPECIFIED;
  v1::MonitorChange change;
};

// In the order of list and entry; none if all is as it was.
std::vector<MonitorFinding> CompareResults(const v1::Party& party, const MonitoredMatches& before,
                                           const MonitoredMatches& after, const MonitorComparison& comparison);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_MONITOR_RESULT_H_
