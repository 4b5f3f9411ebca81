// The contract of db/store/store.h as tests. An implementation instantiates the suite with a factory:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance, testing::Values(StoreFactory{"sqlite", MakeSqlite}),
//                            StoreFactoryName);
#ifndef CORDON_TESTS_CONFORMANCE_STORE_SUITE_H_
#define CORDON_TESTS_CONFORMANCE_STORE_SUITE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "base/sha256.h"
#include "db/store/store.h"

namespace cordon {

// A store with somewhere to keep its data.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store& store() = 0;
  // Closes and opens it again over the same data.
  virtual void Reopen() = 0;
};

struct StoreFactory {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};

inline std::string StoreFactoryName(const testing::TestParamInfo<StoreFactory>& info) { return info.param.name; }

class StoreConformance : public testing::TestWithParam<StoreFactory> {
 protected:
  void SetUp() override { under_test_ = GetParam().make(); }
  Store& store() { return under_test_->store(); }
  void Reopen() { under_test_->Reopen(); }

 private:
  std::unique_ptr<StoreUnderTest> under_test_;
};

// Of a store that keeps a log.
class LogConformance : public StoreConformance {};

// A valid row that differs from every other in id, body and request.
inline ScreeningRow MakeScreeningRow(const std::string& id) {
  ScreeningRow row;
  row.id = id;
  row.body = R"({"name":"screenings/)" + id + R"("})";
  row.sha256 = Sha256Hex(row.body);
  row.caller = "uid:1000(alice)";
  row.request_id = "request-" + id;
  row.request_sha256 = Sha256Hex("request of " + id);
  row.external_ref = "PO-" + id;
  row.create_time = "2026-11-22T05:04:03.000001Z";
  row.disposition = 1;
  return row;
}

inline void SetBody(const std::string& body, ScreeningRow* row) {
  row->body = body;
  row->sha256 = Sha256Hex(body);
}

inline WriteBatch OneScreening(ScreeningRow row) {
  WriteBatch batch;
  batch.screenings.push_back(std::move(row));
  return batch;
}

}  // namespace cordon

#endif  // CORDON_TESTS_CONFORMANCE_STORE_SUITE_H_
