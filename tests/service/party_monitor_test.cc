// Registered parties over a real engine: what comes out when lists, entries, days, owners or the policy change; that
// looking only at whom a change can concern finds what looking at everybody finds; and that a break in between misses
// and doubles nothing.
#include "service/screening/party_monitor.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/screening/decide.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using Words = std::vector<std::string>;

class PartyMonitorTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
  }
  template <typename T>
  static T Taken(const absl::StatusOr<T>& answer) {
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : T();
  }
  v1::RegisterPartiesResponse Register(const std::vector<v1::Party>& parties) {
    v1::RegisterPartiesRequest request;
    for (const v1::Party& party : parties) *request.add_parties() = party;
    return Taken(engine_->monitor().Register(request, Context()));
  }
  static v1::Party Named(const std::string& ref, const std::string& name) {
    v1::Party party;
    party.set_ref(ref);
    party.set_name(name);
    return party;
  }
  std::vector<v1::Event> Events(int64_t after = 0) {
    v1::ListEventsRequest request;
    request.set_page_size(1000);
    std::vector<v1::Event> events;
    for (bool more = true; more;) {
      request.set_after(after);
      const v1::ListEventsResponse page = Taken(engine_->events().ListEvents(request));
      for (const v1::Event& event : page.events()) {
        if (event.has_change()) events.push_back(event);
      }
      after = page.sequence();
      more = page.more();
    }
    return events;
  }
  // "NEW_LISTING S-1 e1" of what happened after `after`.
  Words Changes(int64_t after = 0) {
    Words changes;
    for (const v1::Event& event : Events(after)) {
      const v1::MonitorChange& change = event.change();
      EXPECT_EQ(event.external_ref(), change.party_ref());
      changes.push_back(absl::StrCat(v1::Event::Type_Name(event.type()), " ", change.party_ref(), " ",
                                     change.has_after() ? change.after().entry_id() : change.before().entry_id()));
    }
    return changes;
  }
  int64_t Now() { return *engine_->events().Latest(); }
  v1::MonitorStatus Status() { return Taken(engine_->monitor().Status()); }
  // Every registered party with its matches, as stored.
  std::map<std::string, std::string> Results() {
    std::map<std::string, std::string> results;
    v1::ListMonitoredPartiesRequest request;
    request.set_all(true);
    request.set_page_size(7);
    do {
      const auto page = Taken(engine_->monitor().List(request));
      for (const v1::MonitoredParty& party : page.parties()) {
        std::string& text = results[party.party().ref()];
        for (const v1::MonitoredMatch& match : party.matches()) absl::StrAppend(&text, match.ShortDebugString(), "\n");
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return results;
  }
  // The slow twin: everybody, under what is in force now.
  std::map<std::string, std::string> Everybody(const std::vector<v1::Party>& parties) {
    std::map<std::string, std::string> results;
    for (const v1::Party& party : parties) {
      std::string& text = results[party.ref()];
      for (const v1::MonitoredMatch& match :
           ScreenMonitored(party, *engine_->state().Get(), FormatDate(clock_.Now()))) {
        absl::StrAppend(&text, match.ShortDebugString(), "\n");
      }
    }
    return results;
  }
  // What all events add up to: the matches of every party.
  std::map<std::string, std::string> SumOfEvents(const std::vector<v1::Party>& parties) {
    std::map<std::string, std::map<std::string, std::string>> sums;
    for (const v1::Party& party : parties) sums[party.ref()];
    for (const v1::Event& event : Events()) {
      const v1::MonitorChange& change = event.change();
      const auto key = [](const v1::MonitoredMatch& match) {
        return absl::StrCat(match.list(), "\n", match.entry_id(), "\n", match.regime());
      };
      std::map<std::string, std::string>& sum = sums[change.party_ref()];
      if (change.has_before()) {
        EXPECT_EQ(sum[key(change.before())], change.before().ShortDebugString());
        sum.erase(key(change.before()));
      }
      if (change.has_after()) {
        EXPECT_EQ(sum.count(key(change.after())), 0U);
        sum[key(change.after())] = change.after().ShortDebugString();
      }
    }
    std::map<std::string, std::string> results;
    for (const auto& [ref, sum] : sums) {
      std::string& text = results[ref];
      for (const auto& [key, match] : sum) absl::StrAppend(&text, match, "\n");
    }
    return results;
  }
};

TEST_F(PartyMonitorTest, WhatChangesOnAListComesOutOnce) {
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\ne2,Shenzhen Tenda Optics\n").ok());
  const std::vector<v1::Party> parties = {Named("S-1", "Orbital Gyroscope Works"), Named("S-2", "Bonner Blumenladen"),
                                          Named("S-3", "Volga Kugellager")};
  const auto done = Register(parties);
  EXPECT_EQ(done.registered(), 3);
  EXPECT_EQ(done.with_matches(), 1);
  EXPECT_EQ(Changes(), (Words{"NEW_LISTING S-1 e1"}));
  EXPECT_TRUE(Status().current());
  // Nothing for them in it.
  int64_t at = Now();
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\ne2,Shenzhen Tenda Optics\ne3,Amur Ball Valves\n").ok());
  EXPECT_EQ(Changes(at), Words());
  EXPECT_EQ(Status().screened(), 0);
  EXPECT_TRUE(Status().current());
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\ne2,Shenzhen Tenda Optics\ne3,Amur Ball Valves\n"
                     "e4,Bonner Blumenladen\n")
                  .ok());
  EXPECT_EQ(Changes(at), (Words{"NEW_LISTING S-2 e4"}));
  EXPECT_EQ(Status().screened(), 1);
  at = Now();
  ASSERT_TRUE(
      Import("id,name,remarks\ne1,Orbital Gyroscope Works,new address\ne4,Bonner Blumenladen,\n", "EL", false, true)
          .ok());
  EXPECT_EQ(Changes(at), (Words{"CHANGED S-1 e1"}));
  at = Now();
  ASSERT_TRUE(Import("id,name\ne1,Qorvandel Zephyr\ne4,Bonner Blumenladen\n", "EL", false, true).ok());
  EXPECT_EQ(Changes(at), (Words{"CHANGED S-1 e1"}));  // listed on, under another name
  at = Now();
  ASSERT_TRUE(Import("id,name\ne1,Qorvandel Zephyr\n", "EL", false, true).ok());
  EXPECT_EQ(Changes(at), (Words{"DELISTED S-2 e4"}));
  EXPECT_EQ(Results(), Everybody(parties));
  EXPECT_EQ(SumOfEvents(parties), Results());
  // All of it is there after a restart, and nothing is told again.
  const auto before = Results();
  Open();
  at = Now();
  EXPECT_EQ(Taken(engine_->monitor().Run(nullptr)), 0);
  EXPECT_EQ(Results(), before);
  EXPECT_EQ(Changes(at), Words());
}

