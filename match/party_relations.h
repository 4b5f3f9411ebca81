// The first step of PartyIndex::Find: for each token of a listed name all words and names of parties that it may be
// aligned with, complete for each relation of match/scorer.h. Internal to match.
//
// Thread contract: pure functions of an index that is finished.
#ifndef CORDON_MATCH_PARTY_RELATIONS_H_
#define CORDON_MATCH_PARTY_RELATIONS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "match/party_index.h"
#include "match/prepared_name.h"

namespace cordon {

struct RelatedWord {
  uint32_t word;
  int32_t weight;  // of the listed side
  int32_t similarity;
};

struct RelatedToken {
  std::vector<RelatedWord> words;
  std::vector<internal::PackedIds::Range> keyed;  // readings: two words written together, words with a dot
  int64_t cost = 0;                               // readings behind both
  int64_t weight = 0;
  int64_t rest_weight = 0;
  int64_t evidence = 0;  // the most it can bring
  bool form = false;
};

// What PartyIndex::Find relates tokens with.
class PartyRelations {
 public:
  explicit PartyRelations(const PartyIndex& index) : index_(index) {}

  // One for each token.
  std::vector<RelatedToken> Relate(const PreparedName& listed);

 private:
  // The same words stand in many names: what one is related to is looked up once.
  const RelatedToken& RelateToken(const Token& token);
  void FindRelated(const Token& token, RelatedToken* related);
  void RelatePair(const PreparedName& listed, size_t at, std::vector<RelatedToken>* tokens);
  uint32_t FindWord(absl::string_view text, TokenClass token_class);
  static void Merge(std::vector<RelatedWord>* words);
  static void AddRelated(uint32_t word, int32_t weight, int similarity, RelatedToken* related);

  const PartyIndex& index_;
  absl::flat_hash_map<std::string, std::unique_ptr<const RelatedToken>> known_;  // by text and class
  internal::DeletionIndex::Scratch deletions_;
  std::u32string letters_;
  std::u32string other_;
};

}  // namespace cordon

#endif  // CORDON_MATCH_PARTY_RELATIONS_H_
