// Counting bits without the processor's instruction for it, which the oldest supported processors lack: a call into the
// compiler's library costs several times as much.
//
// Thread contract: pure functions.
#ifndef CORDON_BASE_BITS_H_
#define CORDON_BASE_BITS_H_

#include <cstdint>

namespace cordon {

// How many bits are set.
inline int CountBits(uint64_t bits) {
  bits -= (bits >> 1U) & 0x5555555555555555ULL;
  bits = (bits & 0x3333333333333333ULL) + ((bits >> 2U) & 0x3333333333333333ULL);
  bits = (bits + (bits >> 4U)) & 0x0F0F0F0F0F0F0F0FULL;
  return static_cast<int>((bits * 0x0101010101010101ULL) >> 56U);
}

}  // namespace cordon

#endif  // CORDON_BASE_BITS_H_
