// The second twin of the name index, for lists that the slow twin cannot be asked about often: a scan over every list
// name like it, without index and without bounds, that remembers what does not change from name to name. The similarity
// of two words is computed once for each word of the list, not for each name that holds it, and what equality and
// initials compare is looked up as the very text. Alignment and letters are the scorer's own, for every name.
//
// It is itself compared with the slow twin (tests/match/twin_test.cc, bench/match_scale).
//
// Thread contract: one thread.
//
//   MemoScan scan;
//   for (const std::string& name : names) scan.Add(name);
//   scan.Search(PrepareName(query), kDefaultThreshold);  // what ReferenceMatcher answers
#ifndef CORDON_TESTS_SUPPORT_MEMO_SCAN_H_
#define CORDON_TESTS_SUPPORT_MEMO_SCAN_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/align.h"
#include "match/letters.h"
#include "match/prepared_name.h"
#include "match/sounds.h"

namespace cordon {

class MemoScan {
 public:
  // Names get the ids 0, 1, ... in order.
  void Add(const std::string& name);

  // (id, score) of every name at or above the threshold, ascending by id.
  std::vector<std::pair<uint32_t, int>> Search(const PreparedName& query, int threshold);

  size_t size() const { return name_ends_.size(); }

 private:
  static constexpr uint32_t kNoWord = 0xFFFFFFFF;
  using Names = std::unordered_map<std::string, std::vector<uint32_t>>;

  // A token as it stands in some list name: everything a comparison may look at.
  struct ListedToken {
    Token token;
    std::u32string letters;
    uint64_t has = 0;  // a bit for every letter, shared by some
    internal::SoundKeys sounds;
  };
  static ListedToken Remember(const Token& token);
  struct Similar {
    uint32_t token = 0;  // in listed_
    int similarity = 0;
  };
  // Pairs of the query that a listed token, or two joined, takes part in.
  using PairsOf = std::vector<std::vector<internal::TokenPair>>;

  uint32_t ListedId(const Token& token);
  const std::vector<Similar>& SimilarTo(const Token& token);
  int Similarity(const ListedToken& query, const ListedToken& listed) const;
  void FindPairs(const PreparedName& query);
  int AlignmentScore(uint32_t id);
  int TextScore(const internal::NameLetters& query, const internal::LetterSign& sign, uint32_t id) const;
  void Raise(const Names& names, const std::string& key, int score);

  std::vector<ListedToken> listed_;
  std::unordered_map<std::string, uint32_t> listed_ids_;              // by all fields of the token
  std::unordered_map<std::string, std::vector<uint32_t>> by_word_;    // class and text: ids in listed_
  std::unordered_map<std::string, uint32_t> joined_ids_;              // class and text of two tokens read as one
  std::unordered_map<std::string, std::vector<Similar>> remembered_;  // by all fields of the query's token

  std::vector<uint32_t> tokens_;     // in listed_, name after name
  std::vector<uint32_t> joined_;     // this token and the next, or kNoWord
  std::vector<uint32_t> name_ends_;  // in tokens_
  std::string letters_;
  std::string runs_;
  std::vector<size_t> letter_ends_;
  std::vector<size_t> run_ends_;
  std::vector<internal::LetterSign> signs_;
  std::vector<int64_t> rare_weights_;
  Names token_sets_;
  Names squashed_;  // both squashed forms
  Names initials_;

  // Of the query at hand.
  PairsOf pairs_of_;
  PairsOf pairs_of_joined_;
  std::vector<uint32_t> touched_;
  std::vector<uint32_t> touched_joined_;
  std::vector<internal::TokenWeight> query_weights_;
  std::vector<internal::TokenWeight> listed_weights_;
  std::vector<internal::TokenPair> pairs_;
  internal::Aligner aligner_;
  std::unordered_map<uint32_t, int> by_text_;  // scores of names found by their text
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_MEMO_SCAN_H_
