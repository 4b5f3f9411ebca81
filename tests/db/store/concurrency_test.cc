// Everything at once, for ThreadSanitizer as much as for the assertions; and the limits of the queue.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/conformance/store_suite.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

TEST(StoreConcurrency, WritersReadersBlobsAndListsTogether) {
  const TempDir dir;
  SqliteStoreOptions options;
  options.directory = dir.path();
  options.checkpoint_pages = 30;
  options.merge_requests_at = 24;
  options.max_group = 16;
  const std::unique_ptr<Store> store = *OpenSqliteStore(options);
  constexpr int kWriters = 3;
  constexpr int kBatches = 120;
  std::atomic<bool> stop{false};
  std::atomic<int> callbacks{0};
  std::vector<std::thread> writers;
  for (int t = 0; t < kWriters; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < kBatches; ++i) {
        WriteBatch batch = OneScreening(MakeScreeningRow(absl::StrCat("t", t, "i", i)));
        if (i % 20 == 0) {
          ListActivation activation;
          activation.version.set_name(absl::StrCat("listVersions/t", t, "i", i));
          activation.version.set_source("csl");
          activation.version.set_active(true);
          batch.lists.push_back(activation);
        }
        if (i % 3 == 0) {
          EXPECT_TRUE(store->TransactAndWait(std::move(batch)).ok());
          EXPECT_TRUE(store->GetScreening(absl::StrCat("t", t, "i", i)).ok());
          callbacks.fetch_add(1);
        } else {
          store->Transact(std::move(batch), [&](absl::StatusOr<WriteResult> result) {
            EXPECT_TRUE(result.ok()) << result.status();
            callbacks.fetch_add(1);
          });
        }
      }
    });
  }
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&, t] {
      int64_t last = 0;
      while (!stop.load()) {
        const int64_t count = store->CountScreenings().value();
        EXPECT_GE(count, last);
        last = count;
        ScreeningFilter filter;
        if (t == 1) filter.caller = "uid:1000(alice)";
        if (t == 2) filter.created_from = "2026-01-01";
        const absl::StatusOr<ScreeningPage> page = store->ListScreenings(filter, 0, 20);
        ASSERT_TRUE(page.ok()) << page.status();
        EXPECT_GE(static_cast<int64_t>(page->rows.size()), std::min<int64_t>(count, 20));
        int active = 0;
        const absl::StatusOr<std::vector<v1::ListVersion>> versions = store->ListVersions(true);
        ASSERT_TRUE(versions.ok()) << versions.status();
        for (const v1::ListVersion& version : *versions) active += version.active() ? 1 : 0;
        EXPECT_LE(active, 1);
        EXPECT_TRUE(store->Health().ok());
        const absl::StatusOr<std::string> blob = store->PutBlob(absl::StrCat("blob", count % 5));
        ASSERT_TRUE(blob.ok()) << blob.status();
        EXPECT_TRUE(store->GetBlob(*blob).ok());
        EXPECT_TRUE(store->FindByRequest("uid:1000(alice)", "request-t0i0").ok());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  ASSERT_TRUE(store->TransactAndWait({}).ok());
  stop.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(callbacks.load(), kWriters * kBatches);
  EXPECT_EQ(store->CountScreenings().value(), kWriters * kBatches);
}

TEST(StoreConcurrency, TheQueueHasALimit) {
  const TempDir dir;
  SqliteStoreOptions options;
  options.directory = dir.path();
  options.max_queue = 10;
  options.max_group = 2;
  const std::unique_ptr<Store> store = *OpenSqliteStore(options);
  Mutex mu;
  CondVar changed;
  bool blocked = false;
  bool release = false;
  store->Transact({}, [&](const absl::StatusOr<WriteResult>&) {  // holds the writer thread
    MutexLock lock(mu);
    blocked = true;
    changed.NotifyAll();
    while (!release) changed.Wait(mu);
  });
  {
    MutexLock lock(mu);
    while (!blocked) changed.Wait(mu);
  }
  std::atomic<int> stored{0};
  std::atomic<int> refused{0};
  const auto count = [&](const absl::StatusOr<WriteResult>& result) {
    if (result.ok()) stored.fetch_add(1);
    if (absl::IsResourceExhausted(result.status())) refused.fetch_add(1);
  };
  for (int i = 0; i < 10; ++i) store->Transact(OneScreening(MakeScreeningRow(absl::StrCat("s", i))), count);
  EXPECT_EQ(refused.load(), 0) << "at the limit";
  store->Transact(OneScreening(MakeScreeningRow("one too many")), count);
  EXPECT_EQ(refused.load(), 1) << "beyond it, at once";
  {
    MutexLock lock(mu);
    release = true;
    changed.NotifyAll();
  }
  while (absl::IsResourceExhausted(store->TransactAndWait({}).status())) {  // that is what a caller does
  }
  EXPECT_EQ(stored.load(), 10);
  EXPECT_TRUE(absl::IsNotFound(store->GetScreening("one too many").status()));

  // A batch larger than a group is still one transaction; larger than the queue it can never be stored.
  WriteBatch batch;
  for (int i = 0; i < 10; ++i) batch.screenings.push_back(MakeScreeningRow(absl::StrCat("large", i)));
  EXPECT_TRUE(store->TransactAndWait(batch).ok());
  batch.screenings.push_back(MakeScreeningRow("large10"));
  for (ScreeningRow& row : batch.screenings) row.request_id += "again";
  EXPECT_TRUE(absl::IsInvalidArgument(store->TransactAndWait(batch).status()));
}

TEST(StoreConcurrency, ClosingCommitsWhatIsQueued) {
  const TempDir dir;
  SqliteStoreOptions options;
  options.directory = dir.path();
  std::atomic<int> stored{0};
  {
    const std::unique_ptr<Store> store = *OpenSqliteStore(options);
    for (int i = 0; i < 500; ++i) {
      store->Transact(OneScreening(MakeScreeningRow(absl::StrCat("s", i))),
                      [&](const absl::StatusOr<WriteResult>& result) { stored.fetch_add(result.ok() ? 1 : 0); });
    }
  }
  EXPECT_EQ(stored.load(), 500);
  options.read_only = true;
  EXPECT_EQ((*OpenSqliteStore(options))->CountScreenings().value(), 500);
}

TEST(StoreConcurrency, CheckpointsKeepTheLogSmall) {
  const TempDir dir;
  SqliteStoreOptions options;
  options.directory = dir.path();
  options.checkpoint_pages = 100;
  options.merge_requests_at = 40;
  const std::unique_ptr<Store> store = *OpenSqliteStore(options);
  for (int i = 0; i < 3000; ++i) {
    ScreeningRow row = MakeScreeningRow(absl::StrCat("s", i));
    SetBody(std::string(2000, 'x'), &row);
    store->Transact(OneScreening(std::move(row)), [](const absl::StatusOr<WriteResult>&) {});
    if (i % 50 == 0) {
      ASSERT_TRUE(store->TransactAndWait({}).ok());
      EXPECT_TRUE(store->GetScreening("s0").ok());
    }
  }
  ASSERT_TRUE(store->TransactAndWait({}).ok());
  EXPECT_LT(std::filesystem::file_size(dir / "cordon.db-wal"), 4u << 20) << "6 MB of records went through it";
  EXPECT_GT(std::filesystem::file_size(dir / "cordon.db"), 4u << 20);
}

}  // namespace
}  // namespace cordon
