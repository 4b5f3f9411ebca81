// The product against its slow twin on random small graphs with circles, ranges, dates, votes, branches and indirect
// stakes: whole-graph sets, and every company's own sums. CORDON_OWNERSHIP_GRAPHS sets how many (default 5000).
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/closure.h"
#include "tests/ownership/ownership_fixture.h"
#include "tests/support/reference_ownership.h"

namespace cordon {
namespace {

constexpr int kAsOf = 20250615;

int GraphCount() {
  int count = 5'000;
  const char* const wanted = std::getenv("CORDON_OWNERSHIP_GRAPHS");
  if (wanted != nullptr) (void)absl::SimpleAtoi(wanted, &count);
  return count;
}

// std::uniform_int_distribution differs between libraries; this does not.
int Below(std::mt19937& random, int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); }

reference::Statement RandomStatement(std::mt19937& random, int companies) {
  static constexpr int kShares[] = {0, 1, 1000, 2000, 2499, 2500, 2501, 3000, 4999, 5000, 5001, 6000, 9999, 10000};
  static constexpr int kDays[] = {20200101, 20250614, 20250615, 20250616, 20300101};
  reference::Statement s;
  s.owner = Below(random, companies);
  s.asset = Below(random, companies);
  s.min_bp = s.max_bp = kShares[Below(random, 14)];
  if (Below(random, 4) == 0) s.max_bp = std::max(s.min_bp, kShares[Below(random, 14)]);
  s.indirect = Below(random, 4) == 0;
  s.source = Below(random, 2);
  const int kind = Below(random, 20);
  if (kind < 13)
    s.kind = reference::Kind::kShares;
  else if (kind < 15)
    s.kind = reference::Kind::kVotes;
  else if (kind < 16)
    s.kind = reference::Kind::kControl;
  else if (kind < 18)
    s.kind = reference::Kind::kConsolidation;
  else if (kind < 19)
    s.kind = reference::Kind::kBranch;
  else
    s.kind = reference::Kind::kOfficer;
  s.unknown =
      s.kind == reference::Kind::kControl || s.kind == reference::Kind::kConsolidation || Below(random, 12) == 0;
  if (s.kind == reference::Kind::kBranch) s.unknown = true;
  if (s.unknown) {
    s.min_bp = 0;
    s.max_bp = 10'000;
  }
  if (Below(random, 5) == 0) s.start = kDays[Below(random, 5)];
  if (Below(random, 5) == 0) s.end = kDays[Below(random, 5)];
  if (s.end < s.start) s.end = s.start;
  return s;
}

v1::OwnershipEdge ToEdge(const reference::Statement& s, size_t number) {
  v1::OwnershipEdge edge = Interest(absl::StrCat("n", s.owner), absl::StrCat("n", s.asset), s.min_bp, s.max_bp);
  switch (s.kind) {
    case reference::Kind::kShares:
      edge.set_kind(v1::INTEREST_SHAREHOLDING);
      break;
    case reference::Kind::kVotes:
      edge.set_kind(v1::INTEREST_VOTING_RIGHTS);
      break;
    case reference::Kind::kControl:
      edge.set_kind(v1::INTEREST_CONTROL);
      break;
    case reference::Kind::kConsolidation:
      edge.set_kind(v1::INTEREST_CONSOLIDATION_DIRECT);
      break;
    case reference::Kind::kBranch:
      edge.set_kind(v1::INTEREST_BRANCH);
      break;
    case reference::Kind::kOfficer:
      edge.set_kind(v1::INTEREST_DIRECTORSHIP);
      break;
  }
  edge.set_unknown(s.unknown);
  edge.set_directness(s.indirect ? v1::INDIRECT : v1::DIRECT);
  edge.set_source(absl::StrCat("s", s.source));
  edge.set_start_date(FormatOwnershipDay(s.start));
  edge.set_end_date(FormatOwnershipDay(s.end));
  edge.set_statement_id(absl::StrCat(number));
  return edge;
}

TEST(OwnershipTwin, RandomGraphs) {
  std::mt19937 random(20'261'122);
  const int graphs = GraphCount();
  int restricted_seen = 0;
  int unknown_seen = 0;
  for (int round = 0; round < graphs; ++round) {
    const int companies = 2 + Below(random, 6);
    const int count = Below(random, companies * 3 + 1);
    std::vector<reference::Statement> statements;
    for (int i = 0; i < count; ++i) statements.push_back(RandomStatement(random, companies));
    std::set<int> listed;
    for (int i = 0; i < companies; ++i) {
      if (Below(random, 4) == 0) listed.insert(i);
    }
    reference::Test test;
    test.threshold_bp = Below(random, 5) == 0 ? 2'500 : 5'000;
    test.must_exceed = Below(random, 3) == 0;
    test.votes_count = Below(random, 2) == 0;
    test.control_counts = Below(random, 2) == 0;

    v1::OwnershipConfig config;
    v1::OwnershipRegimeConfig* const regime = config.add_regimes();
    regime->set_regime(v1::REGIME_OFAC);
    regime->add_lists("SDN");
    regime->set_threshold_bp(test.threshold_bp);
    regime->set_must_exceed(test.must_exceed);
    regime->set_count_voting_rights(test.votes_count);
    regime->set_count_control(test.control_counts);

    SmallWorld world;
    for (int i = 0; i < companies; ++i) {
      v1::OwnershipNode node;
      node.set_id(absl::StrCat("n", i));
      world.Node(node);
      if (listed.count(i) > 0) world.List(node.id(), "SDN");
    }
    for (size_t i = 0; i < statements.size(); ++i) world.Edge(ToEdge(statements[i], i));
    world.Build();

    const reference::Answer whole = reference::Solve(companies, statements, listed, test, kAsOf);
    const StakeGraph stakes(world.graph(), kAsOf);
    const OwnershipSets sets = CloseOwnership(world.graph(), stakes, world.listings(), *regime, kAsOf);
    for (int i = 0; i < companies; ++i) {
      const auto node = static_cast<size_t>(i);
      ASSERT_EQ(sets.sure[node] != kNotInSet, whole.restricted.count(i) > 0) << "graph " << round << " company " << i;
      ASSERT_EQ(sets.possible[node] != kNotInSet, whole.maybe_restricted.count(i) > 0)
          << "graph " << round << " company " << i;

      // One company's own question leaves its own listing out.
      std::set<int> others = listed;
      others.erase(i);
      const reference::Answer own = reference::Solve(companies, statements, others, test, kAsOf);
      const v1::OwnershipFindings findings = world.Ask(absl::StrCat("n", i), kAsOf, config);
      const v1::OwnershipSum& sum = SumOf(findings, v1::REGIME_OFAC);
      ASSERT_EQ(sum.restricted_min_bp(), own.min_bp[node]) << "graph " << round << " company " << i << "\n"
                                                           << sum.DebugString();
      ASSERT_EQ(sum.restricted_max_bp(), own.max_bp[node]) << "graph " << round << " company " << i;
      ASSERT_EQ(sum.restricted(), own.restricted.count(i) > 0) << "graph " << round << " company " << i;
      ASSERT_EQ(sum.unknown_share(), own.restricted.count(i) == 0 && own.maybe_restricted.count(i) > 0)
          << "graph " << round << " company " << i;
      // Whoever is restricted or may be is shown with a path to the top.
      if (sum.restricted() || sum.unknown_share()) {
        ASSERT_GT(sum.paths_size(), 0) << "graph " << round << " company " << i;
        ASSERT_GT(sum.owners_size(), 0);
        for (const v1::OwnershipPath& path : sum.paths()) ASSERT_EQ(path.list(), "SDN");
      }
      restricted_seen += sum.restricted() ? 1 : 0;
      unknown_seen += sum.unknown_share() ? 1 : 0;
    }
  }
  // The generator must reach what it is there for.
  EXPECT_GT(restricted_seen, graphs / 20);
  EXPECT_GT(unknown_seen, graphs / 20);
}

// More facts never lower an answer: a further statement about a further owner, or a further listing.
TEST(OwnershipTwin, MoreListedOwnersNeverLower) {
  std::mt19937 random(7);
  const int graphs = GraphCount() / 5;
  for (int round = 0; round < graphs; ++round) {
    const int companies = 3 + Below(random, 5);
    std::vector<reference::Statement> statements;
    for (int i = 0; i < companies * 2; ++i) statements.push_back(RandomStatement(random, companies));
    const auto ask = [&](const std::set<int>& listed) {
      SmallWorld world;
      for (int i = 0; i < companies; ++i) {
        v1::OwnershipNode node;
        node.set_id(absl::StrCat("n", i));
        world.Node(node);
        if (listed.count(i) > 0) world.List(node.id(), "SDN");
      }
      for (size_t i = 0; i < statements.size(); ++i) world.Edge(ToEdge(statements[i], i));
      return SumOf(world.Ask("n0", kAsOf), v1::REGIME_OFAC);
    };
    const v1::OwnershipSum before = ask({1});
    const v1::OwnershipSum after = ask({1, 2});
    ASSERT_GE(after.restricted_min_bp(), before.restricted_min_bp()) << "graph " << round;
    ASSERT_GE(after.restricted_max_bp(), before.restricted_max_bp()) << "graph " << round;
    ASSERT_GE(static_cast<int>(after.restricted()), static_cast<int>(before.restricted())) << "graph " << round;
  }
}

}  // namespace
}  // namespace cordon
