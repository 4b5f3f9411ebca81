// Whoever's result differs between two states is concerned by what differs between them, with an index and without:
// random lists and parties of few words, in which entries share brands, take each other's place as the one that stands
// for a brand, and change in what is matched and in what is not.
#include "service/screening/entry_changes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rules/shipped.h"
#include "service/screening/registered_parties.h"
#include "service/screening/suppression_facts.h"

namespace cordon {
namespace {

using Lists = std::map<std::string, v1::ListEntry>;

std::shared_ptr<const RuleSet> Rules() {
  static const auto* const kRules = [] {
    auto rules = RuleSet::Load({ShippedPacks(), ShippedTables()});
    if (!rules.ok()) std::abort();
    return new std::shared_ptr<const RuleSet>(*std::move(rules));
  }();
  return *kRules;
}

using Graph = std::shared_ptr<const Lazy<OwnershipGraph>>;

std::shared_ptr<const EngineState> StateOf(const Lists& lists, const Graph& graph = nullptr) {
  ListSnapshot::Builder builder;
  for (const auto& [key, entry] : lists) {
    if (!builder.Add(entry).ok()) std::abort();
  }
  LoadedPolicy policy;
  policy.policy = DefaultPolicy();
  policy.digest = PolicyDigest(policy.policy);
  auto state = BuildEngineState({}, std::move(builder).Build(), std::move(policy), Rules(), graph);
  if (!state.ok()) std::abort();
  return *std::move(state);
}

Lists ListsOf(const EngineState& state) {
  Lists lists;
  for (EntryIndex i = 0; i < state.snapshot->entry_count(); ++i) {
    lists[std::string(state.snapshot->summary(i).entry_id)] = state.snapshot->Entry(i);
  }
  return lists;
}

// A result without what is owned.
std::string ListedOnly(const std::string& bytes) {
  MonitoredMatches listed;
  v1::MonitoredParty kept;
  EXPECT_TRUE(kept.ParseFromString(bytes));
  for (const v1::MonitoredMatch& match : kept.matches()) {
    if (match.regime().empty()) listed.push_back(match);
  }
  return ResultBytes(listed);
}

// Random lists and parties.
class World {
 public:
  explicit World(uint32_t seed) : random_(seed) {}
  size_t Below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  std::string Name() {
    static const std::vector<std::string> kRare = {"Qorvandel",  "Zephyrtron", "Sensetime", "Volgastroy", "Kuang Chi",
                                                   "Pryvatnik",  "Ulmengard",  "Hua Wei",   "Huawei",     "Xanderium",
                                                   "Qorvandell", "Megvii",     "Kuang-Chi"};
    static const std::vector<std::string> kPlain = {"Shenzhen", "Optics", "Trading", "Ltd",        "Technology",
                                                    "Group",    "Bonn",   "Works",   "Co. Limited"};
    std::string text = Below(3) == 0 ? kPlain[Below(kPlain.size())] + " " : "";
    absl::StrAppend(&text, kRare[Below(kRare.size())]);
    for (size_t i = Below(4); i > 0; --i) absl::StrAppend(&text, " ", kPlain[Below(kPlain.size())]);
    if (Below(8) == 0) text[Below(text.size())] = 'a';
    return text;
  }

  v1::ListEntry Entry(const std::string& id) {
    v1::ListEntry entry;
    entry.set_list(Below(2) == 0 ? "EL" : "SDN");
    entry.set_entry_id(id);
    entry.set_type(Below(5) == 0 ? v1::ENTRY_PERSON : v1::ENTRY_ORGANIZATION);
    for (size_t i = 1 + Below(2); i > 0; --i) entry.add_names()->set_text(Name());
    entry.set_entry_name(entry.names(0).text());
    Vary(&entry);
    if (Below(4) == 0) {
      entry.set_type(v1::ENTRY_ADDRESS);
      entry.add_addresses()->set_text(absl::StrCat(Below(6), " Harbour Road"));
    }
    if (Below(12) == 0) entry.set_pattern("ulmen[a-z]+ optics");
    if (Below(8) == 0) {
      v1::Identifier* const number = entry.add_ids();
      number->set_scheme("LEI");
      number->set_value(absl::StrCat("5493", Below(5)));
    }
    return entry;
  }

