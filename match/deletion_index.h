// Complete enumeration of the words within the edit bound of a query word: a deletion neighbourhood. Two words within k
// edits share a text that each reaches by deleting at most k letters; the index holds a hash of every such text of
// every word, a query looks its own up, and each word found is verified by its edit distance. Nothing within the bound
// is missed; what a hash brings in wrongly, verification drops.
//
// Thread contract: immutable after Build, any thread; the scratch belongs to one thread.
#ifndef CORDON_MATCH_DELETION_INDEX_H_
#define CORDON_MATCH_DELETION_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "match/flat_array.h"
#include "match/vocabulary.h"

namespace cordon::internal {

class DeletionIndex {
 public:
  struct Scratch {
    std::vector<uint64_t> hashes;
    std::vector<size_t> hash_ends;  // per word asked for
    std::vector<uint32_t> places;   // in ids_
    std::vector<uint32_t> candidates;
    std::vector<size_t> ends;  // per word asked for, in candidates

    // Of the n-th word asked for.
    absl::Span<const uint32_t> Candidates(size_t n) const {
      const size_t begin = n == 0 ? 0 : ends[n - 1];
      return absl::MakeConstSpan(candidates).subspan(begin, ends[n] - begin);
    }
  };

  // Indexes every word of class kWord that edits may reach.
  void Build(const Vocabulary& vocabulary);

  // Ids of words that may be within `bound` edits of `word` (and EditBound), with repetitions, in scratch->candidates;
  // `word` itself, if it is in the vocabulary, among them. Empty for words too short or too long for edits.
  void Lookup(absl::Span<const char32_t> word, int bound, Scratch* scratch) const {
    Begin(scratch);
    Ask(word, bound, scratch);
    Answer(scratch);
  }

  // The same for several words at once, whose cache misses overlap: Begin, Ask for each, then Answer.
  static void Begin(Scratch* scratch);
  void Ask(absl::Span<const char32_t> word, int bound, Scratch* scratch) const;
  void Answer(Scratch* scratch) const;

  size_t memory_bytes() const {
    return first_.memory_bytes() + ids_.memory_bytes() + tags_.memory_bytes() + present_.memory_bytes();
  }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(first_);
    fn(ids_);
    fn(tags_);
    fn(present_);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the vocabulary's size.
  bool Adopt(size_t words);

 private:
  size_t Bucket(uint64_t hash) const { return static_cast<size_t>(hash >> bucket_shift_); }
  size_t PresentWord(uint64_t hash) const { return static_cast<size_t>(hash >> present_shift_); }
  // Two bits of one word, by parts of the hash that neither the word nor the bucket is chosen by.
  static uint64_t PresentBits(uint64_t hash) { return uint64_t{1} << (hash % 64) | uint64_t{1} << (hash / 64 % 64); }
  bool MayBePresent(uint64_t hash) const {
    const uint64_t bits = PresentBits(hash);
    return (present_[PresentWord(hash)] & bits) == bits;
  }
  void FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const;

  int bucket_shift_ = 63;
  int present_shift_ = 63;
  FlatArray<uint32_t> first_;  // per bucket, one more at the end
  FlatArray<uint32_t> ids_;
  FlatArray<uint8_t> tags_;  // low bits of the hash, to skip most of what only shares the bucket
  // Bits for every text. Most of what a query looks up is not there, and ends here.
  FlatArray<uint64_t> present_;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_DELETION_INDEX_H_
