// Which companies of the ownership graph count otherwise under other lists or on another day, and which registered
// parties that can concern. The graph is the same in all states.
//
// What a party's owners add up to (rules/facts/ownership) depends on which companies the party may be, and on the
// listings and interests in force of these and of everybody above them. So a result changes only if the party may be
//   - a company with a changed one at or above it: one whose listings that count on the day differ, or in which an
//     interest begins or ends between the days; everything any of these holds directly or through others is taken;
//   - a company that can be restricted (bound.h) in one state and not in the other: names similar to it are looked for
//     in one of them only, and it is kept among more candidates than are kept.
// A party may be a company by an equal identifier or an equal name, which keys() are for, or by a similar name, which
// is looked for among those that can be restricted: similar() has their names.
// Immutable; thread-safe.
#ifndef CORDON_SERVICE_SCREENING_OWNERSHIP_CHANGES_H_
#define CORDON_SERVICE_SCREENING_OWNERSHIP_CHANGES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/party.pb.h"
#include "match/matcher.h"
#include "service/screening/linked_ownership.h"

namespace cordon {

class OwnershipChanges {
 public:
  struct State {
    std::shared_ptr<const LinkedOwnership> linked;
    std::string day;  // YYYY-MM-DD
  };

  // More companies are not told apart.
  static constexpr size_t kMostCompanies = 20'000;

  // Not OK if it cannot be told: other graphs, more than kMostCompanies, names enough to meet a search's limit.
  static absl::StatusOr<std::unique_ptr<const OwnershipChanges>> Between(const std::vector<State>& before,
                                                                         const State& after,
                                                                         const MatchOptions& options);

  bool empty() const { return keys_.empty() && similar_.empty(); }
  // Names and identifiers of a party, as keys() has those of the companies.
  static std::vector<uint64_t> KeysOf(const v1::Party& party);
  const absl::flat_hash_set<uint64_t>& keys() const { return keys_; }
  const std::vector<v1::ListEntry>& similar() const { return similar_; }

  // Whether the party may be one of the companies.
  bool MayConcern(const v1::Party& party) const;

 private:
  OwnershipChanges() = default;

  absl::flat_hash_set<uint64_t> keys_;
  std::vector<v1::ListEntry> similar_;
  std::unique_ptr<const Matcher> matcher_;  // of similar_
  MatchOptions options_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_OWNERSHIP_CHANGES_H_
