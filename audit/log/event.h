// Events of the log as they are stored: cordon.v1.AuditEvent as canonical JSON. Thread-safe (pure functions).
//
//   v1::AuditEvent event;
//   event.set_reason("no certificate");
//   CORDON_ASSIGN_OR_RETURN(LogEvent entry, MakeEvent("access_refused", caller, now, event));
#ifndef CORDON_AUDIT_LOG_EVENT_H_
#define CORDON_AUDIT_LOG_EVENT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cordon/v1/audit.pb.h"
#include "db/store/log.h"

namespace cordon {

inline constexpr char kEventFormat[] = "cordon.audit.event.v1";

// `fields` are the kind's own; format, kind, actor and time are set here.
absl::StatusOr<LogEvent> MakeEvent(absl::string_view kind, absl::string_view actor, absl::Time time,
                                   v1::AuditEvent fields);

// DataLoss if the bytes are no event.
absl::StatusOr<v1::AuditEvent> ReadEvent(absl::string_view body);

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_EVENT_H_
