#include "rules/facts/ownership/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/names.h"
#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::OwnershipNode Described(const std::string& id, const std::string& name, const std::string& lei,
                            const std::string& source) {
  v1::OwnershipNode node;
  node.set_id(id);
  if (!name.empty()) node.add_names(name);
  node.set_source(source);
  if (!lei.empty()) {
    node.add_ids()->set_scheme("LEI");
    node.mutable_ids(0)->set_value(lei);
  }
  return node;
}

TEST(OwnershipGraph, NodesOfSourcesWithOneLeiAreOneNode) {
  OwnershipGraphBuilder builder;
  v1::OwnershipNode gleif = Described("lei:5493001KJTIIGC8Y1R12", "Acme Holdings", "5493001KJTIIGC8Y1R12", "gleif");
  gleif.set_hq_country("CN");
  v1::OwnershipNode bods = Described("bods:17", "ACME HOLDINGS LTD", "5493001KJTIIGC8Y1R12", "bods/uk");
  bods.set_hq_country("SG");
  bods.set_incorporation_country("KY");
  ASSERT_TRUE(builder.AddNode(bods).ok());
  ASSERT_TRUE(builder.AddNode(gleif).ok());
  ASSERT_TRUE(builder.AddEdge(Interest("ftm:1", "bods:17", 5'000, 5'000)).ok());
  ASSERT_TRUE(builder.AddEdge(Interest("lei:5493001KJTIIGC8Y1R12", "ftm:2", 5'000, 5'000)).ok());
  const auto graph = std::move(builder).Build();
  ASSERT_TRUE(graph.ok());
  const OwnershipGraph& g = **graph;
  EXPECT_EQ(g.node_count(), 3U);
  EXPECT_EQ(g.undescribed_count(), 2U);
  const OwnershipNodeIndex node = g.FindId("bods:17");
  EXPECT_EQ(node, g.FindId("lei:5493001KJTIIGC8Y1R12"));
  EXPECT_EQ(g.FindId("bods:18"), kNoOwnershipNode);
  const v1::OwnershipNode joined = g.Node(node);
  // The register's word on headquarters, the other's where it says nothing.
  EXPECT_EQ(joined.hq_country(), "CN");
  EXPECT_EQ(joined.incorporation_country(), "KY");
  EXPECT_THAT(joined.names(), ElementsAre("Acme Holdings", "ACME HOLDINGS LTD"));
  ASSERT_EQ(g.OwnersOf(node).size(), 1U);
  ASSERT_EQ(g.HoldingsOf(node).size(), 1U);
  EXPECT_EQ(g.edges()[g.HoldingsOf(node)[0]].asset, g.FindId("ftm:2"));

  v1::Identifier lei;
  lei.set_scheme("lei");
  lei.set_value("5493 001KJTIIGC8Y1R12");
  EXPECT_THAT(g.FindIdentifier(lei), ElementsAre(node));
  EXPECT_THAT(g.FindName("acme  holdings, LTD."), ElementsAre(node));
  EXPECT_TRUE(g.FindName("acme").empty());
  EXPECT_TRUE(g.FindName(" - ").empty());
}

TEST(OwnershipGraph, SharedTaxNumbersJoinNothing) {
  OwnershipGraphBuilder builder;
  for (const char* id : {"a", "b"}) {
    v1::OwnershipNode node = Described(id, id, "", "ftm/x");
    node.add_ids()->set_scheme("INN");
    node.mutable_ids(0)->set_value("7700000000");
    ASSERT_TRUE(builder.AddNode(node).ok());
  }
  const auto graph = std::move(builder).Build();
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ((*graph)->node_count(), 2U);
  v1::Identifier inn;
  inn.set_scheme("INN");
  inn.set_value("7700000000");
  EXPECT_EQ((*graph)->FindIdentifier(inn).size(), 2U);
  EXPECT_TRUE(IdentifierJoinsNodes("GB-COH"));
  EXPECT_TRUE(IdentifierJoinsNodes("RA000665"));
  EXPECT_FALSE(IdentifierJoinsNodes("REG"));
  EXPECT_FALSE(IdentifierJoinsNodes("INN"));
}

