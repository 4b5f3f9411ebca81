#include "cli/bearer_token.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon::cli {
namespace {

constexpr int64_t kMaxTokenFile = 4096;

class AddToken final : public grpc::experimental::Interceptor {
 public:
  explicit AddToken(const std::string* value) : value_(value) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace("authorization", *value_);
    }
    methods->Proceed();
  }

 private:
  const std::string* const value_;
};

class AddTokenFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit AddTokenFactory(const std::string& token) : value_(absl::StrCat("Bearer ", token)) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new AddToken(&value_);
  }

 private:
  const std::string value_;
};

bool InsideThisMachine(const std::string& address) {
  return absl::StartsWith(address, "unix:") || absl::StartsWith(address, "127.") ||
         absl::StartsWith(address, "localhost:") || absl::StartsWith(address, "[::1]:");
}

}  // namespace

absl::StatusOr<std::string> ReadToken(const std::string& path, const std::string& address, bool encrypted) {
  if (!encrypted && !InsideThisMachine(address)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--token-file: the way to ", address,
                     " is not encrypted and anybody on it could take the token; give --server-ca"));
  }
  CORDON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxTokenFile));
  const absl::string_view token = absl::StripAsciiWhitespace(text);
  if (token.empty() || !std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; })) {
    return absl::InvalidArgumentError(
        absl::StrCat("--token-file ", path, ": holds no token, one line of visible ASCII"));
  }
  return std::string(token);
}

std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> TokenInterceptor(const std::string& token) {
  return std::make_unique<AddTokenFactory>(token);
}

}  // namespace cordon::cli
