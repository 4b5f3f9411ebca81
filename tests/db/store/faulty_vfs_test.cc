// The faulty file system, and what the store makes of each single fault.
#include "tests/db/store/faulty_vfs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/conformance/store_suite.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace faulty_vfs {
namespace {

struct State {
  Mutex mu;
  Plan plan ABSL_GUARDED_BY(mu);
  int count ABSL_GUARDED_BY(mu) = 0;
  bool happened ABSL_GUARDED_BY(mu) = false;
  int syncs_after ABSL_GUARDED_BY(mu) = 0;
  int writes_after ABSL_GUARDED_BY(mu) = 0;
};

State& Shared() {
  static State* const state = new State;
  return *state;
}

enum class Operation { kWrite, kSync, kOther };

// SQLITE_OK, or the code the operation must answer with.
int Count(int natural_code, Operation operation) {
  State& state = Shared();
  MutexLock lock(state.mu);
  if (state.happened) {
    if (operation == Operation::kSync) ++state.syncs_after;
    if (operation == Operation::kWrite) ++state.writes_after;
    if (!state.plan.lasting) return SQLITE_OK;
  } else if (state.plan.fail_at == 0 || ++state.count != state.plan.fail_at) {
    return SQLITE_OK;
  }
  state.happened = true;
  return state.plan.result_code != 0 ? state.plan.result_code : natural_code;
}

// The real file stands behind this one in the same allocation.
struct FaultyFile {
  sqlite3_file base;
};

sqlite3_file* Real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(FaultyFile));
}

int Close(sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); }
int Read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return Real(f)->pMethods->xRead(Real(f), to, n, at); }
int Write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  const int rc = Count(SQLITE_IOERR_WRITE, Operation::kWrite);
  if (rc != SQLITE_OK) {
    // A failing write may have written a part.
    Real(f)->pMethods->xWrite(Real(f), from, n / 2, at);
    return rc;
  }
  return Real(f)->pMethods->xWrite(Real(f), from, n, at);
}
int Truncate(sqlite3_file* f, sqlite3_int64 size) {
  const int rc = Count(SQLITE_IOERR_TRUNCATE, Operation::kOther);
  return rc != SQLITE_OK ? rc : Real(f)->pMethods->xTruncate(Real(f), size);
}
int Sync(sqlite3_file* f, int flags) {
  const int rc = Count(SQLITE_IOERR_FSYNC, Operation::kSync);
  return rc != SQLITE_OK ? rc : Real(f)->pMethods->xSync(Real(f), flags);
}
int FileSize(sqlite3_file* f, sqlite3_int64* size) { return Real(f)->pMethods->xFileSize(Real(f), size); }
int Lock(sqlite3_file* f, int level) { return Real(f)->pMethods->xLock(Real(f), level); }
int Unlock(sqlite3_file* f, int level) { return Real(f)->pMethods->xUnlock(Real(f), level); }
int CheckReservedLock(sqlite3_file* f, int* out) { return Real(f)->pMethods->xCheckReservedLock(Real(f), out); }
int FileControl(sqlite3_file* f, int op, void* arg) { return Real(f)->pMethods->xFileControl(Real(f), op, arg); }
int SectorSize(sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); }
int DeviceCharacteristics(sqlite3_file* f) { return Real(f)->pMethods->xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  if (extend != 0) {
    const int rc = Count(SQLITE_IOERR_SHMMAP, Operation::kOther);
    if (rc != SQLITE_OK) return rc;
  }
  return Real(f)->pMethods->xShmMap(Real(f), page, size, extend, out);
}
int ShmLock(sqlite3_file* f, int offset, int n, int flags) {
  return Real(f)->pMethods->xShmLock(Real(f), offset, n, flags);
}
void ShmBarrier(sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int remove) { return Real(f)->pMethods->xShmUnmap(Real(f), remove); }

constexpr sqlite3_io_methods kMethods = {
    2,
    Close,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    Unlock,
    CheckReservedLock,
    FileControl,
    SectorSize,
    DeviceCharacteristics,
    ShmMap,
    ShmLock,
    ShmBarrier,
    ShmUnmap,
    nullptr,
    nullptr,
};

