// The contract for screenings: stored whole, once per request, in order, found by every key.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"

namespace cordon {
namespace {

void ExpectEqualRows(const ScreeningRow& a, const ScreeningRow& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.body, b.body);
  EXPECT_EQ(a.sha256, b.sha256);
  EXPECT_EQ(a.caller, b.caller);
  EXPECT_EQ(a.request_id, b.request_id);
  EXPECT_EQ(a.request_sha256, b.request_sha256);
  EXPECT_EQ(a.external_ref, b.external_ref);
  EXPECT_EQ(a.create_time, b.create_time);
  EXPECT_EQ(a.disposition, b.disposition);
}

std::vector<std::string> Ids(const ScreeningPage& page) {
  std::vector<std::string> ids;
  for (const ScreeningRow& row : page.rows) ids.push_back(row.id);
  return ids;
}

int64_t MustStore(Store& store, const ScreeningRow& row) {
  const absl::StatusOr<WriteResult> result = store.TransactAndWait(OneScreening(row));
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok()) return 0;
  EXPECT_EQ(result->screenings.size(), 1u);
  EXPECT_FALSE(result->screenings[0].existing.has_value());
  return result->screenings[0].sequence;
}

TEST_P(StoreConformance, KeepsARowByteForByte) {
  ScreeningRow row = MakeScreeningRow("a");
  constexpr char kBody[] = "{\"k\":\"\xe5\x8c\x97\xe4\xba\xac '\\u0000'; DROP TABLE screening;--\"}\0\xff tail";
  SetBody(std::string(kBody, sizeof(kBody) - 1), &row);
  row.external_ref = "PO '1' \"x\" ; -- \xe5\x8c\x97";
  EXPECT_EQ(MustStore(store(), row), 1);
  for (int round = 0; round < 2; ++round) {
    const absl::StatusOr<ScreeningRow> got = store().GetScreening("a");
    ASSERT_TRUE(got.ok()) << got.status();
    ExpectEqualRows(*got, row);
    Reopen();
  }
}

TEST_P(StoreConformance, KeepsEmptyOptionalFields) {
  ScreeningRow row = MakeScreeningRow("a");
  row.request_id.clear();
  row.request_sha256.clear();
  row.external_ref.clear();
  row.disposition = 0;
  MustStore(store(), row);
  const absl::StatusOr<ScreeningRow> got = store().GetScreening("a");
  ASSERT_TRUE(got.ok()) << got.status();
  ExpectEqualRows(*got, row);
}

TEST_P(StoreConformance, AnEmptyStoreAnswers) {
  EXPECT_TRUE(absl::IsNotFound(store().GetScreening("nobody").status()));
  EXPECT_FALSE(store().FindByRequest("caller", "request").value().has_value());
  EXPECT_EQ(store().CountScreenings().value(), 0);
  const ScreeningPage page = store().ListScreenings({}, 0, 10).value();
  EXPECT_TRUE(page.rows.empty());
  EXPECT_EQ(page.next_before, 0);
  EXPECT_TRUE(store().TransactAndWait({}).ok());
  EXPECT_TRUE(store().Health().ok());
}

TEST_P(StoreConformance, NumbersRowsContiguouslyAcrossReopening) {
  EXPECT_EQ(MustStore(store(), MakeScreeningRow("a")), 1);
  EXPECT_EQ(MustStore(store(), MakeScreeningRow("b")), 2);
  Reopen();
  EXPECT_EQ(MustStore(store(), MakeScreeningRow("c")), 3);
  EXPECT_EQ(store().CountScreenings().value(), 3);
}

