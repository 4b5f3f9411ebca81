#include "service/grpc/caller.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/utf8.h"
#include "service/screening/caller.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr size_t kMaxCallerBytes = 200;

absl::Status UnknownCaller(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnauthenticated, "CALLER_UNKNOWN", why);
}

absl::Status NamelessCertificate(absl::string_view why) {
  return UnknownCaller(absl::StrCat("the client certificate does not say who is calling: ", why,
                                    "; issue one with a common name or a subject alternative name"));
}

// The subject's common name, else the first alternative name. gRPC has verified the chain by then.
absl::StatusOr<std::string> CertificateName(const grpc::AuthContext& auth) {
  for (const char* const property : {GRPC_X509_CN_PROPERTY_NAME, GRPC_X509_SAN_PROPERTY_NAME}) {
    const std::vector<grpc::string_ref> values = auth.FindPropertyValues(property);
    if (values.empty() || values.front().empty()) continue;
    return std::string(values.front().data(), values.front().size());
  }
  return NamelessCertificate("it has neither");
}

// Nothing when the call brings none. Two are one too many: which of them would a proxy have checked?
absl::StatusOr<std::optional<absl::string_view>> BearerToken(const grpc::ServerContext& context) {
  const auto range = context.client_metadata().equal_range("authorization");
  if (range.first == range.second) return std::optional<absl::string_view>();
  if (std::next(range.first) != range.second) return UnknownCaller("the call has several authorization headers");
  absl::string_view value(range.first->second.data(), range.first->second.size());
  if (!absl::ConsumePrefix(&value, "Bearer ")) {
    return UnknownCaller("the authorization header is no bearer token; send \"Bearer TOKEN\"");
  }
  return std::optional<absl::string_view>(value);
}

absl::string_view FirstProperty(const grpc::AuthContext& auth, const char* name) {
  const std::vector<grpc::string_ref> values = auth.FindPropertyValues(name);
  return values.empty() ? absl::string_view() : absl::string_view(values.front().data(), values.front().size());
}

absl::Status CheckNotRevoked(const grpc::ServerContext& context, const CallerRules& rules) {
  const std::shared_ptr<const RevocationLists> revoked = rules.revoked ? rules.revoked() : nullptr;
  if (revoked == nullptr) return absl::OkStatus();
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return NamelessCertificate("there is none");
  const absl::Status holds = revoked->Check(FirstProperty(*auth, GRPC_X509_PEM_CERT_PROPERTY_NAME),
                                            FirstProperty(*auth, GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME), absl::Now());
  return holds.ok() ? holds : UnknownCaller(holds.message());
}

absl::StatusOr<Caller> FromCertificate(const grpc::ServerContext& context, const KnownCallers* known) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) return NamelessCertificate("there is none");
  const absl::StatusOr<std::string> text = CertificateName(*auth);
  if (!text.ok()) return text.status();
  absl::StatusOr<std::string> name = CertificateCaller(*text);
  if (!name.ok()) return name.status();
  Caller caller;
  caller.name = *std::move(name);
  if (known == nullptr) return caller;
  const KnownCallers::Entry* const entry = known->ByCertificate(*text);
  if (entry == nullptr) {
    return UnknownCaller(absl::StrCat(caller.name, " is not among the server's callers (--callers)"));
  }
  caller.rate = entry->rate;
  caller.roles = entry->roles;
  return caller;
}

}  // namespace

absl::StatusOr<std::string> CertificateCaller(absl::string_view text) {
  if (text.empty()) return NamelessCertificate("its name is empty");
  if (text.size() > kMaxCallerBytes) {
    return NamelessCertificate(absl::StrCat("its name is over ", kMaxCallerBytes, " bytes"));
  }
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control || !IsValidUtf8(text)) return NamelessCertificate("its name is not printable UTF-8");
  return absl::StrCat("cert:", text);
}

absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContext& context, const CallerRules& rules,
                                      const KnownCallers* known) {
  const bool over_socket = absl::StartsWith(context.peer(), "unix:");
  if (rules.client_certificates && !over_socket) {
    const absl::Status holds = CheckNotRevoked(context, rules);
    if (!holds.ok()) return holds;
  }
  if (known != nullptr) {
    const absl::StatusOr<std::optional<absl::string_view>> token = BearerToken(context);
    if (!token.ok()) return token.status();
    if (token->has_value()) {
      const KnownCallers::Entry* const entry = known->ByToken(**token);
      if (entry == nullptr) return UnknownCaller("nobody has this bearer token");
      return Caller{absl::StrCat("token:", entry->name), /*over_socket=*/false, entry->rate, entry->roles};
    }
  }
  if (over_socket) return Caller{rules.socket_owner, /*over_socket=*/true, {}};
  if (rules.client_certificates) return FromCertificate(context, known);
  if (known != nullptr) return UnknownCaller("this server wants a bearer token: authorization: Bearer TOKEN");
  return Caller{kLoopbackCaller, /*over_socket=*/false, {}};
}

}  // namespace cordon
