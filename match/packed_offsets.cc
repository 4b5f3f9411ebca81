#include "match/packed_offsets.h"

#include <utility>
#include <vector>

namespace cordon::internal {

void PackedOffsets::SetWidth(size_t width, size_t spans) {
  width_ = width;
  stride_ = kOffsetBytes + kBlock * width;
  size_ = spans;
}

uint32_t PackedOffsets::SumOfPairs(const uint8_t* block, size_t count) {
  uint32_t sum = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* const at = block + kOffsetBytes + 2 * i;
    sum += at[0] + (uint32_t{at[1]} << 8U);
  }
  return sum;
}

void PackedOffsets::Assign(absl::Span<const uint32_t> offsets) {
  const size_t spans = offsets.empty() ? 0 : offsets.size() - 1;
  size_t width = 1;
  for (size_t i = 0; i < spans; ++i) {
    if (offsets[i + 1] - offsets[i] > UINT8_MAX) width = 2;
  }
  SetWidth(width, spans);
  std::vector<uint8_t> bytes((spans + kBlock - 1) / kBlock * stride_ + 1, 0);
  for (size_t i = 0; i < spans; ++i) {
    uint8_t* const block = bytes.data() + i / kBlock * stride_;
    if (i % kBlock == 0) std::memcpy(block, &offsets[i], kOffsetBytes);
    const uint32_t length = offsets[i + 1] - offsets[i];
    std::memcpy(block + kOffsetBytes + i % kBlock * width, &length, width);
  }
  bytes.back() = static_cast<uint8_t>(width);
  bytes_ = std::move(bytes);
}

bool PackedOffsets::Adopt(size_t spans, size_t values) {
  if (bytes_.empty() || (bytes_.back() != 1 && bytes_.back() != 2)) return false;
  SetWidth(bytes_.back(), spans);
  if (bytes_.size() != (spans + kBlock - 1) / kBlock * stride_ + 1) return false;
  size_t next = 0;
  for (size_t i = 0; i < spans; ++i) {
    if (i % kBlock == 0 && begin(i) != next) return false;
    next += length(i);
  }
  return next == values;
}

}  // namespace cordon::internal
