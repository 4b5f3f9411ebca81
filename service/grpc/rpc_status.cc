#include "service/grpc/rpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "google/rpc/status.pb.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

// Trailers are limited to 8 KiB by default; the message travels twice, plain and inside the base64 details.
constexpr size_t kMaxRpcMessage = 1'024;
constexpr size_t kMaxRpcDetails = 3'072;

std::string ShortenRpcMessage(absl::string_view message) {
  if (message.size() <= kMaxRpcMessage) return std::string(message);
  size_t end = kMaxRpcMessage;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;  // not inside a code point
  return absl::StrCat(message.substr(0, end), " ...");
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  absl::Status told = status;
  if (GetErrorReason(status).empty()) {
    const absl::StatusCode code =
        status.code() == absl::StatusCode::kUnknown ? absl::StatusCode::kInternal : status.code();
    const bool deadline = code == absl::StatusCode::kDeadlineExceeded;
    const bool cancelled = code == absl::StatusCode::kCancelled;
    told = MakeError(code, deadline ? "DEADLINE" : cancelled ? "CANCELLED" : "INTERNAL", status.message());
  }
  google::rpc::Status wire = ToRpcStatus(told);
  wire.set_message(ShortenRpcMessage(wire.message()));
  // The first detail is the ErrorInfo; what does not fit is left out from the end.
  while (wire.details_size() > 1 && wire.ByteSizeLong() > kMaxRpcDetails) wire.mutable_details()->RemoveLast();
  if (wire.ByteSizeLong() > kMaxRpcDetails) wire.clear_details();
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()), wire.message(), wire.SerializeAsString());
}

}  // namespace cordon
