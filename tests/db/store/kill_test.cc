// kill -9 at random moments under load: everything acknowledged is there, batches are whole, the file is sound, and the
// store opens within 5 s. CORDON_KILLS raises the number of rounds, CORDON_SEED repeats a run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "audit/log/tree_keeper.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/db/store/hammer_process.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

unsigned FromEnvironment(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  unsigned value = 0;
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
}

absl::StatusOr<std::unique_ptr<Store>> OpenKilled(const std::string& directory) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.holder = "kill test";
  options.lock_wait = absl::ZeroDuration();  // the kernel dropped the lock with the process
  return OpenSqliteStore(options);
}

// How many of a batch's rows are there, by batch id.
std::map<std::string, int> RowsByBatch(Store& store) {
  std::map<std::string, int> rows;
  int64_t before = 0;
  do {
    const absl::StatusOr<ScreeningPage> page = store.ListScreenings({}, before, kMaxPageRows);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return rows;
    for (const ScreeningRow& row : page->rows) ++rows[row.id.substr(0, row.id.size() - 2)];
    before = page->next_before;
  } while (before != 0);
  return rows;
}

void CheckAfterKill(const std::string& directory, const std::vector<std::string>& acknowledged) {
  const absl::Time start = absl::Now();
  absl::StatusOr<std::unique_ptr<Store>> store = OpenKilled(directory);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  const std::map<std::string, int> batches = RowsByBatch(**store);
  for (const auto& batch : batches) EXPECT_EQ(batch.second, 3) << batch.first << " is half written";
  for (const std::string& id : acknowledged) {
    EXPECT_EQ(batches.count(id), 1u) << id << " was acknowledged and is lost";
    EXPECT_TRUE((*store)->FindByRequest("hammer", absl::StrCat("request-", id, "-a"))->has_value()) << id;
  }
  // A list version that is there has its blob: blobs are durable before the row that names them.
  const absl::StatusOr<std::vector<v1::ListVersion>> versions = (*store)->ListVersions(true);
  ASSERT_TRUE(versions.ok()) << versions.status();
  int active = 0;
  for (const v1::ListVersion& version : *versions) {
    active += version.active() ? 1 : 0;
    EXPECT_TRUE((*store)->GetBlob(version.entries_sha256()).ok()) << version.name();
  }
  EXPECT_LE(active, 1);
  store->reset();
  const absl::Status sound = VerifySqliteStore(directory);
  EXPECT_TRUE(sound.ok() || absl::IsNotFound(sound)) << sound;
}

TEST(StoreKill, NothingAcknowledgedIsLost) {
  const unsigned rounds = FromEnvironment("CORDON_KILLS", 25);
  const unsigned seed = FromEnvironment("CORDON_SEED", std::random_device()());
  SCOPED_TRACE(absl::StrCat("CORDON_SEED=", seed));
  std::mt19937 random(seed);
  auto directory = std::make_unique<TempDir>();
  std::vector<std::string> acknowledged;
  size_t total = 0;
  for (unsigned round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    if (round % 8 == 0) {  // the first moments of a new directory are rounds of their own
      directory = std::make_unique<TempDir>();
      acknowledged.clear();
    }
    HammerProcess hammer(directory->path(), absl::StrCat("r", round));
    // Most kills fall into the load, some into the opening.
    const bool under_load = random() % 5 != 0;
    ASSERT_TRUE(!under_load || hammer.WaitForLines(2)) << "the hammer ended by itself";
    absl::SleepFor(absl::Microseconds(random() % 120'000));
    for (std::string& id : hammer.Kill()) acknowledged.push_back(std::move(id));
    total += acknowledged.size();
    CheckAfterKill(directory->path(), acknowledged);
  }
  EXPECT_GT(total, rounds) << "the hammer hardly wrote: the test tests nothing";
}

// The log over what was written: no gap, every acknowledged record in it, and the root that was signed last is the
// root of what is there. Opening checks the last; what was stored and not signed any more is hashed again.
TEST(StoreKill, TheLogIsWhole) {
  const unsigned rounds = FromEnvironment("CORDON_KILLS", 25);
  const unsigned seed = FromEnvironment("CORDON_SEED", std::random_device()());
  SCOPED_TRACE(absl::StrCat("CORDON_SEED=", seed));
  std::mt19937 random(seed);
  auto directory = std::make_unique<TempDir>();
  std::vector<std::string> acknowledged;
  size_t total = 0;
  for (unsigned round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    if (round % 8 == 0) {
      directory = std::make_unique<TempDir>();
      acknowledged.clear();
    }
    HammerProcess hammer(directory->path(), absl::StrCat("r", round), /*with_log=*/true);
    ASSERT_TRUE(random() % 5 == 0 || hammer.WaitForLines(2)) << "the hammer ended by itself";
    absl::SleepFor(absl::Microseconds(random() % 120'000));
    for (std::string& id : hammer.Kill()) acknowledged.push_back(std::move(id));
    total += acknowledged.size();

    TreeKeeper keeper({.key_directory = *directory / "keys", .actor = "kill test"});
    SqliteStoreOptions options;
    options.directory = directory->path();
    options.lock_wait = absl::ZeroDuration();
    options.log_keeper = &keeper;
    const absl::Time start = absl::Now();
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_LT(absl::Now() - start, absl::Seconds(5));
    const int64_t screenings = (*store)->CountScreenings().value();
    ASSERT_EQ((*store)->LogSize().value(), screenings + 1);
    EXPECT_EQ(keeper.Latest()->size, screenings + 1);
    for (const std::string& id : acknowledged) {
      const absl::StatusOr<ScreeningRow> row = (*store)->GetScreening(absl::StrCat(id, "-b"));
      ASSERT_TRUE(row.ok()) << id;
      EXPECT_EQ((*store)->GetLogEntry(row->audit_index)->body, row->body);
    }
  }
  EXPECT_GT(total, rounds) << "the hammer hardly wrote: the test tests nothing";
}

}  // namespace
}  // namespace cordon