TEST_F(PartyMonitorTest, ADayAndAPolicyChangeResultsToo) {
  ASSERT_TRUE(Import("id,name,start_date\ne1,Orbital Gyroscope Works,2026-11-24\n").ok());
  const std::vector<v1::Party> parties = {Named("S-1", "Orbital Gyroscope Works"),
                                          Named("S-2", "Orbital Gyroscope Wxrks"), Named("S-3", "Bonner Blumenladen")};
  Register(parties);
  int64_t at = Now();
  clock_.Set(clock_.Now() + absl::Hours(48));
  EXPECT_FALSE(Status().current());
  engine_->monitor().Want("test");
  EXPECT_EQ(absl::StrJoin(Changes(at), ";"), "POLICY_CHANGED S-1 e1;POLICY_CHANGED S-2 e1");
  EXPECT_EQ(Status().screened(), 2);  // the day of one entry: whoever matches it
  EXPECT_EQ(Results(), Everybody(parties));
  at = Now();
  SetPolicy("threshold: 9990");
  Open();
  EXPECT_FALSE(Status().current());
  engine_->monitor().Want("test");
  EXPECT_EQ(absl::StrJoin(Changes(at), ";"), "POLICY_CHANGED S-2 e1");
  EXPECT_EQ(Status().screened(), 3);
  EXPECT_EQ(Results(), Everybody(parties));
  // Read again while it runs.
  at = Now();
  ASSERT_TRUE(WriteFileAtomically(policy_path_, "threshold: 8500").ok());
  ASSERT_TRUE(engine_->Reload().ok());
  EXPECT_EQ(absl::StrJoin(Changes(at), ";"), "POLICY_CHANGED S-2 e1");
  EXPECT_TRUE(Status().current());
}

