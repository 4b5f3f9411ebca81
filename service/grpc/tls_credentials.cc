#include "service/grpc/tls_credentials.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr int64_t kMaxPemBytes = 1 << 20;

absl::StatusOr<std::string> ReadPem(absl::string_view flag, const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxPemBytes);
  if (!text.ok()) return absl::InvalidArgumentError(absl::StrCat(flag, ": ", text.status().message()));
  return text;
}

using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;
using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

X509Ptr FirstCertificate(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  X509Ptr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
  ERR_clear_error();
  return certificate;
}

// gRPC would fail each handshake in silence where this fails the start with a reason.
absl::Status CheckPem(const TlsFiles& tls, const std::string& chain, const std::string& key, const std::string& ca) {
  const X509Ptr certificate = FirstCertificate(chain);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("--tls-cert ", tls.certificate, ": holds no PEM certificate"));
  }
  const BioPtr bio(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), &BIO_free);
  static char no_password[] = "";
  const PkeyPtr pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, no_password), &EVP_PKEY_free);
  if (pkey == nullptr) {
    ERR_clear_error();
    return absl::InvalidArgumentError(absl::StrCat("--tls-key ", tls.key, ": holds no PEM key without a password"));
  }
  if (X509_check_private_key(certificate.get(), pkey.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        absl::StrCat("--tls-key ", tls.key, ": is not the key of the certificate in ", tls.certificate));
  }
  if (tls.mutual() && FirstCertificate(ca) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("--tls-client-ca ", tls.client_ca, ": holds no PEM certificate"));
  }
  return absl::OkStatus();
}

absl::StatusOr<TlsCertificates::Contents> ReadContents(const TlsFiles& tls) {
  TlsCertificates::Contents contents;
  CORDON_ASSIGN_OR_RETURN(contents.chain, ReadPem("--tls-cert", tls.certificate));
  CORDON_ASSIGN_OR_RETURN(contents.key, ReadPem("--tls-key", tls.key));
  if (tls.mutual()) {
    CORDON_ASSIGN_OR_RETURN(contents.client_ca, ReadPem("--tls-client-ca", tls.client_ca));
  }
  CORDON_RETURN_IF_ERROR(CheckPem(tls, contents.chain, contents.key, contents.client_ca));
  if (!tls.client_crl.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::string lists, ReadPem("--tls-client-crl", tls.client_crl));
    absl::StatusOr<std::shared_ptr<RevocationLists>> revoked =
        RevocationLists::Load(contents.client_ca, lists, absl::Now());
    if (!revoked.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--tls-client-crl ", tls.client_crl, ": ", revoked.status().message()));
    }
    contents.revoked = *std::move(revoked);
  }
  return contents;
}

// What one listening port has of the certificates; gRPC asks under a lock of its own, before each handshake.
struct PortCertificates {
  const TlsCertificates* source;
  uint64_t version = 0;
};

grpc_ssl_certificate_config_reload_status FetchCertificates(void* user_data,
                                                            grpc_ssl_server_certificate_config** config) {
  auto* const port = static_cast<PortCertificates*>(user_data);
  TlsCertificates::Contents now;
  if (!port->source->Newer(&port->version, &now)) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {now.key.c_str(), now.chain.c_str()};
  // The core wants issuers here even where it asks for no client certificate and never looks at them.
  const std::string& issuers = now.client_ca.empty() ? now.chain : now.client_ca;
  *config = grpc_ssl_server_certificate_config_create(issuers.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

// gRPC's C++ credentials cannot be replaced; those of its core ask.
class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  ReloadingCredentials(const TlsCertificates* source, bool mutual) : source_(source), mutual_(mutual) {}

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>& /*processor*/) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    ports_.push_back(std::make_unique<PortCertificates>(PortCertificates{source_}));
    const grpc_ssl_client_certificate_request_type request =
        mutual_ ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
    grpc_server_credentials* const credentials =
        grpc_ssl_server_credentials_create_with_options(grpc_ssl_server_credentials_create_options_using_config_fetcher(
            request, &FetchCertificates, ports_.back().get()));
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  const TlsCertificates* const source_;
  const bool mutual_;
  std::vector<std::unique_ptr<PortCertificates>> ports_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TlsCertificates>> TlsCertificates::Load(const TlsFiles& files) {
  std::unique_ptr<TlsCertificates> loaded(new TlsCertificates(files));
  CORDON_RETURN_IF_ERROR(loaded->Reload());
  return loaded;
}

absl::Status TlsCertificates::Reload() {
  CORDON_ASSIGN_OR_RETURN(Contents fresh, ReadContents(files_));
  MutexLock lock(mu_);
  contents_ = std::move(fresh);
  ++version_;
  return absl::OkStatus();
}

std::shared_ptr<const RevocationLists> TlsCertificates::revoked() const {
  MutexLock lock(mu_);
  return contents_.revoked;
}

bool TlsCertificates::Newer(uint64_t* known, Contents* contents) const {
  MutexLock lock(mu_);
  if (*known == version_) return false;
  *known = version_;
  *contents = contents_;
  return true;
}

std::shared_ptr<grpc::ServerCredentials> TlsCertificates::Credentials() {
  // gRPC lets its credentials go once it listens, and its core goes on asking what they hold.
  if (credentials_ == nullptr) credentials_ = std::make_shared<ReloadingCredentials>(this, files_.mutual());
  return credentials_;
}

}  // namespace cordon