  // What no match is made by.
  void Vary(v1::ListEntry* entry) {
    entry->set_remarks(absl::StrCat("remark ", Below(3)));
    entry->set_start_date(Below(3) == 0 ? absl::StrCat("2026-11-2", Below(5)) : "");
    entry->set_end_date(Below(5) == 0 ? absl::StrCat("2026-11-2", Below(5)) : "");
  }

  // One thing that matches are made by.
  void VaryOneThing(v1::ListEntry* entry) {
    switch (Below(5)) {
      case 0:
        if (entry->addresses().empty()) entry->add_addresses()->set_text(absl::StrCat(Below(6), " Harbour Road"));
        return entry->set_type(entry->type() == v1::ENTRY_ADDRESS ? v1::ENTRY_ORGANIZATION : v1::ENTRY_ADDRESS);
      case 1:
        if (entry->ids_size() > 0) return entry->clear_ids();
        entry->add_ids()->set_scheme("LEI");
        return entry->mutable_ids(0)->set_value(absl::StrCat("5493", Below(5)));
      case 2:
        return entry->set_pattern(entry->pattern().empty() ? "bonn [a-z]+" : "");
      case 3:
        return entry->add_names()->set_text(Name());
      default:
        if (entry->type() != v1::ENTRY_ADDRESS && Below(2) == 0) return entry->add_wallets("w1q2e3r4t5z6");
        if (entry->addresses().empty()) entry->add_addresses();
        return entry->mutable_addresses(0)->set_text(absl::StrCat(Below(6), " Harbour Road"));
    }
  }

  v1::Party Party(int number) {
    v1::Party party;
    party.set_ref(absl::StrCat("S-", number));
    party.set_name(Name());
    if (Below(9) == 0) party.mutable_name()->insert(Below(party.name().size()), "\xE2\x80\x8B");
    if (Below(4) == 0) party.add_aliases(Name());
    if (Below(4) == 0) party.add_addresses(absl::StrCat(Below(6), " Harbour Road"));
    if (Below(20) == 0) party.add_wallets("w1q2e3r4t5z6");
    if (Below(9) == 0) {
      v1::Identifier* const id = party.add_ids();
      id->set_scheme(Below(2) == 0 ? "LEI" : "reg");
      id->set_value(id->scheme() == "LEI" ? absl::StrCat("5493", Below(5)) : absl::StrCat("7-7", Below(12)));
    }
    return party;
  }

  // Companies of such names, owners of one another, some for a time only.
  Graph Owners(int companies) {
    OwnershipGraphBuilder builder;
    for (int i = 0; i < companies; ++i) {
      v1::OwnershipNode node;
      node.set_id(absl::StrCat("n", i));
      node.add_names(Name());
      if (Below(3) == 0) node.add_names(Name());
      if (Below(4) == 0) {
        node.add_ids()->set_scheme("REG");
        node.mutable_ids(0)->set_value(absl::StrCat("77", Below(12)));
      }
      node.set_kind(Below(15) == 0 ? v1::NODE_STATE : v1::NODE_ORGANIZATION);
      EXPECT_TRUE(builder.AddNode(node).ok());
    }
    for (int i = 0; i < companies * 2 / 3; ++i) {
      v1::OwnershipEdge edge;
      edge.set_owner(absl::StrCat("n", Below(static_cast<size_t>(companies))));
      edge.set_asset(absl::StrCat("n", Below(static_cast<size_t>(companies))));
      edge.set_kind(Below(9) == 0 ? v1::INTEREST_CONTROL : v1::INTEREST_SHAREHOLDING);
      const int share = static_cast<int>(1000 + Below(9000));
      edge.set_min_bp(share);
      edge.set_max_bp(share);
      edge.set_unknown(Below(9) == 0);
      if (Below(3) == 0) edge.set_start_date(absl::StrCat("2026-11-2", Below(5)));
      if (Below(5) == 0) edge.set_end_date(absl::StrCat("2026-11-2", 4 + Below(4)));
      edge.set_source("test");
      EXPECT_TRUE(builder.AddEdge(edge).ok());
    }
    auto graph = std::move(builder).Build();
    EXPECT_TRUE(graph.ok()) << graph.status();
    return std::make_shared<const Lazy<OwnershipGraph>>(
        [made = *graph]() -> absl::StatusOr<std::shared_ptr<const OwnershipGraph>> { return made; });
  }

