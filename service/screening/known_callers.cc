#include "service/screening/known_callers.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "rules/text_file.h"

namespace cordon {
namespace {

constexpr int kMaxCallers = 1'000;
constexpr int kMaxPerCaller = 8;
constexpr size_t kMaxCallerName = 64;
constexpr size_t kMaxCertificateName = 200;
constexpr int kMaxRate = 1'000'000;
constexpr int64_t kMaxCallersBytes = 1 << 20;
// What a token may be; 32 characters of chance cannot be guessed, and a word can.
constexpr size_t kLeastTokenBytes = 32;
constexpr size_t kMostTokenBytes = 256;

bool NameCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
}

absl::StatusOr<RateLimit> ReadRate(const v1::CallRate& rate, absl::string_view where) {
  if (rate.per_second() < 1 || rate.per_second() > kMaxRate || rate.burst() < 0 || rate.burst() > kMaxRate) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": per_second is 1 to ", kMaxRate, " and burst 0 to ",
                                                   kMaxRate, "; leave the rate out for no limit"));
  }
  return RateLimit{rate.per_second(), rate.burst() > 0 ? rate.burst() : rate.per_second()};
}

absl::Status CheckCallerName(const v1::KnownCaller& caller, absl::string_view where) {
  const std::string& name = caller.name();
  if (name.empty() || name.size() > kMaxCallerName || !std::all_of(name.begin(), name.end(), NameCharacter)) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": name has 1 to ", kMaxCallerName, " letters, digits, dots, dashes or underscores"));
  }
  if (caller.token_sha256().empty() && caller.certificates().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, " (", name, "): has neither token_sha256 nor certificates and could never call"));
  }
  if (caller.token_sha256_size() > kMaxPerCaller || caller.certificates_size() > kMaxPerCaller) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, " (", name, "): at most ", kMaxPerCaller, " tokens and as many certificates"));
  }
  return absl::OkStatus();
}

// Tokens of one caller are one person in the record; each certificate is another one, and so is a token beside it.
absl::StatusOr<RoleSet> ReadRoles(const v1::KnownCaller& caller, absl::string_view where) {
  using Role = v1::KnownCaller;
  RoleSet roles = caller.roles().empty() ? RoleBit(Role::SCREENER) : 0;
  for (const int role : caller.roles()) {
    if (role == Role::ROLE_UNSPECIFIED || !Role::Role_IsValid(role)) {
      return absl::InvalidArgumentError(absl::StrCat(where, " (", caller.name(), "): unknown role ", role));
    }
    roles |= RoleBit(static_cast<Role::Role>(role));
  }
  constexpr RoleSet kDeciding = RoleBit(Role::REVIEWER) | RoleBit(Role::APPROVER) | RoleBit(Role::ADMIN);
  const int identities = caller.certificates_size() + (caller.token_sha256().empty() ? 0 : 1);
  if ((roles & kDeciding) != 0 && identities > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(where, " (", caller.name(),
                     "): who decides cases has tokens or one certificate, not both and not several: one person would "
                     "be two"));
  }
  return roles;
}

bool IsDigest(const std::string& text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

const KnownCallers::Entry* KnownCallers::ByToken(absl::string_view token) const {
  if (token.size() < kLeastTokenBytes || token.size() > kMostTokenBytes) return nullptr;
  const auto found = by_digest_.find(Sha256Hex(token));
  return found == by_digest_.end() ? nullptr : &found->second;
}

const KnownCallers::Entry* KnownCallers::ByCertificate(absl::string_view name) const {
  const auto found = by_certificate_.find(name);
  return found == by_certificate_.end() ? nullptr : &found->second;
}

absl::StatusOr<KnownCallers> MakeKnownCallers(const v1::Callers& file, absl::string_view path) {
  KnownCallers known;
  if (file.callers_size() > kMaxCallers) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", file.callers_size(), " callers, at most ", kMaxCallers));
  }
  if (file.callers().empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": names no caller, so nobody could call over the network"));
  }
  if (file.has_default_rate()) {
    CORDON_ASSIGN_OR_RETURN(known.default_rate_, ReadRate(file.default_rate(), absl::StrCat(path, ": default_rate")));
  }
  std::set<std::string> names;
  for (int i = 0; i < file.callers_size(); ++i) {
    const v1::KnownCaller& caller = file.callers(i);
    const std::string where = absl::StrCat(path, ": callers[", i, "]");
    CORDON_RETURN_IF_ERROR(CheckCallerName(caller, where));
    if (!names.insert(caller.name()).second) {
      return absl::InvalidArgumentError(absl::StrCat(where, ": ", caller.name(), " stands there twice"));
    }
    CORDON_ASSIGN_OR_RETURN(const RoleSet roles, ReadRoles(caller, where));
    KnownCallers::Entry entry{caller.name(), known.default_rate_, roles};
    if (caller.has_rate()) {
      CORDON_ASSIGN_OR_RETURN(entry.rate, ReadRate(caller.rate(), absl::StrCat(where, ".rate")));
    }
    for (const std::string& digest : caller.token_sha256()) {
      if (!IsDigest(digest)) {
        return absl::InvalidArgumentError(
            absl::StrCat(where, " (", caller.name(),
                         "): token_sha256 is 64 hex digits in lower case, the sha256 of the token, never the token"));
      }
      if (!known.by_digest_.emplace(digest, entry).second) {
        return absl::InvalidArgumentError(
            absl::StrCat(where, " (", caller.name(), "): another caller has this token; a token names one caller"));
      }
    }
    for (const std::string& certificate : caller.certificates()) {
      if (certificate.empty() || certificate.size() > kMaxCertificateName) {
        return absl::InvalidArgumentError(absl::StrCat(where, " (", caller.name(), "): a certificate's name has 1 to ",
                                                       kMaxCertificateName, " bytes"));
      }
      if (!known.by_certificate_.emplace(certificate, entry).second) {
        return absl::InvalidArgumentError(
            absl::StrCat(where, " (", caller.name(), "): another caller has the certificate ", certificate));
      }
    }
  }
  known.entries_ = names.size();
  return known;
}

absl::StatusOr<KnownCallers> LoadKnownCallers(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxCallersBytes);
  if (!text.ok()) return absl::InvalidArgumentError(absl::StrCat("--callers: ", text.status().message()));
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": others may write it, and so let themselves in: chmod go-w ", path));
  }
  v1::Callers file;
  CORDON_RETURN_IF_ERROR(ParseText({path, *std::move(text)}, &file).status());
  return MakeKnownCallers(file, path);
}

}  // namespace cordon
