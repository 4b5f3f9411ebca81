// A cordond with mutual TLS, an authority that issues certificates, and clients that show them.
#ifndef CORDON_TESTS_INTEGRATION_TLS_FIXTURE_H_
#define CORDON_TESTS_INTEGRATION_TLS_FIXTURE_H_

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {

class TlsTest : public CordondTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(MakeAuthority("ca", "/CN=Test CA"));
    ASSERT_TRUE(Issue("server", "/CN=localhost", "IP:127.0.0.1,DNS:localhost", "ca", "2"));
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
  bool MakeAuthority(const std::string& name, const std::string& subject) {
    return Openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", subject, "-keyout", File(name + ".key"), "-out", File(name + ".pem")});
  }
  bool Issue(const std::string& who, const std::string& subject, const std::string& names = "",
             const std::string& ca = "ca", const std::string& days = "2") {
    std::ofstream(File(who + ".ext")) << (names.empty() ? "basicConstraints=CA:FALSE\n"
                                                        : "subjectAltName=" + names + "\n");
    return Openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject,
                    "-keyout", File(who + ".key"), "-out", File(who + ".csr")}) &&
           Openssl({"x509", "-req", "-in", File(who + ".csr"), "-CA", File(ca + ".pem"), "-CAkey", File(ca + ".key"),
                    "-CAcreateserial", "-days", days, "-extfile", File(who + ".ext"), "-out", File(who + ".pem")});
  }
  // The list of what `ca` took back so far and now, as FILE.pem; `until` as openssl writes times, empty: two days.
  bool Revoke(const std::vector<std::string>& who, const std::string& file, const std::string& ca = "ca",
              const std::string& until = "") {
    const std::string config = File(ca + ".cnf");
    std::ofstream(config) << "[ca]\ndefault_ca=d\n[d]\ndatabase=" << File(ca + ".db") << "\ndefault_md=sha256\n";
    std::ofstream(File(ca + ".db"), std::ios::app);
    const std::vector<std::string> with = {"ca",    "-config",        config, "-keyfile", File(ca + ".key"),
                                           "-cert", File(ca + ".pem")};
    bool fine = true;
    for (const std::string& one : who) {
      std::vector<std::string> arguments = with;
      arguments.insert(arguments.end(), {"-revoke", File(one + ".pem")});
      fine = fine && Openssl(arguments);
    }
    std::vector<std::string> arguments = with;
    arguments.insert(arguments.end(), {"-gencrl", "-out", File(file + ".new")});
    if (until.empty()) {
      arguments.insert(arguments.end(), {"-crldays", "2"});
    } else {
      arguments.insert(arguments.end(), {"-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", until});
    }
    return fine && Openssl(arguments) && std::rename(File(file + ".new").c_str(), File(file + ".pem").c_str()) == 0;
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
  // A connection that shows the certificate of `who`, none if that is empty, and trusts `issuer`.
  std::shared_ptr<grpc::Channel> ChannelOf(const std::string& who, const std::string& issuer = "ca") const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = Text(issuer + ".pem");
    if (!who.empty()) {
      options.pem_cert_chain = Text(who + ".pem");
      options.pem_private_key = Text(who + ".key");
    }
    return Connect(address_, grpc::SslCredentials(options));
  }

  std::string address_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_TLS_FIXTURE_H_
