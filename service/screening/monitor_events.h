// Events about registered parties as entries of the log. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_MONITOR_EVENTS_H_
#define CORDON_SERVICE_SCREENING_MONITOR_EVENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cordon/v1/audit.pb.h"
#include "cordon/v1/events.pb.h"
#include "db/store/store.h"
#include "service/screening/monitor_result.h"

namespace cordon {

inline constexpr char kPartiesRegistered[] = "parties_registered";
inline constexpr char kPartiesRemoved[] = "parties_removed";
inline constexpr char kPartiesCompared[] = "parties_compared";

// A transaction with more is not begun; one party may bring as many again.
inline constexpr size_t kMaxFindingsAtOnce = 4000;

// Kinds of entries that are told as events.
const std::vector<std::string>& MonitorEventKinds();
v1::Event::Type MonitorEventType(const std::string& kind);

absl::Status AppendFindings(std::vector<MonitorFinding> findings, const std::string& actor, absl::Time now,
                            WriteBatch* batch);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_MONITOR_EVENTS_H_
