#include "tests/conformance/store_suite.h"
#include "tests/support/temp_dir.h"

#include "audit/log/tree_keeper.h"
#include "db/store/sqlite/sqlite_store.h"

namespace cordon {
namespace {

class SqliteUnderTest : public StoreUnderTest {
 public:
  explicit SqliteUnderTest(bool logged) : logged_(logged) { Open(); }
  Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }

 private:
  void Open() {
    SqliteStoreOptions options;
    options.directory = directory_.path();
    options.holder = "conformance test";
    options.checkpoint_pages = 50;  // so that checkpoints happen within the suite
    options.merge_requests_at = 8;
    if (logged_) {
      TreeKeeper::Options log;
      log.key_directory = directory_ / "keys";
      log.actor = "conformance test";
      keeper_ = std::make_unique<TreeKeeper>(log);
      options.log_keeper = keeper_.get();
    }
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    if (!store.ok()) {
      ADD_FAILURE() << store.status();
      std::abort();
    }
    store_ = *std::move(store);
  }

  const bool logged_;
  TempDir directory_;
  std::unique_ptr<TreeKeeper> keeper_;
  std::unique_ptr<Store> store_;
};

StoreFactory Sqlite() {
  return {"sqlite", [] { return std::make_unique<SqliteUnderTest>(false); }};
}
StoreFactory LoggedSqlite() {
  return {"sqlite_with_log", [] { return std::make_unique<SqliteUnderTest>(true); }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(Sqlite(), LoggedSqlite()), StoreFactoryName);
INSTANTIATE_TEST_SUITE_P(Sqlite, LogConformance, testing::Values(LoggedSqlite()), StoreFactoryName);

}  // namespace
}  // namespace cordon
