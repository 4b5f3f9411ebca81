// Complete enumeration of the words within the edit bound of a query word: a deletion neighbourhood. Two words within k
// edits share a text that each reaches by deleting at most k letters; the index holds a hash of every such text of
// every word, a query looks its own up, and each word found is verified by its edit distance. Nothing within the bound
// is missed; what a hash brings in wrongly, verification drops.
//
// Only the first kDeletionLetters letters of a word are looked at, which bounds what a long word costs. Why they
// suffice: take an alignment of two words within k edits, and of the letters it leaves as they are those that stand in
// both beginnings, m of them. Of one side no unchanged letter leads out of the other's beginning, as unchanged letters
// keep their order; what that side has beyond the m was changed, which is at most k letters. The other beginning is no
// longer than this one, or is its whole word and has no more than k changed letters itself. So k deletions on either
// side leave the m letters.
//
// Thread contract: immutable after Build, any thread; the scratch belongs to one thread.
#ifndef CORDON_MATCH_DELETION_INDEX_H_
#define CORDON_MATCH_DELETION_INDEX_H_

#include <cstdint>

#include "absl/types/span.h"
#include "match/hash_buckets.h"
#include "match/vocabulary.h"

namespace cordon::internal {

// Letters of a word that deletions are made of.
inline constexpr size_t kDeletionLetters = 8;

class DeletionIndex {
 public:
  using Scratch = HashBuckets::Lookups;

  // Indexes every word of class kWord that edits may reach.
  void Build(const Vocabulary& vocabulary);
  void Build(const TextVocabulary& vocabulary);

  // Ids of words that may be within `bound` edits of `word` (and EditBound), with repetitions, in scratch->candidates;
  // `word` itself, if it is in the vocabulary, among them. Empty for words too short or too long for edits.
  void Lookup(absl::Span<const char32_t> word, int bound, Scratch* scratch) const {
    scratch->Begin();
    Ask(word, bound, scratch);
    Answer(scratch);
  }

  // The same for several words at once, whose cache misses overlap: scratch->Begin, Ask for each, then Answer.
  void Ask(absl::Span<const char32_t> word, int bound, Scratch* scratch) const;
  void Answer(Scratch* scratch) const { buckets_.Answer(scratch); }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    buckets_.ForEachArray(fn);
  }
  // After arrays came from a file: whether no lookup reads outside them, given the vocabulary's size.
  bool Adopt(size_t words) { return buckets_.Adopt(words); }

 private:
  // letters(id): of a word, or none if it is not to be found.
  template <typename Letters>
  void BuildFrom(uint32_t words, const Letters& letters);

  HashBuckets buckets_;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_DELETION_INDEX_H_
