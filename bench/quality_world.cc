#include "bench/quality_world.h"

#include <algorithm>

#include "base/status_macros.h"
#include "bench/corpora.h"
#include "match/index.h"
#include "match/list_snapshot.h"
#include "match/prepared_name.h"
#include "service/screening/policy.h"

namespace cordon::bench {

absl::StatusOr<std::unique_ptr<QualityWorld>> QualityWorld::Load(const std::string& data_dir) {
  std::unique_ptr<QualityWorld> world(new QualityWorld());
  CORDON_ASSIGN_OR_RETURN(world->entries_, LoadScreeningList(data_dir));
  world->policy_ = DefaultPolicy();
  ListSnapshot::Builder builder;
  for (const v1::ListEntry& entry : world->entries_) {
    CORDON_RETURN_IF_ERROR(builder.AddSerialized(entry.SerializeAsString()));
    world->holds_.push_back(ListDisposition(world->policy_, entry.list()) >= v1::HOLD);
    for (const v1::ListName& name : entry.names()) {
      for (const uint64_t key : internal::EqualityKeys(PrepareName(name.text()))) world->list_keys_.insert(key);
    }
  }
  world->matcher_ = std::make_unique<Matcher>(std::move(builder).Build());
  return world;
}

namespace {

// Matches at the threshold the service asks with, and what lies below it down to `floor`.
MatchResult MatchAtThreshold(const Matcher& matcher, const v1::Party& party, int floor) {
  MatchOptions options;
  options.threshold = std::max(floor, kDefaultThreshold);
  options.near_band = options.threshold - floor;
  MatchResult result = matcher.Match(party, options);
  // A possible affiliate alerts whatever its score says, which is below every threshold.
  for (Hit& hit : result.hits) {
    if (hit.on == v1::POSSIBLE_AFFILIATE) hit.score = kFullScore;
  }
  return result;
}

}  // namespace

int QualityWorld::ScoreOf(const v1::Party& party, EntryIndex entry, int floor) const {
  if (!holds_[entry]) return 0;
  const MatchResult result = MatchAtThreshold(*matcher_, party, floor);
  for (const std::vector<Hit>* const hits : {&result.hits, &result.near_misses}) {
    for (const Hit& hit : *hits) {
      if (hit.entry == entry) return hit.score;
    }
  }
  return 0;
}

int QualityWorld::BestScore(const v1::Party& party, int floor, Hit* best) const {
  int score = 0;
  const MatchResult result = MatchAtThreshold(*matcher_, party, floor);
  for (const std::vector<Hit>* const hits : {&result.hits, &result.near_misses}) {
    for (const Hit& hit : *hits) {
      if (!holds_[hit.entry] || hit.score <= score) continue;
      score = hit.score;
      if (best != nullptr) *best = hit;
    }
  }
  return score;
}

std::vector<std::string> QualityWorld::WithoutListNames(const std::vector<std::string>& names) const {
  std::vector<std::string> kept;
  for (const std::string& name : names) {
    const internal::EqualityKeyList keys = internal::EqualityKeys(PrepareName(name));
    const bool listed =
        std::any_of(keys.begin(), keys.end(), [this](uint64_t key) { return list_keys_.contains(key); });
    if (!listed) kept.push_back(name);
  }
  return kept;
}

v1::Party PartyOf(const std::string& name, v1::PartyType type) {
  v1::Party party;
  party.set_name(name);
  party.set_type(type);
  return party;
}

}  // namespace cordon::bench
