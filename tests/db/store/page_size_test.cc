// A new database has larger pages than SQLite's default; one that exists is used as it is.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/files.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/conformance/store_suite.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

absl::StatusOr<std::unique_ptr<Store>> OpenHere(const TempDir& dir) {
  SqliteStoreOptions options;
  options.directory = dir.path();
  options.holder = "page size test";
  return OpenSqliteStore(options);
}

// The header of the file says it, big-endian at byte 16.
int PageBytes(const TempDir& dir) {
  const std::string head = *ReadFile(dir / "cordon.db", int64_t{1} << 30);
  return static_cast<unsigned char>(head[16]) * 256 + static_cast<unsigned char>(head[17]);
}

TEST(StorePages, ANewFileHasPagesOfEightKilobytesAndAnOldOneKeepsItsOwn) {
  const TempDir dir;
  ASSERT_TRUE(OpenHere(dir).ok());
  EXPECT_EQ(PageBytes(dir), 8192);
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open((dir / "cordon.db").c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "PRAGMA journal_mode=DELETE; PRAGMA page_size=4096; VACUUM;", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(db);
  ASSERT_EQ(PageBytes(dir), 4096);
  {
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenHere(dir);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow("x"))).ok());
  }
  EXPECT_EQ(PageBytes(dir), 4096);
  EXPECT_TRUE(VerifySqliteStore(dir.path()).ok());
}

}  // namespace
}  // namespace cordon
