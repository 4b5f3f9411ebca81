#include "service/screening/monitor_events.h"

#include <utility>

#include "audit/log/event.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

struct MonitorKind {
  const char* kind;
  v1::Event::Type type;
};

constexpr MonitorKind kMonitorKinds[] = {
    {"party_new_listing", v1::Event::NEW_LISTING},
    {"party_changed", v1::Event::CHANGED},
    {"party_delisted", v1::Event::DELISTED},
    {"party_ownership_changed", v1::Event::OWNERSHIP_CHANGED},
    {"party_policy_changed", v1::Event::POLICY_CHANGED},
    {"party_not_compared", v1::Event::NOT_COMPARED},
};

const char* KindOf(v1::Event::Type type) {
  for (const MonitorKind& one : kMonitorKinds) {
    if (one.type == type) return one.kind;
  }
  return "party_changed";
}

}  // namespace

const std::vector<std::string>& MonitorEventKinds() {
  static const auto* const kKinds = [] {
    auto* const kinds = new std::vector<std::string>;
    for (const MonitorKind& one : kMonitorKinds) kinds->emplace_back(one.kind);
    return kinds;
  }();
  return *kKinds;
}

v1::Event::Type MonitorEventType(const std::string& kind) {
  for (const MonitorKind& one : kMonitorKinds) {
    if (kind == one.kind) return one.type;
  }
  return v1::Event::TYPE_UNSPECIFIED;
}

absl::Status AppendFindings(std::vector<MonitorFinding> findings, const std::string& actor, absl::Time now,
                            WriteBatch* batch) {
  for (MonitorFinding& finding : findings) {
    v1::AuditEvent event;
    *event.mutable_monitor_change() = std::move(finding.change);
    CORDON_ASSIGN_OR_RETURN(LogEvent logged, MakeEvent(KindOf(finding.type), actor, now, std::move(event)));
    batch->events.push_back(std::move(logged));
  }
  return absl::OkStatus();
}

}  // namespace cordon
