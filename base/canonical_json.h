// Record v1 encoding: a protobuf message as canonical JSON (RFC 8785 subset). Keys are the proto field names in
// ascending byte order, values are strings, integers, booleans, arrays and objects; unset fields are left out, so a
// field added later does not change old bytes. Enums are written by value name. No floats exist in records: a message
// with a set float or double field is refused, as is an integer beyond +-2^53 (RFC 8785 3.2.2.3) and invalid UTF-8.
//
// The same message gives the same bytes on every machine. Reading goes through protobuf's JSON parser.
// Thread-safe (pure functions).
//
//   CORDON_ASSIGN_OR_RETURN(std::string body, ToCanonicalJson(screening));
//   CORDON_RETURN_IF_ERROR(FromJson(body, &screening));
#ifndef CORDON_BASE_CANONICAL_JSON_H_
#define CORDON_BASE_CANONICAL_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace cordon {

// InvalidArgument names the field that cannot be written.
absl::StatusOr<std::string> ToCanonicalJson(const google::protobuf::Message& message);

// Appends `text` as a JSON string literal with RFC 8785 escaping. REQUIRES: valid UTF-8.
void AppendJsonString(absl::string_view text, std::string* out);

// Parses proto3 JSON into `message` (cleared first). Unknown fields are refused. InvalidArgument on any defect.
absl::Status FromJson(absl::string_view json, google::protobuf::Message* message);

}  // namespace cordon

#endif  // CORDON_BASE_CANONICAL_JSON_H_
