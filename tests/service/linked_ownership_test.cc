// Linking the ownership graph with changing lists: step by step it must give what linking afresh gives.
#include "service/screening/linked_ownership.h"

#include <iterator>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "match/scorer.h"
#include "service/screening/similar_owners.h"

namespace cordon {
namespace {

using Entries = std::map<std::pair<std::string, std::string>, v1::ListEntry>;

std::shared_ptr<const ListSnapshot> SnapshotOf(const Entries& entries) {
  ListSnapshot::Builder builder;
  for (const auto& [id, entry] : entries) EXPECT_TRUE(builder.Add(entry).ok());
  return std::move(builder).Build();
}

std::string LinksOf(const LinkedOwnership& linked) {
  std::string shown;
  for (const OwnershipNodeIndex node : linked.listings().Nodes()) {
    for (const OwnershipListing& listing : linked.listings().Of(node)) {
      absl::StrAppend(&shown, linked.graph().NodeId(node), " ", listing.start, " ", listing.end, " ",
                      listing.entry.ShortDebugString(), "\n");
    }
  }
  absl::StrAppend(&shown, "bound");
  for (const OwnershipNodeIndex node : linked.bound().Nodes()) absl::StrAppend(&shown, " ", node);
  return shown;
}

// Names that are often similar to each other, in several scripts and spellings.
class Names {
 public:
  explicit Names(uint32_t seed) : random_(seed) {}
  uint32_t Below(size_t bound) { return static_cast<uint32_t>(random_() % bound); }
  std::string Next() {
    static constexpr const char* kBrands[] = {"Velcoruna", "Sensetime", "Iflytek",     "Huawei",   "Hua Wei",
                                              "商汤科技",  "科大讯飞",  "Roselcom",    "Росэлком", "Tekhmash",
                                              "Tehmas",    "Norinco",   "Jinan Optik", "Dzhinan",  "Quiet Capital",
                                              "Zhukovsky", "Al Rashid"};
    static constexpr const char* kTrades[] = {"Technology", "Trading", "Optics", "Holding", "Semiconductor", "集团"};
    static constexpr const char* kForms[] = {"Co., Ltd.", "Limited", "GmbH", "OOO", "", "有限公司"};
    std::string name = kBrands[Below(std::size(kBrands))];
    if (Below(3) != 0) absl::StrAppend(&name, " ", kTrades[Below(std::size(kTrades))]);
    if (Below(3) == 0) absl::StrAppend(&name, " ", Below(20));
    absl::StrAppend(&name, " ", kForms[Below(std::size(kForms))]);
    if (Below(4) == 0 && absl::ascii_isascii(static_cast<unsigned char>(name[0]))) std::swap(name[2], name[3]);
    if (Below(8) == 0) name = absl::StrCat("Payment c/o ", name);
    return name;
  }

