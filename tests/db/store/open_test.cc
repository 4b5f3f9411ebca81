// Who may open a data directory, and what is refused with which remedy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/sha256.h"
#include "db/store/sqlite/connection.h"
#include "db/store/sqlite/schema.h"
#include "db/store/sqlite/screening_table.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/conformance/store_suite.h"
#include "tests/db/store/hammer_process.h"
#include "tests/support/blob_path.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tmpfs.h"

namespace cordon {
namespace {

using testing::HasSubstr;

SqliteStoreOptions Options(const std::string& directory, bool read_only = false) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.read_only = read_only;
  options.holder = absl::StrCat("open test pid ", ::getpid());
  options.lock_wait = absl::ZeroDuration();
  return options;
}

absl::StatusOr<std::unique_ptr<Store>> OpenAt(const std::string& directory, bool read_only = false) {
  return OpenSqliteStore(Options(directory, read_only));
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// A directory with `rows` screenings s0.. in it, closed again.
void Fill(const std::string& directory, int rows) {
  absl::StatusOr<std::unique_ptr<Store>> store = OpenAt(directory);
  ASSERT_TRUE(store.ok()) << store.status();
  for (int i = 0; i < rows; ++i) {
    ASSERT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow(absl::StrCat("s", i)))).ok());
  }
}

// Runs SQL on the database file the way somebody with a shell would.
std::string RawSql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* error = nullptr;
  sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error);
  const std::string message = error == nullptr ? "" : error;
  sqlite3_free(error);
  sqlite3_close(db);
  return message;
}

void Overwrite(const std::string& path, int64_t offset, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(offset);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(file.good());
}

TEST(StoreOpen, UsesDurableAndDefensiveSettings) {
  const TempDir dir;
  ASSERT_TRUE(PrepareDatabaseFile(dir / "cordon.db").ok());
  const std::unique_ptr<Connection> writer = *Connection::Open(dir / "cordon.db", Connection::Mode::kWriter);
  ASSERT_TRUE(PrepareForWriting(*writer).ok());
  const std::unique_ptr<Connection> reader = *Connection::Open(dir / "cordon.db", Connection::Mode::kReader);
  const struct {
    Connection* connection;
    const char* pragma;
    const char* value;
  } kCases[] = {
      {writer.get(), "journal_mode", "wal"},
      {writer.get(), "synchronous", "2"},
      {writer.get(), "application_id", "1129464910"},
      {writer.get(), "user_version", "6"},
      {writer.get(), "foreign_keys", "1"},
      {writer.get(), "trusted_schema", "0"},
      {writer.get(), "cell_size_check", "1"},
      {writer.get(), "wal_autocheckpoint", "0"},
      {writer.get(), "recursive_triggers", "1"},
      {writer.get(), "temp_store", "2"},
      {writer.get(), "query_only", "0"},
      {reader.get(), "query_only", "1"},
      {reader.get(), "wal_autocheckpoint", "0"},
      {reader.get(), "trusted_schema", "0"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(*c.connection->QueryText(absl::StrCat("PRAGMA ", c.pragma)), c.value) << c.pragma;
  }
  // Defensive mode: the schema cannot be rewritten behind SQLite's back. Readers cannot write at all.
  writer->Execute("PRAGMA writable_schema=ON").IgnoreError();
  EXPECT_FALSE(writer->Execute("UPDATE sqlite_schema SET sql = ''").ok());
  EXPECT_FALSE(reader->Execute("DELETE FROM list_version").ok());
  EXPECT_EQ(*writer->QueryInt("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                              "AND strict = 0 AND name NOT LIKE 'sqlite%'"),
            0)
      << "every table is STRICT";
}

TEST(StoreOpen, FilesBelongToTheirOwnerOnly) {
  const TempDir dir;
  Fill(dir / "data", 1);
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenAt(dir / "data");
  ASSERT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow("x"))).ok());
  ASSERT_TRUE((*store)->PutBlob("x").ok());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir / "data")) {
    EXPECT_EQ(static_cast<unsigned>(entry.status().permissions()) & 077u, 0u) << entry.path();
  }
}

TEST(StoreOpen, ScreeningsCannotBeChangedBySql) {
  const TempDir dir;
  Fill(dir.path(), 2);
  const std::string path = dir / "cordon.db";
  EXPECT_THAT(RawSql(path, "UPDATE screening SET disposition = 0"), HasSubstr("never changed"));
  EXPECT_THAT(RawSql(path, "DELETE FROM screening"), HasSubstr("never deleted"));
  EXPECT_THAT(RawSql(path, "PRAGMA recursive_triggers=ON; REPLACE INTO screening SELECT * FROM screening"),
              HasSubstr("never deleted"));
  EXPECT_TRUE(VerifySqliteStore(dir.path()).ok());
}

