// Many parties, prepared so that a few changed list entries find those they may match: the mirror image of
// match/index.h, where one party finds entries among many.
//
// What it finds may be too much and is never too little: whoever is left out matches none of the entries at the
// threshold, by whatever route. Routes, each read from the entry's side:
//   words     In a name that scores >= t, or contains the listed one, some listed token of a set P is aligned. Say none
//             is: then the aligned weight W is at most the weight R of the other listed tokens, the listed rest at
//             least that of P, and the score at most R / (R + 0.3 * rest of P); coverage (match/coverage.h) at most
//             R / (R + rest of P); the rare evidence at most what the others can bring. P is a set for which one of
//             these is too little. Every party word that a token of P is similar to is enumerated, by each relation of
//             match/scorer.h: equality, edits, sounds, slips, abbreviations, joined and split words.
//   letters   match/letter_index.h over the parties; names cut short by the hash of all their letters.
//   keys      equal names, initials, identifiers, wallets: by hashes.
//   brands    words, and neighbours written together: by themselves and by hashes. Whether one counts depends on all
//             lists (match/brand.h), so the caller names those to look for.
// An entry that is listed by address concerns every party with an address, one with a watch pattern everybody. A party
// whose text is deceptive concerns itself always: it is held for what only comes near (service/screening).
//
// Thread contract: Add and Finish from one thread; Find from any thread after Finish.
//
//   PartyIndex index;
//   index.Add(0, party);
//   index.Finish();
//   std::vector<uint32_t> parties = index.Find(changed_entries, changed_brands, threshold);
#ifndef CORDON_MATCH_PARTY_INDEX_H_
#define CORDON_MATCH_PARTY_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/party.pb.h"
#include "match/deletion_index.h"
#include "match/key_table.h"
#include "match/letter_index.h"
#include "match/prepared_name.h"
#include "match/vocabulary.h"

namespace cordon {

class PartyIndex {
 public:
  // `party` is the caller's number, below 2^32 - 1.
  void Add(uint32_t party, const v1::Party& data);
  void Finish();

  // The parties that may match one of `entries`, or carry one of `brands`, ascending and distinct.
  std::vector<uint32_t> Find(absl::Span<const v1::ListEntry> entries, absl::Span<const std::string> brands,
                             int threshold) const;

  size_t size() const { return all_.size(); }
  size_t memory_bytes() const;

 private:
  friend class PartyRelations;
  friend class PartySearch;

  // A token of a party's name, as far as it can be told before it is compared.
  struct PartyToken {
    uint32_t word;
    int16_t weight;
    int16_t rest_weight;
  };

  void AddReading(uint32_t party, const PreparedName& name);
  void AddToken(const Token& token);
  void AddJoined(const Token& first, const Token& second);

  std::vector<uint32_t> all_;             // parties, as added
  std::vector<uint32_t> always_;          // deceptive text
  std::vector<uint32_t> with_addresses_;  // for entries that are listed by address
  internal::Vocabulary words_;
  internal::DeletionIndex deletions_;
  internal::KeyTable word_keys_;  // ids in words_ by sound and by the class they may be a slip of
  absl::flat_hash_set<std::pair<uint64_t, uint32_t>> added_slips_;  // until Finish
  // Readings of names (match/reading.h): whose they are, and their tokens.
  std::vector<uint32_t> parties_of_;
  std::vector<uint32_t> first_token_ = {0};
  std::vector<PartyToken> tokens_;
  std::vector<uint32_t> first_holder_;  // by word, into holders_
  std::vector<uint32_t> holders_;       // readings
  internal::KeyTable keys_;             // readings by everything that is found by equality
  internal::KeyTable party_keys_;       // parties by identifiers and wallets
  internal::LetterIndex letters_;       // ids are readings
};

}  // namespace cordon

#endif  // CORDON_MATCH_PARTY_INDEX_H_