 private:
  std::mt19937 random_;
};

v1::ListEntry RandomEntry(const std::string& list, const std::string& id, Names* names) {
  v1::ListEntry entry;
  entry.set_list(list);
  entry.set_entry_id(id);
  entry.set_type(names->Below(4) == 0 ? v1::ENTRY_PERSON : v1::ENTRY_ORGANIZATION);
  const uint32_t count = 1 + names->Below(3);
  for (uint32_t i = 0; i < count; ++i) {
    v1::ListName* const name = entry.add_names();
    name->set_text(names->Next());
    name->set_quality(names->Below(5) == 0 ? v1::WEAK : v1::STRONG);
  }
  entry.set_entry_name(entry.names(0).text());
  if (names->Below(10) == 0) entry.set_pattern("(?i)velcoruna");
  return entry;
}

// One random change of one list.
void Change(Entries* entries, Names* names, int* serial) {
  const auto some = std::next(entries->begin(), names->Below(entries->size()));
  v1::ListEntry& entry = some->second;
  switch (names->Below(8)) {
    case 0:
      if (entries->size() > 1) entries->erase(some);
      break;
    case 1:
      entry.add_names()->set_text(names->Next());
      break;
    case 2:
      entry.mutable_names(0)->set_text(names->Next());
      break;
    case 3:
      entry.set_remarks(absl::StrCat("checked ", ++*serial));
      entry.set_license_policy("Presumption of denial");
      break;
    case 4:
      entry.add_countries("CN");
      entry.set_start_date("2026-01-01");
      break;
    case 5:
      entry.set_pattern(entry.pattern().empty() ? "(?i)iflytek" : "");
      break;
    case 6:
      if (entry.names_size() > 1) entry.mutable_names()->SwapElements(0, entry.names_size() - 1);
      break;
    default: {
      const std::string list = names->Below(2) == 0 ? "EL" : "SDN";
      const std::string id = absl::StrCat("n", ++*serial);
      (*entries)[{list, id}] = RandomEntry(list, id, names);
    }
  }
}

std::shared_ptr<const OwnershipGraph> GraphOf(Names* names, int companies) {
  OwnershipGraphBuilder builder;
  v1::OwnershipEdge edge;
  for (int i = 0; i < companies; ++i) {
    v1::OwnershipNode node;
    node.set_id(absl::StrCat("n", i));
    node.set_kind(i % 5 == 0 ? v1::NODE_PERSON : v1::NODE_ORGANIZATION);
    node.add_names(names->Next());
    if (i % 3 == 0) node.add_names(names->Next());
    EXPECT_TRUE(builder.AddNode(node).ok());
    edge.set_owner(node.id());
    edge.set_asset(absl::StrCat("n", (i * 7 + 1) % companies));
    edge.set_kind(v1::INTEREST_SHAREHOLDING);
    edge.set_min_bp(6'000);
    edge.set_max_bp(6'000);
    if (i % 10 == 9) continue;  // holds nothing
    EXPECT_TRUE(builder.AddEdge(edge).ok());
  }
  auto graph = std::move(builder).Build();
  EXPECT_TRUE(graph.ok());
  return *graph;
}

TEST(LinkedOwnership, StepByStepIsAsAfresh) {
  Names names(20'261'122);
  const auto graph = GraphOf(&names, 400);
  Entries entries;
  int serial = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string list = i % 2 == 0 ? "EL" : "SDN";
    const std::string id = absl::StrCat("e", i);
    entries[{list, id}] = RandomEntry(list, id, &names);
  }
  auto onward = LinkedOwnership::Link(graph, SnapshotOf(entries), kDefaultThreshold);
  ASSERT_TRUE(onward.ok()) << onward.status();
  EXPECT_GT((*onward)->listings().size(), 100U) << "names too different to test anything";
  std::string last;
  for (int round = 0; round < 25; ++round) {
    for (uint32_t i = names.Below(6); i > 0; --i) Change(&entries, &names, &serial);
    // Once nothing stays as it was.
    if (round == 20) {
      entries.clear();
      for (int i = 0; i < 20; ++i) entries[{"EL", absl::StrCat(i)}] = RandomEntry("EL", absl::StrCat(i), &names);
    }
    const auto lists = SnapshotOf(entries);
    const auto afresh = LinkedOwnership::Link(graph, lists, kDefaultThreshold);
    onward = LinkedOwnership::Link(graph, lists, kDefaultThreshold, *onward);
    ASSERT_TRUE(afresh.ok() && onward.ok());
    ASSERT_EQ(LinksOf(**onward), LinksOf(**afresh)) << "round " << round;
  }
}

TEST(LinkedOwnership, AnotherThresholdOrGraphIsLinkedAfresh) {
  Names names(5);
  const auto graph = GraphOf(&names, 60);
  const auto other = GraphOf(&names, 60);
  Entries entries;
  for (int i = 0; i < 20; ++i) entries[{"EL", absl::StrCat(i)}] = RandomEntry("EL", absl::StrCat(i), &names);
  const auto lists = SnapshotOf(entries);
  const auto first = LinkedOwnership::Link(graph, lists, kDefaultThreshold);
  ASSERT_TRUE(first.ok());
  for (const auto& [graph_now, threshold] : {std::make_pair(graph, 9'500), std::make_pair(other, kDefaultThreshold)}) {
    const auto afresh = LinkedOwnership::Link(graph_now, lists, threshold);
    const auto onward = LinkedOwnership::Link(graph_now, lists, threshold, *first);
    ASSERT_TRUE(afresh.ok() && onward.ok());
    EXPECT_EQ(LinksOf(**onward), LinksOf(**afresh));
    EXPECT_NE(LinksOf(**onward), LinksOf(**first));
  }
}

TEST(SimilarOwners, AnyNumberOfThreadsFindsTheSame) {
  Names names(7);
  const auto graph = GraphOf(&names, 5'000);
  Entries entries;
  for (int i = 0; i < 5; ++i) entries[{"EL", absl::StrCat(i)}] = RandomEntry("EL", absl::StrCat(i), &names);
  const auto lists = SnapshotOf(entries);
  const auto one = FindSimilarOwners(*graph, lists, kDefaultThreshold, 1);
  EXPECT_FALSE(one.empty());
  for (const int threads : {0, 3, 1'000}) {
    const auto several = FindSimilarOwners(*graph, lists, kDefaultThreshold, threads);
    ASSERT_EQ(several.size(), one.size()) << threads;
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(std::tie(several[i].node, several[i].name, several[i].score, several[i].list, several[i].entry_id),
                std::tie(one[i].node, one[i].name, one[i].score, one[i].list, one[i].entry_id));
    }
  }
}

// A name spread over the fields of an owner is no name as it stands.
TEST(SimilarOwners, NameAndAliasTogether) {
  OwnershipGraphBuilder builder;
  v1::OwnershipNode node;
  node.set_id("split");
  node.add_names("Velcoruna Kestrel");
  node.add_names("Marinovsky Gyroscopes");
  ASSERT_TRUE(builder.AddNode(node).ok());
  v1::OwnershipEdge edge;
  edge.set_owner("split");
  edge.set_asset("other");
  edge.set_kind(v1::INTEREST_SHAREHOLDING);
  edge.set_min_bp(6'000);
  edge.set_max_bp(6'000);
  ASSERT_TRUE(builder.AddEdge(edge).ok());
  const auto graph = std::move(builder).Build();
  ASSERT_TRUE(graph.ok());
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("1");
  entry.add_names()->set_text("Velcoruna Kestrel Marinovsky Gyroscopes");
  const auto found = FindSimilarOwners(**graph, SnapshotOf({{{"EL", "1"}, entry}}), kDefaultThreshold, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(found[0].score, kEqualNameScore);
}

// A pattern of the operator's is for owners, too; it leaves open whether the owner is meant.
TEST(LinkedOwnership, AWatchPatternMakesAnOwnerPossiblyListed) {
  OwnershipGraphBuilder builder;
  v1::OwnershipNode node;
  node.set_id("owner");
  node.add_names("Roselcom Kestrel 77");
  ASSERT_TRUE(builder.AddNode(node).ok());
  v1::OwnershipEdge edge;
  edge.set_owner("owner");
  edge.set_asset("asset");
  edge.set_kind(v1::INTEREST_SHAREHOLDING);
  edge.set_min_bp(6'000);
  edge.set_max_bp(6'000);
  ASSERT_TRUE(builder.AddEdge(edge).ok());
  const auto graph = std::move(builder).Build();
  ASSERT_TRUE(graph.ok());
  v1::ListEntry entry;
  entry.set_list("WATCH");
  entry.set_entry_id("1");
  entry.set_pattern("(?i)roselcom [a-z]+ 7[0-9]");
  for (const char* const name : {"Something else", "Roselcom Kestrell 77"}) {
    entry.clear_names();
    entry.add_names()->set_text(name);
    const auto linked = LinkedOwnership::Link(*graph, SnapshotOf({{{"WATCH", "1"}, entry}}), kDefaultThreshold);
    ASSERT_TRUE(linked.ok());
    const auto listings = (*linked)->listings().Of((*graph)->FindId("owner"));
    ASSERT_EQ(listings.size(), 1U) << name;
    EXPECT_TRUE(listings[0].entry.possible());
    EXPECT_FALSE(listings[0].entry.certain());
    EXPECT_EQ(listings[0].entry.evidence(), "watch pattern");
  }
}

TEST(SimilarOwners, OnlyWhatNamesAreMatchedByMakesADifference) {
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("1");
  entry.add_names()->set_text("Iflytek");
  const std::string before = entry.SerializeAsString();
  const auto same = [&](void (*change)(v1::ListEntry*)) {
    v1::ListEntry changed = entry;
    change(&changed);
    return SameNames(before, changed.SerializeAsString());
  };
  EXPECT_TRUE(same([](v1::ListEntry*) {}));
  EXPECT_TRUE(same([](v1::ListEntry* e) { e->set_remarks("x"); }));
  EXPECT_TRUE(same([](v1::ListEntry* e) { e->set_end_date("2026-01-01"); }));
  EXPECT_TRUE(same([](v1::ListEntry* e) { e->add_countries("CN"); }));
  EXPECT_FALSE(same([](v1::ListEntry* e) { e->add_names()->set_text("iFlytek"); }));
  EXPECT_FALSE(same([](v1::ListEntry* e) { e->mutable_names(0)->set_text("iFlytek"); }));
  EXPECT_FALSE(same([](v1::ListEntry* e) { e->mutable_names(0)->set_quality(v1::WEAK); }));
  EXPECT_FALSE(same([](v1::ListEntry* e) { e->set_type(v1::ENTRY_PERSON); }));
  EXPECT_FALSE(same([](v1::ListEntry* e) { e->set_pattern("x"); }));
}

}  // namespace
}  // namespace cordon
