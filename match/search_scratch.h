// What one search of the name index works with, kept per thread. Internal to match/search.cc.
//
// A search asks very many small questions of memory that is far away. What is asked for every list name - whether it
// was seen, whether the query is similar to its words - is answered here by a few kilobytes that stay in the nearest
// cache, and clearing costs what was used, not what could have been.
//
// Thread contract: one thread.
#ifndef CORDON_MATCH_SEARCH_SCRATCH_H_
#define CORDON_MATCH_SEARCH_SCRATCH_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/align.h"
#include "match/cover.h"
#include "match/deletion_index.h"
#include "match/packed_ids.h"
#include "match/prepared_name.h"
#include "match/sounds.h"
#include "match/word_memo.h"

namespace cordon::internal {

// Named, not anonymous: NameSearch, a friend of NameIndex, holds members of these types.
namespace name_search {

// One word of the index that a query token (or two) is similar to.
struct Expansion {
  static constexpr int32_t kNotCounted = -1;

  TokenPair pair;              // `listed` is filled per name
  uint32_t word = 0;           // id in words_, but for kSplit
  PackedIds::Range split;      // names, for kSplit
  uint32_t next = 0;           // next expansion of the same word, + 1
  int32_t listed_weight = 0;   // 0 until it is known
  int32_t cost = kNotCounted;  // names to be read for it
  // The most this pair can bring to its query token, or to each of two (TokenBound).
  int32_t gain = 0;
  int32_t evidence = 0;
  int32_t excess = 0;
  int32_t lacking = 0;  // what the pair lacks of the listed word's weight, rounded down
};

// What one name can bring to a query token.
struct Reach {
  int64_t gain = 0;
  int64_t evidence = 0;
  int64_t excess = 0;
};

// A set of ids below a bound, one bit each.
class IdSet {
 public:
  // Empties the set; ids are below `size` from now on.
  void Begin(size_t size) {
    for (const uint32_t at : touched_) bits_[at] = 0;
    touched_.clear();
    if (bits_.size() * 64 < size) bits_.resize(size / 64 + 1, 0);
  }
  bool Has(uint32_t id) const { return (bits_[id / 64] >> (id % 64) & 1U) != 0; }
  // True the first time.
  bool Set(uint32_t id) {
    uint64_t& bits = bits_[id / 64];
    const uint64_t bit = uint64_t{1} << (id % 64);
    if ((bits & bit) != 0) return false;
    if (bits == 0) touched_.push_back(id / 64);
    bits |= bit;
    return true;
  }

 private:
  std::vector<uint64_t> bits_;
  std::vector<uint32_t> touched_;  // places in bits_ that are not 0
};

// From a word to its first expansion, + 1; 0 for words without one.
class ExpansionHeads {
 public:
  void Clear() {
    for (const uint32_t at : used_) {
      filter_[FilterAt(slots_[at].word)] = 0;
      slots_[at] = Slot();
    }
    used_.clear();
  }
  bool empty() const { return used_.empty(); }
  // 1 or 0; 0 for all but a few words that have none.
  uint32_t MayHave(uint32_t word) const { return static_cast<uint32_t>(filter_[FilterAt(word)] >> (word % 64) & 1U); }
  uint32_t Find(uint32_t word) const {
    if (slots_.empty()) return 0;
    size_t at = SlotOf(word);
    while (slots_[at].head != 0 && slots_[at].word != word) at = (at + 1) & (slots_.size() - 1);
    return slots_[at].head;
  }
  // Sets the head; returns the one before.
  uint32_t Exchange(uint32_t word, uint32_t head) {
    if ((used_.size() + 1) * 2 > slots_.size()) Grow();
    size_t at = SlotOf(word);
    while (slots_[at].head != 0 && slots_[at].word != word) at = (at + 1) & (slots_.size() - 1);
    if (slots_[at].head == 0) {
      used_.push_back(static_cast<uint32_t>(at));
      filter_[FilterAt(word)] |= uint64_t{1} << (word % 64);
    }
    slots_[at].word = word;
    return std::exchange(slots_[at].head, head);
  }

 private:
  struct Slot {
    uint32_t word = 0;
    uint32_t head = 0;
  };
  static constexpr size_t kFilterWords = 256;

  static size_t FilterAt(uint32_t word) { return word / 64 % kFilterWords; }
  size_t SlotOf(uint32_t word) const { return (word * size_t{0x9E3779B1} >> 16U) & (slots_.size() - 1); }
  void Grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(std::max<size_t>(256, old.size() * 2), Slot());
    for (uint32_t& place : used_) {
      const Slot& slot = old[place];
      size_t at = SlotOf(slot.word);
      while (slots_[at].head != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
      place = static_cast<uint32_t>(at);
    }
  }