TEST_F(PartyMonitorTest, ListedOwnersAreTold) {
  ASSERT_TRUE(Import("id,name\ne1,Zhukovsky Gyroscope Bureau\n", "SDN").ok());
  const std::vector<v1::Party> parties = {Named("S-1", "Bonner Blumenladen"), Named("S-2", "Lingxi Vision Tech")};
  Register(parties);
  int64_t at = Now();
  const std::string owners = "owner,asset,percent\nZhukovsky Gyroscope Bureau,Lingxi Vision Tech,60\n";
  const auto imported = Import(owners, "OWNERS");
  ASSERT_TRUE(imported.ok()) << imported.status();
  const Words found = Changes(at);
  ASSERT_FALSE(found.empty());
  for (const std::string& one : found) EXPECT_EQ(one, "OWNERSHIP_CHANGED S-2 e1");
  EXPECT_EQ(Results(), Everybody(parties));
  at = Now();
  ASSERT_TRUE(Import("id,name\ne2,Amur Ball Valves\n", "SDN", false, true).ok());
  EXPECT_EQ(Status().screened(), 1);  // whom the change of a list can concern through owners
  EXPECT_EQ(Changes(at), found);
  EXPECT_EQ(Results(), Everybody(parties));
}

TEST_F(PartyMonitorTest, WhoCannotBeComparedIsToldAndSeen) {
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\n").ok());
  Register({Named("S-1", "***")});
  EXPECT_EQ(Changes(), (Words{"NOT_COMPARED S-1 NOTHING_MATCHABLE"}));
  v1::ListMonitoredPartiesRequest request;
  const auto page = Taken(engine_->monitor().List(request));
  ASSERT_EQ(page.parties_size(), 1);
  EXPECT_EQ(page.parties(0).matches(0).disposition(), v1::HOLD);
}

