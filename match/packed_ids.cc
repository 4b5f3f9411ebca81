#include "match/packed_ids.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cordon::internal {

void PackedIds::SetWidth(size_t width) {
  width_ = width;
  mask_ = width == 3 ? 0xFFFFFFU : 0xFFFFFFFFU;
  size_ = (bytes_.size() - kPadding) / width;
}

void PackedIds::Assign(absl::Span<const uint32_t> ids) {
  const bool small = std::all_of(ids.begin(), ids.end(), [](uint32_t id) { return id <= 0xFFFFFFU; });
  const size_t width = small ? 3 : 4;
  std::vector<uint8_t> bytes(ids.size() * width + kPadding, 0);
  for (size_t i = 0; i < ids.size(); ++i) std::memcpy(bytes.data() + i * width, &ids[i], width);
  bytes.back() = static_cast<uint8_t>(width);
  bytes_ = std::move(bytes);
  SetWidth(width);
}

bool PackedIds::Adopt(size_t bound) {
  if (bytes_.size() < kPadding || (bytes_.back() != 3 && bytes_.back() != 4)) return false;
  SetWidth(bytes_.back());
  if (size_ * width_ + kPadding != bytes_.size()) return false;
  bool below = true;
  for (size_t i = 0; i < size_; ++i) below &= (*this)[i] < bound;
  return below;
}

}  // namespace cordon::internal
