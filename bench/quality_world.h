// The screening list, the matcher over it and the default policy: what every section of the quality report asks.
// "Found" means: the right entry is a match that alone gives HOLD or more. Not thread-safe.
#ifndef CORDON_BENCH_QUALITY_WORLD_H_
#define CORDON_BENCH_QUALITY_WORLD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/policy.pb.h"
#include "match/matcher.h"

namespace cordon::bench {

// Scores below this are not looked at: the low end of the operating curve.
inline constexpr int kCurveFloor = 7000;

class QualityWorld {
 public:
  static absl::StatusOr<std::unique_ptr<QualityWorld>> Load(const std::string& data_dir);

  const std::vector<v1::ListEntry>& entries() const { return entries_; }
  const Matcher& matcher() const { return *matcher_; }
  const v1::Policy& policy() const { return policy_; }

  // Whether a match with this entry alone gives HOLD or more.
  bool Holds(EntryIndex entry) const { return holds_[entry]; }

  // The score of this entry among the party's matches that hold, from `floor` on; 0 if it is none. A possible affiliate
  // alerts at any threshold and counts as a full score.
  int ScoreOf(const v1::Party& party, EntryIndex entry, int floor = kDefaultThreshold) const;
  // The best score among the party's matches that hold; `best`, if given, is the hit.
  int BestScore(const v1::Party& party, int floor, Hit* best = nullptr) const;

  // Names that equal no list name: what equals one is a true match, not a false alert.
  std::vector<std::string> WithoutListNames(const std::vector<std::string>& names) const;

 private:
  QualityWorld() = default;

  std::vector<v1::ListEntry> entries_;
  v1::Policy policy_;
  std::vector<bool> holds_;
  std::unique_ptr<Matcher> matcher_;
  absl::flat_hash_set<uint64_t> list_keys_;
};

v1::Party PartyOf(const std::string& name, v1::PartyType type);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_QUALITY_WORLD_H_
