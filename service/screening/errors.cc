#include "service/screening/errors.h"

#include <google/protobuf/any.pb.h>

#include <algorithm>
#include <cassert>
#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace cordon {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";
constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";

template <typename T>
std::optional<T> ReadPayload(const absl::Status& status, absl::string_view url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  T message;
  if (!payload.has_value() || !message.ParseFromString(std::string(*payload))) return std::nullopt;
  return message;
}

}  // namespace

const std::vector<ErrorReason>& ErrorReasons() {
  static const auto* const kReasons = new std::vector<ErrorReason>{
      {"INVALID_FIELD", "INVALID_ARGUMENT", "A field of the request is missing or out of range; BadRequest names it."},
      {"NOTHING_TO_SCREEN", "INVALID_ARGUMENT", "The party has no name, address, identifier or wallet."},
      {"BATCH_TOO_LARGE", "INVALID_ARGUMENT", "More items in one batch than the policy allows; send several batches."},
      {"INVALID_FILTER", "INVALID_ARGUMENT", "The filter of a list call cannot be read; the message says where."},
      {"INVALID_PAGE_TOKEN", "INVALID_ARGUMENT",
       "The page token is not from a call with the same filter; start again without one."},
      {"REQUEST_ID_REUSED", "ALREADY_EXISTS",
       "This caller used the request_id for a different request; use a new one."},
      {"SCREENING_NOT_FOUND", "NOT_FOUND", "No screening has this name."},
      {"ENTRY_NOT_FOUND", "NOT_FOUND", "No active list has an entry with this id."},
      {"ENTRY_AMBIGUOUS", "FAILED_PRECONDITION", "Several lists have an entry with this id; name the list as LIST:ID."},
      {"OWNER_UNKNOWN", "NOT_FOUND", "No active ownership data know this party, which says nothing about its owners."},
      {"RULE_NOT_FOUND", "NOT_FOUND", "No loaded rule has this id; the message names near ones."},
      {"NO_LIST", "FAILED_PRECONDITION", "No list is active; import one. No answer is given."},
      {"LISTS_TOO_OLD", "FAILED_PRECONDITION",
       "A list was last confirmed longer ago than refuse_age; update it. No answer is given."},
      {"RULES_INVALID", "INVALID_ARGUMENT",
       "A pack or table of the data directory cannot be read or fails its tests; nothing started."},
      {"NO_STORE", "FAILED_PRECONDITION",
       "The answer could not be recorded because the data directory is open for reading only."},
      {"STORE_UNAVAILABLE", "UNAVAILABLE",
       "The record could not be made durable; nothing was answered. Retry with the same request_id."},
      {"IMPORT_REFUSED", "INVALID_ARGUMENT",
       "The list file was refused; the message names row and column. The active lists are unchanged."},
      {"LIST_CHANGE_UNCONFIRMED", "FAILED_PRECONDITION",
       "A list lost or gained more entries than is usual; the active version stays until the import says "
       "`accept_change`."},
      {"LIST_OLDER", "FAILED_PRECONDITION",
       "The publisher dated the file before the active version; the active version stays until the import says "
       "`accept_change`."},
      {"CANARY_NOT_FOUND", "FAILED_PRECONDITION",
       "A name that must stand on the list is not found in the file; the active version stays."},
      {"LIST_VERSION_NOT_FOUND", "NOT_FOUND", "No list version with this name is stored."},
      {"LIST_VERSION_CHANGED", "ABORTED",
       "Another version became active in the meantime; look at it and decide again. Nothing was changed."},
      {"IMPORT_CONFLICT", "FAILED_PRECONDITION", "The file holds an entry id that another active source already has."},
      {"CASE_NOT_FOUND", "NOT_FOUND",
       "No case has this name: nothing was screened under it, or the answer was not HOLD."},
      {"CASE_CHANGED", "ABORTED", "Somebody acted on the case in the meantime; look at it again. Nothing was changed."},
      {"CASE_STATE", "FAILED_PRECONDITION", "Not possible while the case has this status; the message says what is."},
      {"CASE_UNDECIDED", "FAILED_PRECONDITION",
       "Alerts are open or decided against the release; the message names the first."},
      {"SECOND_PERSON_REQUIRED", "PERMISSION_DENIED",
       "Whoever decided or proposed in a case cannot approve it; somebody else has to."},
      {"ROLE_REQUIRED", "PERMISSION_DENIED",
       "The caller's roles do not allow this method; the message names those that do."},
      {"CALLER_UNNAMED", "PERMISSION_DENIED",
       "Decisions are made by persons: call over the Unix socket, with a certificate or with a token."},
      {"TOO_MANY_PARTIES", "FAILED_PRECONDITION", "No more parties can be registered; remove some."},
      {"SUPPRESSION_NOT_FOUND", "NOT_FOUND", "There is no suppression of this name."},
      {"SUPPRESSION_REFUSED", "FAILED_PRECONDITION", "This match cannot be suppressed; the message says why."},
      {"SUPPRESSION_STATE", "FAILED_PRECONDITION", "Not possible while the suppression has this status."},
      {"EVENTS_UNKNOWN_PLACE", "OUT_OF_RANGE",
       "The place to go on from is not one of this log: another server, or a restored backup."},
      {"TOO_MANY_WATCHES", "RESOURCE_EXHAUSTED", "Too many streams of events are open, here or of this caller."},
      {"SLOW_READER", "RESOURCE_EXHAUSTED",
       "A message of a stream of events was not taken in time; take it up again after the last one."},
      {"NO_EVENTS", "UNIMPLEMENTED", "This server tells no events."},
      {"AUDIT_ENTRY_NOT_FOUND", "NOT_FOUND", "The log has no entry with this number yet."},
      {"AUDIT_NOT_SIGNED", "FAILED_PRECONDITION",
       "No stored checkpoint covers what is asked for yet; ask the server that writes the log, or later."},
      {"OVERLOADED", "RESOURCE_EXHAUSTED", "Too many requests in flight; retry after the delay in RetryInfo."},
      {"MESSAGE_TOO_LARGE", "RESOURCE_EXHAUSTED", "The message exceeds the size limit."},
      {"DEADLINE", "DEADLINE_EXCEEDED", "The answer was not ready in time. It is not a CLEAR."},
      {"CANCELLED", "CANCELLED", "The caller gave up."},
      {"DRAINING", "UNAVAILABLE", "The server is stopping; retry on another one or later."},
      {"INTERNAL", "INTERNAL", "A defect; report it."},
      {"RATE_LIMITED", "RESOURCE_EXHAUSTED",
       "This caller calls more often than the callers file allows; retry after the delay in RetryInfo."},
      {"CALLER_UNKNOWN", "UNAUTHENTICATED",
       "The call says not who is calling: no valid bearer token, or a client certificate that is not known or names "
       "nobody."},
      {"SERVICE_UNKNOWN", "NOT_FOUND", "Health was asked about a service this server does not have."},
      {"NO_RECORD_REFUSED", "PERMISSION_DENIED", "no_record is answered over the server's Unix socket only."},
  };
  return *kReasons;
}

absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                       const std::map<std::string, std::string>& metadata) {
  assert(std::any_of(ErrorReasons().begin(), ErrorReasons().end(),
                     [&](const ErrorReason& known) { return reason == known.reason; }));
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(kErrorDomain);
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view message) {
  absl::Status status = MakeError(absl::StatusCode::kInvalidArgument, "INVALID_FIELD",
                                  absl::StrCat(field, ": ", message), {{"field", std::string(field)}});
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(message));
  status.SetPayload(kBadRequestUrl, absl::Cord(bad.SerializeAsString()));
  return status;
}

absl::Status WithRetryAfter(absl::Status status, int milliseconds) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(milliseconds / 1000);
  retry.mutable_retry_delay()->set_nanos(milliseconds % 1000 * 1'000'000);
  status.SetPayload(kRetryInfoUrl, absl::Cord(retry.SerializeAsString()));
  return status;
}

std::string GetErrorReason(const absl::Status& status) {
  const auto info = ReadPayload<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  return info.has_value() ? info->reason() : "";
}

std::map<std::string, std::string> GetErrorMetadata(const absl::Status& status) {
  std::map<std::string, std::string> metadata;
  const auto info = ReadPayload<google::rpc::ErrorInfo>(status, kErrorInfoUrl);
  if (info.has_value()) metadata.insert(info->metadata().begin(), info->metadata().end());
  return metadata;
}

int GetRetryAfterMs(const absl::Status& status) {
  const auto retry = ReadPayload<google::rpc::RetryInfo>(status, kRetryInfoUrl);
  if (!retry.has_value()) return 0;
  return static_cast<int>(retry->retry_delay().seconds() * 1000 + retry->retry_delay().nanos() / 1'000'000);
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  for (const char* const url : {kErrorInfoUrl, kBadRequestUrl, kRetryInfoUrl}) {
    const absl::optional<absl::Cord> payload = status.GetPayload(url);
    if (!payload.has_value()) continue;
    auto* detail = rpc.add_details();
    detail->set_type_url(url);
    detail->set_value(std::string(*payload));
  }
  return rpc;
}

absl::Status FromRpcStatus(const google::rpc::Status& rpc) {
  if (rpc.code() == 0) return absl::OkStatus();
  absl::Status status(static_cast<absl::StatusCode>(rpc.code()), rpc.message());
  for (const auto& detail : rpc.details()) {
    if (detail.type_url().rfind(kTypePrefix, 0) != 0) continue;
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return status;
}

absl::Status RefuseImport(const absl::Status& status, const std::string& file_name) {
  std::string message(status.message());
  if (!file_name.empty() && !absl::StrContains(message, file_name)) message = absl::StrCat(file_name, ": ", message);
  const absl::StatusCode code =
      status.code() == absl::StatusCode::kResourceExhausted ? absl::StatusCode::kInvalidArgument : status.code();
  return MakeError(code, "IMPORT_REFUSED", absl::StrCat(message, " (what is active is unchanged)"));
}

}  // namespace cordon
