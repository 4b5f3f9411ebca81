// Registered parties: written with what they match and with how far they were compared, in one transaction or not at
// all.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"

namespace cordon {
namespace {

std::string Shown(const std::vector<MonitoredRow>& rows) {
  std::string shown;
  for (const MonitoredRow& row : rows) absl::StrAppend(&shown, row.ref, "=", row.party, "/", row.result, " ");
  return shown;
}

TEST_P(StoreConformance, RegisteredPartiesComeAndGo) {
  EXPECT_EQ(store().CountMonitored()->parties, 0);
  EXPECT_EQ(*store().GetMonitorProgress(), "");
  WriteBatch batch;
  batch.monitored = {{"c", "C", ""}, {"a", "A", "match"}, {"b", "B", ""}};
  batch.monitor_progress = "half";
  ASSERT_TRUE(store().TransactAndWait(std::move(batch)).ok());
  batch = WriteBatch();
  batch.monitored = {{"a", "", "other"}, {"b", "B2", "match"}, {"nobody", "", "match"}};
  batch.unmonitored = {"c", "never"};
  batch.monitor_progress = "whole";
  ASSERT_TRUE(store().TransactAndWait(std::move(batch)).ok());
  Reopen();
  EXPECT_EQ(Shown(store().ListMonitored("", false, 10)->rows), "a=A/other b=B2/match ");
  EXPECT_EQ(*store().GetMonitorProgress(), "whole");
  const std::vector<std::string> refs = {"b", "nobody", "a"};
  EXPECT_EQ(Shown(*store().GetMonitored(refs)), "b=B2/match a=A/other ");
  EXPECT_EQ(store().CountMonitored()->with_result, 2);
}

TEST_P(StoreConformance, RegisteredPartiesArePaged) {
  WriteBatch batch;
  for (int i = 0; i < 9; ++i) batch.monitored.push_back({absl::StrCat("r", i), "P", i % 3 == 0 ? "match" : ""});
  ASSERT_TRUE(store().TransactAndWait(std::move(batch)).ok());
  const auto page = store().ListMonitored("r2", false, 4);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(Shown(page->rows), "r3=P/match r4=P/ r5=P/ r6=P/match ");
  EXPECT_TRUE(page->more);
  EXPECT_EQ(Shown(store().ListMonitored("r0", true, 4)->rows), "r3=P/match r6=P/match ");
  EXPECT_FALSE(store().ListMonitored("r0", true, 2)->more);
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListMonitored("", false, 0).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListMonitored("", false, kMaxPageRows + 1).status()));
}

TEST_P(StoreConformance, ABatchWithARegisteredPartyThatCannotBeStoredIsNotStored) {
  for (const MonitoredRow& bad :
       {MonitoredRow{"", "P", ""}, MonitoredRow{std::string(kMaxPartyRefBytes + 1, 'r'), "P", ""},
        MonitoredRow{"r", std::string(kMaxPartyBytes + 1, 'p'), ""}}) {
    WriteBatch batch;
    batch.monitored = {{"good", "P", ""}, bad};
    EXPECT_TRUE(absl::IsInvalidArgument(store().TransactAndWait(std::move(batch)).status()));
  }
  EXPECT_EQ(store().CountMonitored()->parties, 0);
  WriteBatch batch;
  batch.monitored = {{std::string(kMaxPartyRefBytes, 'r'), std::string(kMaxPartyBytes, 'p'), ""}};
  EXPECT_TRUE(store().TransactAndWait(std::move(batch)).ok());
}

}  // namespace
}  // namespace cordon
