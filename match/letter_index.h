// Complete enumeration of the listed names that LettersScore or TruncatedScore (match/letters.h) may accept for a
// query.
//
// Few edits: a listed text is cut into one part more than it may have edits, so that at least one part stands unchanged
// in the query, moved by no more places than there are edits before and after it. The index holds a hash of (length,
// number of the part, letters) for every part; the query looks up the parts it can hold, for every length within the
// bound. Cut short: the index holds a hash of the letters a truncated name must have kept; the query looks up its own
// beginnings. What a hash brings in wrongly, verification drops.
//
// Thread contract: Add and Finish from one thread; the rest from any thread after Finish.
#ifndef CORDON_MATCH_LETTER_INDEX_H_
#define CORDON_MATCH_LETTER_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "match/flat_array.h"
#include "match/letters.h"

namespace cordon::internal {

class LetterIndex {
 public:
  // Names get the ids 0, 1, ... in order. One without text is never found.
  void Add(const NameLetters& name);
  void Finish();

  // Ids of the texts that may be within the bound of `query` or that it may be cut from, with repetitions.
  // Clears `found` first. sign() of them has been asked for.
  void Lookup(absl::string_view query, std::vector<uint32_t>* found) const;

  absl::string_view text(uint32_t id) const {
    return absl::string_view(letters_.data() + begin_[id], begin_[id + 1] - begin_[id]);
  }
  LetterSign sign(uint32_t id) const { return LetterSign(signs_[id]); }
  // Where text() begins; then what it reads.
  void PrefetchBegin(uint32_t id) const { __builtin_prefetch(&begin_[id]); }
  void PrefetchText(uint32_t id) const { __builtin_prefetch(letters_.data() + begin_[id]); }
  absl::string_view runs(uint32_t id) const {
    return absl::string_view(runs_.data() + runs_begin_[id], runs_begin_[id + 1] - runs_begin_[id]);
  }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(letters_);
    fn(begin_);
    fn(runs_);
    fn(runs_begin_);
    fn(signs_);
    fn(present_);
    fn(first_);
    fn(ids_);
    fn(tags_);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the number of names.
  bool Adopt(size_t names);

 private:
  // By other bits of the hash than the bucket's first ones, so that the parts of a bucket do not lie together.
  bool MayBePresent(uint64_t hash) const { return (present_[PresentWord(hash)] >> (hash % 64) & 1U) != 0; }
  size_t PresentWord(uint64_t hash) const { return static_cast<size_t>(hash >> present_shift_); }
  size_t Bucket(uint64_t hash) const { return static_cast<size_t>(hash >> bucket_shift_); }
  void FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const;

  FlatArray<char> letters_;  // text after text
  FlatArray<uint32_t> begin_ = {0};
  FlatArray<char> runs_;
  FlatArray<uint32_t> runs_begin_ = {0};
  FlatArray<uint64_t> signs_;  // LetterSign of each text
  // A bit for every part of every text. Most of what a query looks up is not there, and ends here.
  FlatArray<uint64_t> present_;
  int present_shift_ = 63;
  int bucket_shift_ = 63;
  FlatArray<uint32_t> first_;  // per bucket, one more at the end
  FlatArray<uint32_t> ids_;
  FlatArray<uint16_t> tags_;  // low bits of the hash, to skip most of what only shares the bucket
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LETTER_INDEX_H_
