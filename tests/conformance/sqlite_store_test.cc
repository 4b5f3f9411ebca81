#include "tests/conformance/store_suite.h"
#include "tests/support/temp_dir.h"

#include "db/store/sqlite/sqlite_store.h"

namespace cordon {
namespace {

class SqliteUnderTest : public StoreUnderTest {
 public:
  SqliteUnderTest() { Open(); }
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
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    if (!store.ok()) {
      ADD_FAILURE() << store.status();
      std::abort();
    }
    store_ = *std::move(store);
  }

  TempDir directory_;
  std::unique_ptr<Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         testing::Values(StoreFactory{"sqlite", [] { return std::make_unique<SqliteUnderTest>(); }}),
                         StoreFactoryName);

}  // namespace
}  // namespace cordon
