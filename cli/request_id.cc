#include "cli/request_id.h"

#include <openssl/rand.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"

namespace cordon::cli {

namespace {

// 32 hex digits as a UUID of this version.
std::string AsUuid(std::string hex, char version) {
  hex[12] = version;
  hex[16] = "89ab"[hex[16] % 4];
  for (const size_t dash : {8U, 13U, 18U, 23U}) hex.insert(dash, "-");
  return hex;
}

}  // namespace

std::string NewRequestId() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) std::abort();
  return AsUuid(HexEncode(absl::string_view(reinterpret_cast<const char*>(bytes), sizeof(bytes))), '4');
}

std::string BatchRequestId(absl::string_view batch, int64_t row) {
  return AsUuid(Sha256Hex(absl::StrCat(row, "\n", batch)).substr(0, 32), '8');
}

}  // namespace cordon::cli
