#include "service/grpc/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
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

absl::Status CheckListen(const ListenAddress& address, const TlsFiles& tls, bool callers_known) {
  if (tls.any() && !tls.server()) {
    return absl::InvalidArgumentError(
        "TLS needs --tls-cert and --tls-key, and --tls-client-ca where clients have certificates");
  }
  if (!tls.client_crl.empty() && !tls.mutual()) {
    return absl::InvalidArgumentError("--tls-client-crl is of the issuers in --tls-client-ca; give both");
  }
  if (tls.server() && !tls.mutual() && !callers_known) {
    return absl::InvalidArgumentError(
        "TLS without --tls-client-ca lets everybody in; give it (mutual TLS), or --callers (bearer tokens)");
  }
  if (!address.loopback && !tls.server()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "refusing to listen on ", address.ToString(),
        ": it is not loopback, and whoever reaches it could screen, read records and import lists. Give --tls-cert, "
        "--tls-key and --tls-client-ca (mutual TLS) or --callers (bearer tokens), or listen on 127.0.0.1 behind a "
        "proxy"));
  }
  return absl::OkStatus();
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
