// Mutual TLS against a real cordond: who may come in, and who they are in the record.
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

class MutualTls : public CordondTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                         "-subj", "/CN=Test CA", "-keyout", File("ca.key"), "-out", File("ca.pem")}));
    ASSERT_TRUE(Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                         "-subj", "/CN=Other CA", "-keyout", File("other.key"), "-out", File("other.pem")}));
    ASSERT_TRUE(Issue("server", "/CN=localhost", "IP:127.0.0.1,DNS:localhost", "ca", "2"));
    ASSERT_TRUE(Issue("buyer", "/CN=procurement-backend", "", "ca", "2"));
    ASSERT_TRUE(Issue("nameless", "/O=No Common Name", "URI:spiffe://example/erp", "ca", "2"));
    ASSERT_TRUE(Issue("stranger", "/CN=procurement-backend", "", "other", "2"));
    ASSERT_TRUE(Issue("expired", "/CN=procurement-backend", "", "ca", "-1"));
  }

  std::string File(const std::string& name) const { return directory_ / name; }
  std::string Text(const std::string& name) const {
    std::ifstream file(File(name));
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  static bool Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    std::string error;
    const bool fine = RunProgram(arguments, &error, absl::Seconds(30)) == 0;
    if (!fine) std::fprintf(stderr, "%s\n", error.c_str());
    return fine;
  }
  bool Issue(const std::string& who, const std::string& subject, const std::string& names, const std::string& ca,
             const std::string& days) {
    std::ofstream(File(who + ".ext")) << (names.empty() ? "basicConstraints=CA:FALSE\n"
                                                        : "subjectAltName=" + names + "\n");
    return Openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
                    "-keyout", File(who + ".key"), "-out", File(who + ".csr")}) &&
           Openssl({"x509", "-req", "-in", File(who + ".csr"), "-CA", File(ca + ".pem"), "-CAkey", File(ca + ".key"),
                    "-CAcreateserial", "-days", days, "-extfile", File(who + ".ext"), "-out", File(who + ".pem")});
  }
  // Listens beyond loopback: that is what the certificates allow.
  void StartTls(const std::vector<std::string>& more = {}, bool mutual = true) {
    std::vector<std::string> flags = {"--listen",         "0.0.0.0:0", "--tls-cert",
                                      File("server.pem"), "--tls-key", File("server.key")};
    if (mutual) flags.insert(flags.end(), {"--tls-client-ca", File("ca.pem")});
    flags.insert(flags.end(), more.begin(), more.end());
    Start(flags);
    address_ = absl::StrCat("127.0.0.1", server_->address().substr(server_->address().rfind(':')));
  }
  grpc::Status ScreenAs(const std::string& who, v1::Screening* answer, const std::string& issuer = "ca",
                        const std::string& token = "") {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Text(issuer + ".pem");
    if (!who.empty()) {
      options.pem_cert_chain = Text(who + ".pem");
      options.pem_private_key = Text(who + ".key");
    }
    const Client client(Connect(address_, grpc::SslCredentials(options)));
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    return client.screening->ScreenParty(&context, PartyRequest("Example"), answer);
  }

  std::string address_;
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
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = Text("ca.pem");
  options.pem_cert_chain = Text("buyer.pem");
  options.pem_private_key = Text("buyer.key");
  EXPECT_EQ(ReflectedServices(Connect(address_, grpc::SslCredentials(options))),
            "error " + std::to_string(grpc::StatusCode::UNIMPLEMENTED));
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
