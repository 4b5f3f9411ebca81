#include "service/screening/change_guard.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

v1::ListVersion Version(int64_t el, int64_t sdn) {
  v1::ListVersion version;
  version.set_source("csl");
  version.set_file_name("consolidated.csv");
  for (const auto& [list, entries] : {std::pair{"EL", el}, std::pair{"SDN", sdn}}) {
    if (entries == 0) continue;
    v1::ListSummary* const summary = version.add_lists();
    summary->set_list(list);
    summary->set_entries(entries);
  }
  return version;
}

TEST(ChangeGuard, LimitsOnBothSides) {
  const struct {
    int64_t before, after;
    bool refused;
  } kCases[] = {
      {1000, 1000, false}, {1000, 980, false}, {1000, 979, true},  // 2 %
      {5000, 4975, false}, {5000, 4974, true},                     // 25 entries
      {1000, 1200, false}, {1000, 1201, true},                     // 20 % more
      {50, 49, false},     {50, 48, true},     {50, 60, false},
      {50, 61, true},      {49, 1, false},     {49, 500, false},  // short lists may change as they like
      {49, 0, true},       {1, 0, true},                          // but not vanish
  };
  for (const auto& c : kCases) {
    const absl::Status status = CheckListChange(Version(c.before, 7), Version(c.after, 7));
    EXPECT_EQ(!status.ok(), c.refused) << c.before << " -> " << c.after;
    EXPECT_EQ(GetErrorReason(status), c.refused ? "LIST_CHANGE_UNCONFIRMED" : "");
  }
  EXPECT_TRUE(CheckListChange(Version(1000, 0), Version(1000, 4000)).ok()) << "a new list";
}

TEST(ChangeGuard, NamesEveryListAndTheRemedy) {
  const absl::Status status = CheckListChange(Version(1000, 500), Version(10, 0));
  EXPECT_THAT(
      std::string(status.message()),
      HasSubstr("consolidated.csv: list EL would go from 1000 to 10 entries, list SDN would go from 500 to 0 entries"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--accept-change"));
}

std::string Rows(int count) {
  std::string csv = "id,name\n";
  for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "r", i, ",Meridian Listed Party Number ", i, "\n");
  return csv;
}

class ChangeGuardTest : public EngineTest {};

TEST_F(ChangeGuardTest, ATruncatedFileLeavesTheActiveVersion) {
  Open();
  ASSERT_TRUE(Import(Rows(100)).ok());
  const std::string before = engine_->state().Get()->info.digest();
  const auto refused = Import(Rows(60));
  EXPECT_EQ(GetErrorReason(refused.status()), "LIST_CHANGE_UNCONFIRMED") << refused.status();
  EXPECT_EQ(engine_->state().Get()->info.digest(), before);
  EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), 100U);
  EXPECT_TRUE(Import(Rows(60), "EL", /*stage=*/true).ok()) << "staging activates nothing";
  EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), 100U);
  EXPECT_TRUE(Import(Rows(98)).ok());
  EXPECT_TRUE(Import(Rows(60), "EL", false, /*accept_change=*/true).ok());
  EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), 60U);
}

}  // namespace
}  // namespace cordon
