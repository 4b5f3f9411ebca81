#include "match/matcher.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "match/priority.h"

namespace cordon {
namespace {

v1::ListEntry EntryFrom(const std::string& text) {
  v1::ListEntry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &entry)) << text;
  return entry;
}

v1::Party PartyFrom(const std::string& text) {
  v1::Party party;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &party)) << text;
  return party;
}

std::shared_ptr<const ListSnapshot> SmallList() {
  ListSnapshot::Builder builder;
  const std::vector<std::string> entries = {
      R"(list: "EL" entry_id: "1" type: ENTRY_ORGANIZATION entry_name: "Huawei Technologies Co., Ltd."
         names {text: "Huawei Technologies Co., Ltd." kind: PRIMARY quality: STRONG}
         names {text: "Shenzhen Huawei" kind: ALIAS quality: STRONG}
         addresses {text: "Bantian, Longgang District, Shenzhen" country: "CN"} countries: "CN"
         ids {scheme: "LEI" value: "5299-00ABC"} citation: "84 FR 22961")",
      R"(list: "EL" entry_id: "2" type: ENTRY_ORGANIZATION entry_name: "IFLYTEK" names {text: "IFLYTEK" kind: PRIMARY})",
      R"(list: "SDN" entry_id: "3" type: ENTRY_VESSEL entry_name: "SUNRISE GLORY" names {text: "SUNRISE GLORY" kind: PRIMARY})",
      R"(list: "SDN" entry_id: "4" type: ENTRY_PERSON entry_name: "Ivan Petrovich Sidorenko"
         names {text: "Ivan Petrovich Sidorenko" kind: PRIMARY} names {text: "Grinder" kind: ALIAS quality: WEAK}
         wallets: "0xAbCdEf0123456789" wallets: "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")",
      R"(list: "EL" entry_id: "5" type: ENTRY_ADDRESS entry_name: "Address 07"
         addresses {text: "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon, Hong Kong" country: "HK"})",
      R"(list: "CMIC" entry_id: "1" type: ENTRY_ORGANIZATION entry_name: "Huawei Technologies Co., Ltd."
         names {text: "HUAWEI TECHNOLOGIES CO., LTD." kind: PRIMARY} countries: "CN")",
  };
  for (const std::string& entry : entries) {
    const absl::Status added = builder.Add(EntryFrom(entry));
    EXPECT_TRUE(added.ok()) << added;
  }
  return std::move(builder).Build();
}

// "list/id" of every hit, in order.
std::vector<std::string> IdsOf(const Matcher& matcher, const std::vector<Hit>& hits) {
  std::vector<std::string> ids;
  for (const Hit& hit : hits) {
    const EntrySummary& summary = matcher.snapshot().summary(hit.entry);
    ids.push_back(absl::StrCat(summary.list, "/", summary.entry_id));
  }
  return ids;
}

std::vector<std::string> Screen(const Matcher& matcher, const std::string& party) {
  return IdsOf(matcher, matcher.Match(PartyFrom(party), MatchOptions()).hits);
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MatcherTest, FindsByNameAndPutsTheEqualTextFirst) {
  const Matcher matcher(SmallList());
  EXPECT_THAT(Screen(matcher, R"(name: "Huawei Technologies Co., Ltd.")"), ElementsAre("EL/1", "CMIC/1"));
  EXPECT_THAT(Screen(matcher, R"(name: "HUAWEI TECHNOLOGIES CO., LTD.")"), ElementsAre("CMIC/1", "EL/1"));
  EXPECT_THAT(Screen(matcher, R"(name: "iFlytek Co., Ltd.")"), ElementsAre("EL/2"));
  EXPECT_THAT(Screen(matcher, R"(name: "Acme" aliases: "Acme Ltd" aliases: "Iflytec")"), ElementsAre("EL/2"));
  EXPECT_THAT(Screen(matcher, R"(name: "Acme Bakery")"), IsEmpty());
}

