// Simple manipulations of a listed name, as a careless or unwilling buyer would write it. Deterministic by seed.
#ifndef CORDON_BENCH_MANIPULATE_H_
#define CORDON_BENCH_MANIPULATE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cordon::bench {

// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  // 0 .. bound - 1. REQUIRES: bound > 0.
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }

 private:
  uint64_t state_;
};

struct Manipulation {
  std::string name;
  // The changed name, or empty where it does not apply (no legal form to drop, one word to reorder).
  std::function<std::string(const std::string&, Random*)> apply;
};

const std::vector<Manipulation>& SimpleManipulations();

}  // namespace cordon::bench

#endif  // CORDON_BENCH_MANIPULATE_H_