sqlite3_vfs* RealVfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int Open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const int rc = Count(SQLITE_CANTOPEN, Operation::kOther);
  if (rc != SQLITE_OK) return rc;
  std::memset(Real(file), 0, static_cast<size_t>(RealVfs(vfs)->szOsFile));
  const int opened = RealVfs(vfs)->xOpen(RealVfs(vfs), name, Real(file), flags, out_flags);
  if (Real(file)->pMethods != nullptr) file->pMethods = &kMethods;
  return opened;
}
int Delete(sqlite3_vfs* vfs, const char* name, int sync) {
  const int rc = Count(SQLITE_IOERR_DELETE, Operation::kOther);
  return rc != SQLITE_OK ? rc : RealVfs(vfs)->xDelete(RealVfs(vfs), name, sync);
}
int Access(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
  return RealVfs(vfs)->xAccess(RealVfs(vfs), name, flags, out);
}
int FullPathname(sqlite3_vfs* vfs, const char* name, int size, char* out) {
  return RealVfs(vfs)->xFullPathname(RealVfs(vfs), name, size, out);
}

}  // namespace

void Install() {
  static const bool installed = [] {
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    auto* vfs = new sqlite3_vfs(*real);  // what is not replaced below is the real one's and needs no file of ours
    vfs->pNext = nullptr;
    vfs->zName = "faulty";
    vfs->szOsFile = static_cast<int>(sizeof(FaultyFile)) + real->szOsFile;
    vfs->pAppData = real;
    vfs->xOpen = Open;
    vfs->xDelete = Delete;
    vfs->xAccess = Access;
    vfs->xFullPathname = FullPathname;
    return sqlite3_vfs_register(vfs, 1) == SQLITE_OK;
  }();
  if (!installed) std::abort();
}

void Arm(const Plan& plan) {
  State& state = Shared();
  MutexLock lock(state.mu);
  state.plan = plan;
  state.count = 0;
  state.happened = false;
  state.syncs_after = 0;
  state.writes_after = 0;
}

void Disarm() { Arm(Plan()); }

bool Happened() {
  State& state = Shared();
  MutexLock lock(state.mu);
  return state.happened;
}

int SyncsAfterFault() {
  State& state = Shared();
  MutexLock lock(state.mu);
  return state.syncs_after;
}

int WritesAfterFault() {
  State& state = Shared();
  MutexLock lock(state.mu);
  return state.writes_after;
}

}  // namespace faulty_vfs

namespace {

SqliteStoreOptions FaultyOptions(const std::string& directory) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.checkpoint_pages = 8;  // so that checkpoints are among what fails
  options.merge_requests_at = 6;
  return options;
}

// What a run of the workload answered, per row id.
struct Answers {
  std::vector<std::string> stored;
  std::vector<std::string> refused;
  std::vector<std::string> unknown;
  absl::Status health;
};

// Opens, writes a dozen batches, closes. Stops where opening fails.
Answers RunWorkload(const std::string& directory, const std::string& prefix) {
  Answers answers;
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(FaultyOptions(directory));
  if (!store.ok()) {
    answers.health = store.status();
    return answers;
  }
  for (int i = 0; i < 12; ++i) {
    WriteBatch batch;
    for (const char* part : {"a", "b"}) {
      ScreeningRow row = MakeScreeningRow(absl::StrCat(prefix, i, part));
      SetBody(std::string(3000, 'x'), &row);
      batch.screenings.push_back(std::move(row));
    }
    const absl::Status status = (*store)->TransactAndWait(std::move(batch)).status();
    std::vector<std::string>& list = status.ok() ? answers.stored
                                     : absl::StrContains(std::string(status.message()), "outcome unknown")
                                         ? answers.unknown
                                         : answers.refused;
    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
    list.push_back(absl::StrCat(prefix, i));
  }
  answers.health = (*store)->Health();
  return answers;
}

// After the fault, on a file system that works again.
void CheckAnswers(const std::string& directory, const Answers& answers) {
  {
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(FaultyOptions(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    const auto there = [&](const std::string& id) {
      const bool a = (*store)->GetScreening(id + "a").ok();
      EXPECT_EQ(a, (*store)->GetScreening(id + "b").ok()) << id << " is half written";
      return a;
    };
    for (const std::string& id : answers.stored) EXPECT_TRUE(there(id)) << id << " was acknowledged and is lost";
    for (const std::string& id : answers.refused) EXPECT_FALSE(there(id)) << id << " was refused and is there";
    for (const std::string& id : answers.unknown) there(id);
    EXPECT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow("afterwards"))).ok());
  }
  const absl::Status sound = VerifySqliteStore(directory);
  EXPECT_TRUE(sound.ok()) << sound;
}

