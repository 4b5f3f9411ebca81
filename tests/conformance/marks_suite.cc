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
  ASSERT_TRUE(store()
                  .TransactAndWait(OneScreening(
                      MarkedRow("a", {{"k", bytes, "", "", 0}, {"other", "x", "", "", 0}, {"k", "second", "", "", 0}})))
                  .ok());
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MarkedRow("b", {{"k", "newest", "", "", 0}}))).ok());
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
  ScreeningRow row = MarkedRow("a", {{"k", "1", "", "", 0}});
  row.request_id = "r";
  row.request_sha256 = row.sha256;
  ASSERT_TRUE(store().TransactAndWait(OneScreening(row)).ok());
  row.id = "b";
  const auto again = store().TransactAndWait(OneScreening(row));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->screenings[0].existing.has_value());
  EXPECT_EQ(store().FindMarks({"k"}, 10)->size(), 1U);
}

TEST_P(StoreConformance, MarksOfOneSubjectDisplaceEachOther) {
  int row = 0;
  const auto add = [&](const std::string& subject, const std::string& origin, int64_t rank, const std::string& fact) {
    ASSERT_TRUE(store()
                    .TransactAndWait(OneScreening(
                        MarkedRow(absl::StrCat("r", ++row), {HistoryMark{"k", fact, subject, origin, rank}})))
                    .ok());
  };
  const auto facts = [&](const std::string& key) {
    std::vector<std::string> shown;
    const auto found = store().FindMarks({key}, kMaxPageRows);
    EXPECT_TRUE(found.ok()) << found.status();
    for (const FoundMark& mark : *found) shown.push_back(mark.fact);
    return shown;
  };
  using Facts = std::vector<std::string>;
  // One of each origin: the lowest rank, and of equal ones the earlier.
  add("s", "deal", 20, "later");
  add("s", "deal", 10, "first");
  add("s", "deal", 10, "again");
  add("s", "deal", 30, "much later");
  EXPECT_EQ(facts("k"), Facts({"first"}));
  // Another subject, another key and a mark without subject are left alone.
  add("other", "deal", 10, "other");
  add("", "deal", 10, "alone");
  add("", "deal", 10, "alone too");
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MarkedRow("k2", {{"k2", "elsewhere", "s", "deal", 5}}))).ok());
  EXPECT_EQ(facts("k"), Facts({"alone too", "alone", "other", "first"}));
  EXPECT_EQ(facts("k2"), Facts({"elsewhere"}));
  // Of many origins those of lowest rank.
  for (int i = 1; i < kMarksPerSubject; ++i) add("s", absl::StrCat("deal ", i), 100 + i, absl::StrCat("deal ", i));
  EXPECT_EQ(facts("k").size(), 3U + kMarksPerSubject);
  add("s", "too late", 200, "too late");
  add("s", "as late", 100 + kMarksPerSubject - 1, "as late");
  EXPECT_EQ(facts("k").size(), 3U + kMarksPerSubject);
  add("s", "early", 50, "early");
  Facts left = {"early"};
  for (int i = kMarksPerSubject - 2; i > 0; --i) left.push_back(absl::StrCat("deal ", i));
  for (const char* const fact : {"alone too", "alone", "other", "first"}) left.emplace_back(fact);
  EXPECT_EQ(facts("k"), left);
  Reopen();
  EXPECT_EQ(facts("k"), left);
}

TEST_P(StoreConformance, RefusesMarksBeyondTheirLimits) {
  const std::vector<HistoryMark> too_many(kMaxMarks + 1, HistoryMark{"k", "f", "", "", 0});
  for (const auto& marks : {too_many, std::vector<HistoryMark>{{"", "f", "", "", 0}},
                            std::vector<HistoryMark>{{std::string(kMaxMarkKeyBytes + 1, 'k'), "f", "", "", 0}},
                            std::vector<HistoryMark>{{"k", std::string(kMaxMarkFactBytes + 1, 'f'), "", "", 0}}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store().TransactAndWait(OneScreening(MarkedRow("a", marks))).status()));
  }
  EXPECT_EQ(store().CountScreenings().value(), 0);
  const std::vector<HistoryMark> most(
      kMaxMarks, HistoryMark{std::string(kMaxMarkKeyBytes, 'k'), std::string(100, 'f'), "", "", 0});
  EXPECT_TRUE(store().TransactAndWait(OneScreening(MarkedRow("a", most))).ok());
  EXPECT_EQ(store().FindMarks({std::string(kMaxMarkKeyBytes, 'k')}, kMaxPageRows)->size(), size_t{kMaxPageRows});
  EXPECT_FALSE(store().FindMarks({"k"}, 0).ok());
  EXPECT_FALSE(store().FindMarks({"k"}, kMaxPageRows + 1).ok());
  EXPECT_FALSE(store().FindMarks(std::vector<std::string>(kMaxMarkKeys + 1, "k"), 1).ok());
}

}  // namespace
}  // namespace cordon
