// The name index: every list name whose score reaches the threshold, found without scoring every list name.
//
// Why nothing is missed. For a name that scores >= t (a share of one), with the sums of match/scorer.h:
//   sum over aligned pairs of w * (similarity - t)  >=  t * sum of the weights of the other query tokens.
// Let c_i bound what query token i can add to the left side: the best w * (similarity - t) over all list words it is
// similar to (enumerated completely: equality, edits, joined and split words), or -t * w_i if there is none. For any
// set P of query tokens with  sum of c_i outside P  <  t * sum of w_i in P  a hit must align a token of P; the same
// holds if what is outside P cannot bring the least rare evidence. So the names that hold a word similar to a token of
// P contain every hit; the cheapest P is read, and each name in it is scored by the scorer's own alignment. Names equal
// to the query are found by hashes of the equality keys.
// Names that the query contains are found by their anchors (match/coverage.h): a word's postings begin with the names
// it is an anchor of. Names that are near letter by letter or cut short are found by match/letter_index.h, initials by
// their hash. Each of these has its own score; the best counts.
//
// Thread contract: AddName and Finish from one thread; Search from any thread after Finish.
#ifndef CORDON_MATCH_INDEX_H_
#define CORDON_MATCH_INDEX_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "match/align.h"
#include "match/deletion_index.h"
#include "match/flat_array.h"
#include "match/key_table.h"
#include "match/letter_index.h"
#include "match/packed_ids.h"
#include "match/packed_offsets.h"
#include "match/prepared_name.h"
#include "match/vocabulary.h"

namespace cordon::internal {

struct NameHit {
  uint32_t name = 0;
  int32_t score = 0;
};

struct SearchResult {
  std::vector<NameHit> hits;  // ascending by name
  int64_t candidates = 0;     // names verified
  bool exhausted = false;     // the candidate limit was reached; hits may be missing
};

// The hashes under which a name is found by names equal to it (NamesEqual in match/equality.h).
using EqualityKeyList = absl::InlinedVector<uint64_t, 3>;
EqualityKeyList EqualityKeys(const PreparedName& name);

// The key of two tokens that make this word together.
uint64_t JoinedKey(absl::string_view text, TokenClass token_class);

// The hash under which a name is found by its initials; 0 if the query is none.
uint64_t QueryInitialsKey(const PreparedName& query);

class NameIndex {
 public:
  // Names get the ids 0, 1, ... in order of addition.
  uint32_t AddName(const PreparedName& name);
  void Finish();

  // Clears and fills `result` with all names that score at least `threshold` (basis points, > 0).
  void Search(const PreparedName& query, int threshold, int64_t max_candidates, SearchResult* result) const;

  size_t name_count() const { return tokens_of_.size(); }
  size_t vocabulary_size() const { return words_.size(); }
  size_t memory_bytes() const;

  // Calls fn(array) for each array in a fixed order; what a snapshot file keeps (match/snapshot_file.h).
  template <typename Fn>
  void ForEachArray(Fn&& fn);
  // After arrays came from a file: whether no search of so many names can read outside them. Nothing else may be called
  // before.
  bool Adopt(size_t names);

 private:
  friend class NameSearch;
  friend class WordExpander;
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  struct SlipWord {
    uint32_t word;
    int32_t similarity;
    int32_t weight;  // the word's, so that it need not be asked for
  };

  void BuildSlips();
  // Where the names of a word begin, and how many of them it is an anchor of: of those that any text may contain, and
  // with those that only a letter may (match/coverage.h).
  struct WordSpan {
    static constexpr uint16_t kMany = 0xFFFF;  // as many or more: all names are read
    uint32_t first;
    uint16_t anywhere;
    uint16_t in_letters;
  };
  // The names of each word: anchored ones first, then the others up to the next word's.
  struct Postings {
    FlatArray<WordSpan> spans;  // by word, one more at the end
    PackedIds names;

    PackedIds::Range Names(uint32_t word) const { return names.range(spans[word].first, spans[word + 1].first); }
    PackedIds::Range Anchored(uint32_t word, bool in_letters) const {
      const WordSpan& span = spans[word];
      const uint16_t count = in_letters ? span.in_letters : span.anywhere;
      return count == WordSpan::kMany ? Names(word) : names.range(span.first, size_t{span.first} + count);
    }
    void Prefetch(uint32_t word) const { __builtin_prefetch(spans.data() + word); }

    template <typename Fn>
    void ForEachArray(Fn&& fn) {
      fn(spans);
      names.ForEachArray(fn);
    }
    bool Adopt(size_t words, size_t name_count);
  };

  // By token, names one after another.
  enum class Anchor : uint8_t { kAnywhere, kInLetters, kNone };
  Postings BuildPostings(const std::vector<Anchor>& anchors) const;
  std::vector<Anchor> FindAnchors() const;
  void BuildByText();
  void BuildSounds();

  uint64_t serial_ = 0;              // no other index has it; 0 until it can be searched
  TextVocabulary words_;             // canonical tokens of list names
  FlatArray<int16_t> rest_weights_;  // by id in words_: Token::rest_weight
  DeletionIndex deletions_;          // over words_
  // Misspelt words of the list under the word class they may be: spans of slip_words_, by id in slip_classes_.
  TextVocabulary slip_classes_;
  FlatArray<uint32_t> slip_first_;
  FlatArray<SlipWord> slip_words_;
  std::vector<uint32_t> added_tokens_;  // until Finish, and where each name's end
  std::vector<uint32_t> added_ends_ = {0};
  PackedOffsets tokens_of_;  // per name, in tokens_
  PackedIds tokens_;         // word ids, name after name
  Postings postings_;
  KeyTable joined_;      // names under two neighbouring tokens read as one word, by the place of the first
  LetterIndex letters_;  // ids are names
  PackedIds by_text_;    // ids in words_ of class kWord, by text: for words cut short
  KeyTable equal_;       // names under their keys of equality and initials
  KeyTable sounds_;      // ids in words_ of class kWord under their sounds
};

template <typename Fn>
void NameIndex::ForEachArray(Fn&& fn) {
  words_.ForEachArray(fn);
  fn(rest_weights_);
  deletions_.ForEachArray(fn);
  slip_classes_.ForEachArray(fn);
  fn(slip_first_);
  fn(slip_words_);
  tokens_of_.ForEachArray(fn);
  tokens_.ForEachArray(fn);
  postings_.ForEachArray(fn);
  joined_.ForEachArray(fn);
  letters_.ForEachArray(fn);
  by_text_.ForEachArray(fn);
  equal_.ForEachArray(fn);
  sounds_.ForEachArray(fn);
}

}  // namespace cordon::internal

#endif  // CORDON_MATCH_INDEX_H_
