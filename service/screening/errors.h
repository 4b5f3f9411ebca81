// Errors of the use cases: a canonical code, a message for people (what, which input, what to do), and for machines an
// ErrorInfo {reason, domain "cordon", metadata} plus field violations. They travel inside absl::Status as payloads;
// service/grpc turns them into google.rpc error details, the command line prints them.
//
// kErrorReasons is the published table (docs/api.md); it only grows.
#ifndef CORDON_SERVICE_SCREENING_ERRORS_H_
#define CORDON_SERVICE_SCREENING_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"

namespace cordon {

inline constexpr char kErrorDomain[] = "cordon";

struct ErrorReason {
  const char* reason;
  const char* code;
  const char* meaning;
};
// Every reason this product can answer with, in the order of the published table.
const std::vector<ErrorReason>& ErrorReasons();

// REQUIRES: `reason` stands in ErrorReasons().
absl::Status MakeError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                       const std::map<std::string, std::string>& metadata = {});

// InvalidArgument INVALID_FIELD with the field's path ("party.name") in metadata and as a field violation.
absl::Status InvalidField(absl::string_view field, absl::string_view message);

// Adds RetryInfo (milliseconds) to a status.
absl::Status WithRetryAfter(absl::Status status, int milliseconds);

// What MakeError put in; empty when there is none.
std::string GetErrorReason(const absl::Status& status);
std::map<std::string, std::string> GetErrorMetadata(const absl::Status& status);
// Code, message and details (ErrorInfo, BadRequest, RetryInfo) as they go over the wire.
google::rpc::Status ToRpcStatus(const absl::Status& status);
// The way back, for clients; keeps reason, metadata and retry delay.
absl::Status FromRpcStatus(const google::rpc::Status& status);

// 0 when none.
int GetRetryAfterMs(const absl::Status& status);

// IMPORT_REFUSED: why a file was not taken, with its name. A limit of ours that the file exceeds is the file's defect.
absl::Status RefuseImport(const absl::Status& status, const std::string& file_name);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ERRORS_H_
