// Where each of many short spans of an array begins and ends: an offset for every sixteen spans and the length of each
// in a byte, or in two where one of them is longer. A third of what offsets alone take.
//
// Thread contract: const methods from any thread once Assign or Adopt has returned.
//
//   PackedOffsets spans;
//   spans.Assign({0, 3, 7});  // [0, 3) and [3, 7)
//   spans.end(0);             // 3
#ifndef CORDON_MATCH_PACKED_OFFSETS_H_
#define CORDON_MATCH_PACKED_OFFSETS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "match/flat_array.h"

namespace cordon::internal {

class PackedOffsets {
 public:
  // One offset more than there are spans: 0 first, never descending, none more than 65,535 behind the one before.
  void Assign(absl::Span<const uint32_t> offsets);

  size_t size() const { return size_; }
  uint32_t begin(size_t i) const {
    const uint8_t* const block = Block(i);
    uint32_t offset = 0;
    std::memcpy(&offset, block, sizeof(offset));
    return offset + (width_ == 1 ? SumOfBytes(block + kOffsetBytes, i % kBlock) : SumOfPairs(block, i % kBlock));
  }
  uint32_t length(size_t i) const {
    const uint8_t* const at = Block(i) + kOffsetBytes + i % kBlock * width_;
    return width_ == 1 ? at[0] : at[0] + (uint32_t{at[1]} << 8U);
  }
  uint32_t end(size_t i) const { return begin(i) + length(i); }
  void Prefetch(size_t i) const { __builtin_prefetch(Block(i)); }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(bytes_);
  }
  // After the array came from a file: whether it cuts an array of `values` into `spans` spans.
  bool Adopt(size_t spans, size_t values);

 private:
  static constexpr size_t kBlock = 16;
  static constexpr size_t kOffsetBytes = 4;

  const uint8_t* Block(size_t i) const { return bytes_.data() + i / kBlock * stride_; }
  void SetWidth(size_t width, size_t spans);

  // Of the first `count` of sixteen bytes, without a branch that nobody can foresee.
  static uint32_t SumOfBytes(const uint8_t* bytes, size_t count) {
    uint64_t words[2];
    std::memcpy(words, bytes, sizeof(words));
    const size_t low = count < 8 ? count : 8;
    const size_t high = count - low;
    return SumOf(words[0], low) + SumOf(words[1], high);
  }
  // Of the `count` lowest bytes of a word.
  static uint32_t SumOf(uint64_t word, size_t count) {
    if (count == 0) return 0;
    word <<= 64 - 8 * count;
    constexpr uint64_t kEven = 0x00FF00FF00FF00FFULL;
    const uint64_t pairs = (word & kEven) + ((word >> 8U) & kEven);
    return static_cast<uint32_t>((pairs * 0x0001000100010001ULL) >> 48U);
  }
  static uint32_t SumOfPairs(const uint8_t* block, size_t count);

  FlatArray<uint8_t> bytes_;  // block after block; the last byte is the width
  size_t width_ = 1;
  size_t stride_ = kOffsetBytes + kBlock;
  size_t size_ = 0;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_PACKED_OFFSETS_H_
