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
#include "match/hash_buckets.h"
#include "match/letters.h"
#include "match/packed_offsets.h"

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
    const char* const record = records_.data() + spans_.begin(id);
    return absl::string_view(record + 1, static_cast<unsigned char>(*record));
  }
  absl::string_view runs(uint32_t id) const {
    const absl::string_view before = text(id);
    const char* const end = records_.data() + spans_.end(id);
    return absl::string_view(before.data() + before.size(), static_cast<size_t>(end - before.data()) - before.size());
  }
  LetterSign sign(uint32_t id) const { return LetterSign(signs_[id]); }
  // Where text() begins; then what it reads.
  void PrefetchBegin(uint32_t id) const { spans_.Prefetch(id); }
  void PrefetchText(uint32_t id) const { __builtin_prefetch(records_.data() + spans_.begin(id)); }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(records_);
    spans_.ForEachArray(fn);
    fn(signs_);
    buckets_.ForEachArray(fn);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the number of names.
  bool Adopt(size_t names);

 private:
  std::vector<uint32_t> added_ = {0};  // ends of records, until Finish
  // Name after name: a byte that is the length of the text, the text, its runs.
  FlatArray<char> records_;
  PackedOffsets spans_;
  FlatArray<uint64_t> signs_;  // LetterSign of each text
  HashBuckets buckets_;        // parts of the texts and beginnings
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LETTER_INDEX_H_
