#include "tests/support/reference_log.h"

#include <openssl/evp.h>

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cordon::reference {
namespace {

// The largest power of two below n.
size_t SplitOf(size_t n) {
  size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

std::vector<Hash> Path(const std::vector<Hash>& leaves, size_t index, size_t begin, size_t end) {
  if (end - begin == 1) return {};
  const size_t k = begin + SplitOf(end - begin);
  std::vector<Hash> path = index < k ? Path(leaves, index, begin, k) : Path(leaves, index, k, end);
  path.push_back(index < k ? TreeHash(leaves, k, end) : TreeHash(leaves, begin, k));
  return path;
}

std::vector<Hash> SubProof(const std::vector<Hash>& leaves, size_t m, size_t begin, size_t end, bool whole) {
  if (m == end) return whole ? std::vector<Hash>() : std::vector<Hash>{TreeHash(leaves, begin, end)};
  const size_t k = begin + SplitOf(end - begin);
  std::vector<Hash> proof;
  if (m <= k) {
    proof = SubProof(leaves, m, begin, k, whole);
    proof.push_back(TreeHash(leaves, k, end));
  } else {
    proof = SubProof(leaves, m, k, end, false);
    proof.push_back(TreeHash(leaves, begin, k));
  }
  return proof;
}

EVP_PKEY* PrivateKey(const std::string& seed) {
  EVP_PKEY* const key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                                     reinterpret_cast<const unsigned char*>(seed.data()), seed.size());
  if (key == nullptr) std::abort();
  return key;
}

}  // namespace

Hash TreeHash(const std::vector<Hash>& leaves, size_t begin, size_t end) {
  if (begin == end) return verify::EmptyRoot();
  if (end - begin == 1) return leaves[begin];
  const size_t k = begin + SplitOf(end - begin);
  return verify::NodeHash(TreeHash(leaves, begin, k), TreeHash(leaves, k, end));
}

std::vector<Hash> InclusionPath(const std::vector<Hash>& leaves, size_t index, size_t size) {
  return Path(leaves, index, 0, size);
}

std::vector<Hash> ConsistencyPath(const std::vector<Hash>& leaves, size_t old_size, size_t new_size) {
  if (old_size == 0 || old_size == new_size) return {};
  return SubProof(leaves, old_size, 0, new_size, true);
}

Signer Signer::Make(const std::string& name, const std::string& label) {
  return Signer(name, std::string(verify::BytesOf(verify::Sha256Of(label))));
}

std::string Signer::PublicKey() const {
  EVP_PKEY* const key = PrivateKey(seed_);
  std::string bytes(32, '\0');
  size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1) std::abort();
  EVP_PKEY_free(key);
  return bytes;
}

std::string Signer::VerifierLine() const {
  const std::string typed = absl::StrCat("\x01", PublicKey());
  const Hash id = verify::Sha256Of(absl::StrCat(name_, "\n", typed));
  return absl::StrCat(name_, "+", verify::HexOf(id).substr(0, 8), "+", absl::Base64Escape(typed));
}

std::string Signer::Sign(const std::string& message) const {
  EVP_PKEY* const key = PrivateKey(seed_);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  std::string signature(64, '\0');
  size_t size = signature.size();
  if (EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1) {
    std::abort();
  }
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return signature;
}

std::string Signer::Note(const std::string& text) const {
  const Hash id = verify::Sha256Of(absl::StrCat(name_, "\n", "\x01", PublicKey()));
  const std::string signature = absl::StrCat(verify::BytesOf(id).substr(0, 4), Sign(text));
  return absl::StrCat(text, "\n\xE2\x80\x94 ", name_, " ", absl::Base64Escape(signature), "\n");
}

std::string Signer::CheckpointNote(uint64_t size, const Hash& root) const {
  return Note(absl::StrCat(name_, "\n", size, "\n", absl::Base64Escape(verify::BytesOf(root)), "\n"));
}

}  // namespace cordon::reference
