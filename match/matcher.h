// Finds the list entries a party may be: by name (fuzzy, exact recall), identifier, wallet, address and watch pattern.
//
// Recall is a theorem: Match returns exactly the entries an exhaustive scan with the same scorer would return at or
// above the threshold (tests/match compares with the slow twin). Extra facts of the party (country, ids, addresses)
// order matches and never remove one; `type` chooses the scorer and never hides an entry.
//
// Thread contract: const methods may be called from any thread; one Matcher serves all requests of an engine state.
//
//   Matcher matcher(snapshot);
//   MatchResult result = matcher.Match(party, options);
//   for (const Hit& hit : result.hits) v1::Match m = matcher.Describe(party, hit);
#ifndef CORDON_MATCH_MATCHER_H_
#define CORDON_MATCH_MATCHER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cordon/v1/match.pb.h"
#include "cordon/v1/party.pb.h"
#include "match/list_snapshot.h"
#include "match/scorer.h"

namespace cordon {

struct MatchOptions {
  int threshold = kDefaultThreshold;   // basis points, 5000..10000
  int near_band = 0;                   // also report hits in [threshold - near_band, threshold) as near misses
  int64_t max_candidates = 2'000'000;  // list names verified per reading; beyond it the result says so
};

// One (party, entry) pair at or above the threshold. The best of the party's names against the best of the entry's.
struct Hit {
  EntryIndex entry = 0;
  int32_t name = -1;       // index into ListEntry.names, -1 when not matched by name
  int32_t query_name = 0;  // by name: the field of match/party_readings.h (0 = party.name, n = party.aliases[n-1],
                           // then several fields together); else index of the address, id or wallet
  int32_t score = 0;       // basis points
  int32_t priority = 0;    // 0..100
  v1::MatchedOn on = v1::NAME;
};

struct MatchResult {
  std::vector<Hit> hits;          // by score, then equality with the query's text, then priority, then (list, entry_id)
  std::vector<Hit> near_misses;   // same order, below the threshold
  int64_t candidates = 0;         // list names verified
  bool work_exhausted = false;    // max_candidates reached: hits may be missing, the answer is incomplete
  bool obfuscated = false;        // the query held invisible or deceptive characters
  bool generic_name = false;      // nothing but generic words and legal forms is left of the party's name
  bool nothing_to_match = false;  // no name token, id, wallet or address was left after folding
};

class Matcher {
 public:
  explicit Matcher(std::shared_ptr<const ListSnapshot> snapshot);

  MatchResult Match(const v1::Party& party, const MatchOptions& options) const;

  // The hit with entry facts and token evidence. `disposition` and `listed_later` are left to the policy.
  v1::Match Describe(const v1::Party& party, const Hit& hit) const;

  // Every name of one entry against the party, best first, whatever the score (why-not).
  std::vector<v1::Match> ExplainEntry(const v1::Party& party, EntryIndex entry) const;

  const ListSnapshot& snapshot() const { return *snapshot_; }

 private:
  std::shared_ptr<const ListSnapshot> snapshot_;
};

// Scores two names as `screen` would score query `a` against list name `b` for a party of this type.
PairScore CompareNames(absl::string_view a, absl::string_view b, v1::PartyType type);

}  // namespace cordon

#endif  // CORDON_MATCH_MATCHER_H_
