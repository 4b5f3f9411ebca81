#include "service/grpc/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr int64_t kMaxPemBytes = 1 << 20;

absl::Status BadAddress(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("listen address \"", text, "\": ", why, "; write IP:PORT, such as 127.0.0.1:50061 or [::1]:0"));
}

// IPv4 127.0.0.0/8 and IPv6 ::1; nothing else is loopback, mapped addresses included.
bool ParseHost(const std::string& host, bool* loopback) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    *loopback = (ntohl(v4.s_addr) >> 24) == 127;
    return true;
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) != 1) return false;
  *loopback = std::memcmp(&v6, &in6addr_loopback, sizeof v6) == 0;
  return true;
}

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
  if (FirstCertificate(ca) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("--tls-client-ca ", tls.client_ca, ": holds no PEM certificate"));
  }
  return absl::OkStatus();
}

}  // namespace

std::string ListenAddress::ToString() const {
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return BadAddress(text, "has no port");
  absl::string_view host = text.substr(0, colon);
  ListenAddress address;
  const absl::string_view port = text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || !absl::SimpleAtoi(port, &address.port) || address.port > 65'535) {
    return BadAddress(text, "has no port in 0..65535");
  }
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (!absl::StrContains(host, ':')) return BadAddress(text, "only IPv6 stands in brackets");
  } else if (absl::StrContains(host, ':')) {
    return BadAddress(text, "IPv6 stands in brackets");
  }
  address.host = host == "localhost" ? "127.0.0.1" : std::string(host);
  if (!ParseHost(address.host, &address.loopback)) return BadAddress(text, "the host is no IP address");
  return address;
}

absl::Status CheckListen(const ListenAddress& address, const TlsFiles& tls) {
  if (tls.any() && !tls.all()) {
    return absl::InvalidArgumentError("mutual TLS needs all three of --tls-cert, --tls-key and --tls-client-ca");
  }
  if (!address.loopback && !tls.all()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "refusing to listen on ", address.ToString(),
        ": it is not loopback, and whoever reaches it could screen, read records and import lists. Give --tls-cert, "
        "--tls-key and --tls-client-ca (mutual TLS), or listen on 127.0.0.1 behind a proxy"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MutualTlsCredentials(const TlsFiles& tls) {
  CORDON_ASSIGN_OR_RETURN(const std::string chain, ReadPem("--tls-cert", tls.certificate));
  CORDON_ASSIGN_OR_RETURN(const std::string key, ReadPem("--tls-key", tls.key));
  CORDON_ASSIGN_OR_RETURN(const std::string ca, ReadPem("--tls-client-ca", tls.client_ca));
  CORDON_RETURN_IF_ERROR(CheckPem(tls, chain, key, ca));
  grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = ca;
  options.pem_key_cert_pairs.push_back({key, chain});
  return grpc::SslServerCredentials(options);
}

absl::Status CheckSocketPath(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(absl::StrCat("--unix-socket ", path, ": a socket path has 1 to ",
                                                   sizeof address.sun_path - 1,
                                                   " bytes; choose a shorter one or give --no-unix-socket"));
  }
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) {
    return errno == ENOENT ? absl::OkStatus() : ErrnoStatus("cannot look at", path);
  }
  if (!S_ISSOCK(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--unix-socket ", path, ": exists and is no socket; it was left alone"));
  }
  // A socket nobody answers on is what a crash leaves behind; the server replaces it.
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return ErrnoStatus("cannot make a socket for", path);
  const auto closer = absl::MakeCleanup([fd] { close(fd); });
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return absl::FailedPreconditionError(absl::StrCat("--unix-socket ", path, ": another server answers on it"));
  }
  return absl::OkStatus();
}

}  // namespace cordon
