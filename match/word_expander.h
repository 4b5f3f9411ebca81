// The first step of a search: every word of the list that a query token, or two of them written together, is similar
// to. Complete for each relation of match/scorer.h, so that nothing is missed (match/index.h). Internal to
// match/search.cc.
//
// Thread contract: works in the thread's scratch memory.
//
//   WordExpander expander(index, query, scratch);
//   expander.Ask();     // memory is asked for what comes next; others may work meanwhile
//   expander.Expand();  // fills scratch.expansions, heads and joined_heads
//   ...                 // listed_weight and cost of each expansion are filled in
//   expander.Keep();    // for the next names with the same words
#ifndef CORDON_MATCH_WORD_EXPANDER_H_
#define CORDON_MATCH_WORD_EXPANDER_H_

#include <cstdint>

#include "absl/types/span.h"
#include "match/align.h"
#include "match/index.h"
#include "match/prepared_name.h"
#include "match/search_scratch.h"

namespace cordon::internal {

class WordExpander {
 public:
  WordExpander(const NameIndex& index, const PreparedName& query, name_search::SearchScratch& scratch)
      : index_(index), query_(query), s_(scratch) {}

  void Ask();
  void Expand();
  void Keep();

 private:
  using Expansion = name_search::Expansion;

  absl::Span<const char32_t> Letters(size_t q) const;
  name_search::ExpansionMemo::Facts Facts(const Token& token) const;
  void ExpandKnown(size_t q);
  void ExpandWord(size_t q, const Token& token);
  void ExpandSounds(size_t q, const Token& token);
  void ExpandSlips(size_t q, const Token& token);
  void ExpandAbbreviation(size_t q, const Token& token);
  // `listed_weight`: of the word, if it is known already.
  void AddOrRaise(size_t q, uint32_t word, int similarity, int32_t listed_weight = 0);
  void AddExpansion(PairRelation relation, size_t q, uint32_t word, int similarity, int32_t listed_weight = 0);
  void AddSplit(size_t q, const PackedIds::Range& names);

  const NameIndex& index_;
  const PreparedName& query_;
  name_search::SearchScratch& s_;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_WORD_EXPANDER_H_
