#include "audit/log/event.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/status_macros.h"

namespace cordon {

absl::StatusOr<LogEvent> MakeEvent(absl::string_view kind, absl::string_view actor, absl::Time time,
                                   v1::AuditEvent fields) {
  LogEvent event;
  event.kind = std::string(kind);
  event.create_time = FormatTimestamp(time);
  fields.set_format(kEventFormat);
  fields.set_kind(event.kind);
  fields.set_actor(std::string(actor));
  fields.set_time(event.create_time);
  CORDON_ASSIGN_OR_RETURN(event.body, ToCanonicalJson(fields));
  return event;
}

absl::StatusOr<v1::AuditEvent> ReadEvent(absl::string_view body) {
  v1::AuditEvent event;
  const absl::Status parsed = FromJson(body, &event);
  if (!parsed.ok() || event.format() != kEventFormat) {
    return absl::DataLossError(absl::StrCat("an event of the log cannot be read: ", std::string(parsed.message())));
  }
  return event;
}

}  // namespace cordon
