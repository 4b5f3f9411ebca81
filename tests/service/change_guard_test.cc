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

v1::ListVersion Owners(int64_t entities, int64_t interests) {
  v1::ListVersion version;
  version.set_source("ownership/OWN");
  version.set_file_name("own.csv");
  version.mutable_ownership()->set_entities(entities);
  version.mutable_ownership()->set_interests(interests);
  return version;
}

TEST(ChangeGuard, OwnershipDataHaveTheSameLimits) {
  const struct {
    int64_t before, after;
    bool refused;
  } kCases[] = {
      {1000, 980, false},  {1000, 979, true},  {5000, 4975, false}, {5000, 4974, true},
      {1000, 1200, false}, {1000, 1201, true}, {50, 49, false},     {50, 48, true},
      {49, 1, false},      {49, 500, false},   {49, 0, true},       {0, 100000, false},
  };
  for (const auto& c : kCases) {
    const std::string what = absl::StrCat(c.before, " -> ", c.after);
    const absl::Status interests = CheckListChange(Owners(700, c.before), Owners(700, c.after));
    EXPECT_EQ(GetErrorReason(interests), c.refused ? "LIST_CHANGE_UNCONFIRMED" : "") << what;
    EXPECT_EQ(CheckListChange(Owners(c.before, 700), Owners(c.after, 700)).ok(), !c.refused) << what;
  }
  const absl::Status both = CheckListChange(Owners(1000, 900), Owners(10, 0));
  EXPECT_THAT(
      std::string(both.message()),
      HasSubstr("own.csv: ownership/OWN would go from 1000 to 10 entities, ownership/OWN would go from 900 to 0 "
                "interests"));
  EXPECT_THAT(std::string(both.message()), HasSubstr("--accept-change"));
  EXPECT_TRUE(CheckListChange(Owners(1000, 900), Owners(4000, 3600), GuardedStep::kRestore).ok());
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

std::string OwnerRows(int count) {
  std::string csv = "owner,asset,percent\n";
  for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "Holder Number ", i, ",Held Company ", i, ",60\n");
  return csv;
}

class OwnershipGuardTest : public EngineTest {
 protected:
  absl::StatusOr<v1::ImportListResponse> ImportOwners(const std::string& csv, bool accept_change = false,
                                                      bool stage = false, const v1::ListOrigin* origin = nullptr) {
    v1::ImportHeader header;
    header.set_file_name("own.csv");
    header.set_accept_change(accept_change);
    header.set_stage(stage);
    if (origin != nullptr) *header.mutable_origin() = *origin;
    return engine_->lists().Import(MemorySource(csv), header, Context());
  }
  int64_t Interests() const {
    for (const v1::ListVersion& version : engine_->state().Get()->info.versions()) {
      if (version.has_ownership()) return version.ownership().interests();
    }
    return -1;
  }
};

TEST_F(OwnershipGuardTest, ATruncatedFileLeavesTheActiveOwners) {
  Open();
  ASSERT_TRUE(ImportOwners(OwnerRows(100)).ok());
  const std::string before = engine_->state().Get()->info.digest();
  for (const int count : {97, 121, 3}) {
    EXPECT_EQ(GetErrorReason(ImportOwners(OwnerRows(count)).status()), "LIST_CHANGE_UNCONFIRMED") << count;
  }
  EXPECT_EQ(engine_->state().Get()->info.digest(), before);
  EXPECT_TRUE(ImportOwners(OwnerRows(98)).ok());
  EXPECT_TRUE(ImportOwners(OwnerRows(117)).ok());
  EXPECT_EQ(Interests(), 117);
  EXPECT_TRUE(ImportOwners(OwnerRows(10), /*accept_change=*/true).ok());
  EXPECT_EQ(Interests(), 10);
}

TEST_F(OwnershipGuardTest, StagedOwnersAreLookedAtWhenTheyBecomeActive) {
  Open();
  ASSERT_TRUE(ImportOwners(OwnerRows(100)).ok());
  const auto staged = ImportOwners(OwnerRows(50), false, /*stage=*/true);
  ASSERT_TRUE(staged.ok()) << "staging activates nothing";
  v1::ActivateListVersionRequest request;
  request.set_name(staged->version().name());
  EXPECT_EQ(GetErrorReason(engine_->lists().ActivateVersion(request, Context()).status()), "LIST_CHANGE_UNCONFIRMED");
  EXPECT_EQ(Interests(), 100);
  request.set_accept_change(true);
  EXPECT_TRUE(engine_->lists().ActivateVersion(request, Context()).ok());
  EXPECT_EQ(Interests(), 50);
}

TEST_F(OwnershipGuardTest, ADownloadOfWhatWasReplacedIsRefused) {
  Open();
  v1::ListOrigin origin;
  origin.set_url("https://example.org/own.csv");
  ASSERT_TRUE(ImportOwners(OwnerRows(100), false, false, &origin).ok());
  ASSERT_TRUE(ImportOwners(OwnerRows(101), false, false, &origin).ok());
  EXPECT_EQ(GetErrorReason(ImportOwners(OwnerRows(100), false, false, &origin).status()), "LIST_OLDER");
  EXPECT_TRUE(ImportOwners(OwnerRows(100), true, false, &origin).ok());
}

}  // namespace
}  // namespace cordon
