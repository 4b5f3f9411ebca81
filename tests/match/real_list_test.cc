// The matcher on the real Consolidated Screening List: what it must find, and that it misses no listed name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "db/lists/byte_source.h"
#include "db/lists/import.h"
#include "match/index.h"
#include "match/matcher.h"

namespace cordon {
namespace {

class RealListTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* dir = std::getenv("CORDON_SHARED_DATA");
    const char* root = std::getenv("CORDON_SOURCE_DIR");
    const std::string data =
        dir != nullptr && *dir != '\0' ? dir : std::string(root != nullptr ? root : ".") + "/../shared/data";
    auto file = OpenFileSource(data + "/lists/us_csl_2026-07-31/consolidated.csv.xz");
    if (!file.ok()) return;
    const std::unique_ptr<ByteSource> source = Decompress(*std::move(file), DecompressLimits());
    ImportOptions options;
    options.file_name = "consolidated.csv";
    absl::StatusOr<ImportedList> list = ImportListFile(*source, options);
    ASSERT_TRUE(list.ok()) << list.status();
    ListSnapshot::Builder builder;
    for (const v1::ListEntry& entry : list->entries) {
      const absl::Status added = builder.Add(entry);
      ASSERT_TRUE(added.ok()) << added;
    }
    matcher_ = new Matcher(std::move(builder).Build());
  }
  static void TearDownTestSuite() {
    delete matcher_;
    matcher_ = nullptr;
  }
  void SetUp() override {
    if (matcher_ == nullptr) GTEST_SKIP() << "skipped: no shared data";
  }

  static MatchResult Screen(const std::string& name) {
    v1::Party party;
    party.set_name(name);
    return matcher_->Match(party, MatchOptions());
  }

  static const Matcher* matcher_;
};

const Matcher* RealListTest::matcher_ = nullptr;

struct RealCase {
  const char* query;
  const char* list;
  const char* listed;  // part of the entry's printed name
};

TEST_F(RealListTest, FindsTheKnownParties) {
  const std::vector<RealCase> cases = {
      {"IFLYTEK", "EL", "IFLYTEK"},
      {"iFlytek Co., Ltd.", "EL", "IFLYTEK"},
      {"Iflytec", "EL", "IFLYTEK"},
      {"Beijing SenseTime Technology Development", "EL", "Beijing Sensetime"},
      {"Sense Time", "EL", "Beijing Sensetime"},
      {"Sensetime Group", "CMIC", "Sensetime Group"},
      {"HUAWEI TECHNOLOGIES", "EL", "Huawei Technologies Co., Ltd."},
      {"HUAWEI TECHNOLOGIES", "CMIC", "HUAWEI TECHNOLOGIES CO., LTD."},
      {"Hua Wei Technology", "EL", "Huawei Technologies Co., Ltd."},
      {"Hangzhou Hikvision Digital", "EL", "Hangzhou Hikvision Digital Technology"},
      {"Hangzhou Hikvision Digital", "CMIC", "Hangzhou Hikvision Digital Technology"},
  };
  for (const RealCase& c : cases) {
    bool found = false;
    for (const Hit& hit : Screen(c.query).hits) {
      const v1::ListEntry entry = matcher_->snapshot().Entry(hit.entry);
      found |= entry.list() == c.list && absl::StrContains(entry.entry_name(), c.listed);
    }
    EXPECT_TRUE(found) << c.query << " -> " << c.list << " " << c.listed;
  }
}

TEST_F(RealListTest, EveryListedNameFindsItsEntry) {
  size_t names = 0;
  size_t misses = 0;
  for (EntryIndex i = 0; i < matcher_->snapshot().entry_count(); ++i) {
    const v1::ListEntry entry = matcher_->snapshot().Entry(i);
    for (const v1::ListName& name : entry.names()) {
      ++names;
      const MatchResult result = Screen(name.text());
      const bool found =
          std::any_of(result.hits.begin(), result.hits.end(), [i](const Hit& hit) { return hit.entry == i; });
      if (!found || result.work_exhausted) {
        ++misses;
        ADD_FAILURE() << entry.list() << " " << name.text();
      }
      ASSERT_LT(misses, 20u);
    }
  }
  EXPECT_GT(names, 50000u);
}

TEST_F(RealListTest, FindsAddressOnlyEntries) {
  v1::Party party;
  party.add_addresses("Room 1318, 13/F., Hollywood Plaza, No. 610 Nathan Rd, Mongkok, Kowloon");
  const MatchResult result = matcher_->Match(party, MatchOptions());
  ASSERT_FALSE(result.hits.empty());
  EXPECT_EQ(result.hits[0].on, v1::ADDRESS);
  party.set_addresses(0, "Room 1405, 14/F., Hollywood Plaza, No. 610 Nathan Rd, Mongkok, Kowloon");
  EXPECT_THAT(matcher_->Match(party, MatchOptions()).hits, testing::IsEmpty());
}

TEST_F(RealListTest, TheIndexIsSmall) { EXPECT_LT(matcher_->snapshot().index().memory_bytes(), size_t{40} << 20U); }

// The dearest names the callers let through: 512 code points of the most common and the most fuzzy words.
TEST_F(RealListTest, LongNamesStayAffordable) {
  std::string common;
  std::string fuzzy;
  while (common.size() < 480) common += "international trading technology group company of shipping general ";
  for (int i = 0; fuzzy.size() < 480; ++i) fuzzy += "mohammad" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
  for (const std::string& name : {common, fuzzy}) {
    const MatchResult result = Screen(name);
    EXPECT_FALSE(result.work_exhausted);
    EXPECT_LE(result.candidates, static_cast<int64_t>(matcher_->snapshot().name_count()));
  }
}

}  // namespace
}  // namespace cordon
