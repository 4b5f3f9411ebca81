// Mutual TLS against a real cordond: who may come in, and who they are in the record.
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "service/grpc/revocation.h"
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

// What its issuer took back is refused, with every credential that comes with it.
TEST_F(MutualTls, ARevokedCertificateIsRefused) {
  ASSERT_TRUE(Issue("gone", "/CN=procurement-backend"));
  ASSERT_TRUE(Revoke({"gone"}, "crl"));
  const std::string token = "0123456789abcdef0123456789abcdef";
  std::ofstream(File("callers")) << "callers { name: \"erp\" token_sha256: \"" << Sha256Hex(token)
                                 << "\" }\ncallers { name: \"buyer\" certificates: \"procurement-backend\" }\n";
  chmod(File("callers").c_str(), 0600);
  StartTls({"--tls-client-crl", File("crl.pem"), "--callers", File("callers")});
  v1::Screening answer;
  EXPECT_TRUE(ScreenAs("buyer", &answer).ok());  // the same name, another certificate
  for (const std::string& with : {std::string(), token}) {
    const grpc::Status refused = ScreenAs("gone", &answer, "ca", with);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAUTHENTICATED) << refused.error_message();
    EXPECT_EQ(Reason(refused), "CALLER_UNKNOWN");
    EXPECT_NE(refused.error_message().find("revoked"), std::string::npos) << refused.error_message();
  }
  for (const char* const who : {"", "stranger", "expired"}) {
    EXPECT_EQ(ScreenAs(who, &answer).error_code(), grpc::StatusCode::UNAVAILABLE) << who;
  }
}

