// SHA-256 (FIPS 180-4) through OpenSSL.
//
//   std::string digest = Sha256(bytes);            // 32 raw bytes
//   std::string shown = "sha256:" + HexEncode(digest);
#ifndef CORDON_BASE_SHA256_H_
#define CORDON_BASE_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace cordon {

// 32 raw bytes. Aborts only if OpenSSL cannot allocate.
std::string Sha256(absl::string_view bytes);
// 64 lower-case hex digits.
std::string Sha256Hex(absl::string_view bytes);
// Lower-case hex.
std::string HexEncode(absl::string_view bytes);

// Incremental hashing. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;

  void Update(absl::string_view bytes);
  // Length-prefixed update (8 bytes big endian), so that field boundaries cannot be shifted.
  void UpdateField(absl::string_view bytes);
  // 32 raw bytes. The hasher must not be used afterwards.
  std::string Finish();

 private:
  evp_md_ctx_st* context_;
};

}  // namespace cordon

#endif  // CORDON_BASE_SHA256_H_
