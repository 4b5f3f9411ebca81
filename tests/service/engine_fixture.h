// A real engine (real SQLite, real importer, real matcher) in a temporary directory, with a clock that stands still and
// counted ids. Small lists are written inline as operator CSV.
#ifndef CORDON_TESTS_SERVICE_ENGINE_FIXTURE_H_
#define CORDON_TESTS_SERVICE_ENGINE_FIXTURE_H_

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "service/screening/engine.h"

namespace cordon {

class CountingIds : public IdSource {
 public:
  std::string NewId(long long) override { return absl::StrCat("id", ++count_); }

 private:
  int count_ = 0;
};

inline absl::Time TestTime(const std::string& text) {
  const auto time = ParseTimestamp(text);
  if (!time.ok()) std::abort();
  return *time;
}

class EngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "cordon_engine_XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override {
    engine_.reset();
    std::filesystem::remove_all(directory_);
  }

  EngineOptions Options() {
    EngineOptions options;
    options.data_dir = directory_;
    options.holder = "test";
    options.clock = &clock_;
    options.ids = &ids_;
    options.policy_path = policy_path_;
    return options;
  }
  void SetPolicy(const std::string& textproto) {
    policy_path_ = absl::StrCat(directory_, "/test-policy.textproto");
    ASSERT_TRUE(WriteFileAtomically(policy_path_, textproto).ok());
  }
  void Open() {
    engine_.reset();
    auto engine = Engine::Open(Options());
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }
  absl::StatusOr<v1::ImportListResponse> Import(const std::string& csv, const std::string& code = "EL",
                                                bool stage = false, bool accept_change = false) {
    v1::ImportHeader header;
    header.set_accept_change(accept_change);
    header.set_file_name("list.csv");
    header.set_as_code(code);
    header.set_stage(stage);
    // The importer reads from the source until it returns, so the text may live here.
    return engine_->lists().Import(MemorySource(csv), header, Context());
  }
  static CallContext Context() {
    CallContext context;
    context.caller = "uid:1(test)";
    return context;
  }
  static v1::ScreenPartyRequest Request(const std::string& name) {
    v1::ScreenPartyRequest request;
    request.mutable_party()->set_name(name);
    return request;
  }
  absl::StatusOr<v1::Screening> Screen(const std::string& name) {
    return engine_->screener().ScreenPartyAndWait(Request(name), Context());
  }

  std::string directory_;
  std::string policy_path_;
  FixedClock clock_{TestTime("2026-11-22T12:00:00Z")};
  CountingIds ids_;
  std::unique_ptr<Engine> engine_;
};

inline constexpr char kSmallList[] =
    "id,name,aliases,countries,start_date,end_date,license_requirement,license_policy,citation\n"
    "e1,IFLYTEK,,CN,2019-10-09,,For all items subject to the EAR (See 744.11 of the EAR),Presumption of denial,84 FR "
    "54002\n"
    "e2,Later Quantum Works,,CN,2026-12-01,,,,\n"
    "e3,Expired Denied Trading House,,US,2010-01-01,2020-01-01,,,\n"
    "e4,Zhukovsky Gyroscope Bureau,,RU,,,,,\n";

}  // namespace cordon

#endif  // CORDON_TESTS_SERVICE_ENGINE_FIXTURE_H_
