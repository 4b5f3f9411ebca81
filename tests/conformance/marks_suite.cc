// The contract for marks: found by their keys with their screening, newest first, bounded, and not part of a row.
#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"

namespace cordon {
namespace {

ScreeningRow MarkedRow(const std::string& id, std::vector<HistoryMark> marks) {
  ScreeningRow row = MakeScreeningRow(id);
  row.marks = std::move(marks);
  return row;
}

TEST_P(StoreConformance, FindsMarksNewestFirst) {
  const std::string bytes("\0\xff fact", 7);
  ASSERT_TRUE(
      store().TransactAndWait(OneScreening(MarkedRow("a", {{"k", bytes}, {"other", "x"}, {"k", "second"}}))).ok());
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MarkedRow("b", {{"k", "newest"}}))).ok());
  for (int round = 0; round < 2; ++round) {
    const auto found = store().FindMarks({"absent", "k", "other"}, 10);
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(found->size(), 4U);
    EXPECT_EQ((*found)[0].fact, "newest");
    EXPECT_EQ((*found)[0].sequence, 2);
    EXPECT_EQ((*found)[1].fact, bytes);
    EXPECT_EQ((*found)[2].fact, "second");
    EXPECT_EQ((*found)[2].key, "k");
    EXPECT_EQ((*found)[3].key, "other");
    EXPECT_EQ(store().FindMarks({"k"}, 2)->size(), 2U);
    EXPECT_TRUE(store().GetScreening("a")->marks.empty());
    Reopen();
  }
}

TEST_P(StoreConformance, ARetryLeavesNoSecondMark) {
  ScreeningRow row = MarkedRow("a", {{"k", "1"}});
  row.request_id = "r";
  row.request_sha256 = row.sha256;
  ASSERT_TRUE(store().TransactAndWait(OneScreening(row)).ok());
  row.id = "b";
  const auto again = store().TransactAndWait(OneScreening(row));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->screenings[0].existing.has_value());
  EXPECT_EQ(store().FindMarks({"k"}, 10)->size(), 1U);
}

TEST_P(StoreConformance, RefusesMarksBeyondTheirLimits) {
  const std::vector<HistoryMark> too_many(kMaxMarks + 1, HistoryMark{"k", "f"});
  for (const auto& marks : {too_many, std::vector<HistoryMark>{{"", "f"}},
                            std::vector<HistoryMark>{{std::string(kMaxMarkKeyBytes + 1, 'k'), "f"}},
                            std::vector<HistoryMark>{{"k", std::string(kMaxMarkFactBytes + 1, 'f')}}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store().TransactAndWait(OneScreening(MarkedRow("a", marks))).status()));
  }
  EXPECT_EQ(store().CountScreenings().value(), 0);
  const std::vector<HistoryMark> most(kMaxMarks,
                                      HistoryMark{std::string(kMaxMarkKeyBytes, 'k'), std::string(100, 'f')});
  EXPECT_TRUE(store().TransactAndWait(OneScreening(MarkedRow("a", most))).ok());
  EXPECT_EQ(store().FindMarks({std::string(kMaxMarkKeyBytes, 'k')}, kMaxPageRows)->size(), size_t{kMaxPageRows});
  EXPECT_FALSE(store().FindMarks({"k"}, 0).ok());
  EXPECT_FALSE(store().FindMarks({"k"}, kMaxPageRows + 1).ok());
  EXPECT_FALSE(store().FindMarks(std::vector<std::string>(kMaxMarkKeys + 1, "k"), 1).ok());
}

}  // namespace
}  // namespace cordon
