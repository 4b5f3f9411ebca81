// Whoever a changed entry can match is found by the index of parties: everything that Matcher finds, by whatever route.
#include "match/party_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "match/brand.h"
#include "match/matcher.h"
#include "match/reading.h"

namespace cordon {
namespace {

v1::ListEntry EntryOf(const std::string& id, const std::vector<std::string>& names) {
  v1::ListEntry entry;
  entry.set_list("XL");
  entry.set_entry_id(id);
  entry.set_type(v1::ENTRY_ORGANIZATION);
  for (const std::string& name : names) entry.add_names()->set_text(name);
  return entry;
}

v1::Party PartyOf(const std::string& name) {
  v1::Party party;
  party.set_name(name);
  return party;
}

// By the slow way: every party against all of the entries, each of them twice, so that a shared brand counts.
std::vector<uint32_t> MatchedBy(const std::vector<v1::ListEntry>& entries, const std::vector<v1::Party>& parties,
                                int threshold) {
  ListSnapshot::Builder builder;
  for (v1::ListEntry entry : entries) {
    EXPECT_TRUE(builder.Add(entry).ok());
    entry.set_entry_id(entry.entry_id() + "/2");
    EXPECT_TRUE(builder.Add(entry).ok());
  }
  const Matcher matcher(std::move(builder).Build());
  MatchOptions options;
  options.threshold = threshold;
  std::vector<uint32_t> matched;
  for (uint32_t i = 0; i < parties.size(); ++i) {
    if (!matcher.Match(parties[i], options).hits.empty()) matched.push_back(i);
  }
  return matched;
}

std::vector<std::string> BrandsOf(const std::vector<v1::ListEntry>& entries) {
  std::vector<std::string> brands;
  for (const v1::ListEntry& entry : entries) {
    for (const v1::ListName& name : entry.names()) {
      for (const Reading& reading : ReadingsOf(name.text(), ReadingSide::kListed)) {
        const internal::BrandWord brand = internal::BrandOf(reading.name);
        if (brand.kind != internal::BrandKind::kNone) brands.push_back(brand.text);
      }
    }
  }
  return brands;
}

// Returns how many were found for nothing.
size_t ExpectFound(const std::vector<v1::ListEntry>& entries, const std::vector<v1::Party>& parties,
                   const PartyIndex& index, int threshold) {
  const std::vector<uint32_t> found = index.Find(entries, BrandsOf(entries), threshold);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
  const std::vector<uint32_t> matched = MatchedBy(entries, parties, threshold);
  for (const uint32_t party : matched) {
    EXPECT_TRUE(std::binary_search(found.begin(), found.end(), party))
        << parties[party].ShortDebugString() << " at " << threshold;
  }
  return found.size() - matched.size();
}

PartyIndex IndexOf(const std::vector<v1::Party>& parties) {
  PartyIndex index;
  for (uint32_t i = 0; i < parties.size(); ++i) index.Add(i, parties[i]);
  index.Finish();
  return index;
}

struct RouteCase {
  const char* route;
  const char* listed;
  const char* party;
};

TEST(PartyIndexTest, EveryRouteIsFound) {
  const RouteCase kCases[] = {
      {"equal", "Orbital Gyroscope Works", "Orbital Gyroscope Works"},
      {"order", "Orbital Gyroscope Works", "Works, Gyroscope Orbital"},
      {"edit", "Orbital Gyroscope Works", "Orbital Gyroscpoe Works"},
      {"form", "Orbital Gyroscope Works LLC", "Orbital Gyroscope Works Limited"},
      {"slip of a form", "Qorvandel Zephyr Limited", "Qorvandel Zephyr Limzited"},
      {"joined", "Sensetime Qorvandel", "Sense Time Qorvandel"},
      {"split", "Hua Wei Qorvandel", "Huawei Qorvandel"},
      {"sound", "Tekhmash Qorvandel", "Tehmas Qorvandel"},
      {"squashed", "Qor Van Del Optics", "Qorvandeloptics"},
      {"letters", "Zephyrtron Dynamics Bureau", "Zephy trondynamcs Bureau"},
      {"cut short", "Zephyrtron Dynamics Bureau of Kronstadt", "Zephyrtron Dynamics Bureau"},
      {"initials", "Kharkiv Quantum Zinc Works", "KQZW"},
      {"abbreviation", "Qorvandel Zephyr International", "Qorvandel Zeph. International"},
      {"inside a text", "Qorvandel Zephyrtron", "payment for the account of Qorvandel Zephyrtron under invoice 22"},
      {"opening", "Qorvandel Zephyrtron", "Qorvandel Zephyrtron Logistics Co., Ltd."},
      {"brand", "Qorvandel Group", "Shenzhen Qorvandel Medical Imaging"},
      {"other script", "Shangtang Technology Development", "商汤科技开发有限公司"},
      {"deceptive", "Orbital Gyroscope Works", "0rbital Gyr0sc0pe W0rks"},
  };
  std::vector<v1::Party> parties;
  for (const RouteCase& one : kCases) parties.push_back(PartyOf(one.party));
  for (const char* const other : {"Bonner Blumenladen", "Acme Trading Ltd", "Mueller & Sohn KG"}) {
    parties.push_back(PartyOf(other));
  }
  const PartyIndex index = IndexOf(parties);
  for (size_t i = 0; i < std::size(kCases); ++i) {
    SCOPED_TRACE(kCases[i].route);
    const std::vector<v1::ListEntry> entries = {EntryOf("e", {kCases[i].listed})};
    ExpectFound(entries, parties, index, 8500);
    const std::vector<uint32_t> matched = MatchedBy(entries, parties, 8500);
    EXPECT_TRUE(std::binary_search(matched.begin(), matched.end(), static_cast<uint32_t>(i))) << "not a match at all";
  }
  EXPECT_TRUE(index.Find({}, {}, 8500).size() <= 1);  // the deceptive one, always
}

TEST(PartyIndexTest, WhatIsNoNameIsFoundToo) {
  std::vector<v1::Party> parties(5, PartyOf("Bonner Blumenladen"));
  parties[1].add_wallets("0xABCDEF0123456789abcdef0123456789ABCDEF01");
  v1::Identifier* const id = parties[2].add_ids();
  id->set_scheme("LEI");
  id->set_value("5493-00ABCDEF");
  parties[3].add_addresses("Room 12, 610 Nathan Road");
  const PartyIndex index = IndexOf(parties);
  v1::ListEntry entry = EntryOf("e", {"Qorvandel Zephyrtron"});
  EXPECT_EQ(index.Find({&entry, 1}, {}, 8500), std::vector<uint32_t>());
  entry.add_wallets("0xabcdef0123456789abcdef0123456789abcdef01");
  *entry.add_ids() = *id;
  EXPECT_EQ(index.Find({&entry, 1}, {}, 8500), (std::vector<uint32_t>{1, 2}));
  entry.set_type(v1::ENTRY_ADDRESS);
  entry.add_addresses()->set_text("610 Nathan Road");
  EXPECT_EQ(index.Find({&entry, 1}, {}, 8500), (std::vector<uint32_t>{1, 2, 3}));
  entry.set_pattern("bonn.*");
  EXPECT_EQ(index.Find({&entry, 1}, {}, 8500).size(), 5U);
}

TEST(PartyIndexTest, RandomNamesAreFoundAtAnyThreshold) {
  const std::vector<std::string> words = {
      "technology", "technologies", "tech.",   "technolgy", "trading",   "group",     "limited",    "limzited",
      "ltd",        "co",           "gmbh",    "se",        "intl.",     "internatl", "shenzhen",   "beijing",
      "huawei",     "hua",          "wei",     "hikvision", "hikvison",  "sense",     "time",       "sensetime",
      "star",       "stars",        "golden",  "goldan",    "pacific",   "kqzw",      "kharkiv",    "quantum",
      "zinc",       "works",        "no",      "13",        "14",        "institute", "tekhmash",   "tehmas",
      "payment",    "invoice",      "account", "x",         "qorvandel", "qorvandl",  "zephyrtron", "zephyr",
      "商汤",       "завод",        "ооо",     "0rion",     "orion",     "orionn",    "medical",    "imaging"};
  std::mt19937 random(20261122);
  const auto below = [&random](size_t n) { return static_cast<size_t>(random() % n); };
  const auto name = [&] {
    std::string text;
    for (size_t i = 1 + below(5); i > 0; --i)
      absl::StrAppend(&text, text.empty() ? "" : " ", words[below(words.size())]);
    const size_t at = below(text.size());
    if (below(5) == 0 && text[at] > 0) text.erase(at, 1);
    if (below(8) == 0) text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    return text;
  };
  std::vector<v1::Party> parties;
  for (int i = 0; i < 3000; ++i) {
    parties.push_back(PartyOf(name()));
    if (below(6) == 0) parties.back().add_aliases(name());
    if (below(9) == 0) parties.back().add_addresses(absl::StrCat("c/o ", name(), ", ", below(99), " Harbour Road"));
  }
  const PartyIndex index = IndexOf(parties);
  size_t for_nothing = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<v1::ListEntry> entries;
    for (size_t i = 1 + below(3); i > 0; --i) entries.push_back(EntryOf(absl::StrCat("e", i), {name(), name()}));
    const int threshold = std::vector<int>{5000, 7500, 8500, 9300, 9900}[below(5)];
    SCOPED_TRACE(absl::StrCat("round ", round, ": ", entries[0].ShortDebugString()));
    for_nothing += ExpectFound(entries, parties, index, threshold);
    if (HasFailure()) return;
  }
  EXPECT_LT(for_nothing, 40U * 3000 / 4);  // or it were no index
}

}  // namespace
}  // namespace cordon