TEST(StoreOpen, AChangedRecordIsNeverHandedOut) {
  const TempDir dir;
  Fill(dir.path(), 3);
  EXPECT_EQ(RawSql(dir / "cordon.db",
                   "DROP TRIGGER screening_is_never_updated; UPDATE screening SET body = x'7b7d' WHERE id = 's1'"),
            "");
  const absl::Status verified = VerifySqliteStore(dir.path());
  EXPECT_TRUE(absl::IsDataLoss(verified)) << verified;
  EXPECT_THAT(MessageOf(verified), HasSubstr("record 2"));
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenAt(dir.path());
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE((*store)->GetScreening("s0").ok());
  EXPECT_TRUE((*store)->Health().ok());
  EXPECT_TRUE(absl::IsDataLoss((*store)->GetScreening("s1").status()));
  EXPECT_TRUE(absl::IsDataLoss((*store)->ListScreenings({}, 0, 10).status()));
  // Damage found by a reader stops the writer.
  EXPECT_FALSE((*store)->Health().ok());
  EXPECT_TRUE(absl::IsUnavailable((*store)->TransactAndWait(OneScreening(MakeScreeningRow("new"))).status()));
}

TEST(StoreOpen, ARemovedRecordIsFound) {
  const TempDir dir;
  Fill(dir.path(), 3);
  EXPECT_EQ(RawSql(dir / "cordon.db", "DROP TRIGGER screening_is_never_deleted; DELETE FROM screening WHERE id = 's1'"),
            "");
  EXPECT_THAT(MessageOf(VerifySqliteStore(dir.path())), HasSubstr("record 2 is missing"));
}

TEST(StoreOpen, ASecondOpeningIsRefusedNamingTheHolder) {
  const TempDir dir;
  Fill(dir.path(), 1);
  absl::StatusOr<std::unique_ptr<Store>> first = OpenAt(dir.path());
  const absl::Status second = OpenAt(dir.path()).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(second)) << second;
  EXPECT_THAT(MessageOf(second), HasSubstr(absl::StrCat(dir.path(), " is in use by open test pid ", ::getpid())));
  first->reset();
  EXPECT_TRUE(OpenAt(dir.path()).ok()) << "free again";
}

TEST(StoreOpen, ASecondProcessIsRefusedWithinATenthOfASecond) {
  const TempDir dir;
  HammerProcess hammer(dir.path(), "h");
  ASSERT_TRUE(hammer.WaitForLines(1));
  absl::Duration fastest = absl::InfiniteDuration();
  for (int i = 0; i < 10; ++i) {  // the machine may be busy with something else; not ten times
    const absl::Time start = absl::Now();
    const absl::Status refused = OpenAt(dir.path()).status();
    fastest = std::min(fastest, absl::Now() - start);
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
    EXPECT_THAT(MessageOf(refused), HasSubstr(absl::StrCat("store_hammer pid ", hammer.pid())));
  }
  EXPECT_LT(fastest, absl::Milliseconds(100));
  hammer.Kill();
  EXPECT_TRUE(OpenAt(dir.path()).ok()) << "the lock went with the process";
}

TEST(StoreOpen, WaitsForTheLock) {
  const TempDir dir;
  absl::StatusOr<std::unique_ptr<Store>> first = OpenAt(dir.path());
  std::thread closer([&] {
    absl::SleepFor(absl::Milliseconds(150));
    first->reset();
  });
  SqliteStoreOptions options = Options(dir.path());
  options.lock_wait = absl::Seconds(10);
  const absl::Time start = absl::Now();
  EXPECT_TRUE(OpenSqliteStore(options).ok());
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(100));
  closer.join();
}

