#include "match/key_table.h"

#include <algorithm>

namespace cordon::internal {

void KeyTable::Finish() {
  std::sort(added_.begin(), added_.end());
  const size_t count = added_.size();
  int bits = 1;
  while ((size_t{8} << bits) < count) ++bits;
  shift_ = 64 - bits;
  std::vector<uint64_t> keys(count);
  std::vector<uint32_t> ids(count);
  std::vector<uint32_t> first((size_t{1} << bits) + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    keys[i] = added_[i].first;
    ids[i] = added_[i].second;
    ++first[static_cast<size_t>(keys[i] >> shift_) + 1];
  }
  for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  keys_ = std::move(keys);
  ids_ = std::move(ids);
  first_ = std::move(first);
  added_ = {};
}

absl::Span<const uint32_t> KeyTable::Find(uint64_t key) const {
  if (keys_.empty()) return {};
  const size_t bucket = static_cast<size_t>(key >> shift_);
  size_t begin = first_[bucket];
  const size_t end = first_[bucket + 1];
  while (begin != end && keys_[begin] < key) ++begin;
  size_t last = begin;
  while (last != end && keys_[last] == key) ++last;
  return ids_.span(begin, last);
}

bool KeyTable::Adopt(size_t ids) {
  shift_ = DirectoryShift(first_.size());
  return shift_ != 0 && keys_.size() == ids_.size() && AreOffsets(first_, first_.size() - 1, ids_.size()) &&
         AllBelow(ids_, ids);
}

}  // namespace cordon::internal
