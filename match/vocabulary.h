// Distinct words with dense ids in order of insertion, found by exact text. Flat arrays, own hashing, so that ids and
// memory do not depend on a library's hash seed.
//
// Thread contract: const methods may be called from any thread once the last Insert has returned.
#ifndef CORDON_MATCH_VOCABULARY_H_
#define CORDON_MATCH_VOCABULARY_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/flat_array.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// 64-bit hash, the same on every machine.
uint64_t StableHash(absl::string_view bytes);

class Vocabulary {
 public:
  static constexpr uint32_t kNotFound = 0xFFFFFFFF;

  // The id of the word, new or old. A word is its code points and its class.
  uint32_t Insert(absl::Span<const char32_t> word, TokenClass token_class, int32_t weight);
  uint32_t Find(absl::Span<const char32_t> word, TokenClass token_class) const;

  uint32_t size() const { return static_cast<uint32_t>(weights_.size()); }
  absl::Span<const char32_t> word(uint32_t id) const {
    return characters_.span(offsets_[id], offsets_[id + 1]);
  }
  TokenClass token_class(uint32_t id) const { return classes_[id]; }
  int32_t weight(uint32_t id) const { return weights_[id]; }
  // Raises the weight of a word to at least this (words that several weights lead to keep the largest).
  void RaiseWeight(uint32_t id, int32_t weight);
  void ShrinkToFit();
  size_t memory_bytes() const;

  // Calls fn(array) for each array in a fixed order; what a snapshot file keeps.
  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(characters_);
    fn(offsets_);
    fn(classes_);
    fn(weights_);
    fn(slots_);
  }
  // Whether arrays that came from a file are such that no method reads outside them.
  bool IsSound() const;

 private:
  static uint64_t Hash(absl::Span<const char32_t> word, TokenClass token_class);
  void Grow();

  FlatArray<char32_t> characters_;
  FlatArray<uint32_t> offsets_ = {0};
  FlatArray<TokenClass> classes_;
  FlatArray<int16_t> weights_;
  FlatArray<uint32_t> slots_;  // open addressing, id + 1, 0 is free
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_VOCABULARY_H_
