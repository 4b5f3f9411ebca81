#include "audit/log/key_directory.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr int64_t kMaxKeyFileBytes = 16 << 10;

}  // namespace

std::string KeyDirectory::KeyPath(const VerifierKey& verifier) const {
  return absl::StrCat(path_, "/audit-", verifier.IdHex(), ".pem");
}

absl::StatusOr<SigningKey> KeyDirectory::Make(const std::string& name) const {
  CORDON_ASSIGN_OR_RETURN(SigningKey key, SigningKey::Generate(name));
  CORDON_ASSIGN_OR_RETURN(const std::string pem, key.ToPem());
  CORDON_RETURN_IF_ERROR(MakeDirectories(path_));
  CORDON_RETURN_IF_ERROR(SyncDirectory(absl::StrCat(path_, "/..")));
  const std::string path = KeyPath(key.verifier());
  CORDON_RETURN_IF_ERROR(WriteFileAtomically(path, pem));
  if (::chmod(path.c_str(), 0400) != 0) return ErrnoStatus("cannot protect", path);
  return key;
}

absl::StatusOr<SigningKey> KeyDirectory::Load(const VerifierKey& verifier) const {
  const std::string path = KeyPath(verifier);
  struct stat info;
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("the signing key ", path,
                                                      " can be read by others than its owner: "
                                                      "chmod 0400 it, and think of `cordon audit rotate-key`"));
  }
  const absl::StatusOr<std::string> pem = ReadFile(path, kMaxKeyFileBytes);
  if (absl::IsNotFound(pem.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("the signing key ", path, " of the log ", verifier.name(),
                     " is missing, and nothing can be recorded without it: restore it from the backup of the keys "
                     "(what is recorded can be read without)"));
  }
  if (!pem.ok()) return pem.status();
  absl::StatusOr<SigningKey> key = SigningKey::FromPem(verifier.name(), *pem);
  if (key.ok() && key->verifier() == verifier) return key;
  return absl::FailedPreconditionError(absl::StrCat(path, " is not the signing key ", verifier.IdHex(), " of the log ",
                                                    verifier.name(), ": restore it from the backup of the keys"));
}

absl::Status KeyDirectory::Announce(const VerifierKey& verifier) const {
  const std::string path = absl::StrCat(path_, "/audit.vkey");
  const std::string line = absl::StrCat(verifier.ToString(), "\n");
  const absl::StatusOr<std::string> before = ReadFile(path, kMaxKeyFileBytes);
  return before.ok() && *before == line ? absl::OkStatus() : WriteFileAtomically(path, line);
}

}  // namespace cordon