TEST(OwnershipGraph, TheOrderOfImportLeavesNoTrace) {
  std::vector<v1::OwnershipNode> nodes = {Described("x", "X Co", "5493001KJTIIGC8Y1R12", "gleif"),
                                          Described("y", "X Company", "5493001KJTIIGC8Y1R12", "ftm/a"),
                                          Described("z", "Z", "", "csv/own"), Described("z", "Z Limited", "", "gleif")};
  std::vector<v1::OwnershipEdge> edges = {Interest("x", "z", 100, 100), Interest("z", "y", 200, 300),
                                          Interest("q", "z", 5, 5), Interest("x", "z", 100, 100)};
  edges[1].set_source("b");
  edges[2].set_statement_id("s1");
  std::string digest;
  for (int turn = 0; turn < 24; ++turn) {
    OwnershipGraphBuilder builder;
    for (const v1::OwnershipNode& node : nodes) ASSERT_TRUE(builder.AddNode(node).ok());
    for (const v1::OwnershipEdge& edge : edges) ASSERT_TRUE(builder.AddEdge(edge).ok());
    const auto graph = std::move(builder).Build();
    ASSERT_TRUE(graph.ok());
    EXPECT_EQ((*graph)->edge_count(), 3U);  // the repeated one once
    if (digest.empty()) digest = (*graph)->digest();
    EXPECT_EQ((*graph)->digest(), digest) << "turn " << turn;
    std::next_permutation(nodes.begin(), nodes.end(),
                          [](const auto& a, const auto& b) { return a.SerializeAsString() < b.SerializeAsString(); });
    std::rotate(edges.begin(), edges.begin() + 1, edges.end());
  }
  EXPECT_EQ(digest.substr(0, 7), "sha256:");
}

