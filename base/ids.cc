#include "base/ids.h"

#include <openssl/rand.h>
#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace cordon {
namespace {

// Crockford's alphabet in lower case: no i, l, o, u.
constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

// Counts forks: a child must not hand out the random bytes its parent still holds.
std::atomic<unsigned> g_id_generation{0};

// Random bytes fetched by the block, per thread: one call to the generator costs as much as a whole id.
class RandomBlock {
 public:
  void Take(unsigned char* out, size_t size) {
    const unsigned generation = g_id_generation.load(std::memory_order_relaxed);
    if (used_ + size > sizeof(block_) || generation != generation_) {
      if (RAND_bytes(block_, sizeof(block_)) != 1) std::abort();
      used_ = 0;
      generation_ = generation;
    }
    std::memcpy(out, block_ + used_, size);
    used_ += size;
  }

 private:
  unsigned char block_[512];
  size_t used_ = sizeof(block_);
  unsigned generation_ = 0;
};

class OsIdSource : public IdSource {
 public:
  OsIdSource() {
    pthread_atfork(nullptr, nullptr, [] { g_id_generation.fetch_add(1, std::memory_order_relaxed); });
  }
  std::string NewId(long long unix_ms) override {
    unsigned char random[16];
    thread_local RandomBlock block;
    block.Take(random, sizeof(random));
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