TEST_F(PartyMonitorTest, WithoutItsListsNobodyCountsAsClear) {
  SetPolicy("required_lists: \"EL\" required_lists: \"NOPE\"");
  Open();
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\n").ok());
  Register({Named("S-1", "Bonner Blumenladen")});
  ASSERT_EQ(Status().incomplete_size(), 1);
  EXPECT_EQ(Status().incomplete(0).subject(), "NOPE");
  EXPECT_EQ(Taken(engine_->monitor().List({})).status().incomplete_size(), 1);
  SetPolicy("");
  Open();
  engine_->monitor().Want("test");
  EXPECT_EQ(Status().incomplete_size(), 0);
  // Time alone makes a list too old.
  clock_.Set(clock_.Now() + absl::Hours(24 * 400));
  EXPECT_GT(Status().incomplete_size(), 0);
}
TEST_F(PartyMonitorTest, DeceptiveTextIsHeldWhateverItMatches) {
  ASSERT_TRUE(Import("id,name,end_date\ne1,Orbital Gyroscope Works,2020-01-01\n").ok());
  const v1::Party party = Named("S-1", "\u041erbital Gyr\u043escope Works");
  v1::Disposition worst = v1::CLEAR;
  for (const v1::MonitoredMatch& match : ScreenMonitored(party, *engine_->state().Get(), "2026-11-23")) {
    worst = std::max(worst, match.disposition());
  }
  v1::ScreenPartyRequest request;
  *request.mutable_party() = party;
  EXPECT_EQ(worst, DecideParty(request, *engine_->state().Get(), {}, "2026-11-23").disposition());
  EXPECT_EQ(worst, v1::HOLD);
}
TEST_F(PartyMonitorTest, WhoComesWhileAComparisonIsBrokenOffIsComparedToo) {
  SetPolicy("threshold: 9900");
  Open();
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\n").ok());
  std::vector<v1::Party> parties;
  for (int i = 0; i < 3000; ++i)
    parties.push_back(Named(absl::StrCat("P-", i), absl::StrCat("Orbital Gyroscpe Works ", i)));
  for (size_t from = 0; from < parties.size(); from += 1000) {
    Register({parties.begin() + static_cast<std::ptrdiff_t>(from),
              parties.begin() + static_cast<std::ptrdiff_t>(from) + 1000});
  }
  SetPolicy("threshold: 8500");
  Open();
  // Broken off in the middle.
  int looks = 0;
  ASSERT_TRUE(engine_->monitor().Run([&looks] { return ++looks > 4; }).ok());
  ASSERT_FALSE(Status().current());
  SetPolicy("threshold: 9900");
  Open();
  parties.push_back(Named("A-1", "Orbital Gyroscpe Works"));
  Register({parties.back()});
  SetPolicy("threshold: 8500");
  Open();
  ASSERT_TRUE(engine_->monitor().Run(nullptr).ok());
  EXPECT_TRUE(Status().current());
  EXPECT_EQ(Results(), Everybody(parties));
  EXPECT_NE(Results()["A-1"], "");
  EXPECT_EQ(SumOfEvents(parties), Results());
}
TEST_F(PartyMonitorTest, ChangesOfMorePatternsThanASetMayHoldConcernEverybody) {
  ASSERT_TRUE(Import("id,name\ne1,Bonner Blumenladen\n").ok());
  const std::vector<v1::Party> parties = {Named("S-1", "Orbital Gyroscope Works"), Named("S-2", "Volga Kugellager")};
  Register(parties);
  std::string list = "id,name,pattern\ne1,Orbital Gyroscope Works,\n";
  for (int i = 0; i < 10'001; ++i) absl::StrAppend(&list, "p", i, ",Pattern ", i, ",zqx", i, "w\n");
  const auto imported = Import(list, "EL", false, true);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_TRUE(Status().current()) << Status().failure();
  EXPECT_EQ(Results(), Everybody(parties));
  EXPECT_NE(Results()["S-1"], "");
}
TEST_F(PartyMonitorTest, WhoIsRegisteredTwiceIsReplacedAndWhoIsRemovedIsGone) {
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\n").ok());
  Register({Named("S-1", "Orbital Gyroscope Works")});
  EXPECT_EQ(Register({Named("S-1", "Bonner Blumenladen")}).total(), 1);
  EXPECT_EQ(Changes(), (Words{"NEW_LISTING S-1 e1", "CHANGED S-1 e1"}));
  v1::RemovePartiesRequest remove;
  remove.add_refs("S-1");
  remove.add_refs("nobody");
  EXPECT_EQ(Taken(engine_->monitor().Remove(remove, Context())).removed(), 1);
  EXPECT_TRUE(Results().empty());
  EXPECT_TRUE(Status().current());
}

TEST_F(PartyMonitorTest, LimitsAreHeld) {
  const auto reason = [&](const v1::RegisterPartiesRequest& request) {
    return GetErrorReason(engine_->monitor().Register(request, Context()).status());
  };
  v1::RegisterPartiesRequest request;
  EXPECT_EQ(reason(request), "INVALID_FIELD");
  *request.add_parties() = Named("", "Bonner Blumenladen");
  EXPECT_EQ(reason(request), "INVALID_FIELD");
  request.mutable_parties(0)->set_ref(std::string(129, 'r'));
  EXPECT_EQ(reason(request), "INVALID_FIELD");
  request.mutable_parties(0)->set_ref(std::string(128, 'r'));
  EXPECT_EQ(reason(request), "");
  *request.add_parties() = request.parties(0);
  EXPECT_EQ(reason(request), "INVALID_FIELD");  // twice
  request.clear_parties();
  while (request.parties_size() < 1001)
    *request.add_parties() = Named(absl::StrCat("S", request.parties_size()), "x y");
  EXPECT_EQ(reason(request), "INVALID_FIELD");
  request.mutable_parties()->RemoveLast();
  EXPECT_EQ(reason(request), "");
  request.clear_parties();
  *request.add_parties() = Named("S-1", "");
  EXPECT_EQ(reason(request), "NOTHING_TO_SCREEN");
  v1::RemovePartiesRequest remove;
  EXPECT_EQ(GetErrorReason(engine_->monitor().Remove(remove, Context()).status()), "INVALID_FIELD");
  v1::ListMonitoredPartiesRequest list;
  list.set_page_token("?");
  EXPECT_EQ(GetErrorReason(engine_->monitor().List(list).status()), "INVALID_PAGE_TOKEN");
  list.clear_page_token();
  list.set_page_size(-1);
  EXPECT_FALSE(engine_->monitor().List(list).ok());
}

// What ends such a state is told as what it was: here a list that is shorter.
TEST_F(PartyMonitorTest, WhoCanBeComparedAgainIsTold) {
  std::string list = "id,name\n";
  for (int i = 0; i <= 1000; ++i) absl::StrAppend(&list, "e", i, ",Orbital Gyroscope Works\n");
  ASSERT_TRUE(Import(list).ok());
  Register({Named("S-1", "Orbital Gyroscope Works")});
  EXPECT_EQ(Changes(), (Words{"NOT_COMPARED S-1 TOO_MANY_MATCHES"}));
  v1::ListAuditEntriesRequest entries;
  const auto page = Taken(engine_->audit().ListEntries(entries));
  ASSERT_EQ(page.entries(0).kind(), "parties_registered");
  EXPECT_EQ(page.entries(0).event().state_after(), engine_->state().Get()->info.digest());
  const int64_t at = Now();
  ASSERT_TRUE(Import("id,name\ne1,Orbital Gyroscope Works\n", "EL", false, true).ok());
  EXPECT_EQ(Changes(at), (Words{"CHANGED S-1 TOO_MANY_MATCHES", "NEW_LISTING S-1 e1"}));
}

// A request for everybody is kept by whoever dies before it has begun, or in the middle of it.
TEST_F(PartyMonitorTest, WhoeverAsksForEverybodyGetsEverybody) {
  ASSERT_TRUE(Import("id,name\ne0,Orbital Gyroscope Works\n").ok());
  std::vector<v1::Party> parties;
  for (int i = 0; i < 700; ++i) parties.push_back(Named(absl::StrCat("S-", i), absl::StrCat("Blume ", i)));
  Register(parties);
  engine_->monitor().OnWanted([] {});  // as a server: somebody else does it
  v1::ComparePartiesRequest request;
  EXPECT_TRUE(Taken(engine_->monitor().Compare(request, Context())).current());
  request.set_everybody(true);
  EXPECT_TRUE(Taken(engine_->monitor().Compare(request, Context())).running());
  Open();
  EXPECT_FALSE(Status().current());
  int steps = 0;
  Taken(engine_->monitor().Run([&steps] { return ++steps > 2; }));
  EXPECT_FALSE(Status().current());
  Open();
  // Something else is in force, which concerns nobody; and somebody comes.
  engine_->lists().OnActivated(nullptr);
  ASSERT_TRUE(Import("id,name\ne0,Orbital Gyroscope Works\ne1,Amur Ball Valves\n").ok());
  parties.push_back(Named("T-1", "Bonner Blumenladen"));
  Register({parties.back()});
  Open();
  EXPECT_EQ(Taken(engine_->monitor().Run(nullptr)), 701);
  EXPECT_TRUE(Status().current());
  Open();
  EXPECT_TRUE(Status().current());
  EXPECT_EQ(Taken(engine_->monitor().Run(nullptr)), 0);
}

// A comparison that ends at any of its steps, over and over, in a process that ends too.
TEST_F(PartyMonitorTest, ABreakMissesAndDoublesNothing) {
  ASSERT_TRUE(Import("id,name\ne0,Orbital Gyroscope Works\n").ok());
  std::vector<v1::Party> parties;
  for (int i = 0; i < 700; ++i) {
    parties.push_back(Named(absl::StrCat("S-", i), i % 7 == 0 ? "Orbital Gyroscope Works" : absl::StrCat("Blume ", i)));
  }
  Register(parties);
  for (const bool everybody : {false, true}) {
    const int64_t at = Now();
    engine_->lists().OnActivated(nullptr);
    if (everybody) SetPolicy("threshold: 8600");
    const std::string id = everybody ? "e8" : "e9";
    ASSERT_TRUE(Import("id,name\n" + id + ",Orbital Gyroscope Works\n", "EL", false, true).ok());
    int ended = 0;
    for (; ended < 50; ++ended) {
      Open();
      engine_->lists().OnActivated(nullptr);
      int steps = 0;
      Taken(engine_->monitor().Run([&] { return ++steps > 2; }));
      if (Status().current()) break;
    }
    EXPECT_GT(ended, everybody ? 1 : -1);
    EXPECT_EQ(Changes(at).size(), 200U);
    EXPECT_EQ(Results(), Everybody(parties));
    EXPECT_EQ(SumOfEvents(parties), Results());
  }
}

// Random lists and parties from few words, with brands that entries share, addresses, identifiers, wallets, days and
// patterns, against looking at everybody; with the index and without.
TEST_F(PartyMonitorTest, LookingOnlyAtWhomAChangeCanConcernIsLookingAtEverybody) {
  const Words rare = {"Qorvandel",  "Zephyrtron", "Kronstadter", "Sensetec", "Xanderium",
                      "Volgastroy", "Pryvatnik",  "Ulmengard",   "Hua Wei",  "Huawei"};
  const Words plain = {"Shenzhen", "Optics", "Trading", "Ltd", "Technology", "Group", "Bonn", "Works", "Co. Limited"};
  std::mt19937 random(7);
  const auto below = [&random](size_t n) { return static_cast<size_t>(random() % n); };
  const auto name = [&] {
    std::string text = below(3) == 0 ? plain[below(plain.size())] + " " : "";
    absl::StrAppend(&text, rare[below(rare.size())]);
    for (size_t i = below(3); i > 0; --i) absl::StrAppend(&text, " ", plain[below(plain.size())]);
    if (below(6) == 0) text[below(text.size())] = 'a';
    if (below(9) == 0) text.insert(below(text.size()), "\xE2\x80\x8B");
    return text;
  };
  const auto row = [&](const std::string& id) {
    const std::string address = below(5) == 0 ? absl::StrCat(below(9), " Harbour Road") : "";
    const std::string pattern = below(12) == 0 ? "ulmen[a-z]+ optics" : "";
    const std::string start = below(6) == 0 ? absl::StrCat("2026-11-2", 3 + below(3)) : "";
    return absl::StrCat(id, ",", name(), ",", below(4) == 0 ? name() : "", ",", address, ",", pattern, ",", start,
                        "\n");
  };
  std::map<std::string, std::string> listed;
  for (int i = 0; i < 40; ++i) listed[absl::StrCat("e", i)] = row(absl::StrCat("e", i));
  const auto file = [&] {
    std::string csv = "id,name,aliases,addresses,pattern,start_date\n";
    for (const auto& [id, text] : listed) csv += text;
    return csv;
  };
  ASSERT_TRUE(Import(file(), "EL", false, true).ok());
  std::vector<v1::Party> parties;
  for (int i = 0; i < 400; ++i) {
    v1::Party party = Named(absl::StrCat("S-", i), name());
    if (below(4) == 0) party.add_aliases(name());
    if (below(4) == 0)
      party.add_addresses(absl::StrCat(below(9), " Harbour Road", below(2) == 0 ? ", c/o " + name() : ""));
    parties.push_back(std::move(party));
  }
  Register(parties);
  int64_t screened = 0;
  for (int round = 0; round < 24; ++round) {
    // Without an index first, then with one; parties come and go.
    if (round == 8) {
      ASSERT_TRUE(engine_->monitor().MakeIndex(/*least=*/1).ok());
    }
    if (round % 5 == 4) {
      v1::Party& party = parties[below(parties.size())];
      party.set_name(name());
      Register({party});
    }
    if (round % 6 == 5) clock_.Set(clock_.Now() + absl::Hours(24));
    for (int change = 0; change < 3; ++change) {
      const std::string id = absl::StrCat("e", below(45));
      if (below(3) == 0) {
        listed.erase(id);
      } else {
        listed[id] = row(id);
      }
    }
    ASSERT_TRUE(Import(file(), "EL", false, true).ok());
    screened += Status().screened();
    ASSERT_EQ(Results(), Everybody(parties)) << "round " << round;
  }
  EXPECT_EQ(SumOfEvents(parties), Results());
  EXPECT_LT(screened, 24 * 400);
}

}  // namespace
}  // namespace cordon
