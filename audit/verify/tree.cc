#include "audit/verify/tree.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cordon::verify {
namespace {

// One context per thread: setting up a new one costs more than hashing a node.
class Digest {
 public:
  Digest() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    if (algorithm_ == nullptr || context_ == nullptr) std::abort();
  }
  ~Digest() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void Start() {
    if (EVP_DigestInit_ex(context_, algorithm_, nullptr) != 1) std::abort();
  }
  void Add(const void* bytes, size_t size) {
    if (EVP_DigestUpdate(context_, bytes, size) != 1) std::abort();
  }
  Hash End() {
    Hash hash;
    if (EVP_DigestFinal_ex(context_, hash.data(), nullptr) != 1) std::abort();
    return hash;
  }

 private:
  EVP_MD* const algorithm_;
  EVP_MD_CTX* const context_;
};

Digest& ThreadDigest() {
  thread_local Digest digest;
  return digest;
}

absl::Status NoProof(absl::string_view why) { return absl::InvalidArgumentError(why); }

}  // namespace

Hash Sha256Of(absl::string_view bytes) {
  Digest& digest = ThreadDigest();
  digest.Start();
  digest.Add(bytes.data(), bytes.size());
  return digest.End();
}

Hash LeafHash(absl::string_view entry) {
  Digest& digest = ThreadDigest();
  digest.Start();
  digest.Add("\x00", 1);
  digest.Add(entry.data(), entry.size());
  return digest.End();
}

Hash NodeHash(const Hash& left, const Hash& right) {
  unsigned char bytes[1 + 2 * kHashBytes];
  bytes[0] = 1;
  std::memcpy(bytes + 1, left.data(), kHashBytes);
  std::memcpy(bytes + 1 + kHashBytes, right.data(), kHashBytes);
  Digest& digest = ThreadDigest();
  digest.Start();
  digest.Add(bytes, sizeof bytes);
  return digest.End();
}

Hash EmptyRoot() { return Sha256Of(""); }

absl::string_view BytesOf(const Hash& hash) {
  return absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Hash HashFrom(absl::string_view bytes) {
  Hash hash;
  if (bytes.size() != kHashBytes) std::abort();
  std::memcpy(hash.data(), bytes.data(), kHashBytes);
  return hash;
}

std::string HexOf(const Hash& hash) { return absl::BytesToHexString(BytesOf(hash)); }

bool HashFromHex(absl::string_view text, Hash* hash) {
  if (text.size() != 2 * kHashBytes) return false;
  for (size_t i = 0; i < kHashBytes; ++i) {
    unsigned value = 0;
    for (const char c : text.substr(2 * i, 2)) {
      if (c >= '0' && c <= '9') {
        value = value * 16 + static_cast<unsigned>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        value = value * 16 + static_cast<unsigned>(c - 'a') + 10;
      } else {
        return false;
      }
    }
    (*hash)[i] = static_cast<unsigned char>(value);
  }
  return true;
}

bool StrictBase64(absl::string_view text, std::string* bytes) {
  return absl::Base64Unescape(text, bytes) && absl::Base64Escape(*bytes) == text;
}

bool HashFromBase64(absl::string_view text, Hash* hash) {
  std::string bytes;
  if (!StrictBase64(text, &bytes) || bytes.size() != kHashBytes) return false;
  *hash = HashFrom(bytes);
  return true;
}

// RFC 9162, 2.1.3.2: fn is the node's place in its level, sn that of the level's last node.
absl::Status CheckInclusion(const Hash& leaf, uint64_t index, uint64_t size, absl::Span<const Hash> proof,
                            const Hash& root) {
  if (index >= size) return NoProof(absl::StrCat("index ", index, " lies outside a log of ", size, " entries"));
  uint64_t fn = index;
  uint64_t sn = size - 1;
  Hash hash = leaf;
  for (const Hash& other : proof) {
    if (sn == 0) return NoProof("the inclusion proof is too long");
    if ((fn & 1U) != 0 || fn == sn) {
      hash = NodeHash(other, hash);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      hash = NodeHash(hash, other);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  if (sn != 0) return NoProof("the inclusion proof is too short");
  if (hash != root) return NoProof("the inclusion proof does not lead to the root of the checkpoint");
  return absl::OkStatus();
}

// RFC 9162, 2.1.4.2.
absl::Status CheckConsistency(uint64_t old_size, const Hash& old_root, uint64_t new_size, const Hash& new_root,
                              absl::Span<const Hash> proof) {
  if (old_size > new_size) return NoProof(absl::StrCat("a log of ", new_size, " cannot begin with ", old_size));
  if (old_size == new_size || old_size == 0) {
    if (!proof.empty()) return NoProof("the consistency proof must be empty");
    if (old_size == 0 && old_root != EmptyRoot()) return NoProof("the root of an empty log is not the hash of nothing");
    if (old_size == new_size && old_root != new_root) return NoProof("two roots of one size");
    return absl::OkStatus();
  }
  if (proof.empty()) return NoProof("the consistency proof is too short");
  const bool whole_subtree = (old_size & (old_size - 1)) == 0;
  Hash old_hash = whole_subtree ? old_root : proof[0];
  Hash new_hash = old_hash;
  uint64_t fn = old_size - 1;
  uint64_t sn = new_size - 1;
  while ((fn & 1U) != 0) {
    fn >>= 1U;
    sn >>= 1U;
  }
  for (const Hash& other : whole_subtree ? proof : proof.subspan(1)) {
    if (sn == 0) return NoProof("the consistency proof is too long");
    if ((fn & 1U) != 0 || fn == sn) {
      old_hash = NodeHash(other, old_hash);
      new_hash = NodeHash(other, new_hash);
      while ((fn & 1U) == 0 && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      new_hash = NodeHash(new_hash, other);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  if (sn != 0) return NoProof("the consistency proof is too short");
  if (old_hash != old_root) return NoProof("the consistency proof does not lead to the old root");
  if (new_hash != new_root) return NoProof("the consistency proof does not lead to the new root");
  return absl::OkStatus();
}

void TreeReader::Append(const Hash& leaf) {
  AddToTile(0, leaf);
  Hash hash = leaf;
  size_t height = 0;
  // Each low bit that is set stands for a full subtree which the new one completes to one of twice its size.
  for (uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1U) {
    hash = NodeHash(frontier_.back(), hash);
    frontier_.pop_back();
    if (++height % kTileHeight == 0) AddToTile(height / kTileHeight, hash);
  }
  frontier_.push_back(hash);
  ++size_;
}

void TreeReader::AddToTile(size_t level, const Hash& hash) {
  if (partial_.size() <= level) partial_.resize(level + 1);
  std::string& tile = partial_[level];
  tile.append(BytesOf(hash).data(), kHashBytes);
  if (tile.size() < kTileBytes) return;
  if (full_tile_) {
    const uint64_t in_level = (size_ + 1) >> (static_cast<unsigned>(kTileHeight) * level);
    full_tile_(static_cast<int>(level), in_level / kTileWidth - 1, tile);
  }
  tile.clear();
}

Hash TreeReader::Root() const {
  if (frontier_.empty()) return EmptyRoot();
  Hash hash = frontier_.back();
  for (size_t i = frontier_.size() - 1; i > 0; --i) hash = NodeHash(frontier_[i - 1], hash);
  return hash;
}

absl::string_view TreeReader::PartialTile(int level) const {
  const auto at = static_cast<size_t>(level);
  return at < partial_.size() ? absl::string_view(partial_[at]) : absl::string_view();
}

}  // namespace cordon::verify
