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

// By characters: code points where words are compared letter by letter all the time; UTF-8, in a third of the memory,
// where they are mostly looked up.
template <typename Char>
class BasicVocabulary {
 public:
  using Word = absl::Span<const Char>;
  static constexpr uint32_t kNotFound = 0xFFFFFFFF;

  // The id of the word, new or old. A word is its code points and its class.
  uint32_t Insert(Word word, TokenClass token_class, int32_t weight);
  uint32_t Find(Word word, TokenClass token_class) const { return Find(word, token_class, Hash(word, token_class)); }
  // The same with the hash made before, so that others can be made while its slot arrives. A vocabulary of the same
  // characters has the same hashes.
  static uint64_t Hash(Word word, TokenClass token_class);
  void PrefetchFind(uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(slot_tags_.data() + (hash & (slots_.size() - 1)));
  }
  uint32_t Find(Word word, TokenClass token_class, uint64_t hash) const;

  uint32_t size() const { return static_cast<uint32_t>(facts_.size()); }
  Word word(uint32_t id) const { return characters_.span(offsets_[id], offsets_[id + 1]); }
  TokenClass token_class(uint32_t id) const { return static_cast<TokenClass>(facts_[id] >> kClassShift); }
  int32_t weight(uint32_t id) const { return facts_[id] & kWeightMask; }
  // What weight() and token_class() read; where word() begins; then what it reads.
  void PrefetchFacts(uint32_t id) const { __builtin_prefetch(facts_.data() + id); }
  void PrefetchOffset(uint32_t id) const { __builtin_prefetch(offsets_.data() + id); }
  void PrefetchWord(uint32_t id) const { __builtin_prefetch(characters_.data() + offsets_[id]); }
  // Raises the weight of a word to at least this (words that several weights lead to keep the largest).
  void RaiseWeight(uint32_t id, int32_t weight);
  void ShrinkToFit();
  size_t memory_bytes() const;

  // Calls fn(array) for each array in a fixed order; what a snapshot file keeps.
  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(characters_);
    fn(offsets_);
    fn(facts_);
    fn(slots_);
    fn(slot_tags_);
  }
  // Whether arrays that came from a file are such that no method reads outside them.
  bool IsSound() const;

 private:
  static constexpr unsigned kClassShift = 12;
  static constexpr uint16_t kWeightMask = (1U << kClassShift) - 1;
  static_assert(kMaxTokenWeight <= kWeightMask);

  static uint8_t TagOf(uint64_t hash) { return static_cast<uint8_t>((hash >> 57U) | 0x80U); }
  void Grow();

  FlatArray<Char> characters_;
  FlatArray<uint32_t> offsets_ = {0};
  FlatArray<uint16_t> facts_;  // class and weight
  FlatArray<uint32_t> slots_;  // open addressing, ids
  // Beside slots_: 0 where it is free, else bits of the word's hash, so that a search looks at few words.
  FlatArray<uint8_t> slot_tags_;
};

extern template class BasicVocabulary<char32_t>;
extern template class BasicVocabulary<char>;
using Vocabulary = BasicVocabulary<char32_t>;
using TextVocabulary = BasicVocabulary<char>;

inline absl::string_view TextOf(const TextVocabulary& words, uint32_t id) {
  const TextVocabulary::Word bytes = words.word(id);
  return absl::string_view(bytes.data(), bytes.size());
}

}  // namespace cordon::internal

#endif  // CORDON_MATCH_VOCABULARY_H_