TEST_P(StoreConformance, ARetryGetsTheStoredRow) {
  const ScreeningRow first = MakeScreeningRow("a");
  MustStore(store(), first);
  ScreeningRow retry = MakeScreeningRow("b");
  retry.request_id = first.request_id;
  for (int round = 0; round < 2; ++round) {
    const absl::StatusOr<WriteResult> result = store().TransactAndWait(OneScreening(retry));
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_TRUE(result->screenings[0].existing.has_value());
    ExpectEqualRows(*result->screenings[0].existing, first);
    EXPECT_EQ(result->screenings[0].sequence, 1);
    EXPECT_TRUE(absl::IsNotFound(store().GetScreening("b").status()));
    EXPECT_EQ(store().CountScreenings().value(), 1);
    Reopen();
  }
  const auto found = store().FindByRequest(first.caller, first.request_id);
  ASSERT_TRUE(found.ok() && found->has_value());
  ExpectEqualRows(**found, first);
}

TEST_P(StoreConformance, ARequestIdBelongsToItsCaller) {
  MustStore(store(), MakeScreeningRow("a"));
  ScreeningRow other = MakeScreeningRow("b");
  other.request_id = "request-a";
  other.caller = "uid:1001(bob)";
  EXPECT_EQ(MustStore(store(), other), 2);
  EXPECT_EQ((*store().FindByRequest("uid:1001(bob)", "request-a"))->id, "b");
  EXPECT_EQ((*store().FindByRequest("uid:1000(alice)", "request-a"))->id, "a");
  EXPECT_FALSE(store().FindByRequest("uid:1002(eve)", "request-a")->has_value());
}

TEST_P(StoreConformance, WithoutRequestIdNothingIsARetry) {
  for (const char* id : {"a", "b"}) {
    ScreeningRow row = MakeScreeningRow(id);
    row.request_id.clear();
    MustStore(store(), row);
  }
  EXPECT_EQ(store().CountScreenings().value(), 2);
  EXPECT_FALSE(store().FindByRequest("uid:1000(alice)", "")->has_value());
}

TEST_P(StoreConformance, TheSameRequestTwiceInOneBatchIsStoredOnce) {
  WriteBatch batch;
  batch.screenings = {MakeScreeningRow("a"), MakeScreeningRow("b"), MakeScreeningRow("c")};
  batch.screenings[2].request_id = batch.screenings[0].request_id;
  const absl::StatusOr<WriteResult> result = store().TransactAndWait(batch);
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_EQ(result->screenings.size(), 3u);
  EXPECT_FALSE(result->screenings[0].existing.has_value());
  EXPECT_FALSE(result->screenings[1].existing.has_value());
  ASSERT_TRUE(result->screenings[2].existing.has_value());
  EXPECT_EQ(result->screenings[2].existing->id, "a");
  EXPECT_EQ(store().CountScreenings().value(), 2);
}