TEST(OwnershipGraph, RefusesWhatItCannotMean) {
  struct BadEdge {
    v1::OwnershipEdge edge;
    std::string message;
  };
  std::vector<BadEdge> cases;
  cases.push_back({Interest("", "a", 1, 1), "owner and asset are required"});
  cases.push_back({Interest("a", "", 1, 1), "owner and asset are required"});
  cases.push_back({Interest("a", "b", -1, 1), "not within"});
  cases.push_back({Interest("a", "b", 0, 10'001), "not within"});
  cases.push_back({Interest("a", "b", 2, 1), "not within"});
  cases.push_back({Interest("a", "b", 1, 1), "start_date"});
  cases.back().edge.set_start_date("2025-02-30");
  cases.push_back({Interest("a", "b", 1, 1), "end_date"});
  cases.back().edge.set_end_date("2025");
  cases.push_back({Interest("a", "b", 1, 1), "ends before it starts"});
  cases.back().edge.set_start_date("2025-02-02");
  cases.back().edge.set_end_date("2025-02-01");
  cases.push_back({Interest("a", "b", 1, 1), "UTF-8"});
  cases.back().edge.set_statement_id("\xff");
  OwnershipGraphBuilder builder;
  for (const BadEdge& bad : cases) {
    const absl::Status status = builder.AddEdge(bad.edge);
    EXPECT_THAT(std::string(status.message()), HasSubstr(bad.message));
  }
  EXPECT_THAT(std::string(builder.AddNode(v1::OwnershipNode()).message()), HasSubstr("without an id"));
}

TEST(OwnershipGraph, LimitsHoldAtTheLimitAndOnePast) {
  OwnershipGraphLimits limits;
  limits.max_nodes = 3;
  limits.max_edges = 2;
  limits.max_names_per_node = 2;
  limits.max_ids_per_node = 1;
  limits.max_text_bytes = 8;
  OwnershipGraphBuilder builder(limits);
  EXPECT_TRUE(builder.AddNode(Described("a", "12345678", "", "")).ok());
  EXPECT_THAT(std::string(builder.AddNode(Described("a", "123456789", "", "")).message()),
              HasSubstr("limit of 8 bytes"));
  EXPECT_TRUE(builder.AddNode(Described("a", "second", "", "")).ok());
  EXPECT_THAT(std::string(builder.AddNode(Described("a", "third", "", "")).message()), HasSubstr("more than 2 names"));
  v1::OwnershipNode two_ids = Described("b", "", "1", "");
  EXPECT_TRUE(builder.AddNode(two_ids).ok());
  two_ids.add_ids()->set_value("2");
  EXPECT_THAT(std::string(builder.AddNode(two_ids).message()), HasSubstr("more than 1 identifiers"));
  EXPECT_TRUE(builder.AddEdge(Interest("a", "c", 1, 1)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(builder.AddNode(Described("d", "", "", ""))));
  EXPECT_TRUE(absl::IsResourceExhausted(builder.AddEdge(Interest("a", "d", 1, 1))));
  EXPECT_TRUE(builder.AddEdge(Interest("b", "c", 1, 1)).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(builder.AddEdge(Interest("b", "a", 1, 1))));
}

TEST(OwnershipGraph, EmptyGraphAnswers) {
  const auto graph = OwnershipGraphBuilder().Build();
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ((*graph)->node_count(), 0U);
  EXPECT_EQ((*graph)->FindId("x"), kNoOwnershipNode);
  EXPECT_TRUE((*graph)->FindName("x").empty());
}

TEST(OwnershipListings, FoundByIdentifierThenNameThenMatcher) {
  SmallWorld world;
  world.Node(Described("lei", "Somebody Else", "5493001KJTIIGC8Y1R12", "gleif"));
  world.Node(Described("name", "SenseTime Group", "", "csv/x"));
  world.Node(Described("soft", "Sense Time Grp", "", "csv/x"));
  world.Build();
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("1");
  entry.add_names()->set_text("SENSETIME GROUP");
  entry.add_ids()->set_scheme("LEI");
  entry.mutable_ids(0)->set_value("5493001KJTIIGC8Y1R12");
  OwnershipListings listings;
  const OwnershipGraph& g = world.graph();
  EXPECT_EQ(LinkListEntry(entry, g, &listings), 2U);
  ListByName(entry, entry.names(0), 9'410, g, g.FindId("soft"), &listings);
  ListByName(entry, entry.names(0), 9'410, g, g.FindId("name"), &listings);  // known better already
  ASSERT_EQ(listings.Of(g.FindId("lei")).size(), 1U);
  EXPECT_EQ(listings.Of(g.FindId("lei"))[0].entry.evidence(), "LEI 5493001KJTIIGC8Y1R12");
  EXPECT_TRUE(listings.Of(g.FindId("lei"))[0].entry.certain());
  EXPECT_EQ(listings.Of(g.FindId("name"))[0].entry.evidence(), "equal name \"SENSETIME GROUP\"");
  EXPECT_EQ(listings.Of(g.FindId("soft"))[0].entry.evidence(), "name \"SENSETIME GROUP\", score 0.9410");
  EXPECT_FALSE(listings.Of(g.FindId("name"))[0].entry.possible());
  EXPECT_FALSE(listings.Of(g.FindId("soft"))[0].entry.certain());
  EXPECT_TRUE(listings.Of(g.FindId("soft"))[0].entry.possible());
  EXPECT_EQ(listings.size(), 3U);
  // Again: nothing twice.
  EXPECT_EQ(LinkListEntry(entry, g, &listings), 2U);
  EXPECT_EQ(listings.size(), 3U);
}

TEST(OwnershipListings, AnEqualNameOfAPersonOrOfAnotherCountryIsOnlyPossible) {
  struct NameCase {
    const char* id;
    v1::OwnershipNodeKind kind;
    const char* country;
    bool possible;
  };
  const NameCase cases[] = {{"plain", v1::NODE_ORGANIZATION, "", false},
                            {"same", v1::NODE_ORGANIZATION, "CN", false},
                            {"other", v1::NODE_ORGANIZATION, "DE", true},
                            {"person", v1::NODE_PERSON, "CN", true}};
  SmallWorld world;
  for (const NameCase& c : cases) {
    v1::OwnershipNode node = Described(c.id, "Golden Star", "", "csv/x");
    node.set_kind(c.kind);
    node.set_hq_country(c.country);
    world.Node(node);
  }
  world.Build();
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("1");
  entry.add_names()->set_text("GOLDEN STAR");
  entry.add_countries("CN");
  OwnershipListings listings;
  EXPECT_EQ(LinkListEntry(entry, world.graph(), &listings), 4U);
  for (const NameCase& c : cases) {
    EXPECT_EQ(listings.Of(world.graph().FindId(c.id))[0].entry.possible(), c.possible) << c.id;
  }
}

}  // namespace
}  // namespace cordon
