#include "cli/request_id.h"

#include <openssl/rand.h>

#include <cstdlib>

#include "base/sha256.h"

namespace cordon::cli {

std::string NewRequestId() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) std::abort();
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string id = HexEncode(absl::string_view(reinterpret_cast<const char*>(bytes), sizeof(bytes)));
  for (const size_t dash : {8U, 13U, 18U, 23U}) id.insert(dash, "-");
  return id;
}

}  // namespace cordon::cli
