#include "base/ids.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace cordon {
namespace {

// Crockford's alphabet in lower case: no i, l, o, u.
constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

class OsIdSource : public IdSource {
 public:
  std::string NewId(long long unix_ms) override {
    unsigned char random[16];
    if (RAND_bytes(random, sizeof(random)) != 1) std::abort();
    std::string id(26, '0');
    auto time = static_cast<unsigned long long>(unix_ms);
    for (int i = 9; i >= 0; --i) {
      id[static_cast<size_t>(i)] = kAlphabet[time & 31U];
      time >>= 5U;
    }
    for (size_t i = 0; i < 16; ++i) id[10 + i] = kAlphabet[random[i] & 31U];
    return id;
  }
};

}  // namespace

IdSource* RandomIdSource() {
  static OsIdSource* const kSource = new OsIdSource;
  return kSource;
}

}  // namespace cordon
