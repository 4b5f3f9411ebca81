#include "cli/doctor_mistakes.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/files.h"
#include "base/version.h"
#include "cli/open_backend.h"
#include "cli/remote_backend.h"
#include "service/screening/known_callers.h"
#include "service/screening/policy.h"

namespace cordon::cli {
namespace {

constexpr int kMostFilesLookedAt = 10'000;
constexpr int kWarnDaysLeft = 30;
constexpr int64_t kMaxCertificateBytes = 1 << 20;

struct NetworkKind {
  uint64_t magic;
  const char* name;
};
// Of statfs(2), as the kernel's headers have them.
constexpr NetworkKind kNetworkKinds[] = {{0x6969, "NFS"},      {0x517B, "SMB"},    {0xFF534D42, "CIFS"},
                                         {0xFE534D42, "SMB2"}, {0x01021997, "9P"}, {0x00C36400, "Ceph"},
                                         {0x5346414F, "AFS"}};

// The days a certificate is still valid; false when the file holds none.
bool DaysLeft(const std::string& pem, int* days) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                                &X509_free);
  int seconds = 0;
  return certificate != nullptr && ASN1_TIME_diff(days, &seconds, nullptr, X509_get0_notAfter(certificate.get())) == 1;
}

}  // namespace

void CheckFileSystem(const std::string& directory, Findings* findings) {
  struct statfs info {};
  if (::statfs(directory.c_str(), &info) != 0) return;
  const auto magic = static_cast<uint64_t>(static_cast<uint32_t>(info.f_type));
  for (const NetworkKind& kind : kNetworkKinds) {
    if (magic != kind.magic) continue;
    findings->Fail("file system",
                   absl::StrCat(directory, " lies on ", kind.name, ", where the database can be damaged"),
                   "move it to a local disk");
    return;
  }
  findings->Ok("file system", "local");
}

void CheckOwnership(const std::string& directory, Findings* findings) {
  struct stat owner {};
  if (::stat(directory.c_str(), &owner) != 0) return;
  std::error_code error;
  int looked = 0;
  int foreign = 0;
  std::string first;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (++looked > kMostFilesLookedAt) break;
    struct stat info {};
    if (::lstat(at->path().c_str(), &info) != 0 || info.st_uid == owner.st_uid) continue;
    if (++foreign == 1) first = at->path().string();
  }
  if (foreign == 0) {
    findings->Ok("ownership", "all files belong to one user");
    return;
  }
  findings->Fail("ownership",
                 absl::StrCat(foreign, " files belong to another user than the directory, such as ", first,
                              ": a command ran as root, and the server cannot write them"),
                 absl::StrCat("chown -R --reference=", directory, " ", directory,
                              "; run commands as the directory's owner: sudo -u cordon cordon ..."));
}

void CheckSigningKey(const std::string& directory, Findings* findings) {
  std::error_code error;
  std::string key;
  for (const auto& entry : std::filesystem::directory_iterator(absl::StrCat(directory, "/keys"), error)) {
    if (absl::EndsWith(entry.path().string(), ".pem")) key = entry.path().string();
  }
  if (key.empty()) {
    if (!FileExists(absl::StrCat(directory, "/keys/audit.vkey"))) return;  // nothing was ever signed here
    findings->Fail("signing key", absl::StrCat(directory, "/keys holds no private key: nothing can be recorded"),
                   "bring it back from where it is kept (cordon-restore --keys)");
    return;
  }
  struct stat info {};
  if (::stat(key.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    findings->Fail("signing key",
                   absl::StrFormat("%s has mode %03o: who reads it can sign another past", key,
                                   static_cast<unsigned>(info.st_mode & 0777U)),
                   absl::StrCat("chmod 400 ", key));
    return;
  }
  findings->Ok("signing key", "there, its owner's alone");
}

void CheckRequiredLists(const v1::GetEngineStateResponse& state, Findings* findings) {
  if (state.policy().required_lists_size() > 0) {
    findings->Ok("required lists", absl::StrCat(state.policy().required_lists_size(), " named in the policy"));
    return;
  }
  const auto& versions = state.state().versions();
  const bool official = std::any_of(versions.begin(), versions.end(), [](const v1::ListVersion& version) {
    return !version.starter() && !version.has_ownership() && !absl::StartsWith(version.source(), "operator/");
  });
  if (!official) return;
  findings->Warn("required lists", "the policy names none: a list that vanishes from its source passes as no match",
                 "set required_lists in policy.textproto, then reload the server");
}

void CheckRunningServer(const GlobalOptions& options, Findings* findings) {
  const std::string socket = SocketPath(options.data_dir);
  if (!FileExists(socket) || !SocketAnswers(socket, absl::Seconds(2))) return;
  const auto backend = OpenRemoteBackend({absl::StrCat("unix:", socket), "", "", "", ""});
  if (!backend.ok()) return;
  if (const auto info = (*backend)->GetServerInfo(); info.ok()) {
    if (info->version() != kProductVersion || info->engine_version() != kEngineVersion) {
      findings->Warn("server", absl::StrCat("runs version ", info->version(), ", installed is ", kProductVersion),
                     "systemctl restart cordond: it was not restarted after an upgrade");
    } else if (!info->serving()) {
      findings->Fail("server", absl::StrCat("does not serve: ", info->not_serving_reason()),
                     "see its log; cordon lists update usually helps");
    }
  }
  const auto state = (*backend)->GetEngineState();
  const auto policy = LoadPolicy(PolicyPath(options), {});
  if (!state.ok() || !policy.ok()) return;
  // A server that was given a policy elsewhere (--config) is right; only a file in the directory can be stale in it.
  if (PolicyPath(options).empty() || PolicyDigest(state->policy()) == policy->digest) {
    findings->Ok("server", "runs on this directory");
    return;
  }
  findings->Warn("server",
                 absl::StrCat("runs with another policy than ", PolicyPath(options), " (version ",
                              state->policy().version(), ", the file has ", policy->policy.version(), ")"),
                 "systemctl reload cordond (SIGHUP), or give cordon the server's file with --config");
}

void CheckServerFiles(const std::string& certificate, const std::string& callers, Findings* findings) {
  if (!callers.empty()) {
    const auto known = LoadKnownCallers(callers);
    if (known.ok()) {
      findings->Ok("callers", absl::StrCat(known->size(), " in ", callers));
    } else {
      findings->Fail("callers", std::string(known.status().message()), "correct it, then reload the server");
    }
  }
  if (certificate.empty()) return;
  const auto pem = ReadFile(certificate, kMaxCertificateBytes);
  int days = 0;
  if (!pem.ok() || !DaysLeft(*pem, &days)) {
    findings->Fail("certificate", absl::StrCat(certificate, " holds no PEM certificate that can be read"),
                   "give the file of --tls-cert");
  } else if (days < 0) {
    findings->Fail("certificate", absl::StrCat(certificate, " ended ", -days, " days ago: nobody can connect"),
                   "renew it, then reload the server");
  } else if (days < kWarnDaysLeft) {
    findings->Warn("certificate", absl::StrCat(certificate, " ends in ", days, " days"),
                   "renew it, then reload the server");
  } else {
    findings->Ok("certificate", absl::StrCat(certificate, " is good for ", days, " days"));
  }
}

}  // namespace cordon::cli