TEST(MatcherTest, TypeHidesNoEntry) {
  const Matcher matcher(SmallList());
  EXPECT_THAT(Screen(matcher, R"(name: "Sunrise Glory" type: ORGANIZATION)"), ElementsAre("SDN/3"));
  EXPECT_THAT(Screen(matcher, R"(name: "Sunrse Glori" type: VESSEL)"), ElementsAre("SDN/3"));
  EXPECT_THAT(Screen(matcher, R"(name: "Sunrse Glori" type: ANY)"), ElementsAre("SDN/3"));
  EXPECT_THAT(Screen(matcher, R"(name: "Sunrse Glori" type: ORGANIZATION)"), ElementsAre("SDN/3"));
}

TEST(MatcherTest, TypesDiffer) {
  EXPECT_TRUE(internal::TypesDiffer(v1::ORGANIZATION, v1::ENTRY_VESSEL));
  EXPECT_TRUE(internal::TypesDiffer(v1::PERSON, v1::ENTRY_ORGANIZATION));
  EXPECT_FALSE(internal::TypesDiffer(v1::ORGANIZATION, v1::ENTRY_ORGANIZATION));
  EXPECT_FALSE(internal::TypesDiffer(v1::ORGANIZATION, v1::ENTRY_TYPE_UNSPECIFIED));
  EXPECT_FALSE(internal::TypesDiffer(v1::PARTY_TYPE_UNSPECIFIED, v1::ENTRY_PERSON));
  EXPECT_FALSE(internal::TypesDiffer(v1::ANY, v1::ENTRY_PERSON));
}

TEST(MatcherTest, IdentifiersAreExactAfterNormalisation) {
  const Matcher matcher(SmallList());
  const MatchResult result =
      matcher.Match(PartyFrom(R"(name: "Acme" ids {scheme: "lei" value: "529900 abc"})"), MatchOptions());
  ASSERT_EQ(result.hits.size(), 1u);
  EXPECT_EQ(result.hits[0].on, v1::IDENTIFIER);
  EXPECT_EQ(result.hits[0].score, kFullScore);
  EXPECT_EQ(result.hits[0].priority, 100);
  EXPECT_EQ(result.hits[0].name, -1);
  EXPECT_EQ(matcher.Describe(PartyFrom(R"(ids {scheme: "LEI" value: "529900ABC"})"), result.hits[0]).matched_value(),
            "LEI 5299-00ABC");
  EXPECT_THAT(Screen(matcher, R"(ids {scheme: "UEN" value: "529900ABC"})"), IsEmpty());
  EXPECT_THAT(Screen(matcher, R"(ids {scheme: "LEI" value: "529900ABD"})"), IsEmpty());
}

TEST(MatcherTest, WalletsDistinguishCaseUnlessHexadecimal) {
  const Matcher matcher(SmallList());
  EXPECT_THAT(Screen(matcher, R"(wallets: "0xABCDEF0123456789")"), ElementsAre("SDN/4"));
  EXPECT_THAT(Screen(matcher, R"(wallets: "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")"), ElementsAre("SDN/4"));
  EXPECT_THAT(Screen(matcher, R"(wallets: "1boatslrhtknngkdxeeobr76b53lettpyt")"), IsEmpty());
}

TEST(MatcherTest, AddressesMatchAtUnitLevel) {
  const Matcher matcher(SmallList());
  const std::vector<std::string> same = {
      "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon, Hong Kong",
      "Rm 1319, 13/F, Hollywood Plaza, 610 Nathan Rd., Mongkok, Kowloon, HK",
      "Unit 1318, Holywood Plaza, 610 Nathan Road, Kowloon",
      "Flat 1319 13th Floor Hollywood Plaza 610 Nathan Road Mong Kok"};
  const std::vector<std::string> other = {
      "Room 1405, 14/F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon, Hong Kong",
      "Room 1318, 14/F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon, Hong Kong",
      "Room 1318-19, 13F, Hollywood Plaza, 612 Nathan Road, Mong Kok, Kowloon, Hong Kong",
      "Room 1318, 13F, Lucky Centre, 610 Lockhart Road, Wan Chai, Hong Kong",
      "Hollywood Plaza, 610 Nathan Road, Mong Kok"};
  for (const std::string& address : same) {
    v1::Party party;
    party.add_addresses(address);
    const MatchResult result = matcher.Match(party, MatchOptions());
    EXPECT_THAT(IdsOf(matcher, result.hits), ElementsAre("EL/5")) << address;
    if (result.hits.empty()) continue;
    EXPECT_EQ(result.hits[0].on, v1::ADDRESS);
    EXPECT_THAT(matcher.Describe(party, result.hits[0]).matched_value(), testing::HasSubstr("1318-19"));
  }
  for (const std::string& address : other) {
    v1::Party party;
    party.add_addresses(address);
    EXPECT_THAT(matcher.Match(party, MatchOptions()).hits, IsEmpty()) << address;
  }
}

