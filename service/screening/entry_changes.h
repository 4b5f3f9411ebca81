// Which list entries differ between engine states, and whose result that can change at all. Scores rest on frozen
// weights, so a match with an entry that did not change is what it was. A result that changes therefore
//   - loses or changes a match it has, which names an entry that differs: Among says so; or
//   - gains one, by a name, identifier, wallet, address or pattern that the entry did not have: those are searched(),
//     and MayConcern compares a party with all of them; or
//   - gains or loses a possible affiliate (match/brand.h), the one match that depends on further entries: which entries
//     stand for a brand. Brands for which those are others are brands(): what stood for one before counts as differing,
//     what stands for it now is searched. Where a full name says the same, it is the match with that name that is lost
//     or gained; or
//   - is of deceptive text, which is held for what only comes near a listed name: MayConcern compares it with every
//     version of what differs; or
//   - was not kept entry by entry: Among, always; or
//   - is of what listed owners have in the party: owners() (ownership_changes.h).
// Immutable; thread-safe.
#ifndef CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_
#define CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "cordon/v1/party.pb.h"
#include "match/matcher.h"
#include "service/screening/engine_state.h"
#include "service/screening/lazy.h"
#include "service/screening/monitor_result.h"
#include "service/screening/ownership_changes.h"

namespace cordon {

class EntryChanges {
 public:
  struct State {
    std::shared_ptr<const EngineState> state;
    std::string day;  // YYYY-MM-DD, what entries were judged at
  };

  // False where more than lists and days differs (policy, engine, tables, ownership data), or a search could meet its
  // limit: then everybody may be concerned.
  static bool CanTell(const State& before, const State& after);

  // Between each of `before` and `after`. Not OK: everybody may be concerned. REQUIRES: CanTell for each.
  static absl::StatusOr<std::unique_ptr<const EntryChanges>> Between(const std::vector<State>& before,
                                                                     const State& after);

  // Nothing differs: nobody is concerned.
  bool empty() const { return matcher_ == nullptr; }
  // Entries in force now, with what each of them is newly matched by, and little else.
  const std::vector<v1::ListEntry>& searched() const { return searched_; }
  const std::vector<std::string>& brands() const { return brands_; }
  // Of companies that count otherwise; null without ownership data.
  const OwnershipChanges* owners() const { return owners_.get(); }
  int threshold() const { return options_.threshold; }

  // Of a match that may be of any entry: what was left out for its number, what only came near, what cannot be read.
  static constexpr uint64_t kAnyEntry = 0;
  // What a kept result is asked by: one number for each of its matches.
  static std::vector<uint64_t> KeysOf(const MonitoredMatches& matches);
  // Whether one of them is of an entry that differs.
  bool Among(const std::vector<uint64_t>& keys) const;
  // Whether the party may match what is searched, or has deceptive text and comes near what differs.
  bool MayConcern(const v1::Party& party) const;

 private:
  EntryChanges() = default;
  void AddDifferences(const State& before, const State& after);
  void AddBrands(const ListSnapshot& before, const ListSnapshot& after);
  void CollectSearched(const ListSnapshot& after);
  absl::Status BuildMatcher();
  absl::Status AddOwners(const std::vector<State>& before, const State& after);
  bool ComesNear(const v1::Party& party) const;

  absl::flat_hash_set<uint64_t> keys_;  // of entries that differ
  std::vector<v1::ListEntry> searched_;
  std::vector<std::string> brands_;
  // Of the state after: what differs from a version before, with each of these, none if there was none once.
  std::map<EntryIndex, std::vector<v1::ListEntry>> other_;
  std::set<EntryIndex> of_brands_;  // what stands for a brand
  bool differs_ = false;
  std::unique_ptr<const Matcher> matcher_;
  std::unique_ptr<const OwnershipChanges> owners_;
  MatchOptions options_;
  // Of every version of what differs; made when the first deceptive text comes.
  std::vector<std::pair<std::shared_ptr<const ListSnapshot>, EntryIndex>> versions_;
  std::unique_ptr<const Lazy<Matcher>> near_;
  int near_band_ = 0;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_
