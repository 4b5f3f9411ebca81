// Possible affiliates: which names give a group's brand, which parties carry it, and that nothing depends on the order
// of a list.
#include "match/brand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "match/snapshot_tables.h"

namespace cordon {
namespace {

using internal::BrandKind;
using internal::BrandOf;
using testing::IsEmpty;

struct Listed {
  const char* list;
  const char* id;
  const char* name;
  const char* start;
  const char* end;
};

const std::vector<Listed>& BrandList() {
  static const std::vector<Listed> rows = {
      {"EL", "h1", "Huawei Technologies Co., Ltd.", "2019-05-21", ""},
      {"EL", "h2", "Huawei Device (Shenzhen) Co., Ltd.", "2019-05-21", ""},
      {"EL", "h3", "Huawei Cloud Computing Technology", "2020-08-20", ""},
      {"CMIC", "h4", "HUAWEI INVESTMENT & HOLDING CO., LTD.", "2021-06-03", ""},
      {"EL", "s1", "Beijing Sensetime Technology Development Co., Ltd.", "2019-10-09", ""},
      {"EL", "z1", "Zorbatek Microelectronics Co., Ltd.", "2020-01-01", "2021-01-01"},
      {"EL", "z2", "Shenzhen Zorbatek Electronics", "2022-01-01", ""},
      {"EL", "q1", "Quimbolt Trading LLC", "2022-01-01", ""},  // alone: no group
      {"EL", "k1", "Kuang-Chi Group", "2020-12-22", ""},
      {"EL", "p1", "Aarhus", "2014-01-01", ""},
      {"EL", "p2", "Aarhus Design Bureau", "2014-01-01", ""},
      {"SDN", "d1", "DJI", "2021-12-16", ""},
  };
  return rows;
}

std::shared_ptr<const ListSnapshot> BrandSnapshot(std::vector<Listed> rows) {
  ListSnapshot::Builder builder;
  for (const Listed& row : rows) {
    v1::ListEntry entry;
    entry.set_list(row.list);
    entry.set_entry_id(row.id);
    entry.set_type(v1::ENTRY_ORGANIZATION);
    entry.set_entry_name(row.name);
    entry.set_start_date(row.start);
    entry.set_end_date(row.end);
    entry.add_names()->set_text(row.name);
    EXPECT_TRUE(builder.Add(entry).ok());
  }
  return std::move(builder).Build();
}

// "LIST/ID" of the possible affiliates that a name is, ascending.
std::vector<std::string> AffiliatesOf(const Matcher& matcher, const std::string& name) {
  v1::Party party;
  party.set_name(name);
  std::vector<std::string> found;
  for (const Hit& hit : matcher.Match(party, MatchOptions()).hits) {
    if (hit.on != v1::POSSIBLE_AFFILIATE) continue;
    const EntrySummary summary = matcher.snapshot().summary(hit.entry);
    found.push_back(std::string(summary.list) + "/" + std::string(summary.entry_id));
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(BrandTest, OfAListedName) {
  struct Case {
    const char* name;
    BrandKind kind;
    const char* text;
  };
  const std::vector<Case> cases = {
      {"Huawei Technologies Co., Ltd.", BrandKind::kCurated, "huawei"},
      {"Beijing Sensetime Technology Development Co., Ltd.", BrandKind::kCurated, "sensetime"},
      {"Kuang-Chi Group", BrandKind::kCurated, "kuangchi"},
      {"Shenzhen Zorbatek Electronics", BrandKind::kDerived, "zorbatek"},
      {"Zorbatek Quimbolt Trading", BrandKind::kNone, ""},       // which of the two?
      {"Shenzhen International Trading", BrandKind::kNone, ""},  // nothing of its own
      {"Aarhus", BrandKind::kNone, ""},                          // a common word
      {"Zorb Trading", BrandKind::kNone, ""},                    // too short
      {"13th Research Institute", BrandKind::kNone, ""},
      {"", BrandKind::kNone, ""},
  };
  for (const Case& c : cases) {
    const internal::BrandWord brand = BrandOf(PrepareName(c.name));
    EXPECT_EQ(brand.kind, c.kind) << c.name;
    EXPECT_EQ(brand.text, c.text) << c.name;
  }
}

TEST(BrandTest, APartyThatCarriesABrandIsAPossibleAffiliate) {
  struct Case {
    const char* name;
    std::vector<std::string> affiliates;
  };
  const std::vector<Case> cases = {
      // The plainest name of each list, and the entry listed longest where that is another.
      {"Huawei Marine Networks", {"CMIC/h4", "EL/h1"}},
      {"Shenzhen SenseTime Medical Imaging", {"EL/s1"}},
      {"Sense Time Kuala Lumpur Warehouse", {"EL/s1"}},
      {"Acme Huawei Distribution", {"CMIC/h4", "EL/h1"}},  // a curated brand anywhere
      {"Kuang-Chi Toronto", {"EL/k1"}},
      {"Kuangchi Toronto", {"EL/k1"}},
      {"Zorbatek Uruguay", {"EL/z2"}},
      {"Beijing Zorbatek Logistics", {"EL/z2"}},
      {"Flimsy Zorbatek", {}},       // another brand stands before it
      {"Quimbolt Uruguay", {}},      // one entry is no group
      {"Aarhus Football Club", {}},  // a common word
      {"DJI Agriculture Hamburg", {"SDN/d1"}},
      {"Flimsy DJI", {}},  // short brands only in front
      {"Acme Bakery", {}},
  };
  const Matcher matcher(BrandSnapshot(BrandList()));
  for (const Case& c : cases) EXPECT_EQ(AffiliatesOf(matcher, c.name), c.affiliates) << c.name;
}

TEST(BrandTest, AFullNameSaysItAlready) {
  const Matcher matcher(BrandSnapshot(BrandList()));
  EXPECT_THAT(AffiliatesOf(matcher, "Beijing Sensetime Technology Development"), IsEmpty());
  // The full name is on another list only.
  EXPECT_EQ(AffiliatesOf(matcher, "Huawei Investment & Holding"), std::vector<std::string>{"EL/h1"});
}

TEST(BrandTest, IsDescribedAsWhatItIs) {
  const Matcher matcher(BrandSnapshot(BrandList()));
  v1::Party party;
  party.set_name("Nobody in Particular");
  party.add_aliases("Shenzhen SenseTime Medical Imaging");
  MatchOptions options;
  options.near_band = 5000;
  const MatchResult result = matcher.Match(party, options);
  ASSERT_EQ(result.hits.size(), 1U);
  EXPECT_LT(result.hits[0].score, options.threshold);
  const v1::Match match = matcher.Describe(party, result.hits[0]);
  EXPECT_EQ(match.matched_on(), v1::POSSIBLE_AFFILIATE);
  EXPECT_EQ(match.matched_value(), "sensetime");
  EXPECT_EQ(match.query_name(), party.aliases(0));
  EXPECT_EQ(match.matched_name(), "Beijing Sensetime Technology Development Co., Ltd.");
  EXPECT_GT(match.alignment_size(), 3);
}

// The slow twin: every listed name, no table.
std::set<std::string> TwinAffiliates(const std::vector<Listed>& rows, const std::string& name) {
  std::map<std::string, std::vector<const Listed*>> by_brand;
  std::map<std::string, BrandKind> kinds;
  for (const Listed& row : rows) {
    const internal::BrandWord brand = BrandOf(PrepareName(row.name));
    if (brand.kind == BrandKind::kNone) continue;
    by_brand[brand.text].push_back(&row);
    kinds[brand.text] = brand.kind;
  }
  const PreparedName query = PrepareName(name);
  std::set<std::string> groups;
  for (const auto& [brand, members] : by_brand) {
    if (kinds[brand] == BrandKind::kDerived && members.size() < 2) continue;
    if (internal::HoldsBrand(query, brand)) groups.insert(brand);
  }
  return groups;
}

TEST(BrandTest, EqualToLookingAtEveryName) {
  const std::vector<Listed> rows = BrandList();
  const Matcher matcher(BrandSnapshot(rows));
  const std::vector<std::string> words = {"huawei", "sense", "time",   "sensetime", "zorbatek", "quimbolt", "kuang",
                                          "chi",    "dji",   "bakery", "shenzhen",  "medical",  "ltd",      "aarhus"};
  for (size_t a = 0; a < words.size(); ++a) {
    for (size_t b = 0; b < words.size(); ++b) {
      for (size_t c = 0; c < words.size(); ++c) {
        const std::string name = words[a] + " " + words[b] + " " + words[c];
        std::set<std::string> found;
        for (const internal::BrandTable::Found& brand : matcher.snapshot().brands().Find(PrepareName(name))) {
          EXPECT_FALSE(brand.refs.empty()) << name;
          EXPECT_TRUE(found.insert(brand.text).second) << name << " has " << brand.text << " once";
        }
        const std::set<std::string> groups = TwinAffiliates(rows, name);
        // A brand is found only if the twin knows it, and whenever a curated one of five letters is there.
        for (const std::string& brand : found) EXPECT_TRUE(groups.count(brand) > 0) << name << ": " << brand;
        for (const char* const sure : {"huawei", "sensetime", "kuangchi"}) {
          EXPECT_EQ(found.count(sure), groups.count(sure)) << name;
        }
      }
    }
  }
}

TEST(BrandTest, TheOrderOfTheListDoesNotMatter) {
  std::vector<Listed> rows = BrandList();
  const Matcher forward(BrandSnapshot(rows));
  std::reverse(rows.begin(), rows.end());
  const Matcher backward(BrandSnapshot(rows));
  for (const char* const name : {"Huawei Marine Networks", "Zorbatek Uruguay", "DJI Agriculture Hamburg"}) {
    EXPECT_EQ(AffiliatesOf(forward, name), AffiliatesOf(backward, name)) << name;
  }
}

}  // namespace
}  // namespace cordon