TEST(MatcherTest, FactsOrderMatchesAndRemoveNone) {
  const Matcher matcher(SmallList());
  const auto priority = [&](const std::string& party) {
    const MatchResult result = matcher.Match(PartyFrom(party), MatchOptions());
    EXPECT_EQ(result.hits.size(), 2u) << party;
    for (const Hit& hit : result.hits) {
      if (matcher.snapshot().summary(hit.entry).list == "EL") return hit.priority;
    }
    return -1;
  };
  const std::string name = R"(name: "Huawei Technologies" )";
  const int plain = priority(name);
  EXPECT_GT(priority(name + R"(countries: "cn")"), plain);
  EXPECT_LT(priority(name + R"(countries: "DE")"), plain);
  EXPECT_GT(priority(name + R"(addresses: "bantian longgang district, SHENZHEN")"), plain);
}

TEST(MatcherTest, WeakAliasHasLowerPriority) {
  const Matcher matcher(SmallList());
  const MatchResult weak = matcher.Match(PartyFrom(R"(name: "Grinder")"), MatchOptions());
  const MatchResult strong = matcher.Match(PartyFrom(R"(name: "Ivan Petrovich Sidorenko")"), MatchOptions());
  ASSERT_EQ(weak.hits.size(), 1u);
  ASSERT_EQ(strong.hits.size(), 1u);
  EXPECT_LT(weak.hits[0].priority, strong.hits[0].priority);
}

TEST(MatcherTest, NearMissesStayApart) {
  const Matcher matcher(SmallList());
  MatchOptions options;
  options.threshold = 9900;
  const v1::Party party = PartyFrom(R"(name: "Iflytec")");
  EXPECT_THAT(matcher.Match(party, options).near_misses, IsEmpty());
  options.near_band = 2000;
  const MatchResult result = matcher.Match(party, options);
  EXPECT_THAT(result.hits, IsEmpty());
  EXPECT_THAT(IdsOf(matcher, result.near_misses), ElementsAre("EL/2"));
}

TEST(MatcherTest, SaysWhenThereIsNothingToMatch) {
  const Matcher matcher(SmallList());
  EXPECT_TRUE(
      matcher.Match(PartyFrom(R"(name: "---" ids {scheme: "LEI" value: " - "})"), MatchOptions()).nothing_to_match);
  EXPECT_FALSE(matcher.Match(PartyFrom(R"(name: "Acme")"), MatchOptions()).nothing_to_match);
  EXPECT_TRUE(matcher.Match(PartyFrom("name: \"Hua\\342\\200\\213wei\""), MatchOptions()).obfuscated);
}

TEST(MatcherTest, InitialsAreOfOrganizationsNotOfPersons) {
  for (const bool person : {false, true}) {
    ListSnapshot::Builder builder;
    ASSERT_TRUE(
        builder
            .Add(EntryFrom(absl::StrCat(R"(list: "SDN" entry_id: "1" entry_name: "Kwang Zhenya Nam Qosbi" type: )",
                                        person ? "ENTRY_PERSON" : "ENTRY_ORGANIZATION",
                                        R"( names {text: "Kwang Zhenya Nam Qosbi" kind: PRIMARY})")))
            .ok());
    const Matcher matcher(std::move(builder).Build());
    const v1::Party party = PartyFrom(R"(name: "KZNQ")");
    EXPECT_EQ(matcher.Match(party, MatchOptions()).hits.size(), person ? 0U : 1U);
    EXPECT_EQ(matcher.ExplainEntry(party, 0).front().score() >= kDefaultThreshold, !person);
  }
}

TEST(MatcherTest, WorkLimitMakesTheAnswerIncomplete) {
  const Matcher matcher(SmallList());
  MatchOptions options;
  options.max_candidates = 0;
  EXPECT_TRUE(matcher.Match(PartyFrom(R"(name: "Huawei Technologys")"), options).work_exhausted);
}

