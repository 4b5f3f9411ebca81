// The signing keys of a log: DIR/audit-<key id>.pem (PKCS#8, mode 0400) and DIR/audit.vkey, the verifier-key line of
// the one that signs now. Keys that were replaced stay, unused, until the operator removes them. Thread contract: none
// (one owner).
#ifndef CORDON_AUDIT_LOG_KEY_DIRECTORY_H_
#define CORDON_AUDIT_LOG_KEY_DIRECTORY_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "audit/log/signing_key.h"

namespace cordon {

class KeyDirectory {
 public:
  explicit KeyDirectory(std::string path) : path_(std::move(path)) {}

  // A new key of this name; durable, not in use yet.
  absl::StatusOr<SigningKey> Make(const std::string& name) const;
  // FailedPrecondition naming the file and what to do if it is absent, not the owner's alone, or another key.
  absl::StatusOr<SigningKey> Load(const VerifierKey& verifier) const;
  // Writes audit.vkey, unless it says so already.
  absl::Status Announce(const VerifierKey& verifier) const;

  std::string KeyPath(const VerifierKey& verifier) const;

 private:
  const std::string path_;
};

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_KEY_DIRECTORY_H_
