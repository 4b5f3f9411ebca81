// Ids under 64-bit keys: found by equality of a key, several ids under one, one id under several. A key is kept by its
// highest bits: those that choose the bucket, and 40 after them (32 where ids have places). Two keys that differ only
// below are one; in a bucket of sixteen that happens to one question in 10^11 (10^8).
//
// Thread contract: Add and Finish from one thread; the rest from any thread after Finish or Adopt.
#ifndef CORDON_MATCH_KEY_TABLE_H_
#define CORDON_MATCH_KEY_TABLE_H_

#include <cstdint>
#include <vector>

#include "match/flat_array.h"
#include "match/packed_ids.h"

namespace cordon::internal {

class KeyTable {
 public:
  // `place` says where in what the id stands for; no places are kept if all are 0.
  void Add(uint64_t key, uint32_t id, uint16_t place = 0) { added_.push_back({key, id, place}); }
  void Finish();

  void Prefetch(uint64_t key) const {
    if (!ids_.empty()) __builtin_prefetch(&first_[static_cast<size_t>(key >> shift_)]);
  }
  // Ascending by id, then by place.
  PackedIds::Range Find(uint64_t key) const;
  PackedIds::Range All() const { return ids_.range(0, ids_.size()); }
  // Of a row of these.
  uint16_t place(size_t row) const { return places_.empty() ? uint16_t{0} : places_[row]; }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(tags_);
    fn(more_tags_);
    ids_.ForEachArray(fn);
    fn(places_);
    fn(first_);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the number of ids.
  bool Adopt(size_t ids);

 private:
  static constexpr int kTagBits = 32;
  static constexpr int kMoreTagBits = 8;

  // The bits below those that choose the bucket.
  uint32_t TagOf(uint64_t key) const { return static_cast<uint32_t>(key >> (shift_ - kTagBits)); }
  uint8_t MoreTagOf(uint64_t key) const { return static_cast<uint8_t>(key >> (shift_ - kTagBits - kMoreTagBits)); }

  struct Row {
    uint64_t key;
    uint32_t id;
    uint16_t place;
  };

  std::vector<Row> added_;
  FlatArray<uint32_t> tags_;      // rows ascending by key, equal ones by id
  FlatArray<uint8_t> more_tags_;  // none if there are places
  PackedIds ids_;
  FlatArray<uint16_t> places_;
  FlatArray<uint32_t> first_;  // directory over the high bits of the key
  int shift_ = 63;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_KEY_TABLE_H_
