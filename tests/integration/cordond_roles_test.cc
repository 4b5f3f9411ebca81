// Who may call what: every method of every service with every role, against a real cordond; and the table in the
// documents is the one in the program.
#include <google/protobuf/descriptor.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "service/grpc/roles.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

using Role = v1::KnownCaller;

// "/cordon.v1.ListService/ImportList" of every service that our files declare.
std::vector<std::string> DeclaredMethods() {
  std::vector<std::string> methods;
  for (const auto& file : std::filesystem::directory_iterator(CORDON_PROTO_DIR)) {
    const auto* const declared = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
        absl::StrCat("cordon/v1/", file.path().filename().string()));
    if (declared == nullptr) continue;
    for (int s = 0; s < declared->service_count(); ++s) {
      for (int m = 0; m < declared->service(s)->method_count(); ++m) {
        methods.push_back(
            absl::StrCat("/", declared->service(s)->full_name(), "/", declared->service(s)->method(m)->name()));
      }
    }
  }
  return methods;
}

std::string MethodName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

TEST(Roles, EveryMethodStandsInTheTableOnce) {
  std::map<std::string, int> rows;
  for (const MethodRoles& row : MethodRoleTable()) ++rows[std::string(row.method)];
  const std::vector<std::string> methods = DeclaredMethods();
  EXPECT_GE(methods.size(), 25U);
  for (const std::string& method : methods) EXPECT_EQ(rows[MethodName(method)], 1) << method;
  EXPECT_EQ(rows.size(), methods.size());
}

TEST(Roles, WhatIsNotInTheTableNobodyMayCall) {
  EXPECT_FALSE(CheckRole("DropEverything", kEveryRole).ok());
  EXPECT_FALSE(CheckRole("ScreenParty", 0).ok());
  EXPECT_TRUE(CheckRole("ScreenParty", RoleBit(Role::ADMIN)).ok());
}

TEST(Roles, TheDocumentHasTheTable) {
  std::ifstream file(CORDON_SECURITY_PAGE);
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::string table;
  for (const MethodRoles& row : MethodRoleTable()) {
    absl::StrAppend(&table, "| `", row.method, "` | ", RoleNames(row.roles), " |\n");
  }
  EXPECT_NE(page.find(table), std::string::npos) << "docs/security.md needs:\n" << table;
}

class RolesAtTheServer : public CordondTest {
 protected:
  static std::string TokenOf(Role::Role role) { return absl::StrCat("token-of-", role, "-0123456789abcdef0123456789"); }
  // Status and reason of a call with an empty message.
  static grpc::Status CallAs(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                             const std::string& token, absl::Duration timeout = absl::Seconds(20)) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    SetTimeout(&context, timeout);
    context.AddMetadata("authorization", "Bearer " + token);
    grpc::CompletionQueue queue;
    const auto reader = stub.PrepareUnaryCall(&context, method, ToBuffer(""), &queue);
    reader->StartCall();
    grpc::ByteBuffer answer;
    grpc::Status status;
    reader->Finish(&answer, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return status;
  }
};

TEST_F(RolesAtTheServer, EveryMethodWithEveryRole) {
  {
    std::ofstream file(directory_ / "callers.textproto");
    for (int role = Role::SCREENER; role <= Role::Role_MAX; ++role) {
      const auto which = static_cast<Role::Role>(role);
      file << "callers { name: \"c" << role << "\" token_sha256: \"" << Sha256Hex(TokenOf(which))
           << "\" roles: " << Role::Role_Name(which) << " }\n";
    }
  }
  chmod((directory_ / "callers.textproto").c_str(), 0600);
  Start({"--callers", directory_ / "callers.textproto"});
  const auto channel = Connect(server_->address());
  int refused = 0;
  for (const std::string& method : DeclaredMethods()) {
    for (int role = Role::SCREENER; role <= Role::Role_MAX; ++role) {
      const auto which = static_cast<Role::Role>(role);
      const bool may = CheckRole(MethodName(method), RoleBit(which)).ok();
      // An export is many messages, of which this client reads one: not being refused is all that it can see.
      const bool endless = may && (MethodName(method) == "ExportList" || MethodName(method) == "WatchEvents");
      const grpc::Status status =
          CallAs(channel, method, TokenOf(which), endless ? absl::Milliseconds(500) : absl::Seconds(20));
      const bool denied =
          status.error_code() == grpc::StatusCode::PERMISSION_DENIED && Reason(status) == "ROLE_REQUIRED";
      EXPECT_EQ(denied, !may) << method << " as " << Role::Role_Name(which) << ": " << status.error_message();
      refused += denied ? 1 : 0;
    }
  }
  EXPECT_GT(refused, 50);
  // Whoever is nobody is refused before roles are looked at.
  EXPECT_EQ(
      CallAs(channel, "/cordon.v1.ScreeningService/ScreenParty", "nobody-has-this-token-0123456789ab").error_code(),
      grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(RolesAtTheServer, OnePersonIsNotTwo) {
  std::ofstream(directory_ / "callers.textproto")
      << "callers { name: \"ann\" token_sha256: \"" << Sha256Hex(TokenOf(Role::REVIEWER))
      << "\" certificates: \"ann\" roles: REVIEWER }\n";
  chmod((directory_ / "callers.textproto").c_str(), 0600);
  std::string error;
  EXPECT_EQ(RunProgram({ProgramPath("cordond"), "--data-dir", directory_ / "data", "--listen", "127.0.0.1:0",
                        "--callers", directory_ / "callers.textproto"},
                       &error, absl::Seconds(20)),
            2);
  EXPECT_NE(error.find("one person would be two"), std::string::npos) << error;
}

}  // namespace
}  // namespace cordon
