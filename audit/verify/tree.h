// The tree of RFC 6962 section 2.1, read: hashes of entries and nodes, the root of a log that is read once from its
// first entry, and the two proofs of RFC 9162 sections 2.1.3 and 2.1.4. Written for the verifier alone; the writer has
// its own.
//
// Thread contract: functions are pure, a TreeReader belongs to one thread.
//
//   TreeReader tree([](int level, uint64_t n, absl::string_view tile) { ... });
//   for (entry : log) tree.Append(LeafHash(entry));
//   tree.Root() == checkpoint.root
#ifndef CORDON_AUDIT_VERIFY_TREE_H_
#define CORDON_AUDIT_VERIFY_TREE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cordon::verify {

inline constexpr size_t kHashBytes = 32;
inline constexpr int kTileWidth = 256;
inline constexpr int kTileHeight = 8;
inline constexpr size_t kTileBytes = kTileWidth * kHashBytes;
inline constexpr int kMaxProofHashes = 64;

using Hash = std::array<unsigned char, kHashBytes>;

Hash Sha256Of(absl::string_view bytes);
Hash LeafHash(absl::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);
Hash EmptyRoot();

absl::string_view BytesOf(const Hash& hash);
// REQUIRES: bytes.size() == kHashBytes.
Hash HashFrom(absl::string_view bytes);
std::string HexOf(const Hash& hash);
// False unless `text` is exactly 64 lower-case hex digits.
bool HashFromHex(absl::string_view text, Hash* hash);
// Standard base64 with padding and nothing else; false for any other spelling of the same bytes.
bool StrictBase64(absl::string_view text, std::string* bytes);
bool HashFromBase64(absl::string_view text, Hash* hash);

// InvalidArgument saying what does not fit. A proof that is too long, too short or for an index outside is no proof.
absl::Status CheckInclusion(const Hash& leaf, uint64_t index, uint64_t size, absl::Span<const Hash> proof,
                            const Hash& root);
// That the log of `new_size` begins with the log of `old_size`. Of equal sizes the roots are equal and the proof empty;
// the empty log is a beginning of every log.
absl::Status CheckConsistency(uint64_t old_size, const Hash& old_root, uint64_t new_size, const Hash& new_root,
                              absl::Span<const Hash> proof);

// Reads leaf hashes in order; keeps one hash per level, and the tile of each level that is being filled.
class TreeReader {
 public:
  // Called with each tile as it becomes full: 256 hashes, level and number as in tlog-tiles. May be empty.
  using FullTile = std::function<void(int level, uint64_t n, absl::string_view hashes)>;
  explicit TreeReader(FullTile full_tile = nullptr) : full_tile_(std::move(full_tile)) {}

  void Append(const Hash& leaf);
  uint64_t size() const { return size_; }
  Hash Root() const;

  // The hashes of the tile of `level` that is not full yet: between 0 and 255 of them.
  absl::string_view PartialTile(int level) const;
  int levels() const { return static_cast<int>(partial_.size()); }

 private:
  void AddToTile(size_t level, const Hash& hash);

  FullTile full_tile_;
  uint64_t size_ = 0;
  std::vector<Hash> frontier_;        // of each set bit of size_, the root of that full subtree, largest first
  std::vector<std::string> partial_;  // by tile level
};

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_TREE_H_