// Fails the n-th operation for n = 1, 2, ... until a run needs fewer.
void FailEachOperation(int result_code, bool lasting, bool existing_database) {
  faulty_vfs::Install();
  int faults = 0;
  int unknown = 0;
  for (int n = 1;; ++n) {
    SCOPED_TRACE(absl::StrCat("operation ", n));
    const TempDir dir = TempDir::InMemory();
    Answers first;
    if (existing_database) first = RunWorkload(dir.path(), "before");
    faulty_vfs::Arm({n, result_code, lasting});
    const Answers answers = RunWorkload(dir.path(), "s");
    const bool happened = faulty_vfs::Happened();
    faulty_vfs::Disarm();
    if (!happened) break;
    ++faults;
    unknown += static_cast<int>(answers.unknown.size());
    EXPECT_LE(answers.unknown.size(), 1u) << "after an unknown outcome nothing more is tried";
    CheckAnswers(dir.path(), answers);
    if (existing_database) CheckAnswers(dir.path(), first);
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(faults, 50) << "hardly anything was made to fail: the test tests nothing";
  testing::Test::RecordProperty("faults", faults);
  testing::Test::RecordProperty("unknown_outcomes", unknown);
}

TEST(StoreFaults, EachOperationFailsOnceOnANewDatabase) { FailEachOperation(0, false, false); }
TEST(StoreFaults, EachOperationAndAllLaterFailOnANewDatabase) { FailEachOperation(0, true, false); }
TEST(StoreFaults, EachOperationFailsOnceOnAnExistingDatabase) { FailEachOperation(0, false, true); }
TEST(StoreFaults, EachOperationAndAllLaterFailOnAnExistingDatabase) { FailEachOperation(0, true, true); }

TEST(StoreFaults, AFailedSyncIsFinalUntilTheStoreIsOpenedAgain) {
  faulty_vfs::Install();
  const TempDir dir;
  {
    const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(FaultyOptions(dir.path()));
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow("before"))).ok());
    // A commit of one row: frames, then the sync. Fail whatever comes, once, as a sync does.
    faulty_vfs::Arm({1, SQLITE_IOERR_FSYNC, false});
    const absl::Status failed = (*store)->TransactAndWait(OneScreening(MakeScreeningRow("failed"))).status();
    ASSERT_TRUE(faulty_vfs::Happened());
    EXPECT_TRUE(absl::IsUnavailable(failed)) << failed;
    EXPECT_THAT(std::string(failed.message()), testing::HasSubstr("outcome unknown"));
    EXPECT_FALSE((*store)->Health().ok());
    for (int i = 0; i < 3; ++i) {
      const absl::Status later =
          (*store)->TransactAndWait(OneScreening(MakeScreeningRow(absl::StrCat("later", i)))).status();
      EXPECT_TRUE(absl::IsUnavailable(later)) << later;
      EXPECT_THAT(std::string(later.message()), testing::HasSubstr("until it is opened again"));
    }
    EXPECT_TRUE((*store)->GetScreening("before").ok()) << "reading goes on";
  }
  EXPECT_EQ(faulty_vfs::SyncsAfterFault(), 0) << "a sync after a failed sync can lie";
  EXPECT_EQ(faulty_vfs::WritesAfterFault(), 0);
  faulty_vfs::Disarm();
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(FaultyOptions(dir.path()));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE((*store)->Health().ok());
  // The retry finds out: stored before or stored now, once in any case.
  ASSERT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow("failed"))).ok());
  EXPECT_EQ((*store)->CountScreenings().value(), 2);
}

TEST(StoreFaults, AFullDiskAtEachWriteClearsByItself) {
  faulty_vfs::Install();
  const TempDir dir;
  const absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(FaultyOptions(dir.path()));
  ASSERT_TRUE(store.ok()) << store.status();
  int refused = 0;
  for (int n = 1; n <= 40; ++n) {
    faulty_vfs::Arm({n % 7 + 1, SQLITE_FULL, false});
    const std::string id = absl::StrCat("s", n);
    const absl::Status status = (*store)->TransactAndWait(OneScreening(MakeScreeningRow(id))).status();
    faulty_vfs::Disarm();
    if (!status.ok()) {
      ++refused;
      EXPECT_THAT(std::string(status.message()), testing::HasSubstr("no space left"));
      EXPECT_TRUE(absl::IsNotFound((*store)->GetScreening(id).status()));
      EXPECT_TRUE((*store)->TransactAndWait(OneScreening(MakeScreeningRow(id))).ok()) << "space is free again";
    }
    EXPECT_TRUE((*store)->GetScreening(id).ok());
    EXPECT_TRUE((*store)->TransactAndWait({}).ok());
  }
  EXPECT_GT(refused, 10);
  EXPECT_EQ((*store)->CountScreenings().value(), 40);
}

}  // namespace
}  // namespace cordon