TEST_P(StoreConformance, TheSameRequestFromManyThreadsIsStoredOnce) {
  constexpr int kThreads = 8;
  constexpr int kRequests = 20;
  std::atomic<int> written{0};
  std::vector<std::vector<std::string>> answers(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int r = 0; r < kRequests; ++r) {
        ScreeningRow row = MakeScreeningRow(absl::StrCat("t", t, "r", r));
        row.request_id = absl::StrCat("request", r);
        const std::string own = row.id;
        const absl::StatusOr<WriteResult> result = store().TransactAndWait(OneScreening(std::move(row)));
        ASSERT_TRUE(result.ok()) << result.status();
        const ScreeningOutcome& outcome = result->screenings[0];
        if (!outcome.existing.has_value()) written.fetch_add(1);
        answers[static_cast<size_t>(t)].push_back(outcome.existing.has_value() ? outcome.existing->id : own);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(written.load(), kRequests);
  EXPECT_EQ(store().CountScreenings().value(), kRequests);
  for (const auto& answer : answers) EXPECT_EQ(answer, answers[0]);
}

TEST_P(StoreConformance, ABatchIsStoredWholeOrNotAtAll) {
  MustStore(store(), MakeScreeningRow("taken"));
  WriteBatch batch;
  batch.screenings = {MakeScreeningRow("a"), MakeScreeningRow("taken"), MakeScreeningRow("b")};
  batch.screenings[1].request_id = "another";
  EXPECT_TRUE(absl::IsAlreadyExists(store().TransactAndWait(batch).status()));
  EXPECT_TRUE(absl::IsNotFound(store().GetScreening("a").status()));
  EXPECT_TRUE(absl::IsNotFound(store().GetScreening("b").status()));
  EXPECT_FALSE(store().FindByRequest("uid:1000(alice)", "request-a")->has_value());
  EXPECT_EQ(MustStore(store(), MakeScreeningRow("a")), 2) << "a refused batch leaves no gap";
}

TEST_P(StoreConformance, ABatchThatCannotBeStoredDoesNotTakeOthersAlong) {
  MustStore(store(), MakeScreeningRow("taken"));
  std::atomic<int> stored{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        WriteBatch batch;
        batch.screenings.push_back(MakeScreeningRow(absl::StrCat("t", t, "i", i)));
        batch.screenings.push_back(MakeScreeningRow(absl::StrCat("t", t, "i", i, "second")));
        if (i % 5 == 0) {
          batch.screenings[1].id = "taken";
        }
        const absl::Status status = store().TransactAndWait(std::move(batch)).status();
        if (status.ok()) stored.fetch_add(1);
        if (absl::IsAlreadyExists(status)) refused.fetch_add(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(stored.load(), 160);
  EXPECT_EQ(refused.load(), 40);
  EXPECT_EQ(store().CountScreenings().value(), 1 + 2 * 160);
  const ScreeningPage page = store().ListScreenings({}, 0, 1000).value();
  EXPECT_EQ(page.rows.size(), 321u);
}

TEST_P(StoreConformance, RefusesRowsThatBreakALimit) {
  const struct {
    const char* what;
    std::function<void(ScreeningRow*)> change;
    bool ok;
  } kCases[] = {
      {"id at limit", [](ScreeningRow* r) { r->id.assign(kMaxScreeningIdBytes, 'i'); }, true},
      {"id over limit", [](ScreeningRow* r) { r->id.assign(kMaxScreeningIdBytes + 1, 'i'); }, false},
      {"no id", [](ScreeningRow* r) { r->id.clear(); }, false},
      {"caller at limit", [](ScreeningRow* r) { r->caller.assign(kMaxCallerBytes, 'c'); }, true},
      {"caller over limit", [](ScreeningRow* r) { r->caller.assign(kMaxCallerBytes + 1, 'c'); }, false},
      {"no caller", [](ScreeningRow* r) { r->caller.clear(); }, false},
      {"request_id at limit", [](ScreeningRow* r) { r->request_id.assign(kMaxRequestIdBytes, 'q'); }, true},
      {"request_id over limit", [](ScreeningRow* r) { r->request_id.assign(kMaxRequestIdBytes + 1, 'q'); }, false},
      {"external_ref at limit", [](ScreeningRow* r) { r->external_ref.assign(kMaxExternalRefBytes, 'e'); }, true},
      {"external_ref over limit", [](ScreeningRow* r) { r->external_ref.assign(kMaxExternalRefBytes + 1, 'e'); },
       false},
      {"create_time over limit", [](ScreeningRow* r) { r->create_time.assign(kMaxTimeBytes + 1, '2'); }, false},
      {"no create_time", [](ScreeningRow* r) { r->create_time.clear(); }, false},
      {"body at limit", [](ScreeningRow* r) { SetBody(std::string(kMaxRecordBytes, 'b'), r); }, true},
      {"body over limit", [](ScreeningRow* r) { SetBody(std::string(kMaxRecordBytes + 1, 'b'), r); }, false},
      {"no body", [](ScreeningRow* r) { SetBody("", r); }, false},
      {"digest of another body", [](ScreeningRow* r) { r->body += " "; }, false},
      {"digest in upper case", [](ScreeningRow* r) { r->sha256[0] = 'A'; }, false},
      {"request without digest", [](ScreeningRow* r) { r->request_sha256.clear(); }, false},
      {"request digest not hex", [](ScreeningRow* r) { r->request_sha256[5] = 'g'; }, false},
  };
  int n = 0;
  for (const auto& c : kCases) {
    ScreeningRow row = MakeScreeningRow(absl::StrCat("limit", n++));
    c.change(&row);
    const std::string id = row.id;
    const absl::Status status = store().TransactAndWait(OneScreening(row)).status();
    if (c.ok) {
      EXPECT_TRUE(status.ok()) << c.what << ": " << status;
      EXPECT_EQ(store().GetScreening(id)->body, row.body) << c.what;
    } else {
      EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.what << ": " << status;
      EXPECT_TRUE(absl::IsNotFound(store().GetScreening(id).status())) << c.what;
    }
  }
}

TEST_P(StoreConformance, PagesAreNewestFirstAndComplete) {
  constexpr int kRows = 25;
  for (int i = 0; i < kRows; ++i) MustStore(store(), MakeScreeningRow(absl::StrCat("s", i)));
  for (const int limit : {1, 7, 24, 25, 26, 1000}) {
    std::vector<std::string> ids;
    int64_t before = 0;
    do {
      const absl::StatusOr<ScreeningPage> page = store().ListScreenings({}, before, limit);
      ASSERT_TRUE(page.ok()) << page.status();
      ASSERT_LE(static_cast<int>(page->rows.size()), limit);
      for (const std::string& id : Ids(*page)) ids.push_back(id);
      ASSERT_TRUE(page->next_before == 0 || before == 0 || page->next_before < before);
      before = page->next_before;
      if (ids.size() == 10) MustStore(store(), MakeScreeningRow(absl::StrCat("late", limit)));  // does not disturb
    } while (before != 0);
    ids.erase(std::remove_if(ids.begin(), ids.end(), [](const std::string& id) { return id[0] == 'l'; }), ids.end());
    ASSERT_EQ(ids.size(), static_cast<size_t>(kRows)) << limit;
    for (int i = 0; i < kRows; ++i) EXPECT_EQ(ids[static_cast<size_t>(i)], absl::StrCat("s", kRows - 1 - i));
  }
}

TEST_P(StoreConformance, PageArgumentsHaveLimits) {
  for (const int limit : {-1, 0, kMaxPageRows + 1}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store().ListScreenings({}, 0, limit).status())) << limit;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListScreenings({}, -1, 10).status()));
  EXPECT_TRUE(store().ListScreenings({}, 0, kMaxPageRows).ok());
}

