#include "match/hash_buckets.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cordon::internal {
namespace {

// The tags of a bucket are looked at eight at once; so many more than are used stand at their end.
constexpr uint32_t kTagsAtOnce = 8;

// Whether one of eight tags is this one: a byte of the difference is zero.
bool HoldsTag(const uint8_t* tags, uint8_t tag) {
  constexpr uint64_t kOnes = 0x0101010101010101ULL;
  uint64_t eight = 0;
  std::memcpy(&eight, tags, sizeof(eight));
  const uint64_t difference = eight ^ (kOnes * tag);
  return ((difference - kOnes) & ~difference & (kOnes << 7U)) != 0;
}

}  // namespace

void HashBuckets::Plan::Sum() {
  for (size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
}

HashBuckets::Plan HashBuckets::Begin(size_t count) {
  Plan plan;
  int bits = 1;
  // Six to twelve share a bucket: their tags are one look, and the directory stays small beside them.
  while ((size_t{12} << bits) < count) ++bits;
  bucket_shift_ = 64 - bits;
  // Four to eight bits each, one directory word more as DirectoryShift has it.
  int present_bits = 1;
  while ((size_t{16} << present_bits) < count) ++present_bits;
  present_shift_ = 64 - present_bits;
  plan.present.assign((size_t{1} << present_bits) + 1, 0);
  plan.first.assign((size_t{1} << bits) + 1, 0);
  plan.ids.resize(count);
  plan.tags.assign(count + kTagsAtOnce, 0);
  return plan;
}

void HashBuckets::End(Plan plan) {
  for (size_t b = plan.first.size() - 1; b > 0; --b) plan.first[b] = plan.first[b - 1];
  plan.first[0] = 0;
  first_ = std::move(plan.first);
  ids_.Assign(plan.ids);
  tags_ = std::move(plan.tags);
  present_ = std::move(plan.present);
}

bool HashBuckets::Adopt(size_t ids) {
  bucket_shift_ = DirectoryShift(first_.size());
  present_shift_ = DirectoryShift(present_.size());
  return bucket_shift_ != 0 && present_shift_ != 0 && ids_.Adopt(ids) && tags_.size() == ids_.size() + kTagsAtOnce &&
         AreOffsets(first_, first_.size() - 1, ids_.size());
}

void HashBuckets::Answer(Lookups* lookups) const {
  // Each step asks for what the next one reads.
  size_t from = 0;
  size_t kept = 0;
  for (size_t& to : lookups->hash_ends) {
    for (; from < to; ++from) {
      const uint64_t hash = lookups->hashes[from];
      if (!MayBePresent(hash)) continue;
      lookups->hashes[kept++] = hash;
      __builtin_prefetch(&first_[Bucket(hash)]);
    }
    to = kept;
  }
  lookups->hashes.resize(kept);
  for (const uint64_t hash : lookups->hashes) {
    const uint32_t begin = first_[Bucket(hash)];
    if (begin != first_[Bucket(hash) + 1]) __builtin_prefetch(&tags_[begin]);
  }
  from = 0;
  for (const size_t to : lookups->hash_ends) {
    for (; from < to; ++from) FindPlaces(lookups->hashes[from], &lookups->places);
    lookups->ends.push_back(lookups->places.size());
  }
  for (const uint32_t place : lookups->places) lookups->candidates.push_back(ids_[place]);
}

void HashBuckets::FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const {
  const size_t bucket = Bucket(hash);
  const uint8_t tag = TagOf(hash);
  const uint32_t end = first_[bucket + 1];
  for (uint32_t at = first_[bucket]; at < end; at += kTagsAtOnce) {
    if (!HoldsTag(tags_.data() + at, tag)) continue;
    const uint32_t last = std::min<uint32_t>(end, at + kTagsAtOnce);
    for (uint32_t i = at; i < last; ++i) {
      if (tags_[i] != tag) continue;
      ids_.Prefetch(i);
      places->push_back(i);
    }
  }
}

}  // namespace cordon::internal
