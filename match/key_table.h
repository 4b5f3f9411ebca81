// Ids under 64-bit keys: found by equality of a key, several ids under one, one id under several.
//
// Thread contract: Add and Finish from one thread; the rest from any thread after Finish or Adopt.
#ifndef CORDON_MATCH_KEY_TABLE_H_
#define CORDON_MATCH_KEY_TABLE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "match/flat_array.h"

namespace cordon::internal {

class KeyTable {
 public:
  void Add(uint64_t key, uint32_t id) { added_.emplace_back(key, id); }
  void Finish();

  void Prefetch(uint64_t key) const {
    if (!keys_.empty()) __builtin_prefetch(&first_[static_cast<size_t>(key >> shift_)]);
  }
  // Ascending.
  absl::Span<const uint32_t> Find(uint64_t key) const;

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(keys_);
    fn(ids_);
    fn(first_);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the number of ids.
  bool Adopt(size_t ids);

 private:
  std::vector<std::pair<uint64_t, uint32_t>> added_;
  FlatArray<uint64_t> keys_;  // ascending; equal ones by id
  FlatArray<uint32_t> ids_;
  FlatArray<uint32_t> first_;  // directory over the high bits of the key
  int shift_ = 63;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_KEY_TABLE_H_