TEST_P(StoreConformance, APageOfLargeRecordsEndsEarly) {
  constexpr int kRows = 7;
  for (int i = 0; i < kRows; ++i) {
    ScreeningRow row = MakeScreeningRow(absl::StrCat("s", i));
    SetBody(std::string(kMaxRecordBytes, static_cast<char>('a' + i)), &row);
    MustStore(store(), row);
  }
  const ScreeningPage first = store().ListScreenings({}, 0, 100).value();
  EXPECT_EQ(Ids(first), (std::vector<std::string>{"s6", "s5", "s4", "s3"}));
  ASSERT_NE(first.next_before, 0);
  const ScreeningPage second = store().ListScreenings({}, first.next_before, 100).value();
  EXPECT_EQ(Ids(second), (std::vector<std::string>{"s2", "s1", "s0"}));
  EXPECT_EQ(second.next_before, 0);
}

TEST_P(StoreConformance, FiltersAreConjunctions) {
  // Times do not ascend with the sequence: the clock may step back.
  const struct {
    const char* id;
    const char* caller;
    const char* ref;
    const char* time;
    int disposition;
  } kRows[] = {
      {"a", "alice", "PO-1", "2026-01-01T00:00:00.000000Z", 1},
      {"b", "bob", "PO-1", "2026-01-03T00:00:00.000000Z", 3},
      {"c", "alice", "", "2026-01-02T00:00:00.000000Z", 3},
      {"d", "alice", "PO-2", "2026-01-04T00:00:00.000000Z", 1},
      {"e", "bob", "PO-1", "2026-01-02T12:00:00.000000Z", 1},
  };
  for (const auto& r : kRows) {
    ScreeningRow row = MakeScreeningRow(r.id);
    row.caller = r.caller;
    row.external_ref = r.ref;
    row.create_time = r.time;
    row.disposition = r.disposition;
    MustStore(store(), row);
  }
  const auto filter = [](std::optional<int> disposition, const char* caller, const char* ref, const char* request,
                         const char* from, const char* before) {
    ScreeningFilter f;
    f.disposition = disposition;
    f.caller = caller;
    f.external_ref = ref;
    f.request_id = request;
    f.created_from = from;
    f.created_before = before;
    return f;
  };
  const struct {
    ScreeningFilter filter;
    std::vector<std::string> ids;
  } kCases[] = {
      {filter({}, "", "", "", "", ""), {"e", "d", "c", "b", "a"}},
      {filter(3, "", "", "", "", ""), {"c", "b"}},
      {filter(0, "", "", "", "", ""), {}},
      {filter({}, "alice", "", "", "", ""), {"d", "c", "a"}},
      {filter({}, "", "PO-1", "", "", ""), {"e", "b", "a"}},
      {filter({}, "", "", "request-c", "", ""), {"c"}},
      {filter({}, "bob", "", "request-c", "", ""), {}},
      {filter({}, "", "", "", "2026-01-02", ""), {"e", "d", "c", "b"}},
      {filter({}, "", "", "", "", "2026-01-03T00:00:00.000000Z"), {"e", "c", "a"}},
      {filter({}, "", "", "", "2026-01-02T00:00:00.000000Z", "2026-01-03"), {"e", "c"}},
      {filter({}, "", "", "", "2027-01-01", ""), {}},
      {filter({}, "", "", "", "2026-02-01", "2026-01-01"), {}},
      {filter(1, "bob", "PO-1", "", "", ""), {"e"}},
      {filter(1, "bob", "PO-1", "request-e", "2026-01-02", "2026-01-03"), {"e"}},
      {filter(3, "alice", "", "", "2026-01-01", "2026-01-09"), {"c"}},
      {filter({}, "' OR 1=1 --", "", "", "", ""), {}},
  };
  int n = 0;
  for (const auto& c : kCases) {
    SCOPED_TRACE(n++);
    const absl::StatusOr<ScreeningPage> page = store().ListScreenings(c.filter, 0, 100);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(Ids(*page), c.ids);
    EXPECT_EQ(page->next_before, 0);
    // The same one by one.
    std::vector<std::string> ids;
    int64_t before = 0;
    do {
      const ScreeningPage one = store().ListScreenings(c.filter, before, 1).value();
      for (const std::string& id : Ids(one)) ids.push_back(id);
      before = one.next_before;
    } while (before != 0);
    EXPECT_EQ(ids, c.ids);
  }
}

TEST_P(StoreConformance, CallbacksRunOnceAndReadersSeeWhatWasAcknowledged) {
  constexpr int kBatches = 300;
  std::vector<std::atomic<int>> calls(kBatches);
  std::atomic<int> done{0};
  for (int i = 0; i < kBatches; ++i) {
    store().Transact(OneScreening(MakeScreeningRow(absl::StrCat("s", i))), [&, i](absl::StatusOr<WriteResult> result) {
      EXPECT_TRUE(result.ok()) << result.status();
      calls[static_cast<size_t>(i)].fetch_add(1);
      done.fetch_add(1);
    });
  }
  // Later batches are committed later: an acknowledged barrier means that all before it are.
  ASSERT_TRUE(store().TransactAndWait({}).ok());
  EXPECT_EQ(done.load(), kBatches);
  for (const auto& call : calls) EXPECT_EQ(call.load(), 1);
  EXPECT_EQ(store().CountScreenings().value(), kBatches);
  for (int i = 0; i < kBatches; ++i) EXPECT_TRUE(store().GetScreening(absl::StrCat("s", i)).ok());
}

}  // namespace
}  // namespace cordon
