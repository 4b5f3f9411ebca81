// Cases: each version follows the one before, and the queue is worst first, then oldest first.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"

namespace cordon {
namespace {

constexpr uint32_t kNotClosed = ~(1U << 6U);

ScreeningRow Judged(const std::string& id, int disposition) {
  ScreeningRow row = MakeScreeningRow(id);
  row.disposition = disposition;
  return row;
}

CaseRow CaseVersion(const std::string& id, int64_t version, int status = 2) {
  CaseRow row;
  row.screening = id;
  row.version = version;
  row.status = status;
  row.update_time = "2026-11-22T05:04:03.000001Z";
  row.body = absl::StrCat(R"({"etag":"v)", version, R"("})");
  return row;
}

absl::Status Write(Store& store, CaseRow row) {
  WriteBatch batch;
  batch.cases.push_back(std::move(row));
  return store.TransactAndWait(std::move(batch)).status();
}

std::string Ids(const CasePage& page) {
  std::string ids;
  for (const FoundCase& found : page.cases) absl::StrAppend(&ids, found.screening, " ");
  return absl::StrCat(ids, page.more ? "..." : "");
}

TEST_P(StoreConformance, ACaseIsWrittenVersionByVersion) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("a", 3))).ok());
  EXPECT_FALSE(store().GetCase("a")->has_value());
  EXPECT_TRUE(absl::IsAborted(Write(store(), CaseVersion("a", 2))));
  ASSERT_TRUE(Write(store(), CaseVersion("a", 1)).ok());
  EXPECT_TRUE(absl::IsAborted(Write(store(), CaseVersion("a", 1))));
  EXPECT_TRUE(absl::IsAborted(Write(store(), CaseVersion("a", 3))));
  CaseRow second = CaseVersion("a", 2, 6);
  second.assignee = "ann";
  ASSERT_TRUE(Write(store(), second).ok());
  Reopen();
  const auto found = store().GetCase("a");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->version, 2);
  EXPECT_EQ((*found)->status, 6);
  EXPECT_EQ((*found)->assignee, "ann");
  EXPECT_EQ((*found)->body, second.body);
  EXPECT_EQ((*found)->update_time, second.update_time);
}

TEST_P(StoreConformance, ACaseBelongsToAScreening) {
  EXPECT_TRUE(absl::IsAborted(Write(store(), CaseVersion("nobody", 1))));
  EXPECT_FALSE(store().GetCase("nobody")->has_value());
}

TEST_P(StoreConformance, ARefusedCaseTakesItsWholeBatchAndNoOther) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("a", 3))).ok());
  WriteBatch batch = OneScreening(Judged("b", 3));
  batch.cases.push_back(CaseVersion("a", 7));
  EXPECT_TRUE(absl::IsAborted(store().TransactAndWait(std::move(batch)).status()));
  EXPECT_TRUE(absl::IsNotFound(store().GetScreening("b").status()));
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("c", 3))).ok());
  EXPECT_EQ(store().CountScreenings().value(), 2);
}

TEST_P(StoreConformance, CasesAreRefusedThatCanNeverBeStored) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("a", 3))).ok());
  CaseRow row = CaseVersion("a", 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Write(store(), row)));
  row = CaseVersion("a", 1, 0);
  EXPECT_TRUE(absl::IsInvalidArgument(Write(store(), row)));
  row = CaseVersion("a", 1, kMaxCaseStatus + 1);
  EXPECT_TRUE(absl::IsInvalidArgument(Write(store(), row)));
  row = CaseVersion("a", 1);
  row.body = std::string(kMaxCaseBytes + 1, 'x');
  EXPECT_TRUE(absl::IsInvalidArgument(Write(store(), row)));
  row.body.resize(kMaxCaseBytes);
  EXPECT_TRUE(Write(store(), row).ok());
}

TEST_P(StoreConformance, OfManyWritersOfOneCaseOneWins) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("a", 3))).ok());
  constexpr int kWriters = 4;
  constexpr int kRounds = 25;
  std::vector<int> won(kWriters, 0);
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int64_t version = 1; version <= kRounds; ++version) {
        won[static_cast<size_t>(w)] += Write(store(), CaseVersion("a", version)).ok() ? 1 : 0;
        // The next round begins when this one has a winner.
        while ((*store().GetCase("a"))->version < version) std::this_thread::yield();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  int all = 0;
  for (const int count : won) all += count;
  EXPECT_EQ(all, kRounds);
  EXPECT_EQ((*store().GetCase("a"))->version, kRounds);
}

TEST_P(StoreConformance, TheQueueIsWorstFirstThenOldestFirst) {
  const std::vector<std::pair<const char*, int>> screened = {{"hold1", 3},  {"clear", 1},    {"block1", 5}, {"note", 2},
                                                             {"block2", 5}, {"escalate", 4}, {"hold2", 3}};
  for (const auto& [id, disposition] : screened) {
    ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged(id, disposition))).ok());
  }
  EXPECT_EQ(Ids(store().ListCases({}, {}, 100).value()), "block1 block2 escalate hold1 hold2 ");
  // Page by page gives the same.
  std::string paged;
  CasePlace place;
  while (true) {
    const auto page = store().ListCases({}, place, 2);
    ASSERT_TRUE(page.ok());
    for (const FoundCase& found : page->cases) absl::StrAppend(&paged, found.screening, " ");
    if (!page->more) break;
    place = page->cases.back().place;
  }
  EXPECT_EQ(paged, "block1 block2 escalate hold1 hold2 ");
  EXPECT_EQ(Ids(store().ListCases({}, {}, 5).value()), "block1 block2 escalate hold1 hold2 ");
  EXPECT_EQ(Ids(store().ListCases({}, {}, 4).value()), "block1 block2 escalate hold1 ...");
  EXPECT_FALSE(store().ListCases({}, {}, 0).ok());
  EXPECT_FALSE(store().ListCases({}, {}, kMaxPageRows + 1).ok());
}

TEST_P(StoreConformance, TheQueueIsFilteredByWhatWasDone) {
  for (const char* const id : {"a", "b", "c"}) ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged(id, 3))).ok());
  ASSERT_TRUE(store().TransactAndWait(OneScreening(Judged("d", 4))).ok());
  CaseRow mine = CaseVersion("b", 1, 2);
  mine.assignee = "ann";
  ASSERT_TRUE(Write(store(), mine).ok());
  ASSERT_TRUE(Write(store(), CaseVersion("c", 1, 6)).ok());
  CaseFilter filter;
  filter.statuses = kNotClosed;
  EXPECT_EQ(Ids(store().ListCases(filter, {}, 100).value()), "d a b ");
  filter.statuses = 1U << 1U;  // untouched
  EXPECT_EQ(Ids(store().ListCases(filter, {}, 100).value()), "d a ");
  filter.statuses = 1U << 6U;
  const auto closed = store().ListCases(filter, {}, 100);
  EXPECT_EQ(Ids(*closed), "c ");
  ASSERT_TRUE(closed->cases[0].row.has_value());
  EXPECT_EQ(closed->cases[0].row->version, 1);
  filter = {};
  filter.assignee = "ann";
  EXPECT_EQ(Ids(store().ListCases(filter, {}, 100).value()), "b ");
  filter = {};
  filter.external_ref = "PO-c";
  EXPECT_EQ(Ids(store().ListCases(filter, {}, 100).value()), "c ");
  filter = {};
  filter.least_disposition = 4;
  EXPECT_EQ(Ids(store().ListCases(filter, {}, 100).value()), "d ");
}

}  // namespace
}  // namespace cordon
