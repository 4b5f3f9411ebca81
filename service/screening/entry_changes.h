// Which list entries differ between engine states, and whom that can concern at all. Scores rest on frozen weights, so
// a match with an entry that did not change is what it was; whoever matches none of the changed ones has the same
// result. Never too few: brands that several entries share are looked for as if each stood alone. Immutable;
// thread-safe.
#ifndef CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_
#define CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/party.pb.h"
#include "match/matcher.h"
#include "service/screening/engine_state.h"
#include "service/screening/monitor_result.h"

namespace cordon {

class EntryChanges {
 public:
  struct State {
    std::shared_ptr<const EngineState> state;
    std::string day;  // YYYY-MM-DD, what entries were judged at
  };

  // False where more than lists and days differs (policy, engine, tables, owners), or a search could meet its limit:
  // then everybody may be concerned.
  static bool CanTell(const State& before, const State& after);

  // Between each of `before` and `after`. REQUIRES: CanTell for each.
  static absl::StatusOr<std::unique_ptr<const EntryChanges>> Between(const std::vector<State>& before,
                                                                     const State& after);

  // Every version of what differs.
  const std::vector<v1::ListEntry>& entries() const { return entries_; }
  int threshold() const { return options_.threshold; }

  // Whether a match that is kept is one with an entry that differs.
  bool Among(const MonitoredMatches& matches) const;
  // Whether the party may match one of them, or has deceptive text, which is held for what only comes near.
  bool MayConcern(const v1::Party& party) const;

 private:
  EntryChanges() = default;
  absl::Status AddDifferences(const State& before, const State& after, std::set<std::string>* seen);
  void AddEntry(const ListSnapshot& snapshot, EntryIndex index, std::set<std::string>* seen);
  absl::Status BuildMatcher();

  std::set<std::string> keys_;  // list, line end, entry id
  std::vector<v1::ListEntry> entries_;
  std::unique_ptr<const Matcher> matcher_;  // null: nothing differs
  MatchOptions options_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENTRY_CHANGES_H_