  // Added, removed, renamed, or changed in what no match is made by.
  void Change(Lists* lists) {
    const std::string id = absl::StrCat("e", Below(30));
    const auto known = lists->find(id);
    if (known == lists->end()) {
      lists->emplace(id, Entry(id));
    } else if (Below(3) == 0) {
      lists->erase(known);
    } else if (Below(3) == 0) {
      Vary(&known->second);
    } else if (Below(2) == 0) {
      VaryOneThing(&known->second);
    } else {
      known->second = Entry(id);
    }
  }

 private:
  std::mt19937 random_;
};

struct Concern {
  size_t differ = 0;
  size_t by_owners = 0;  // in what is owned only
  size_t concerned = 0;
};

void CompareRounds(World* world, const Graph& graph, int rounds, Concern* sum) {
  Lists lists;
  for (int i = 0; i < 14; ++i) lists.emplace(absl::StrCat("e", i), world->Entry(absl::StrCat("e", i)));
  std::vector<v1::Party> parties;
  for (int i = 0; i < 200; ++i) parties.push_back(world->Party(i));
  EntryChanges::State now = {StateOf(lists, graph), "2026-11-21"};
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(round);
    // Results that are kept stem from one of several states, as after a comparison that was broken off.
    std::vector<EntryChanges::State> before;
    for (size_t bases = 1 + world->Below(2); bases > 0; --bases) {
      before.push_back(now);
      for (size_t change = world->Below(4); change > 0; --change) world->Change(&lists);
      now = {StateOf(lists, graph), world->Below(4) == 0 ? absl::StrCat("2026-11-2", world->Below(5)) : now.day};
    }
    RegisteredParties registered;
    for (const v1::Party& party : parties) {
      const EntryChanges::State& was = before[world->Below(before.size())];
      registered.Set(party.ref(), party.SerializeAsString(), ResultBytes(ScreenMonitored(party, *was.state, was.day)));
      if (party.ref() == "S-150") {
        const RegisteredParties::ToIndex indexed = registered.BeginIndex();
        registered.EndIndex(RegisteredParties::IndexOf(indexed), indexed);
      }
    }
    for (EntryChanges::State& was : before) {
      ASSERT_TRUE(EntryChanges::CanTell(was, now));
      // As after a restart: what it was linked with is to be made again.
      if (world->Below(2) == 0) was.state = StateOf(ListsOf(*was.state), graph);
    }
    const auto changes = EntryChanges::Between(before, now);
    ASSERT_TRUE(changes.ok()) << changes.status();
    const std::vector<std::string> found = registered.Concerned(**changes);
    const std::set<std::string> refs(found.begin(), found.end());
    sum->concerned += refs.size();
    for (const v1::Party& party : parties) {
      const MonitoredMatches after = ScreenMonitored(party, *now.state, now.day);
      if (registered.ResultOf(party.ref()) == ResultBytes(after)) continue;
      ++sum->differ;
      if (ListedOnly(registered.ResultOf(party.ref())) == ListedOnly(ResultBytes(after))) ++sum->by_owners;
      EXPECT_EQ(refs.count(party.ref()), 1U) << party.ShortDebugString();
    }
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(EntryChangesTest, WhoeverGetsAnotherResultIsConcerned) {
  World world(20261123);
  Concern sum;
  CompareRounds(&world, nullptr, 60, &sum);
  EXPECT_GT(sum.differ, 500U);
  EXPECT_LT(sum.concerned, 4 * sum.differ);
}

TEST(EntryChangesTest, WhoeverHasOtherListedOwnersIsConcerned) {
  Concern sum;
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    World world(seed);
    CompareRounds(&world, world.Owners(30), 12, &sum);
    if (HasFailure()) return;
  }
  EXPECT_GT(sum.by_owners, 100U) << sum.differ;
  EXPECT_LT(sum.concerned, 4U * 12 * 200 * 2 / 3);
}

// A day on which nothing changes but that somebody begins to hold a share.
TEST(EntryChangesTest, ADayOnWhichAnInterestBeginsConcernsWhoIsOwned) {
  OwnershipGraphBuilder builder;
  for (const char* const name : {"Zhukovsky Gyroscope Bureau", "Lingxi Vision Tech", "Bonner Blumenladen"}) {
    v1::OwnershipNode node;
    node.set_id(name);
    node.add_names(name);
    ASSERT_TRUE(builder.AddNode(node).ok());
  }
  v1::OwnershipEdge edge;
  edge.set_owner("Zhukovsky Gyroscope Bureau");
  edge.set_asset("Lingxi Vision Tech");
  edge.set_kind(v1::INTEREST_SHAREHOLDING);
  edge.set_min_bp(6000);
  edge.set_max_bp(6000);
  edge.set_start_date("2026-11-24");
  ASSERT_TRUE(builder.AddEdge(edge).ok());
  const auto made = std::move(builder).Build();
  ASSERT_TRUE(made.ok());
  const Graph graph = std::make_shared<const Lazy<OwnershipGraph>>(
      [&made]() -> absl::StatusOr<std::shared_ptr<const OwnershipGraph>> { return *made; });
  v1::ListEntry entry;
  entry.set_list("SDN");
  entry.set_entry_id("e1");
  entry.add_names()->set_text("Zhukovsky Gyroscope Bureau");
  const auto state = StateOf({{"e1", entry}}, graph);
  RegisteredParties registered;
  for (const char* const name : {"Lingxi Vision Tech", "Bonner Blumenladen"}) {
    v1::Party party;
    party.set_ref(name);
    party.set_name(name);
    EXPECT_TRUE(ScreenMonitored(party, *state, "2026-11-23").empty());
    EXPECT_EQ(ScreenMonitored(party, *state, "2026-11-24").empty(), party.name() == "Bonner Blumenladen");
    registered.Set(name, party.SerializeAsString(), "");
  }
  const auto changes = EntryChanges::Between({{state, "2026-11-23"}}, {state, "2026-11-24"});
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(registered.Concerned(**changes), std::vector<std::string>{"Lingxi Vision Tech"});
  const auto later = EntryChanges::Between({{state, "2026-11-24"}}, {state, "2026-11-25"});
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_TRUE((*later)->empty());
}

// What is kept of a match is what an answer says of it.
TEST(EntryChangesTest, KeptMatchesSayWhatAnAnswerSays) {
  World world(11);
  Lists lists;
  for (int i = 0; i < 30; ++i) lists.emplace(absl::StrCat("e", i), world.Entry(absl::StrCat("e", i)));
  const auto state = StateOf(lists);
  std::map<v1::MatchedOn, int> seen;
  for (int i = 0; i < 300; ++i) {
    const v1::Party party = world.Party(i);
    std::map<std::string, v1::MonitoredMatch> kept;
    for (const v1::MonitoredMatch& match : ScreenMonitored(party, *state, "2026-11-21")) {
      if (!match.list().empty()) kept[match.list() + "\n" + match.entry_id()] = match;
    }
    const MatchResult result = state->matcher->Match(party, MonitorMatchOptions(*state));
    ASSERT_EQ(kept.size(), result.hits.size());
    for (const Hit& hit : result.hits) {
      const v1::Match said = state->matcher->Describe(party, hit);
      const v1::MonitoredMatch& match = kept[said.list() + "\n" + said.entry_id()];
      ++seen[said.matched_on()];
      EXPECT_EQ(match.entry_name(), said.entry_name());
      EXPECT_EQ(match.matched_name(), said.matched_name());
      EXPECT_EQ(match.matched_on(), said.matched_on());
      EXPECT_EQ(match.score(), said.score());
      EXPECT_EQ(match.entry_sha256(), EntryFactsDigest(state->snapshot->Entry(hit.entry)));
    }
  }
  EXPECT_GE(seen.size(), 5U);
}

TEST(EntryChangesTest, WithoutADifferenceNobodyIsLookedFor) {
  World world(5);
  Lists lists;
  for (int i = 0; i < 5; ++i) lists.emplace(absl::StrCat("e", i), world.Entry(absl::StrCat("e", i)));
  const auto between = [](const Lists& was, const Lists& is) {
    auto changes = EntryChanges::Between({{StateOf(was), "2026-11-30"}}, {StateOf(is), "2026-11-30"});
    EXPECT_TRUE(changes.ok()) << changes.status();
    return *std::move(changes);
  };
  EXPECT_TRUE(between(lists, lists)->empty());
  // Who matched it is known; nobody is looked for.
  Lists other = lists;
  other["e1"].set_remarks("another remark");
  EXPECT_FALSE(between(lists, other)->empty());
  EXPECT_TRUE(between(lists, other)->searched().empty());
  other.erase("e1");
  EXPECT_FALSE(between(lists, other)->empty());
  other = lists;
  other["e9"] = world.Entry("e9");
  EXPECT_GE(between(lists, other)->searched().size(), 1U);
}

TEST(EntryChangesTest, EachThingThatMatchesAreMadeByIsLookedFor) {
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("e1");
  entry.set_type(v1::ENTRY_ORGANIZATION);
  entry.add_names()->set_text("Qorvandel Zephyrtron");
  entry.add_addresses()->set_text("7 Harbour Road");
  v1::Party party;
  party.set_ref("S-1");
  party.set_name("Bonner Blumenladen");
  party.add_addresses("9 Harbour Road");
  party.add_wallets("w1q2e3r4t5z6");
  party.add_ids()->set_scheme("LEI");
  party.mutable_ids(0)->set_value("5493001KJTIIGC8Y1R12");
  std::map<std::string, v1::ListEntry> changed;
  for (const char* const what : {"name", "wallet", "id", "pattern", "type", "address"}) changed[what] = entry;
  changed["name"].add_names()->set_text("Bonner Blumenladen");
  changed["wallet"].add_wallets("w1q2e3r4t5z6");
  *changed["id"].add_ids() = party.ids(0);
  changed["pattern"].set_pattern("bonner blumen[a-z]+");
  v1::ListEntry listed_by_address = entry;
  listed_by_address.set_type(v1::ENTRY_ADDRESS);
  listed_by_address.mutable_addresses(0)->set_text("9 Harbour Road");
  changed["type"] = listed_by_address;
  entry.mutable_addresses(0)->set_text("9 Harbour Road");  // only the type differs
  for (const auto& [what, other] : changed) {
    SCOPED_TRACE(what);
    v1::ListEntry before = entry;
    if (what == "address") {
      before.set_type(v1::ENTRY_ADDRESS);
      before.mutable_addresses(0)->set_text("Elsewhere 3");
    } else if (what != "type") {
      *before.mutable_addresses() = other.addresses();
    }
    const v1::ListEntry& after = what == "address" ? listed_by_address : other;
    const EntryChanges::State was = {StateOf({{"e1", before}}), "2026-11-21"};
    const EntryChanges::State now = {StateOf({{"e1", after}}), "2026-11-21"};
    ASSERT_TRUE(ScreenMonitored(party, *was.state, was.day).empty());
    ASSERT_EQ(ScreenMonitored(party, *now.state, now.day).size(), 1U);
    RegisteredParties registered;
    registered.Set(party.ref(), party.SerializeAsString(), "");
    const auto changes = EntryChanges::Between({was}, now);
    ASSERT_TRUE(changes.ok()) << changes.status();
    EXPECT_EQ(registered.Concerned(**changes), std::vector<std::string>{"S-1"});
  }
}

// A result that has too many matches names none of them.
TEST(EntryChangesTest, WhatWasNotKeptEntryByEntryIsAlwaysConcerned) {
  Lists lists;
  for (size_t i = 0; i <= kMaxMonitoredMatches; ++i) {
    v1::ListEntry& entry = lists[absl::StrCat("e", i)];
    entry.set_list("EL");
    entry.set_entry_id(absl::StrCat("e", i));
    entry.add_names()->set_text("Qorvandel Zephyrtron");
  }
  v1::Party party;
  party.set_ref("S-1");
  party.set_name("Qorvandel Zephyrtron");
  const EntryChanges::State was = {StateOf(lists), "2026-11-21"};
  const MonitoredMatches matches = ScreenMonitored(party, *was.state, was.day);
  ASSERT_EQ(matches.size(), 1U);
  ASSERT_EQ(matches[0].entry_id(), "TOO_MANY_MATCHES");
  RegisteredParties registered;
  registered.Set(party.ref(), party.SerializeAsString(), ResultBytes(matches));
  lists.erase("e7");
  const EntryChanges::State now = {StateOf(lists), was.day};
  const auto changes = EntryChanges::Between({was}, now);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(registered.Concerned(**changes), std::vector<std::string>{"S-1"});
}

}  // namespace
}  // namespace cordon
