// The upper bound on who can be restricted: nobody outside it ever is, whatever the day and the regime.
#include "rules/facts/ownership/bound.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/closure.h"
#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

TEST(OwnershipBound, HoldsHalfOwnedUnknownAndStateOwnedAndNobodyElse) {
  SmallWorld world;
  v1::OwnershipNode state;
  state.set_id("state");
  state.set_kind(v1::NODE_STATE);
  world.Node(state).Own("E", "half", 5'000).Own("E", "less", 4'999).Own("half", "below", 10'000);
  world.Own("less", "free", 10'000).Own("state", "owned", 6'000);
  world.Edge(UnknownInterest("E", "unknown")).Edge(UnknownInterest("E", "run", v1::INTEREST_DIRECTORSHIP));
  world.List("E", "EL");
  world.Build();
  const OwnershipBound bound(world.graph(), world.listings(), DefaultOwnershipConfig());
  const auto holds = [&](const std::string& id) { return bound.Contains(world.graph().FindId(id)); };
  for (const char* id : {"E", "half", "below", "unknown", "state", "owned"}) EXPECT_TRUE(holds(id)) << id;
  for (const char* id : {"less", "free", "run"}) EXPECT_FALSE(holds(id)) << id;
  EXPECT_EQ(bound.size(), 6U);
  EXPECT_EQ(bound.Nodes().size(), 6U);
}

TEST(OwnershipBound, NobodyOutsideIsPossiblyRestrictedOnAnyDayUnderAnyRegime) {
  const v1::OwnershipConfig config = DefaultOwnershipConfig();
  const v1::InterestKind kinds[] = {v1::INTEREST_SHAREHOLDING, v1::INTEREST_SHAREHOLDING,
                                    v1::INTEREST_SHAREHOLDING, v1::INTEREST_VOTING_RIGHTS,
                                    v1::INTEREST_CONTROL,      v1::INTEREST_CONSOLIDATION_DIRECT,
                                    v1::INTEREST_BRANCH,       v1::INTEREST_DIRECTORSHIP};
  const char* const lists[] = {"EL", "SDN", "UK", "EU"};
  std::mt19937 random(7);
  int outside = 0;
  for (int round = 0; round < 400; ++round) {
    SmallWorld world;
    const int nodes = 4 + static_cast<int>(random() % 8);
    const auto name = [&] { return absl::StrCat("n", random() % static_cast<unsigned>(nodes)); };
    for (int i = 0; i < nodes * 2; ++i) {
      const int low = static_cast<int>(random() % 10) * 1'000;
      v1::OwnershipEdge edge =
          Interest(name(), name(), low, std::min(10'000, low + static_cast<int>(random() % 3) * 500));
      edge.set_kind(kinds[random() % 8]);
      edge.set_unknown(random() % 6 == 0);
      edge.set_source(random() % 2 == 0 ? "a" : "b");
      edge.set_start_date(random() % 3 == 0 ? "2024-01-01" : "");
      edge.set_end_date(random() % 3 == 0 ? "2025-01-01" : "");
      world.Edge(edge);
    }
    world.Edge(Interest("n0", "n1", 100, 100)).List("n0", lists[random() % 4], random() % 2 == 0 ? "2024-06-01" : "");
    world.Build();
    const OwnershipBound bound(world.graph(), world.listings(), config);
    for (const OwnershipDay day : {20230101, 20240701, 20260101}) {
      const StakeGraph stakes(world.graph(), day);
      for (const v1::OwnershipRegimeConfig& regime : config.regimes()) {
        const OwnershipSets sets = CloseOwnership(world.graph(), stakes, world.listings(), regime, day);
        for (OwnershipNodeIndex node = 0; node < world.graph().node_count(); ++node) {
          if (bound.Contains(node)) continue;
          ++outside;
          ASSERT_EQ(sets.possible[node], kNotInSet) << "round " << round << " node " << world.graph().NodeId(node);
        }
      }
    }
  }
  EXPECT_GT(outside, 1'000) << "the bound is no bound if it holds everybody";
}

}  // namespace
}  // namespace cordon