TEST(MatcherTest, DescribesTheHit) {
  const Matcher matcher(SmallList());
  const v1::Party party = PartyFrom(R"(name: "Acme" aliases: "Hua Wei Technology")");
  const MatchResult result = matcher.Match(party, MatchOptions());
  ASSERT_FALSE(result.hits.empty());
  const v1::Match match = matcher.Describe(party, result.hits[0]);
  EXPECT_EQ(match.matched_on(), v1::NAME);
  EXPECT_EQ(match.query_name(), "Hua Wei Technology");
  EXPECT_EQ(match.score(), result.hits[0].score);
  EXPECT_EQ(match.disposition(), v1::DISPOSITION_UNSPECIFIED);
  ASSERT_FALSE(match.alignment().empty());
  EXPECT_EQ(match.alignment(0).relation(), v1::JOINED);
}

TEST(MatcherTest, ExplainsEveryNameOfAnEntry) {
  const Matcher matcher(SmallList());
  const EntryIndex entry = matcher.snapshot().FindEntries("EL", "1").at(0);
  const std::vector<v1::Match> matches = matcher.ExplainEntry(PartyFrom(R"(name: "Shenzhen Huawei Bakery")"), entry);
  ASSERT_EQ(matches.size(), 2u);
  EXPECT_EQ(matches[0].matched_name(), "Shenzhen Huawei");
  EXPECT_GT(matches[0].score(), matches[1].score());
}

TEST(MatcherTest, SameInputSameAnswer) {
  const v1::Party party = PartyFrom(R"(name: "Huawei Technology Shenzhen" aliases: "Sunrise Glora" countries: "CN")");
  const Matcher first(SmallList());
  const Matcher second(SmallList());
  const MatchResult a = first.Match(party, MatchOptions());
  const MatchResult b = second.Match(party, MatchOptions());
  ASSERT_EQ(a.hits.size(), b.hits.size());
  for (size_t i = 0; i < a.hits.size(); ++i) {
    EXPECT_EQ(first.Describe(party, a.hits[i]).SerializeAsString(),
              second.Describe(party, b.hits[i]).SerializeAsString());
  }
}

TEST(ListSnapshotTest, RefusesWhatItCannotMatch) {
  ListSnapshot::Builder builder;
  EXPECT_EQ(builder.Add(EntryFrom(R"(entry_id: "1" names {text: "X"})")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(builder.Add(EntryFrom(R"(list: "EL" names {text: "X"})")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(builder.Add(EntryFrom(R"(list: "EL" entry_id: "1")")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(builder.Add(EntryFrom(R"(list: "EL" entry_id: "1" type: ENTRY_ADDRESS)")).code(),
            absl::StatusCode::kInvalidArgument);
  v1::ListEntry long_name = EntryFrom(R"(list: "EL" entry_id: "1" names {text: "X"})");
  long_name.mutable_names(0)->set_text(std::string(16385, 'x'));
  EXPECT_EQ(builder.Add(long_name).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(builder.AddSerialized("\xFF\xFF").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(builder.Add(EntryFrom(R"(list: "EL" entry_id: "1" names {text: "X"})")).ok());
  EXPECT_EQ(builder.Add(EntryFrom(R"(list: "EL" entry_id: "1" names {text: "Y"})")).code(),
            absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(builder.Add(EntryFrom(R"(list: "DPL" entry_id: "1" names {text: "Y"})")).ok());
  const std::shared_ptr<const ListSnapshot> snapshot = std::move(builder).Build();
  EXPECT_EQ(snapshot->entry_count(), 2u);
  EXPECT_EQ(snapshot->name_count(), 2u);
  EXPECT_THAT(snapshot->FindEntries("", "1"), testing::SizeIs(2));
  EXPECT_THAT(snapshot->FindEntries("DPL", "1"), testing::SizeIs(1));
  EXPECT_THAT(snapshot->FindEntries("", "2"), IsEmpty());
  ASSERT_EQ(snapshot->lists().size(), 2u);
  EXPECT_EQ(snapshot->lists()[0].list(), "DPL");
  EXPECT_EQ(snapshot->lists()[0].entries(), 1);
  EXPECT_EQ(snapshot->Entry(snapshot->FindEntries("DPL", "1")[0]).names(0).text(), "Y");
}

}  // namespace
}  // namespace cordon
