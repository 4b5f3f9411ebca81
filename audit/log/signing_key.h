// Ed25519 keys as C2SP signed notes use them. A key has a name (of the log: its origin); its id is the first four bytes
// of SHA-256(name || 0x0A || 0x01 || public key).
// Thread contract: both are values; VerifierKey is thread-safe, SigningKey::Sign too.
//
//   CORDON_ASSIGN_OR_RETURN(SigningKey key, SigningKey::Generate("cordon/0123456789abcdef"));
//   publish(key.verifier().ToString());  // "cordon/0123456789abcdef+1f2e3d4c+Ad..."
#ifndef CORDON_AUDIT_LOG_SIGNING_KEY_H_
#define CORDON_AUDIT_LOG_SIGNING_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct evp_pkey_st;

namespace cordon {

class VerifierKey {
 public:
  // REQUIRES: 32 bytes.
  VerifierKey(std::string name, std::string public_key);
  // Reads a verifier-key line, with or without the newline. InvalidArgument if it is none, of another algorithm, or its
  // id is not the key's.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view line);

  const std::string& name() const { return name_; }
  const std::string& id() const { return id_; }  // four bytes
  std::string IdHex() const;
  std::string ToString() const;
  bool Verify(absl::string_view message, absl::string_view signature) const;
  bool operator==(const VerifierKey& other) const { return name_ == other.name_ && public_key_ == other.public_key_; }

 private:
  std::string name_;
  std::string public_key_;
  std::string id_;
};

class SigningKey {
 public:
  static absl::StatusOr<SigningKey> Generate(const std::string& name);
  // PKCS#8. InvalidArgument if it is no Ed25519 key.
  static absl::StatusOr<SigningKey> FromPem(const std::string& name, absl::string_view pem);

  absl::StatusOr<std::string> ToPem() const;
  const VerifierKey& verifier() const { return verifier_; }
  // 64 bytes.
  absl::StatusOr<std::string> Sign(absl::string_view message) const;

 private:
  struct FreeKey {
    void operator()(evp_pkey_st* key) const;
  };
  using Handle = std::unique_ptr<evp_pkey_st, FreeKey>;
  SigningKey(Handle key, VerifierKey verifier) : key_(std::move(key)), verifier_(std::move(verifier)) {}
  static absl::StatusOr<SigningKey> Take(const std::string& name, Handle key);

  Handle key_;
  VerifierKey verifier_;
};

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_SIGNING_KEY_H_
