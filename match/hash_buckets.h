// Ids under 64-bit hashes, many of each, for questions of which most have no answer: presence bits say so in one look,
// eight bits of the hash beside each id spare most of what only shares the bucket. What is found may still stand under
// another hash; whoever asks verifies it. Many questions are asked at once, so that their cache misses overlap.
//
// Thread contract: Build from one thread; the rest from any thread after Build or Adopt; Lookups belong to one thread.
//
//   buckets.Build([&](auto fn) { for (...) fn(id, hash); });  // called several times, the same each time
//   lookups.Begin();
//   buckets.Ask(hash, &lookups);  // for every text of a word
//   lookups.EndWord();            // for every word
//   buckets.Answer(&lookups);     // lookups.Candidates(n): of the n-th word
#ifndef CORDON_MATCH_HASH_BUCKETS_H_
#define CORDON_MATCH_HASH_BUCKETS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "match/flat_array.h"
#include "match/packed_ids.h"

namespace cordon::internal {

class HashBuckets {
 public:
  struct Lookups {
    std::vector<uint64_t> hashes;
    std::vector<size_t> hash_ends;  // per word asked for
    std::vector<uint32_t> places;   // in ids_
    std::vector<uint32_t> candidates;
    std::vector<size_t> ends;  // per word asked for, in candidates

    void Begin() {
      hashes.clear();
      hash_ends.clear();
      places.clear();
      candidates.clear();
      ends.clear();
    }
    void EndWord() { hash_ends.push_back(hashes.size()); }
    // Of the n-th word asked for.
    absl::Span<const uint32_t> Candidates(size_t n) const {
      const size_t begin = n == 0 ? 0 : ends[n - 1];
      return absl::MakeConstSpan(candidates).subspan(begin, ends[n] - begin);
    }
  };

  // for_each(fn) calls fn(id, hash) for everything there is, in the same order each time.
  template <typename ForEach>
  void Build(const ForEach& for_each) {
    size_t count = 0;
    for_each([&count](uint32_t, uint64_t) { ++count; });
    Plan plan = Begin(count);
    for_each([&](uint32_t, uint64_t hash) { Count(hash, &plan); });
    plan.Sum();
    for_each([&](uint32_t id, uint64_t hash) { Place(id, hash, &plan); });
    End(std::move(plan));
  }

  bool empty() const { return ids_.empty(); }

  void Ask(uint64_t hash, Lookups* lookups) const {
    lookups->hashes.push_back(hash);
    __builtin_prefetch(&present_[PresentWord(hash)]);
  }
  // With repetitions. May be called where nothing was asked.
  void Answer(Lookups* lookups) const;

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(first_);
    ids_.ForEachArray(fn);
    fn(tags_);
    fn(present_);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the number of ids.
  bool Adopt(size_t ids);

 private:
  // What becomes the arrays.
  struct Plan {
    std::vector<uint64_t> present;
    std::vector<uint32_t> first;
    std::vector<uint32_t> ids;
    std::vector<uint8_t> tags;

    void Sum();
  };

  Plan Begin(size_t count);
  void Count(uint64_t hash, Plan* plan) const {
    plan->present[PresentWord(hash)] |= PresentBits(hash);
    ++plan->first[Bucket(hash) + 1];
  }
  // Filling moves each bucket's start to its end; End repairs that.
  void Place(uint32_t id, uint64_t hash, Plan* plan) const {
    const uint32_t at = plan->first[Bucket(hash)]++;
    plan->ids[at] = id;
    plan->tags[at] = TagOf(hash);
  }
  void End(Plan plan);

  size_t Bucket(uint64_t hash) const { return static_cast<size_t>(hash >> bucket_shift_); }
  size_t PresentWord(uint64_t hash) const { return static_cast<size_t>(hash >> present_shift_); }
  // Two bits of one word, by parts of the hash that neither the word, the bucket nor the tag is chosen by.
  static uint64_t PresentBits(uint64_t hash) { return uint64_t{1} << (hash % 64) | uint64_t{1} << (hash / 64 % 64); }
  static uint8_t TagOf(uint64_t hash) { return static_cast<uint8_t>(hash >> 12U); }
  bool MayBePresent(uint64_t hash) const {
    const uint64_t bits = PresentBits(hash);
    return (present_[PresentWord(hash)] & bits) == bits;
  }
  void FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const;

  int bucket_shift_ = 63;
  int present_shift_ = 63;
  FlatArray<uint32_t> first_;  // per bucket, one more at the end
  PackedIds ids_;
  FlatArray<uint8_t> tags_;
  FlatArray<uint64_t> present_;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_HASH_BUCKETS_H_