// On a connection that stands, too: it was let in before.
TEST_F(MutualTls, RevocationTakesEffectOnAReload) {
  ASSERT_TRUE(Revoke({}, "crl"));
  StartTls({"--tls-client-crl", File("crl.pem")});
  const Client standing(ChannelOf("buyer"));
  const auto ask = [&] {
    v1::Screening answer;
    return ScreenWith(standing, PartyRequest("Example"), &answer);
  };
  ASSERT_TRUE(ask().ok());
  ASSERT_TRUE(Revoke({"buyer"}, "crl"));
  EXPECT_TRUE(ask().ok()) << "not before the signal";
  server_->Signal(SIGHUP);
  grpc::Status status = grpc::Status::OK;
  for (int i = 0; i < 500 && status.ok(); ++i) {
    status = ask();
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << status.error_message();
  v1::Screening answer;
  EXPECT_TRUE(ScreenAs("nameless", &answer).ok());
  // A list that cannot be used changes nothing.
  std::ofstream(File("crl.pem")) << "nothing";
  server_->Signal(SIGHUP);
  for (int i = 0; i < 200 && server_->Log().find("no PEM list of revoked") == std::string::npos; ++i) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_NE(server_->Log().find("no PEM list of revoked"), std::string::npos);
  EXPECT_EQ(ask().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

// An issuer between: both of the lists count.
TEST_F(MutualTls, RevokedThroughAnIntermediateIssuer) {
  ASSERT_TRUE(Openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                       "/CN=Between", "-keyout", File("mid.key"), "-out", File("mid.csr")}));
  std::ofstream(File("mid.ext")) << "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n";
  ASSERT_TRUE(Openssl({"x509", "-req", "-in", File("mid.csr"), "-CA", File("ca.pem"), "-CAkey", File("ca.key"),
                       "-CAcreateserial", "-days", "2", "-extfile", File("mid.ext"), "-out", File("mid.pem")}));
  for (const char* const who : {"inside", "outcast"}) {
    ASSERT_TRUE(Issue(who, absl::StrCat("/CN=", who), "", "mid"));
    std::ofstream(File(std::string(who) + "-alone.pem")) << Text(std::string(who) + ".pem");
    std::ofstream(File(std::string(who) + ".pem"), std::ios::app) << Text("mid.pem");
  }
  ASSERT_TRUE(Revoke({}, "crl-root"));
  ASSERT_TRUE(Revoke({"outcast-alone"}, "crl-mid", "mid"));
  std::ofstream(File("crl.pem")) << Text("crl-root.pem") << Text("crl-mid.pem");
  StartTls({"--tls-client-crl", File("crl.pem")});
  v1::Screening answer;
  const grpc::Status inside = ScreenAs("inside", &answer);
  EXPECT_TRUE(inside.ok()) << inside.error_message();
  EXPECT_EQ(ScreenAs("outcast", &answer).error_code(), grpc::StatusCode::UNAUTHENTICATED);
  // Without a list of the one between nobody of it can be told apart.
  std::ofstream(File("crl.pem")) << Text("crl-root.pem");
  server_->Signal(SIGHUP);
  grpc::Status status = grpc::Status::OK;
  for (int i = 0; i < 500 && status.ok(); ++i) {
    status = ScreenAs("inside", &answer);
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << status.error_message();
  EXPECT_TRUE(ScreenAs("buyer", &answer).ok());
  // And the one between taken back takes its own with it.
  ASSERT_TRUE(Revoke({"mid"}, "crl-root"));
  std::ofstream(File("crl.pem")) << Text("crl-root.pem") << Text("crl-mid.pem");
  server_->Signal(SIGHUP);
  status = grpc::Status::OK;
  for (int i = 0; i < 100 && status.error_message().find("revoked") == std::string::npos; ++i) {
    status = ScreenAs("inside", &answer);
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_NE(status.error_message().find("revoked"), std::string::npos) << status.error_message();
}

// Once the list has run out nobody knows who was taken back since: everybody is refused until there is a new one.
TEST_F(MutualTls, AListThatRanOutRefusesEverybody) {
  const absl::Time now = absl::Now();
  const std::string until = absl::FormatTime("%Y%m%d%H%M%SZ", now + absl::Hours(1), absl::UTCTimeZone());
  ASSERT_TRUE(Revoke({}, "crl", "ca", until));
  const auto lists = RevocationLists::Load(Text("ca.pem"), Text("crl.pem"), now);
  ASSERT_TRUE(lists.ok()) << lists.status();
  EXPECT_TRUE((*lists)->Check(Text("buyer.pem"), "", now).ok());
  EXPECT_TRUE((*lists)->Check(Text("buyer.pem"), "", now + absl::Minutes(59)).ok());
  const absl::Status later = (*lists)->Check(Text("buyer.pem"), "", now + absl::Minutes(61));
  EXPECT_TRUE(absl::IsUnauthenticated(later)) << later;
  EXPECT_TRUE(absl::IsInvalidArgument(
      RevocationLists::Load(Text("ca.pem"), Text("crl.pem"), now + absl::Minutes(61)).status()));
  for (const char* const nothing : {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    EXPECT_TRUE(absl::IsUnauthenticated((*lists)->Check(nothing, "", now)));
  }
}

TEST_F(MutualTls, ListsThatCannotBeUsedEndTheStart) {
  ASSERT_TRUE(Revoke({"buyer"}, "sound"));
  ASSERT_TRUE(Revoke({}, "foreign", "other"));
  ASSERT_TRUE(Revoke({}, "old", "ca", "20210101000000Z"));
  std::ofstream(File("empty.pem")) << "";
  // What stands behind a damaged block would be missed.
  ASSERT_TRUE(Revoke({}, "nobody"));
  std::ofstream(File("cut.pem")) << Text("nobody.pem") << Text("sound.pem").substr(0, Text("sound.pem").size() - 70);
  std::string damaged = Text("sound.pem");
  damaged[damaged.size() / 2] = '*';
  std::ofstream(File("damaged.pem")) << damaged << Text("nobody.pem");
  struct Row {
    std::vector<std::string> flags;
    const char* why;
  };
  const std::vector<std::string> mutual = {"--tls-client-ca", File("ca.pem"), "--tls-client-crl"};
  const auto with = [&](const std::string& file) {
    std::vector<std::string> flags = mutual;
    flags.push_back(File(file));
    return flags;
  };
  const std::vector<Row> rows = {{with("empty.pem"), "no PEM list"},
                                 {with("ca.pem"), "no PEM list"},
                                 {with("absent.pem"), "absent.pem"},
                                 {with("foreign.pem"), "has no list that"},
                                 {with("cut.pem"), "PEM block 2 is damaged"},
                                 {with("damaged.pem"), "PEM block 1 is damaged"},
                                 {with("old.pem"), "has run out"},
                                 {{"--tls-client-crl", File("sound.pem")}, "give both"}};
  for (const Row& row : rows) {
    std::vector<std::string> command = {
        ProgramPath("cordond"), "--data-dir",       directory_ / "data", "--listen",        "0.0.0.0:0",
        "--tls-cert",           File("server.pem"), "--tls-key",         File("server.key")};
    command.insert(command.end(), row.flags.begin(), row.flags.end());
    std::string error;
    EXPECT_EQ(RunProgram(command, &error, absl::Seconds(20)), 2) << row.why;
    EXPECT_NE(error.find(row.why), std::string::npos) << error;
  }
}

// Who somebody is comes from his certificate, whatever else a call says.
TEST_F(MutualTls, MetadataSaysNothingOfTheCaller) {
  StartTls();
  const Client client(ChannelOf("buyer"));
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"x-caller", "cert:admin"},
                                                        {"caller", "uid:0(root)"},
                                                        {"x-forwarded-user", "admin"},
                                                        {"x-ssl-client-cn", "admin"},
                                                        {"x-forwarded-client-cert", "Subject=\"CN=admin\""},
                                                        {"authorization", "Bearer 0123456789abcdef0123456789abcdef"},
                                                        {"authorization", "Basic YWRtaW46YWRtaW4="},
                                                        {"x509_common_name", "admin"}}) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    context.AddMetadata(key, value);
    v1::Screening answer;
    const grpc::Status status = client.screening->ScreenParty(&context, PartyRequest("Example"), &answer);
    ASSERT_TRUE(status.ok()) << key << " " << status.error_message();
    EXPECT_EQ(answer.caller(), "cert:procurement-backend") << key;
  }
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
