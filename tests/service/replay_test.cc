// Records judged again: the same bytes, whatever happened since; and what cannot be replayed says so.
#include "service/screening/replay.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/canonical_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/history.h"
#include "tests/service/engine_fixture.h"
#include "tests/support/blob_path.h"
#include "tests/support/random_inputs.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kReplayRules[] = R"(
name: "own"
rules {
  id: "OWN-1"
  title: "A price without a currency"
  citation: "house"
  house: true
  severity: LOW
  when { field: "txn.activity" value: "EXPORT" }
  cases { disposition: NOTE explanation: "exported" }
}
)";

constexpr char kReplayOwners[] =
    "owner,asset,percent\n"
    "IFLYTEK,Hefei Sound Works,51\n"
    "Hefei Sound Works,Anhui Voice Trading,60\n";

class ReplayTest : public EngineTest {
 protected:
  std::vector<LogEntryRow> Records() {
    LogFilter filter;
    filter.kind = "screening";
    std::vector<LogEntryRow> records;
    for (int64_t before = 0;;) {
      const auto page = engine_->store()->ListLog(filter, before, kMaxPageRows);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return records;
      records.insert(records.end(), page->rows.begin(), page->rows.end());
      before = page->next_before;
      if (before == 0) return records;
    }
  }
  // How many came out byte for byte.
  int ReplayAll(const std::vector<LogEntryRow>& records) {
    Replayer replayer(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_);
    int identical = 0;
    for (const LogEntryRow& record : records) {
      const auto again = replayer.Replay(record.body);
      EXPECT_TRUE(again.ok()) << again.status();
      if (!again.ok()) return identical;
      if (again->identical) {
        ++identical;
      } else {
        ADD_FAILURE() << record.index << "\n" << ::testing::PrintToString(FieldDifferences(*again));
        return identical;
      }
    }
    return identical;
  }
  void ScreenSome(unsigned seed, int count) {
    RandomInputs random(seed);
    for (int i = 0; i < count; ++i) {
      clock_.Set(clock_.Now() + absl::Seconds(random.Pick(20'000)));
      if (random.Chance(40)) {
        v1::ScreenPartyRequest request = Request(random.Of({"IFLYTEK", "Iflytk Ltd", "Zhukovsky Gyroscope", "Acme GmbH",
                                                            "Later Quantum Works", "I\u200bFLYTEK", "Trading Ltd"}));
        request.set_near_misses(random.Chance(50));
        request.set_threshold(random.Chance(30) ? 9000 : 0);
        if (random.Chance(30)) request.set_as_of("2020-01-01");
        request.set_request_id(random.Chance(50) ? absl::StrCat("r", seed, "-", i) : "");
        ASSERT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
        continue;
      }
      v1::ScreenTransactionRequest request;
      *request.mutable_transaction() = random.Next().transaction();
      // Deals of few people, so that later ones find earlier ones.
      for (v1::TransactionParty& party : *request.mutable_transaction()->mutable_parties()) {
        if (random.Chance(50)) party.add_phones(absl::StrCat("+65 6123 456", random.Pick(3)));
        if (random.Chance(50)) party.add_emails(absl::StrCat("desk", random.Pick(3), "@yunhai.example"));
        if (random.Chance(30)) party.mutable_party()->set_name(random.Of({"Hefei Sound Works", "Anhui Voice Trading"}));
        if (random.Chance(40)) {
          v1::Party* const officer = party.add_officers()->mutable_party();
          officer->set_name(random.Of({"Lim Bo Wen", "Tan Ah Kow"}));
          v1::Identifier* const id = officer->add_ids();
          id->set_scheme("PASSPORT");
          id->set_value("K1234567Z");
        }
      }
      const auto answer = engine_->screener().ScreenTransactionAndWait(request, Context());
      ASSERT_TRUE(answer.ok() || answer.status().code() == absl::StatusCode::kInvalidArgument) << answer.status();
    }
  }
};

TEST_F(ReplayTest, TheSameBytesAfterListsRulesPolicyOwnersAndTheProgramChanged) {
  SetPolicy("max_age_hours: 60 warn_age_hours: 48");
  Open();
  ScreenSome(1, 20);  // the starter list
  ASSERT_TRUE(Import(kSmallList).ok());
  ScreenSome(2, 40);
  ASSERT_TRUE(Import(kReplayOwners, "OWN").ok());
  ScreenSome(3, 40);
  ASSERT_TRUE(Import(absl::StrReplaceAll(kSmallList, {{"IFLYTEK", "Iflytek Voice"}}), "EL", false, true).ok());
  SetPolicy("max_age_hours: 300 warn_age_hours: 20 threshold: 8000 required_lists: 'SDN'");
  absl::Status reloaded = engine_->Reload();
  ASSERT_TRUE(reloaded.ok()) << reloaded;
  ScreenSome(4, 40);
  ASSERT_TRUE(MakeDirectories(absl::StrCat(directory_, "/rules")).ok());
  ASSERT_TRUE(WriteFileAtomically(absl::StrCat(directory_, "/rules/own.textproto"), kReplayRules).ok());
  reloaded = engine_->Reload();
  ASSERT_TRUE(reloaded.ok()) << reloaded;
  ScreenSome(5, 40);

  const std::vector<LogEntryRow> records = Records();
  ASSERT_GT(records.size(), 150u);
  bool history = false;
  bool old_lists = false;
  bool owned = false;
  for (const LogEntryRow& record : records) {
    history = history || record.body.find("\"list\":\"HELD\"") != std::string::npos ||
              record.body.find("\"list\":\"REFUSED\"") != std::string::npos;
    old_lists = old_lists || record.body.find("LIST_OVER_AGE") != std::string::npos;
    owned = owned || record.body.find("aggregate") != std::string::npos ||
            record.body.find("\"ownership\":{\"") != std::string::npos;
  }
  EXPECT_TRUE(history) << "no record found an earlier deal";
  EXPECT_TRUE(old_lists);
  EXPECT_TRUE(owned);

  EXPECT_EQ(ReplayAll(records), static_cast<int>(records.size()));
  // Another process, and the operator took his rules and policy away.
  engine_.reset();
  std::filesystem::remove_all(absl::StrCat(directory_, "/rules"));
  policy_path_.clear();
  EngineOptions options = Options();
  options.read_only = true;
  options.eager_ownership = false;
  auto engine = Engine::Open(options);
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  EXPECT_EQ(ReplayAll(records), static_cast<int>(records.size()));
}

TEST_F(ReplayTest, WhatTheRecordSaysOtherwiseIsFound) {
  Open();
  ASSERT_TRUE(Import(kSmallList).ok());
  ASSERT_TRUE(Screen("IFLYTEK").ok());
  std::string body = Records()[0].body;
  ASSERT_NE(body.find("\"disposition\":\"HOLD\""), std::string::npos) << body;
  body = absl::StrReplaceAll(body, {{"\"disposition\":\"HOLD\"", "\"disposition\":\"CLEAR\""}});
  const auto again =
      Replayer(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_)
          .Replay(body);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->identical);
  EXPECT_THAT(FieldDifferences(*again), Contains(HasSubstr("disposition")));
  EXPECT_THAT(DecisionDifferences(*again), Contains(HasSubstr("CLEAR then, HOLD now")));
}

TEST_F(ReplayTest, TodaysListsAreComparedWithThoseOfTheDay) {
  Open();
  ASSERT_TRUE(Import(kSmallList).ok());
  ASSERT_TRUE(Screen("Zhukovsky Gyroscope Bureau").ok());
  const std::string body = Records()[0].body;
  Replayer before(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_);
  const auto same = before.Current(body, clock_.Now());
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_THAT(DecisionDifferences(*same), IsEmpty());
  ASSERT_TRUE(Import("id,name,countries\ne4,Perm Turbine Factory,RU\ne1,IFLYTEK,CN\n", "EL", false, true).ok());
  Replayer after(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_);
  const auto other = after.Current(body, clock_.Now());
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_THAT(DecisionDifferences(*other), Contains(HasSubstr("HOLD then, CLEAR now")));
  EXPECT_THAT(DecisionDifferences(*other), Contains(HasSubstr("gone: match of the party with EL:e4")));
  EXPECT_TRUE(after.Replay(body)->identical);
}

TEST_F(ReplayTest, WhatCannotBeReplayedSaysWhy) {
  Open();
  ASSERT_TRUE(Import(kSmallList).ok());
  const auto screened = Screen("IFLYTEK");
  ASSERT_TRUE(screened.ok());
  const std::string body = Records()[0].body;
  Replayer replayer(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_);

  v1::Screening record;
  ASSERT_TRUE(FromJson(body, &record).ok());
  record.clear_list_times();
  const auto why = [&](const std::string& text) {
    const absl::Status status = replayer.Replay(text).status();
    return absl::StrCat(status.raw_code(), " ", status.message());
  };
  EXPECT_THAT(why(*ToCanonicalJson(record)), HasSubstr("does not say how old its lists were"));
  ASSERT_TRUE(FromJson(body, &record).ok());
  record.set_engine_state(absl::StrCat("sha256:", std::string(64, 'a')));
  EXPECT_THAT(why(*ToCanonicalJson(record)), HasSubstr("is not in this data directory"));
  EXPECT_THAT(why("{\"unknown\":1}"), HasSubstr("cannot be read by this version"));

  // Of another version of the program.
  v1::EngineState other = engine_->state().Get()->info;
  other.set_engine_version("0.0.1");
  const auto blob = engine_->store()->PutBlob(EngineStateContent(other));
  ASSERT_TRUE(blob.ok());
  record.set_engine_state(absl::StrCat("sha256:", *blob));
  EXPECT_THAT(why(*ToCanonicalJson(record)), HasSubstr("it was answered by engine 0.0.1"));

  // A list that somebody changed or removed.
  const std::string entries = engine_->state().Get()->info.versions(0).entries_sha256();
  const std::string path = BlobPath(directory_, entries);
  ASSERT_TRUE(Import(absl::StrReplaceAll(kSmallList, {{"e4", "e5"}}), "EL", false, true).ok());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  ASSERT_TRUE(WriteFileAtomically(path, "something else").ok());
  Replayer damaged(engine_->store(), engine_->state().Get(), engine_->suppressions().book()->Get(), directory_);
  EXPECT_TRUE(absl::IsDataLoss(damaged.Replay(body).status())) << damaged.Replay(body).status();
  std::filesystem::remove(path);
  EXPECT_TRUE(absl::IsFailedPrecondition(damaged.Replay(body).status())) << damaged.Replay(body).status();
}

}  // namespace
}  // namespace cordon
