// Mutual TLS against a real cordond: who may come in, and who they are in the record.
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>

#include "base/sha256.h"
#include "tests/integration/tls_fixture.h"

namespace cordon {
namespace {

class MutualTls : public TlsTest {
 protected:
  void SetUp() override {
    TlsTest::SetUp();
    ASSERT_TRUE(MakeAuthority("other", "/CN=Other CA"));
    ASSERT_TRUE(Issue("buyer", "/CN=procurement-backend"));
    ASSERT_TRUE(Issue("nameless", "/O=No Common Name", "URI:spiffe://example/erp"));
    ASSERT_TRUE(Issue("stranger", "/CN=procurement-backend", "", "other"));
    ASSERT_TRUE(Issue("expired", "/CN=procurement-backend", "", "ca", "-1"));
  }
  grpc::Status ScreenAs(const std::string& who, v1::Screening* answer, const std::string& issuer = "ca",
                        const std::string& token = "") {
    const Client client(ChannelOf(who, issuer));
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    return client.screening->ScreenParty(&context, PartyRequest("Example"), answer);
  }
};

TEST_F(MutualTls, CertificateIsTheCaller) {
  StartTls();
  v1::Screening answer;
  const grpc::Status buyer = ScreenAs("buyer", &answer);
  ASSERT_TRUE(buyer.ok()) << buyer.error_message();
  EXPECT_EQ(answer.caller(), "cert:procurement-backend");
  const grpc::Status nameless = ScreenAs("nameless", &answer);
  ASSERT_TRUE(nameless.ok()) << nameless.error_message();
  EXPECT_EQ(answer.caller(), "cert:spiffe://example/erp");
}

TEST_F(MutualTls, NobodyElseComesIn) {
  StartTls();
  v1::Screening answer;
  for (const char* const who : {"", "stranger", "expired"}) {
    EXPECT_EQ(ScreenAs(who, &answer).error_code(), grpc::StatusCode::UNAVAILABLE) << who;
  }
  const Client plain(address_);
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(5));
  EXPECT_FALSE(plain.screening->ScreenParty(&context, PartyRequest("Example"), &answer).ok());
  EXPECT_TRUE(ScreenAs("buyer", &answer).ok());
}

TEST_F(MutualTls, CallersFileSaysWhichCertificates) {
  std::ofstream(File("callers")) << "callers { name: \"erp\" certificates: \"spiffe://example/erp\" }\n";
  chmod(File("callers").c_str(), 0600);
  StartTls({"--callers", File("callers")});
  v1::Screening answer;
  ASSERT_TRUE(ScreenAs("nameless", &answer).ok());
  EXPECT_EQ(answer.caller(), "cert:spiffe://example/erp");
  EXPECT_EQ(ScreenAs("buyer", &answer).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(MutualTls, TokensNeedNoClientCertificate) {
  const std::string token = "0123456789abcdef0123456789abcdef";
  std::ofstream(File("callers")) << "callers { name: \"erp\" token_sha256: \"" << Sha256Hex(token) << "\" }\n";
  chmod(File("callers").c_str(), 0600);
  StartTls({"--callers", File("callers")}, /*mutual=*/false);
  v1::Screening answer;
  ASSERT_TRUE(ScreenAs("", &answer, "ca", token).ok());
  EXPECT_EQ(answer.caller(), "token:erp");
  EXPECT_EQ(ScreenAs("", &answer).error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(MutualTls, CertificatesAreRenewedWithoutARestart) {
  StartTls();
  v1::Screening answer;
  ASSERT_TRUE(ScreenAs("buyer", &answer).ok());
  // Server certificate and client issuers of another authority take their place.
  ASSERT_TRUE(Issue("server", "/CN=localhost", "IP:127.0.0.1,DNS:localhost", "other", "2"));
  std::ofstream(File("ca-new.pem")) << Text("other.pem");
  ASSERT_EQ(rename(File("ca.pem").c_str(), File("ca-old.pem").c_str()), 0);
  ASSERT_EQ(rename(File("ca-new.pem").c_str(), File("ca.pem").c_str()), 0);
  EXPECT_FALSE(ScreenAs("stranger", &answer, "other").ok()) << "not before the signal";
  server_->Signal(SIGHUP);
  bool renewed = false;
  for (int i = 0; i < 200 && !renewed; ++i) {
    renewed = ScreenAs("stranger", &answer, "other").ok();
    if (!renewed) absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_TRUE(renewed);
  EXPECT_FALSE(ScreenAs("buyer", &answer, "other").ok());
  // A key that does not belong to the certificate changes nothing.
  std::ofstream(File("server.key")) << Text("buyer.key");
  server_->Signal(SIGHUP);
  for (int i = 0; i < 200 && server_->Log().find("not the key of the certificate") == std::string::npos; ++i) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_NE(server_->Log().find("not the key of the certificate"), std::string::npos);
  EXPECT_TRUE(ScreenAs("stranger", &answer, "other").ok());
}

TEST_F(MutualTls, ReflectionIsOffByDefault) {
  StartTls();
  EXPECT_EQ(ReflectedServices(ChannelOf("buyer")), "error " + std::to_string(grpc::StatusCode::UNIMPLEMENTED));
}

TEST_F(MutualTls, KeyOfAnotherCertificateIsRefused) {
  std::string error;
  EXPECT_EQ(
      RunProgram({ProgramPath("cordond"), "--data-dir", directory_ / "data", "--listen", "0.0.0.0:0", "--tls-cert",
                  File("server.pem"), "--tls-key", File("buyer.key"), "--tls-client-ca", File("ca.pem")},
                 &error, absl::Seconds(20)),
      2);
  EXPECT_NE(error.find("not the key of the certificate"), std::string::npos) << error;
}

}  // namespace
}  // namespace cordon