  std::array<uint64_t, kFilterWords> filter_{};  // a bit for every word, shared by some
  std::vector<Slot> slots_;                      // open addressing, at least half of them free
  std::vector<uint32_t> used_;                   // places in slots_
};

// What an index has that is similar to a word.
struct KnownExpansion {
  uint32_t word;
  int16_t similarity;
  int16_t listed_weight;
  int32_t cost;
};

// The expansions of the words of late, of one or more indexes.
class ExpansionMemo {
 public:
  // What expansions depend on besides the text.
  struct Facts {
    uint64_t index = 0;  // NameIndex::serial
    const char* slip_of = nullptr;
    int32_t slip_similarity = 0;
    int16_t weight = 0;
    TokenClass token_class = TokenClass::kWord;

    bool operator==(const Facts& other) const {
      return index == other.index && slip_of == other.slip_of && slip_similarity == other.slip_similarity &&
             weight == other.weight && token_class == other.token_class;
    }
  };
  struct Known {
    uint32_t round = 0;
    uint32_t begin = 0;
    uint32_t count = 0;
    bool split = false;  // it may also be two words of a name
  };

  void Prefetch(uint64_t hash) const { memo_.Prefetch(hash); }
  // Null: not known. Valid until the next Keep; so is List of it.
  const Known* Find(uint64_t hash, absl::string_view text, const Facts& facts) const {
    const Known* const known = memo_.Find(hash, text, facts);
    if (known == nullptr || known->round != round_) return nullptr;
    if (known->count > 0) __builtin_prefetch(&list_[known->begin]);
    return known;
  }
  absl::Span<const KnownExpansion> List(const Known& known) const {
    return absl::MakeConstSpan(list_).subspan(known.begin, known.count);
  }
  void Keep(uint64_t hash, absl::string_view text, const Facts& facts, bool split,
            absl::Span<const Expansion> expansions) {
    if (expansions.size() > kMaxList / 16) return;
    if (list_.size() + expansions.size() > kMaxList) {  // begin anew: what was kept is of an earlier round
      list_.clear();
      ++round_;
    }
    Known known;
    known.round = round_;
    known.begin = static_cast<uint32_t>(list_.size());
    known.count = static_cast<uint32_t>(expansions.size());
    known.split = split;
    for (const Expansion& one : expansions) {
      list_.push_back(
          {one.word, static_cast<int16_t>(one.pair.similarity), static_cast<int16_t>(one.listed_weight), one.cost});
    }
    memo_.Keep(hash, text, facts, known);
  }

 private:
  static constexpr size_t kSlots = 16384;
  static constexpr size_t kMaxList = size_t{1} << 18U;

  WordMemo<Facts, Known, kSlots> memo_;
  uint32_t round_ = 1;
  std::vector<KnownExpansion> list_;
};

// A token of the query on its way through the vocabularies.
struct QueryWord {
  size_t begin = 0;  // in SearchScratch::letters
  size_t size = 0;
  uint64_t hash = 0;        // in words_ and slip_classes_
  uint64_t joined_key = 0;  // in joined_
  SoundKeys sounds;
  const ExpansionMemo::Known* known = nullptr;  // then there are neither letters nor sounds
  // Its expansions, other than kSplit and kJoined.
  size_t first_expansion = 0;
  size_t last_expansion = 0;
  bool split = false;
};

struct SearchScratch {
  DeletionIndex::Scratch deletions;
  std::u32string letters;  // of all query tokens
  std::vector<QueryWord> query_words;
  ExpansionMemo memo;
  Aligner aligner;
  IdSet seen_words;                      // while one token is expanded
  IdSet near_names;                      // among `near`
  IdSet aligned_names;                   // will be or have been aligned
  IdSet counted_names;                   // among the candidates
  IdSet split_names;                     // NameSearch::FindSplitNames
  std::vector<uint32_t> near;            // names the letters led to
  std::vector<PackedIds::Range> wanted;  // postings to be read
  std::vector<uint32_t> names;           // to be aligned
  std::vector<Reach> reach;              // per query token
  ExpansionHeads heads;                  // by word
  std::vector<Expansion> expansions;
  std::vector<uint32_t> splits;  // those of them that are kSplit
  std::vector<TokenBound> bounds;
  std::vector<uint8_t> cover;  // ChooseCover
  std::vector<TokenWeight> query_weights;
  std::vector<TokenWeight> listed_weights;
  std::vector<TokenPair> pairs;
  std::u32string word;
  std::string text;
};

inline SearchScratch& ThreadScratch() {
  thread_local SearchScratch scratch;
  return scratch;
}

}  // namespace name_search

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SEARCH_SCRATCH_H_
