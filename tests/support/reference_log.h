// The obvious twin of audit/verify: the tree by its recursive definition, proofs by theirs, notes signed with a key
// made from a seed. Slow on purpose.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_LOG_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "audit/verify/tree.h"

namespace cordon::reference {

using verify::Hash;

// RFC 6962, 2.1: MTH over leaf hashes [begin, end).
Hash TreeHash(const std::vector<Hash>& leaves, size_t begin, size_t end);
// RFC 6962, 2.1.1 and 2.1.2.
std::vector<Hash> InclusionPath(const std::vector<Hash>& leaves, size_t index, size_t size);
std::vector<Hash> ConsistencyPath(const std::vector<Hash>& leaves, size_t old_size, size_t new_size);

// An Ed25519 key made from 32 bytes.
class Signer {
 public:
  Signer(std::string name, std::string seed) : name_(std::move(name)), seed_(std::move(seed)) {}
  // A key whose seed is the digest of `label`.
  static Signer Make(const std::string& name, const std::string& label);

  const std::string& name() const { return name_; }
  std::string VerifierLine() const;
  std::string Sign(const std::string& message) const;
  std::string Note(const std::string& text) const;
  std::string CheckpointNote(uint64_t size, const Hash& root) const;

 private:
  std::string PublicKey() const;
  std::string name_;
  std::string seed_;
};

}  // namespace cordon::reference

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_LOG_H_
