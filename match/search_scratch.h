// What one search of the name index works with, kept per thread. Internal to match/search.cc.
// Thread contract: one thread.
#ifndef CORDON_MATCH_SEARCH_SCRATCH_H_
#define CORDON_MATCH_SEARCH_SCRATCH_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "match/align.h"
#include "match/deletion_index.h"

namespace cordon::internal {

// Named, not anonymous: NameSearch, a friend of NameIndex, holds members of these types.
namespace name_search {

// Cover sets are searched exhaustively up to this many expandable query tokens (1024 subsets), greedily above.
inline constexpr size_t kMaxExhaustiveTokens = 10;

// One word of the index that a query token (or two) is similar to.
struct Expansion {
  TokenPair pair;     // `listed` is filled per name
  uint32_t word = 0;  // id in words_, or in joined_ for kSplit
  uint32_t next = 0;  // next expansion of the same word, + 1
};

// What is known of a query token before any name is read.
struct TokenBound {
  int64_t gain = 0;      // c_i of match/index.h, times 10000
  int64_t evidence = 0;  // most rare evidence it can bring
  int64_t excess = 0;    // most evidence beyond kContainedFloor
  int64_t cost = 0;      // names behind its expansions
  bool alignable = false;
};

// Marks per id that cost nothing to clear: a mark is valid if it carries the number of the current query.
class Marks {
 public:
  void Begin(size_t size) {
    if (marks_.size() < size) marks_.resize(size, 0);
    if (++current_ == 0) {
      std::fill(marks_.begin(), marks_.end(), 0);
      current_ = 1;
    }
  }
  bool Has(uint32_t id) const { return marks_[id] == current_; }
  void Prefetch(uint32_t id) const { __builtin_prefetch(&marks_[id], 1); }
  // True the first time.
  bool Set(uint32_t id) {
    if (Has(id)) return false;
    marks_[id] = current_;
    return true;
  }

 private:
  std::vector<uint32_t> marks_;
  uint32_t current_ = 0;
};

struct SearchScratch {
  DeletionIndex::Scratch deletions;
  Aligner aligner;
  Marks seen_words;  // while one token is expanded
  Marks expanded;    // words with expansions in this query
  Marks expanded_joined;
  Marks aligned_names;
  Marks counted_names;         // among the candidates
  std::vector<uint32_t> near;  // names the letters led to
  Marks reached;               // query tokens that one name has a pair with
  std::vector<uint32_t> head;  // per word: first expansion + 1; valid if marked
  std::vector<uint32_t> head_joined;
  std::vector<Expansion> expansions;
  std::vector<TokenBound> bounds;
  std::vector<TokenWeight> query_weights;
  std::vector<TokenWeight> listed_weights;
  std::vector<TokenPair> pairs;
  std::u32string word;
};

inline SearchScratch& ThreadScratch() {
  thread_local SearchScratch scratch;
  return scratch;
}

}  // namespace name_search

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SEARCH_SCRATCH_H_
