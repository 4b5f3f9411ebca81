#include "match/key_table.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cordon::internal {

void KeyTable::Finish() {
  const size_t count = added_.size();
  int bits = 1;
  // Eight to sixteen share a bucket, whose tags are a cache line. What is left of the key below bucket and tag is not
  // looked at.
  while ((size_t{16} << bits) < count && bits < 64 - kTagBits - kMoreTagBits) ++bits;
  shift_ = 64 - bits;
  const bool any_place = std::any_of(added_.begin(), added_.end(), [](const Row& row) { return row.place != 0; });
  const int left = shift_ - kTagBits - (any_place ? 0 : kMoreTagBits);
  for (Row& row : added_) row.key = row.key >> left << left;
  std::sort(added_.begin(), added_.end(),
            [](const Row& a, const Row& b) { return std::tie(a.key, a.id, a.place) < std::tie(b.key, b.id, b.place); });
  std::vector<uint32_t> tags(count);
  std::vector<uint8_t> more_tags(count);
  std::vector<uint32_t> ids(count);
  std::vector<uint16_t> places(count);
  std::vector<uint32_t> first((size_t{1} << bits) + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t key = added_[i].key;
    tags[i] = TagOf(key);
    more_tags[i] = MoreTagOf(key);
    ids[i] = added_[i].id;
    places[i] = added_[i].place;
    ++first[static_cast<size_t>(key >> shift_) + 1];
  }
  for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  tags_ = std::move(tags);
  ids_.Assign(ids);
  if (any_place) {
    places_ = std::move(places);
  } else {
    more_tags_ = std::move(more_tags);
  }
  first_ = std::move(first);
  added_ = {};
}

PackedIds::Range KeyTable::Find(uint64_t key) const {
  if (ids_.empty()) return {};
  const size_t bucket = static_cast<size_t>(key >> shift_);
  const size_t end = first_[bucket + 1];
  const uint32_t tag = TagOf(key);
  const uint8_t more = MoreTagOf(key);
  const auto is_key = [&](size_t at) { return tags_[at] == tag && (more_tags_.empty() || more_tags_[at] == more); };
  size_t begin = first_[bucket];
  while (begin != end && !is_key(begin)) ++begin;
  size_t last = begin;
  while (last != end && is_key(last)) ++last;
  return ids_.range(begin, last);
}

bool KeyTable::Adopt(size_t ids) {
  shift_ = DirectoryShift(first_.size());
  return shift_ >= kTagBits + kMoreTagBits && ids_.Adopt(ids) && tags_.size() == ids_.size() &&
         more_tags_.size() == (places_.empty() ? ids_.size() : 0) &&
         (places_.empty() || places_.size() == ids_.size()) && AreOffsets(first_, first_.size() - 1, ids_.size());
}

}  // namespace cordon::internal
