// A full disk: what was acknowledged stays, what was refused is not there, health says so, and writing resumes by
// itself when space is freed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/conformance/store_suite.h"
#include "tests/support/tmpfs.h"

namespace cordon {
namespace {

using testing::HasSubstr;

absl::StatusOr<std::unique_ptr<Store>> OpenOn(const Tmpfs& disk) {
  SqliteStoreOptions options;
  options.directory = disk / "data";
  options.checkpoint_pages = 100;
  options.merge_requests_at = 30;
  return OpenSqliteStore(options);
}

ScreeningRow LargeRow(const std::string& id) {
  ScreeningRow row = MakeScreeningRow(id);
  SetBody(std::string(10'000, 'r'), &row);
  return row;
}

// Takes what is left of the disk but `leave` bytes.
void FillUp(const std::string& path, size_t leave) {
  std::ofstream file(path);
  const std::string block(4096, 'f');
  while (file.write(block.data(), 4096).flush()) {
  }
  file.clear();
  file.close();
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size > leave ? size - leave : 0);
}

bool BecomesHealthy(Store& store) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (absl::Now() < deadline) {
    if (store.Health().ok()) return true;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return false;
}

TEST(StoreDiskFull, RefusesKeepsAndResumes) {
  Tmpfs disk("4m");
  if (!disk.mounted()) GTEST_SKIP() << "skipped: needs the right to mount";
  absl::StatusOr<std::unique_ptr<Store>> store = OpenOn(disk);
  ASSERT_TRUE(store.ok()) << store.status();
  std::set<std::string> stored;
  std::set<std::string> refused;
  int n = 0;
  for (int round = 0; round < 3; ++round) {
    FillUp(disk / "filler", 300'000);
    int failures = 0;
    for (int i = 0; i < 300 && failures < 5; ++i) {
      const std::string id = absl::StrCat("s", n++);
      const absl::Status status = (*store)->TransactAndWait(OneScreening(LargeRow(id))).status();
      if (status.ok()) {
        stored.insert(id);
        continue;
      }
      ++failures;
      refused.insert(id);
      EXPECT_TRUE(absl::IsUnavailable(status)) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr("no space left"));
      EXPECT_THAT(std::string(status.message()), HasSubstr(disk / "data"));
      const absl::Status health = (*store)->Health();
      EXPECT_TRUE(absl::IsUnavailable(health)) << health;
    }
    ASSERT_EQ(failures, 5) << "the disk never became full: the test tests nothing";
    EXPECT_TRUE(absl::IsResourceExhausted((*store)->PutBlob(std::string(1 << 20, 'b')).status()));
    // Reading goes on.
    for (const std::string& id : stored) EXPECT_TRUE((*store)->GetScreening(id).ok()) << id;
    for (const std::string& id : refused) EXPECT_TRUE(absl::IsNotFound((*store)->GetScreening(id).status())) << id;

    ASSERT_EQ(::unlink((disk / "filler").c_str()), 0);
    if (round == 0) {
      EXPECT_TRUE(BecomesHealthy(**store)) << "without anybody writing";
    }
    const std::string id = absl::StrCat("s", n++);
    ASSERT_TRUE((*store)->TransactAndWait(OneScreening(LargeRow(id))).ok());
    stored.insert(id);
    EXPECT_TRUE((*store)->Health().ok());
  }
  EXPECT_EQ((*store)->CountScreenings().value(), static_cast<int64_t>(stored.size()));
  // And after a restart.
  store->reset();
  EXPECT_TRUE(VerifySqliteStore(disk / "data").ok());
  store = OpenOn(disk);
  ASSERT_TRUE(store.ok()) << store.status();
  for (const std::string& id : stored) EXPECT_TRUE((*store)->GetScreening(id).ok()) << id;
  for (const std::string& id : refused) EXPECT_TRUE(absl::IsNotFound((*store)->GetScreening(id).status())) << id;
}

TEST(StoreDiskFull, OpeningOnAFullDiskIsAnErrorAndWorksLater) {
  Tmpfs disk("2m");
  if (!disk.mounted()) GTEST_SKIP() << "skipped: needs the right to mount";
  for (const size_t leave : {size_t{0}, size_t{8'192}, size_t{40'000}, size_t{80'000}}) {
    SCOPED_TRACE(leave);
    FillUp(disk / "filler", leave);
    const absl::Status status = OpenOn(disk).status();
    EXPECT_FALSE(status.ok());
    EXPECT_FALSE(absl::IsDataLoss(status)) << status;
    ASSERT_EQ(::unlink((disk / "filler").c_str()), 0);
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenOn(disk);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow(absl::StrCat("s", leave)))).ok());
    std::filesystem::remove_all(disk / "data");
  }
}

TEST(StoreDiskFull, AKilledProcessOnAFullDiskOpensOnceThereIsSpace) {
  Tmpfs disk("4m");
  if (!disk.mounted()) GTEST_SKIP() << "skipped: needs the right to mount";
  int stored = 0;
  {
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenOn(disk);
    ASSERT_TRUE(store.ok()) << store.status();
    FillUp(disk / "filler", 200'000);
    while ((*store)->TransactAndWait(OneScreening(LargeRow(absl::StrCat("s", stored)))).ok()) ++stored;
    // The log and the database as a kill would leave them.
    std::filesystem::create_directory(disk / "copy");
    ASSERT_EQ(::unlink((disk / "filler").c_str()), 0);
    std::filesystem::copy(disk / "data", disk / "copy",
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  }
  SqliteStoreOptions options;
  options.directory = disk / "copy";
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->CountScreenings().value(), stored);
}

}  // namespace
}  // namespace cordon
