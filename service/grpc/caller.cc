#include "service/grpc/caller.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr size_t kMaxCallerBytes = 200;

absl::Status UnknownCaller(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN",
                   absl::StrCat("the client certificate does not say who is calling: ", why,
                                "; issue one with a common name or a subject alternative name"));
}

// The subject's common name, else the first alternative name. gRPC has verified the chain by then.
absl::StatusOr<std::string> FromCertificate(const grpc::AuthContext& auth) {
  for (const char* const property : {GRPC_X509_CN_PROPERTY_NAME, GRPC_X509_SAN_PROPERTY_NAME}) {
    const std::vector<grpc::string_ref> values = auth.FindPropertyValues(property);
    if (values.empty() || values.front().empty()) continue;
    return CertificateCaller(absl::string_view(values.front().data(), values.front().size()));
  }
  return UnknownCaller("it has neither");
}

}  // namespace

absl::StatusOr<std::string> CertificateCaller(absl::string_view text) {
  if (text.empty()) return UnknownCaller("its name is empty");
  if (text.size() > kMaxCallerBytes) return UnknownCaller(absl::StrCat("its name is over ", kMaxCallerBytes, " bytes"));
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control || !IsValidUtf8(text)) return UnknownCaller("its name is not printable UTF-8");
  return absl::StrCat("cert:", text);
}

absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContext& context, const CallerRules& rules) {
  Caller caller;
  if (absl::StartsWith(context.peer(), "unix:")) {
    caller.name = rules.socket_owner;
    caller.over_socket = true;
    return caller;
  }
  if (!rules.tls) {
    caller.name = "loopback";
    return caller;
  }
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return UnknownCaller("there is none");
  absl::StatusOr<std::string> name = FromCertificate(*auth);
  if (!name.ok()) return name.status();
  caller.name = *std::move(name);
  return caller;
}

}  // namespace cordon
