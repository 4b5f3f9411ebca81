// Evidence, parents, requests laid over the graph, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/resolve.h"
#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

v1::OwnershipNode Company(const std::string& id, const std::string& name, const std::string& hq = "",
                          const std::string& lei = "") {
  v1::OwnershipNode node;
  node.set_id(id);
  node.add_names(name);
  node.set_hq_country(hq);
  node.set_kind(v1::NODE_ORGANIZATION);
  if (!lei.empty()) {
    node.add_ids()->set_scheme("LEI");
    node.mutable_ids(0)->set_value(lei);
  }
  return node;
}

TEST(OwnershipEvidence, PathsArithmeticAndTheMostRestrictiveOwner) {
  SmallWorld world;
  world.Node(Company("buyer", "Buyer Ltd")).Node(Company("holding", "Holding BV"));
  world.Node(Company("sense", "SenseTime")).Node(Company("ifly", "iFlytek"));
  world.Own("holding", "buyer", 6'000).Own("sense", "holding", 3'000).Own("ifly", "holding", 2'500);
  world.List("sense", "EL").last_entry().set_scope(v1::ALL_EAR);
  world.List("ifly", "MEU");
  const v1::OwnershipSum sum = SumOf(world.Ask("buyer"), v1::REGIME_BIS);
  EXPECT_TRUE(sum.restricted());
  EXPECT_THAT(sum.arithmetic(),
              ElementsAre("Holding BV: SenseTime (EL) 30 % + iFlytek (MEU) 25 % = 55 %, at least 50 %: "
                          "restricted",
                          "Buyer Ltd: Holding BV 60 % = 60 %, at least 50 %: restricted"));
  ASSERT_EQ(sum.paths_size(), 2);
  EXPECT_EQ(sum.paths(0).text(), "Buyer Ltd <- 60 % Holding BV <- 30 % SenseTime (EL)");
  EXPECT_EQ(sum.paths(1).text(), "Buyer Ltd <- 60 % Holding BV <- 25 % iFlytek (MEU)");
  EXPECT_TRUE(sum.paths(0).certain());
  ASSERT_EQ(sum.paths(0).hops_size(), 2);
  EXPECT_EQ(sum.paths(0).hops(1).owner_name(), "SenseTime");
  EXPECT_EQ(sum.paths(0).hops(1).asset(), "holding");
  ASSERT_EQ(sum.owners_size(), 2);
  EXPECT_EQ(sum.owners(0).list(), "EL");
  EXPECT_TRUE(sum.owners(0).most_restrictive());
  EXPECT_FALSE(sum.owners(1).most_restrictive());
  EXPECT_EQ(sum.owners(0).min_bp(), 6'000);
  EXPECT_EQ(sum.explanation(),
            "Owned 60 % by restricted parties: Holding BV 60 %; behind them sense (EL), ifly "
            "(MEU); at least 50 %.");
}

TEST(OwnershipEvidence, SentencesForMinorityUnknownAndNothing) {
  SmallWorld world;
  world.Own("E", "A", 3'000).Edge(UnknownInterest("E", "B")).Own("X", "C", 10'000).List("E", "EL");
  EXPECT_EQ(SumOf(world.Ask("A"), v1::REGIME_BIS).explanation(),
            "Owned 30 % by restricted parties: E (EL) 30 %; not at least 50 %.");
  EXPECT_EQ(SumOf(world.Ask("B"), v1::REGIME_BIS).explanation(),
            "Owned 0-100 % by restricted parties: E (EL) unknown share; whether that is at least 50 % is not known.");
  EXPECT_EQ(SumOf(world.Ask("C"), v1::REGIME_BIS).explanation(), "No restricted owner is known.");
  EXPECT_FALSE(SumOf(world.Ask("B"), v1::REGIME_BIS).paths(0).certain());
}

TEST(OwnershipParents, StatedUltimateParentThenDirectThenMajority) {
  SmallWorld world;
  world.Node(Company("a", "A"))
      .Node(Company("b", "B", "SG"))
      .Node(Company("c", "C", "CN"))
      .Node(Company("d", "D", "HK"));
  v1::OwnershipEdge direct = UnknownInterest("b", "a", v1::INTEREST_CONSOLIDATION_DIRECT);
  v1::OwnershipEdge ultimate = UnknownInterest("c", "a", v1::INTEREST_CONSOLIDATION_ULTIMATE);
  ultimate.set_source("gleif");
  world.Edge(direct).Edge(ultimate).Own("b", "x", 5'001).Own("b", "y", 5'000).Own("c", "b", 10'000);
  v1::OwnershipFindings findings = world.Ask("a");
  ASSERT_EQ(findings.ultimate_parents_size(), 1);
  EXPECT_EQ(findings.ultimate_parents(0).name(), "C");
  EXPECT_EQ(findings.ultimate_parents(0).hq_country(), "CN");
  EXPECT_EQ(findings.ultimate_parents(0).source(), "gleif");
  EXPECT_EQ(findings.ultimate_parents(0).basis(), v1::INTEREST_CONSOLIDATION_ULTIMATE);
  // Through a majority twice.
  findings = world.Ask("x");
  ASSERT_EQ(findings.ultimate_parents_size(), 1);
  EXPECT_EQ(findings.ultimate_parents(0).name(), "C");
  EXPECT_THAT(findings.ultimate_parents(0).hops(), SizeIs(2));
  // Exactly half is no parent; nothing known is not "none".
  EXPECT_EQ(world.Ask("y").ultimate_parents_size(), 0);
  EXPECT_EQ(world.Ask("c").ultimate_parents_size(), 0);
}

TEST(OwnershipParents, ExceptionsPeopleAndCircles) {
  SmallWorld world;
  v1::OwnershipNode alone = Company("alone", "Alone", "DE");
  alone.set_ultimate_parent_exception(v1::NO_PARENT);
  v1::OwnershipNode hidden = Company("hidden", "Hidden");
  hidden.set_ultimate_parent_exception(v1::PARENT_NOT_NAMED);
  v1::OwnershipNode person = Company("person", "Somebody");
  person.set_kind(v1::NODE_PERSON);
  world.Node(alone).Node(hidden).Node(person).Own("person", "p", 10'000);
  world.Own("r1", "r2", 9'000).Own("r2", "r1", 9'000);
  v1::OwnershipFindings findings = world.Ask("alone");
  ASSERT_EQ(findings.ultimate_parents_size(), 1);
  EXPECT_TRUE(findings.ultimate_parents(0).self());
  EXPECT_EQ(findings.ultimate_parents(0).hq_country(), "DE");
  findings = world.Ask("hidden");
  ASSERT_EQ(findings.ultimate_parents_size(), 1);
  EXPECT_TRUE(findings.ultimate_parents(0).name().empty());
  EXPECT_TRUE(findings.ultimate_parents(0).hq_country().empty());
  EXPECT_EQ(world.Ask("p").ultimate_parents_size(), 0);
  EXPECT_EQ(world.Ask("r1").ultimate_parents_size(), 0);
}

TEST(OwnershipOfficers, DirectorsWithTheirListings) {
  SmallWorld world;
  v1::OwnershipEdge post = UnknownInterest("boss", "a", v1::INTEREST_DIRECTORSHIP);
  post.set_note("Chair");
  world.Node(Company("boss", "Big Boss")).Edge(post).List("boss", "SDN");
  const v1::OwnershipFindings findings = world.Ask("a");
  ASSERT_EQ(findings.officers_size(), 1);
  EXPECT_EQ(findings.officers(0).name(), "Big Boss");
  EXPECT_EQ(findings.officers(0).role(), "Chair");
  ASSERT_EQ(findings.officers(0).entries_size(), 1);
  EXPECT_FALSE(SumOf(findings, v1::REGIME_OFAC).restricted());
}

// ------------------------------------------------------------------------------------------------------------ requests

OwnershipListing Listed(const std::string& list, const std::string& name) {
  v1::ListEntry entry;
  entry.set_list(list);
  entry.set_entry_id(name);
  entry.set_entry_name(name);
  return MakeOwnershipListing(entry, "name, score 1.0000", false);
}

v1::OwnershipSum AskOverlay(const OwnershipGraph* graph, const OwnershipListings* listings,
                            const OwnershipOverlay& overlay, int node, OwnershipDay as_of = 20251015) {
  OwnershipQuery query;
  query.root.overlay_node = node;
  query.as_of = as_of;
  return SumOf(EvaluateOwnership(graph, listings, overlay, DefaultOwnershipConfig(), query), v1::REGIME_BIS);
}

TEST(OwnershipRequest, OwnersStatedInTheRequestNeedNoGraph) {
  OwnershipOverlay overlay;
  const int buyer = *overlay.AddNode(Company("", "Buyer"), {}, {});
  const int sense = *overlay.AddNode(Company("", "SenseTime"), {}, {Listed("EL", "SenseTime")});
  const int ifly = *overlay.AddNode(Company("", "iFlytek"), {}, {Listed("EL", "iFlytek")});
  ASSERT_TRUE(overlay.AddEdge(sense, buyer, Interest("", "", 2'000, 2'000)).ok());
  ASSERT_TRUE(overlay.AddEdge(ifly, buyer, Interest("", "", 3'000, 3'000)).ok());
  const v1::OwnershipSum sum = AskOverlay(nullptr, nullptr, overlay, buyer);
  EXPECT_TRUE(sum.restricted());
  EXPECT_FALSE(sum.single_owner());
  EXPECT_EQ(sum.explanation(),
            "Owned 50 % by restricted parties: iFlytek (EL) 30 % + SenseTime (EL) 20 %; at least 50 %.");
}

TEST(OwnershipRequest, AChainOverSeveralPartiesOfTheRequest) {
  // B is stated as an owner by name only, and as a party with owners of its own.
  OwnershipOverlay overlay;
  const int buyer = *overlay.AddNode(Company("party/0", "Buyer"), {}, {});
  const int b = *overlay.AddNode(Company("", "B Holding"), {}, {});
  ASSERT_TRUE(overlay.AddEdge(b, buyer, Interest("", "", 10'000, 10'000)).ok());
  const int b_again = *overlay.AddNode(Company("party/1", "B HOLDING"), {}, {});
  EXPECT_EQ(b_again, b);
  const int sense = *overlay.AddNode(Company("", "SenseTime"), {}, {Listed("EL", "SenseTime")});
  ASSERT_TRUE(overlay.AddEdge(sense, b_again, Interest("", "", 2'500, 2'500)).ok());
  EXPECT_FALSE(AskOverlay(nullptr, nullptr, overlay, buyer).restricted());
  EXPECT_EQ(AskOverlay(nullptr, nullptr, overlay, buyer).restricted_max_bp(), 0);
  ASSERT_TRUE(overlay.AddEdge(sense, b_again, Interest("", "", 5'000, 5'000)).ok());
  EXPECT_TRUE(AskOverlay(nullptr, nullptr, overlay, buyer).restricted());
}

TEST(OwnershipRequest, NamesWithContradictingIdentifiersAreTwoParties) {
  OwnershipOverlay overlay;
  const int a = *overlay.AddNode(Company("", "Same Name", "", "5493001KJTIIGC8Y1R12"), {}, {});
  const int b = *overlay.AddNode(Company("", "Same Name", "", "5493001KJTIIGC8Y1R13"), {}, {});
  EXPECT_NE(a, b);
  EXPECT_EQ(*overlay.AddNode(Company("", "Other Name", "", "5493001KJTIIGC8Y1R13"), {}, {}), b);
}

TEST(OwnershipRequest, OwnersOfRequestAndGraphAddUp) {
  SmallWorld world;
  world.Node(Company("g-buyer", "Buyer", "", "5493001KJTIIGC8Y1R12")).Own("E", "g-buyer", 3'000).List("E", "EL");
  world.Build();
  OwnershipOverlay overlay;
  const v1::OwnershipNode buyer = Company("", "Buyer", "", "5493001KJTIIGC8Y1R12");
  const std::vector<OwnershipLink> links = ResolveOwnershipNode(world.graph(), buyer, {});
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0].method, "identifier");
  const int node = *overlay.AddNode(buyer, links, {});
  const int other = *overlay.AddNode(Company("", "iFlytek"), {}, {Listed("EL", "iFlytek")});
  ASSERT_TRUE(overlay.AddEdge(other, node, Interest("", "", 2'000, 2'000)).ok());
  const v1::OwnershipSum sum = AskOverlay(&world.graph(), &world.listings(), overlay, node);
  EXPECT_EQ(sum.restricted_min_bp(), 5'000);
  EXPECT_TRUE(sum.restricted());
  // The graph did not change.
  EXPECT_EQ(SumOf(world.Ask("g-buyer"), v1::REGIME_BIS).restricted_min_bp(), 3'000);
}

TEST(OwnershipRequest, AnUncertainLinkMakesPossiblyRestricted) {
  SmallWorld world;
  world.Node(Company("g1", "Lingxi Vision")).Node(Company("g2", "Lingxi Vision", "CN"));
  world.Own("E", "g1", 10'000).List("E", "EL").Own("X", "g2", 10'000);
  world.Build();
  OwnershipOverlay overlay;
  const v1::OwnershipNode buyer = Company("", "Lingxi Vision");
  const std::vector<OwnershipLink> links = ResolveOwnershipNode(world.graph(), buyer, {});
  ASSERT_THAT(links, SizeIs(2));
  EXPECT_FALSE(links[0].certain);
  const int node = *overlay.AddNode(buyer, links, {});
  const v1::OwnershipSum sum = AskOverlay(&world.graph(), &world.listings(), overlay, node);
  EXPECT_FALSE(sum.restricted());
  EXPECT_TRUE(sum.unknown_share());
  EXPECT_THAT(sum.paths(0).text(), HasSubstr("unknown share Lingxi Vision <- 100 % E (EL)"));
}

TEST(OwnershipResolve, IdentifierFirstThenNameThenMatcher) {
  SmallWorld world;
  world.Node(Company("a", "Alpha", "DE", "5493001KJTIIGC8Y1R12")).Node(Company("b", "Beta", "CN"));
  world.Build();
  const OwnershipGraph& g = world.graph();
  OwnershipResolver matcher;
  matcher.matcher = [&g](absl::string_view name) {
    std::vector<OwnershipCandidate> found;
    if (name == "Betta") found.push_back({g.FindId("b"), 9'000});
    return found;
  };
  // The identifier wins over the name.
  std::vector<OwnershipLink> links = ResolveOwnershipNode(g, Company("", "Beta", "", "5493001KJTIIGC8Y1R12"), matcher);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0].node, g.FindId("a"));
  links = ResolveOwnershipNode(g, Company("", "BETA", "CN"), matcher);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_TRUE(links[0].certain);
  // Another country: not surely the same.
  links = ResolveOwnershipNode(g, Company("", "Beta", "US"), matcher);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_FALSE(links[0].certain);
  links = ResolveOwnershipNode(g, Company("", "Alpha", "", "5493001KJTIIGC8Y1R99"), matcher);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_FALSE(links[0].certain);
  links = ResolveOwnershipNode(g, Company("", "Betta"), matcher);
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0].method, "match");
  EXPECT_EQ(links[0].score, 9'000);
  EXPECT_FALSE(links[0].certain);
  EXPECT_TRUE(ResolveOwnershipNode(g, Company("", "Gamma"), {}).empty());
}

TEST(OwnershipRequest, RefusesBadOwnersAndTooMany) {
  OwnershipOverlay overlay({.max_nodes = 2, .max_edges = 1});
  EXPECT_TRUE(absl::IsInvalidArgument(overlay.AddNode(v1::OwnershipNode(), {}, {}).status()));
  const int a = *overlay.AddNode(Company("", "a"), {}, {});
  const int b = *overlay.AddNode(Company("", "b"), {}, {});
  EXPECT_TRUE(absl::IsResourceExhausted(overlay.AddNode(Company("", "c"), {}, {}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(overlay.AddEdge(a, 2, Interest("", "", 1, 1))));
  EXPECT_TRUE(absl::IsInvalidArgument(overlay.AddEdge(a, b, Interest("", "", 1, 10'001))));
  v1::OwnershipEdge late = Interest("", "", 1, 1);
  late.set_start_date("2025-13-01");
  EXPECT_TRUE(absl::IsInvalidArgument(overlay.AddEdge(a, b, late)));
  EXPECT_TRUE(overlay.AddEdge(a, b, Interest("", "", 1, 1)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(overlay.AddEdge(a, b, Interest("", "", 2, 2))));
}

// -------------------------------------------------------------------------------------------------------------- limits

struct LimitCase {
  std::string reason;
  std::function<void(v1::OwnershipLimits*, int)> set;
  int needed;
};

TEST(OwnershipLimits, AtTheLimitWholeOnePastIncomplete) {
  // A chain of four owners: E owns D owns C owns B owns A, all of it.
  SmallWorld world;
  world.Own("B", "A", 10'000).Own("C", "B", 10'000).Own("D", "C", 10'000).Own("E", "D", 10'000).List("E", "EL");
  world.Build();
  const std::vector<LimitCase> cases = {
      {"NODE_LIMIT", [](v1::OwnershipLimits* l, int n) { l->set_max_nodes(n); }, 5},
      {"EDGE_LIMIT", [](v1::OwnershipLimits* l, int n) { l->set_max_edges(n); }, 4},
      {"DEPTH_LIMIT", [](v1::OwnershipLimits* l, int n) { l->set_max_depth(n); }, 4},
  };
  for (const LimitCase& c : cases) {
    SCOPED_TRACE(c.reason);
    v1::OwnershipConfig config = DefaultOwnershipConfig();
    c.set(config.mutable_limits(), c.needed);
    v1::OwnershipFindings findings = world.Ask("A", 20260615, config);
    EXPECT_TRUE(findings.incomplete().empty());
    EXPECT_TRUE(SumOf(findings, v1::REGIME_BIS).restricted());
    c.set(config.mutable_limits(), c.needed - 1);
    findings = world.Ask("A", 20260615, config);
    ASSERT_EQ(findings.incomplete_size(), 1);
    EXPECT_EQ(findings.incomplete(0).reason(), c.reason);
    for (const v1::OwnershipSum& sum : findings.sums()) {
      EXPECT_TRUE(sum.incomplete());
      EXPECT_TRUE(sum.restricted() || sum.unknown_share()) << "what was not looked at must not read as free";
    }
    c.set(config.mutable_limits(), 1);
    findings = world.Ask("A", 20260615, config);
    EXPECT_GT(findings.incomplete_size(), 0);
    EXPECT_TRUE(SumOf(findings, v1::REGIME_OFAC).unknown_share());
  }
}

TEST(OwnershipLimits, PathsAreCutAndSaySo) {
  SmallWorld world;
  for (int i = 0; i < 40; ++i) world.Own(absl::StrCat("E", i), "A", 200).List(absl::StrCat("E", i), "EL");
  v1::OwnershipConfig config = DefaultOwnershipConfig();
  const v1::OwnershipSum sum = SumOf(world.Ask("A", 20260615, config), v1::REGIME_BIS);
  EXPECT_TRUE(sum.restricted());
  EXPECT_EQ(sum.paths_size(), 32);
  EXPECT_TRUE(sum.paths_truncated());
  EXPECT_EQ(sum.owners_size(), 40);
  config.mutable_limits()->set_max_paths(40);
  EXPECT_FALSE(SumOf(world.Ask("A", 20260615, config), v1::REGIME_BIS).paths_truncated());
}

}  // namespace
}  // namespace cordon
