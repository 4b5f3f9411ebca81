#include "audit/log/signing_key.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "audit/log/strict_base64.h"
#include "base/sha256.h"

namespace cordon {
namespace {

constexpr size_t kPublicKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;
constexpr size_t kMaxKeyLine = 1024;
constexpr char kEd25519 = 1;  // the signature type of signed notes

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const unsigned char* Unsigned(absl::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

VerifierKey::VerifierKey(std::string name, std::string public_key)
    : name_(std::move(name)),
      public_key_(std::move(public_key)),
      id_(Sha256(absl::StrCat(name_, "\n", std::string(1, kEd25519), public_key_)).substr(0, 4)) {}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view line) {
  absl::ConsumeSuffix(&line, "\n");
  // The key is base64, which may hold more plus signs; a name has none.
  const std::vector<std::string> parts = absl::StrSplit(line.substr(0, kMaxKeyLine), absl::MaxSplits('+', 2));
  std::string key;
  if (line.size() > kMaxKeyLine || parts.size() != 3 || parts[0].empty() || !StrictBase64Decode(parts[2], &key) ||
      key.size() != 1 + kPublicKeyBytes || key[0] != kEd25519) {
    return absl::InvalidArgumentError("not the line of an Ed25519 verifier key (name+id+key)");
  }
  VerifierKey verifier(parts[0], key.substr(1));
  if (verifier.IdHex() != parts[1]) {
    return absl::InvalidArgumentError(
        absl::StrCat("the verifier key of ", parts[0], " has the id ", verifier.IdHex(), ", its line says ", parts[1]));
  }
  return verifier;
}

std::string VerifierKey::IdHex() const { return HexEncode(id_); }

std::string VerifierKey::ToString() const {
  return absl::StrCat(name_, "+", IdHex(), "+",
                      absl::Base64Escape(absl::StrCat(std::string(1, kEd25519), public_key_)));
}

bool VerifierKey::Verify(absl::string_view message, absl::string_view signature) const {
  if (signature.size() != kSignatureBytes || public_key_.size() != kPublicKeyBytes) return false;
  EVP_PKEY* const key =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Unsigned(public_key_), public_key_.size());
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  const bool good =
      key != nullptr && context != nullptr &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
      EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(), Unsigned(message), message.size()) == 1;
  EVP_PKEY_free(key);
  return good;
}

void SigningKey::FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

absl::StatusOr<SigningKey> SigningKey::Take(const std::string& name, Handle key) {
  std::string bytes(kPublicKeyBytes, '\0');
  size_t size = bytes.size();
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1 ||
      size != kPublicKeyBytes) {
    return absl::InvalidArgumentError("not an Ed25519 key in PKCS#8 PEM");
  }
  return SigningKey(std::move(key), VerifierKey(name, std::move(bytes)));
}

absl::StatusOr<SigningKey> SigningKey::Generate(const std::string& name) {
  Handle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (key == nullptr) return absl::InternalError("cannot make an Ed25519 key");
  return Take(name, std::move(key));
}

absl::StatusOr<SigningKey> SigningKey::FromPem(const std::string& name, absl::string_view pem) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return absl::InternalError("no memory to read a key");
  // No password is ever asked for: a key that has one is refused.
  return Take(name, Handle(PEM_read_bio_PrivateKey(
                        bio.get(), nullptr, [](char*, int, int, void*) { return -1; }, nullptr)));
}

absl::StatusOr<std::string> SigningKey::ToPem() const {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  char* data = nullptr;
  if (bio == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return absl::InternalError("cannot write an Ed25519 key");
  }
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<std::string> SigningKey::Sign(absl::string_view message) const {
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Unsigned(message),
                     message.size()) != 1 ||
      size != kSignatureBytes) {
    return absl::InternalError("cannot sign with the log's key");
  }
  return signature;
}

}  // namespace cordon