TEST(StoreOpen, AReaderWorksBesideAWriterInAnotherProcess) {
  const TempDir dir;
  HammerProcess hammer(dir.path(), "h");
  ASSERT_TRUE(hammer.WaitForLines(3));
  const absl::StatusOr<std::unique_ptr<Store>> reader = OpenAt(dir.path(), true);
  ASSERT_TRUE(reader.ok()) << reader.status();
  const int64_t before = (*reader)->CountScreenings().value();
  EXPECT_GE(before, 3);
  ASSERT_TRUE(hammer.WaitForLines(60));
  EXPECT_GT((*reader)->CountScreenings().value(), before) << "sees what is written meanwhile";
  EXPECT_EQ((*reader)->ListScreenings({}, 0, 5)->rows.size(), 5u);
  EXPECT_TRUE(VerifySqliteStore(dir.path()).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition((*reader)->Health()));
  EXPECT_TRUE(absl::IsFailedPrecondition((*reader)->PutBlob("x").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition((*reader)->TransactAndWait(OneScreening(MakeScreeningRow("x"))).status()));
}

// The backup of docs/storage.md: taken by another tool beside a running writer, then used as it is.
TEST(StoreOpen, ABackupTakenWhileWritingOpens) {
  const TempDir dir;
  ASSERT_TRUE(MakeDirectories(dir / "backup").ok());
  std::vector<std::string> acknowledged;
  {
    HammerProcess hammer(dir / "data", "h");
    ASSERT_TRUE(hammer.WaitForLines(20));
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open_v2((dir / "data/cordon.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, absl::StrCat("VACUUM INTO '", dir / "backup/cordon.db", "'").c_str(), nullptr, nullptr,
                           nullptr),
              SQLITE_OK);
    sqlite3_close(db);
    ASSERT_TRUE(hammer.WaitForLines(40));
    acknowledged = hammer.Kill();
  }
  const absl::StatusOr<std::unique_ptr<Store>> backup = OpenAt(dir / "backup");
  ASSERT_TRUE(backup.ok()) << backup.status();
  for (size_t i = 0; i < 19; ++i) EXPECT_TRUE((*backup)->GetScreening(acknowledged[i] + "-c").ok()) << i;
  EXPECT_TRUE((*backup)->TransactAndWait(OneScreening(MakeScreeningRow("continues"))).ok());
  EXPECT_TRUE(VerifySqliteStore(dir / "backup").ok());
}

TEST(StoreOpen, ReadOnlyWithoutDatabaseIsNotFound) {
  const TempDir dir;
  EXPECT_TRUE(absl::IsNotFound(OpenAt(dir.path(), true).status()));
  EXPECT_TRUE(absl::IsNotFound(OpenAt(dir / "absent", true).status()));
  EXPECT_FALSE(FileExists(dir / "absent")) << "reading creates nothing";
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
  std::ofstream(dir / "cordon.db").close();
  EXPECT_TRUE(absl::IsNotFound(OpenAt(dir.path(), true).status())) << "an empty file";
  EXPECT_TRUE(absl::IsNotFound(VerifySqliteStore(dir.path())));
}

TEST(StoreOpen, AClosedStoreIsOneFile) {
  const TempDir dir;
  Fill(dir.path(), 5);
  EXPECT_TRUE(FileExists(dir / "cordon.db"));
  EXPECT_FALSE(FileExists(dir / "cordon.db-wal"));
}

TEST(StoreOpen, ReadsOnAReadOnlyFileSystem) {
  Tmpfs disk("16m");
  if (!disk.mounted()) GTEST_SKIP() << "skipped: needs the right to mount";
  Fill(disk.path(), 5);
  ASSERT_TRUE(disk.SetReadOnly(true));
  const absl::StatusOr<std::unique_ptr<Store>> reader = OpenAt(disk.path(), true);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ((*reader)->CountScreenings().value(), 5);
  EXPECT_EQ((*reader)->GetScreening("s4")->id, "s4");
  const absl::Status refused = OpenAt(disk.path()).status();
  EXPECT_TRUE(absl::IsPermissionDenied(refused)) << refused;
  EXPECT_THAT(MessageOf(refused), HasSubstr(disk.path()));
}

TEST(StoreOpen, ReadsWhatAKilledProcessLeftOnAReadOnlyFileSystem) {
  Tmpfs disk("64m");
  if (!disk.mounted()) GTEST_SKIP() << "skipped: needs the right to mount";
  std::vector<std::string> acknowledged;
  {
    HammerProcess hammer(disk.path(), "h");
    ASSERT_TRUE(hammer.WaitForLines(30));
    acknowledged = hammer.Kill();
  }
  ASSERT_TRUE(FileExists(disk / "cordon.db-wal"));
  ASSERT_TRUE(disk.SetReadOnly(true));
  {
    const absl::StatusOr<std::unique_ptr<Store>> reader = OpenAt(disk.path(), true);
    ASSERT_TRUE(reader.ok()) << reader.status();
    for (const std::string& id : acknowledged) EXPECT_TRUE((*reader)->GetScreening(id + "-a").ok()) << id;
  }
  // A copy of the database and its log only: immutable would leave out the log, so it is refused with the way out.
  ASSERT_TRUE(disk.SetReadOnly(false));
  ASSERT_EQ(::unlink((disk / "cordon.db-shm").c_str()), 0);
  ASSERT_TRUE(disk.SetReadOnly(true));
  const absl::Status refused = OpenAt(disk.path(), true).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(MessageOf(refused), HasSubstr("copy the whole directory"));
}

TEST(StoreOpen, RefusesANewerSchema) {
  const TempDir dir;
  Fill(dir.path(), 1);
  RawSql(dir / "cordon.db", "PRAGMA user_version=99");
  const std::string before = *ReadFile(dir / "cordon.db", 1 << 20);
  for (const bool read_only : {false, true}) {
    const absl::Status status = OpenAt(dir.path(), read_only).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(MessageOf(status), HasSubstr("schema 99"));
    EXPECT_THAT(MessageOf(status), HasSubstr("use the newer cordon"));
  }
  EXPECT_EQ(*ReadFile(dir / "cordon.db", 1 << 20), before) << "refused means untouched";
}

TEST(StoreOpen, RefusesTheDatabaseOfAnotherProgram) {
  const TempDir dir;
  RawSql(dir / "cordon.db", "CREATE TABLE bookmarks(url)");
  const std::string before = *ReadFile(dir / "cordon.db", 1 << 20);
  for (const bool read_only : {false, true}) {
    const absl::Status status = OpenAt(dir.path(), read_only).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_THAT(MessageOf(status), HasSubstr("another program"));
  }
  EXPECT_EQ(*ReadFile(dir / "cordon.db", 1 << 20), before);
}

TEST(StoreOpen, RefusesDamageWithTheRemedy) {
  const struct {
    const char* what;
    std::function<void(const std::string&)> damage;
    bool readers_too;
  } kCases[] = {
      {"not a database", [](const std::string& path) { Overwrite(path, 0, "this is not a database at all"); }, true},
      {"header", [](const std::string& path) { Overwrite(path, 16, std::string(10, '\x7f')); }, true},
      {"schema page", [](const std::string& path) { Overwrite(path, 100, std::string(3000, '\xff')); }, true},
      {"a table page", [](const std::string& path) { Overwrite(path, 8192 * 10, std::string(3000, '\x5a')); }, false},
      {"cut in half",
       [](const std::string& path) {
         std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2 / 8192 * 8192);
       },
       false},
      {"lost beside its log",
       [](const std::string& path) {
         std::filesystem::copy(path, path + "-wal");
         std::filesystem::resize_file(path, 0);
       },
       false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    const TempDir dir;
    Fill(dir.path(), 200);
    const std::string path = dir / "cordon.db";
    c.damage(path);
    const std::string before = *ReadFile(path, 1 << 24);
    const absl::Status status = OpenAt(dir.path()).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(MessageOf(status), HasSubstr("Restore the data directory from a backup"));
    EXPECT_THAT(MessageOf(status), HasSubstr(path));
    EXPECT_EQ(*ReadFile(path, 1 << 24), before) << "nothing was changed";
    if (!c.readers_too) continue;
    const absl::Status reading = OpenAt(dir.path(), true).status();
    EXPECT_TRUE(absl::IsDataLoss(reading)) << reading;
    EXPECT_THAT(MessageOf(reading), HasSubstr("Restore"));
  }
}

TEST(StoreOpen, AChangedBlobIsNotHandedOutAndPuttingItAgainHeals) {
  const TempDir dir;
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenAt(dir.path());
  const std::string name = (*store)->PutBlob("the list as it was").value();
  const std::string path = BlobPath(dir.path(), name);
  Overwrite(path, 0, "X");
  const absl::Status status = (*store)->GetBlob(name).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(MessageOf(status), HasSubstr(path));
  EXPECT_EQ((*store)->PutBlob("the list as it was").value(), name);
  EXPECT_EQ((*store)->GetBlob(name).value(), "the list as it was");
}

TEST(StoreOpen, ClearsWhatAnInterruptedBlobLeft) {
  const TempDir dir;
  Fill(dir.path(), 1);
  std::ofstream(dir / "blobs/incoming/half.tmp.1.0") << "half";
  ASSERT_TRUE(OpenAt(dir.path()).ok());
  EXPECT_TRUE(std::filesystem::is_empty(dir / "blobs/incoming"));
}

// What is not a fresh directory must not pass for one: a fresh one answers from the starter list.
TEST(StoreOpen, ALostDatabaseIsNotAFreshDirectory) {
  for (const bool emptied : {false, true}) {
    const TempDir dir;
    Fill(dir.path(), 1);
    ASSERT_TRUE((*OpenAt(dir.path()))->PutBlob("a list").ok());
    std::filesystem::remove(dir / "cordon.db");
    if (emptied) std::ofstream(dir / "cordon.db").close();
    for (const bool read_only : {false, true}) {
      const absl::Status status = OpenAt(dir.path(), read_only).status();
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      EXPECT_THAT(MessageOf(status), HasSubstr("the database file was lost"));
    }
  }
}

TEST(StoreOpen, AFileIsNotAFreshDirectory) {
  const TempDir dir;
  std::ofstream(dir / "file") << "text";
  EXPECT_EQ(OpenAt(dir / "file", /*read_only=*/true).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(OpenAt(dir / "file/below", /*read_only=*/true).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(OpenAt(dir / "absent", /*read_only=*/true).status().code(), absl::StatusCode::kNotFound);
}

// Retries are found whether their key is in memory, half merged, merged or read again at opening.
TEST(StoreOpen, RetriesAreFoundThroughEveryStageOfAMerge) {
  const TempDir dir;
  SqliteStoreOptions options;
  options.directory = dir.path();
  options.max_group = 1;  // a slice of the merge per row
  options.merge_requests_at = 16;
  constexpr int kRows = 100;
  int stored = 0;
  int attempts = 0;
  const auto store_one = [&](Store& store, int n) {
    WriteBatch batch;
    batch.screenings.push_back(MakeScreeningRow(absl::StrCat("row-", attempts++)));
    batch.screenings[0].caller = "caller";
    batch.screenings[0].request_id = absl::StrCat("request-", n);
    return store.TransactAndWait(std::move(batch));
  };
  for (int round = 0; round < 4; ++round) {
    const std::unique_ptr<Store> store = *OpenSqliteStore(options);
    for (int n = 0; n < kRows / 4; ++n, ++stored) {
      ASSERT_FALSE(store_one(*store, stored)->screenings[0].existing.has_value()) << stored;
      for (int old = 0; old <= stored; old += 7) {
        EXPECT_EQ(store_one(*store, old)->screenings[0].sequence, old + 1) << "after " << stored;
        EXPECT_TRUE(store->FindByRequest("caller", absl::StrCat("request-", old))->has_value()) << old;
      }
    }
  }
  EXPECT_EQ((*OpenSqliteStore(options))->CountScreenings().value(), kRows);
  EXPECT_TRUE(VerifySqliteStore(dir.path()).ok());
}

// No filter may make a page walk the whole table or sort it.
TEST(StoreOpen, EveryFilterUsesAnIndex) {
  const TempDir dir;
  Fill(dir.path(), 3);
  const std::unique_ptr<Connection> reader = *Connection::Open(dir / "cordon.db", Connection::Mode::kReader);
  for (int mask = 0; mask < 64; ++mask) {
    ScreeningFilter filter;
    if ((mask & 1) != 0) filter.disposition = 1;
    if ((mask & 2) != 0) filter.caller = "c";
    if ((mask & 4) != 0) filter.external_ref = "e";
    if ((mask & 8) != 0) filter.request_id = "r";
    if ((mask & 16) != 0) filter.created_from = "2026";
    if ((mask & 32) != 0) filter.created_before = "2027";
    Statement plan = reader->Prepare("EXPLAIN QUERY PLAN " + ScreeningPageSql(filter));
    std::string steps;
    while (plan.Step() == StepResult::kRow) absl::StrAppend(&steps, plan.ColumnText(3), "\n");
    EXPECT_THAT(steps, HasSubstr("SEARCH screening USING")) << mask;
    const bool by_request = (mask & 8) != 0;  // of few rows
    if (!by_request) {
      EXPECT_THAT(steps, testing::Not(HasSubstr("TEMP B-TREE"))) << mask;
    }
    const char* expected = by_request        ? "SEARCH request_key USING PRIMARY KEY"
                           : (mask & 4) != 0 ? "screening_by_external_ref"
                           : (mask & 2) != 0 ? "screening_by_caller"
                           : (mask & 1) != 0 ? "screening_by_disposition"
                                             : "INTEGER PRIMARY KEY";
    EXPECT_THAT(steps, HasSubstr(expected)) << mask;
  }
}

}  // namespace
}  // namespace cordon
