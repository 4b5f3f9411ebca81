// The contract of an answer: what a match means, what makes an answer incomplete, and that no defect ever gives CLEAR.
#include "service/screening/screener.h"

#include <string>
#include <vector>

#include "base/canonical_json.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Property;

class ScreenerTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kSmallList).ok());
  }
};

TEST_F(ScreenerTest, HitHoldsWithCitationAndStates) {
  const auto answer = Screen("iFlytek Co., Ltd.");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  ASSERT_EQ(answer->matches_size(), 1);
  EXPECT_EQ(answer->matches(0).entry_id(), "e1");
  EXPECT_EQ(answer->matches(0).list(), "EL");
  EXPECT_EQ(answer->matches(0).citation(), "84 FR 54002");
  EXPECT_EQ(answer->matches(0).scope(), v1::ALL_EAR);
  EXPECT_EQ(answer->matches(0).disposition(), v1::HOLD);
  EXPECT_GE(answer->matches(0).score(), 8500);
  EXPECT_GT(answer->matches(0).alignment_size(), 0);
  EXPECT_THAT(answer->engine_state(), HasSubstr("sha256:"));
  ASSERT_EQ(answer->lists_size(), 1);
  EXPECT_EQ(answer->lists(0).list(), "EL");
  EXPECT_EQ(answer->caller(), "uid:1(test)");
}

TEST_F(ScreenerTest, CleanNameIsClearAndRecorded) {
  const auto answer = Screen("Brisbane Pottery Collective");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::CLEAR);
  EXPECT_EQ(answer->match_count(), 0);
  v1::GetScreeningRequest get;
  get.set_name(answer->name());
  const auto stored = engine_->screener().GetScreening(get);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->SerializeAsString(), answer->SerializeAsString());
}

TEST_F(ScreenerTest, RecordIsCanonicalJsonOfTheAnswer) {
  const auto answer = Screen("IFLYTEK");
  ASSERT_TRUE(answer.ok());
  v1::Screening without = *answer;
  without.clear_record_sha256();
  without.clear_audit_index();
  const auto body = ToCanonicalJson(without);
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(Sha256Hex(*body), answer->record_sha256());
}

TEST_F(ScreenerTest, EntryThatStartsLaterIsANote) {
  const auto before = Screen("Later Quantum Works");
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->disposition(), v1::NOTE);
  EXPECT_TRUE(before->matches(0).listed_later());
  v1::ScreenPartyRequest request = Request("Later Quantum Works");
  request.set_as_of("2026-12-01");  // both sides of the day
  const auto at = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(at.ok());
  EXPECT_EQ(at->disposition(), v1::HOLD);
  request.set_as_of("2026-11-30");
  EXPECT_EQ(engine_->screener().ScreenPartyAndWait(request, Context())->disposition(), v1::NOTE);
}

TEST_F(ScreenerTest, ExpiredEntryIsKeptAndANote) {
  const auto answer = Screen("Expired Denied Trading House");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->match_count(), 1);
  EXPECT_EQ(answer->disposition(), v1::NOTE);
  v1::ScreenPartyRequest request = Request("Expired Denied Trading House");
  request.set_as_of("2020-01-01");  // last day in force
  EXPECT_EQ(engine_->screener().ScreenPartyAndWait(request, Context())->disposition(), v1::HOLD);
}

TEST_F(ScreenerTest, NothingMatchableHolds) {
  const auto answer = Screen("!!! --- ...");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  EXPECT_EQ(answer->incomplete(0).reason(), "NOTHING_MATCHABLE");
}

TEST_F(ScreenerTest, InvisibleCharactersAreUndoneAndSaid) {
  const auto answer = Screen("IFLY\xE2\x80\x8BTEK");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  EXPECT_EQ(answer->match_count(), 1);
  EXPECT_THAT(answer->warnings(), Contains(Property(&v1::Warning::reason, "OBFUSCATION")));
}

TEST_F(ScreenerTest, ListAgeWarnsThenHoldsThenRefuses) {
  const absl::Time imported = clock_.Now();
  struct Case {
    absl::Duration age;
    v1::Disposition disposition;
    std::string warning, incomplete;
  };
  for (const Case& c : std::vector<Case>{{absl::Hours(24), v1::CLEAR, "", ""},
                                         {absl::Hours(24) + absl::Seconds(1), v1::CLEAR, "LIST_AGE", ""},
                                         {absl::Hours(120), v1::CLEAR, "LIST_AGE", ""},
                                         {absl::Hours(120) + absl::Seconds(1), v1::HOLD, "", "LIST_OVER_AGE"},
                                         {absl::Hours(720), v1::HOLD, "", "LIST_OVER_AGE"}}) {
    clock_.Set(imported + c.age);
    const auto answer = Screen("Brisbane Pottery Collective");
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->disposition(), c.disposition) << c.age;
    EXPECT_EQ(answer->warnings_size() > 0 ? answer->warnings(0).reason() : "", c.warning) << c.age;
    EXPECT_EQ(answer->incomplete_size() > 0 ? answer->incomplete(0).reason() : "", c.incomplete) << c.age;
  }
  clock_.Set(imported + absl::Hours(720) + absl::Seconds(1));
  const auto refused = Screen("Brisbane Pottery Collective");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(GetErrorReason(refused.status()), "LISTS_TOO_OLD");
}

TEST_F(ScreenerTest, RetryGivesTheStoredAnswerOtherContentIsRefused) {
  v1::ScreenPartyRequest request = Request("IFLYTEK");
  request.set_request_id("r-1");
  const auto first = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(first.ok()) << first.status();
  clock_.Set(clock_.Now() + absl::Hours(1));
  request.set_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const auto again = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  request.mutable_party()->set_name("Other");
  const auto other = engine_->screener().ScreenPartyAndWait(request, Context());
  EXPECT_EQ(other.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(GetErrorReason(other.status()), "REQUEST_ID_REUSED");
  CallContext somebody = Context();
  somebody.caller = "uid:2(other)";
  EXPECT_TRUE(engine_->screener().ScreenPartyAndWait(request, somebody).ok()) << "the key is (caller, request_id)";
}

TEST_F(ScreenerTest, DeadlineAndCancelNeverAnswer) {
  CallContext late = Context();
  late.deadline = clock_.Now();
  EXPECT_EQ(engine_->screener().ScreenPartyAndWait(Request("IFLYTEK"), late).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  CallContext gone = Context();
  gone.cancelled = [] { return true; };
  EXPECT_EQ(engine_->screener().ScreenPartyAndWait(Request("IFLYTEK"), gone).status().code(),
            absl::StatusCode::kCancelled);
  v1::BatchScreenPartiesRequest batch;
  *batch.add_requests() = Request("IFLYTEK");
  EXPECT_EQ(engine_->screener().BatchScreenPartiesAndWait(batch, late).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(ScreenerTest, BatchKeepsOrderAndGivesAStatusPerItem) {
  v1::BatchScreenPartiesRequest batch;
  *batch.add_requests() = Request("IFLYTEK");
  *batch.add_requests() = Request("");
  *batch.add_requests() = Request("Brisbane Pottery Collective");
  const auto answer = engine_->screener().BatchScreenPartiesAndWait(batch, Context());
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->results_size(), 3);
  EXPECT_EQ(answer->results(0).screening().disposition(), v1::HOLD);
  EXPECT_EQ(answer->results(1).error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(GetErrorReason(FromRpcStatus(answer->results(1).error())), "NOTHING_TO_SCREEN");
  EXPECT_EQ(answer->results(2).screening().disposition(), v1::CLEAR);
  EXPECT_FALSE(answer->results(2).screening().record_sha256().empty());
}

TEST_F(ScreenerTest, BatchLimitIsExact) {
  v1::BatchScreenPartiesRequest batch;
  for (int i = 0; i < 1000; ++i) *batch.add_requests() = Request("x y");
  for (auto& request : *batch.mutable_requests()) request.set_no_record(true);
  EXPECT_TRUE(engine_->screener().BatchScreenPartiesAndWait(batch, Context()).ok());
  *batch.add_requests() = Request("one more");
  EXPECT_EQ(GetErrorReason(engine_->screener().BatchScreenPartiesAndWait(batch, Context()).status()),
            "BATCH_TOO_LARGE");
}

TEST_F(ScreenerTest, MatchesBeyondTheStorageLimitStillDecide) {
  std::string csv = "id,name\n";
  for (int i = 0; i < 150; ++i) csv += absl::StrCat("n", i, ",Zorblatt Xenon\n");
  ASSERT_TRUE(Import(csv, "OWN").ok());
  const auto answer = Screen("Zorblatt Xenon");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->match_count(), 150);
  EXPECT_EQ(answer->matches_size(), 100);
  EXPECT_THAT(answer->warnings(), Contains(Property(&v1::Warning::reason, "MATCHES_NOT_STORED")));
}

// Names of harmless entries do not push the grave one out of the record.
TEST_F(ScreenerTest, TheGravestMatchesAreDescribed) {
  std::string csv = "id,name\n";
  for (int i = 0; i < 150; ++i) csv += absl::StrCat("n", i, ",Zorblatt Xenon\n");
  ASSERT_TRUE(Import(csv, "CAP").ok());  // a note each
  ASSERT_TRUE(Import("id,name\nx1,Zorblatt Xenonn\n", "OWN").ok());
  const auto answer = Screen("Zorblatt Xenon");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  EXPECT_EQ(answer->match_count(), 151);
  ASSERT_EQ(answer->matches_size(), 100);
  EXPECT_EQ(answer->matches(99).entry_id(), "x1") << "in the order of strength";
}

TEST_F(ScreenerTest, WorkLimitHolds) {
  SetPolicy("limits { max_candidates: 1 }");
  Open();
  std::string csv = "id,name\n";
  for (int i = 0; i < 50; ++i) csv += absl::StrCat("n", i, ",Zorblatt Xenon Branch", i, "\n");
  ASSERT_TRUE(Import(csv, "OWN").ok());
  const auto answer = Screen("Zorblatt Xenon");
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(answer->incomplete(), Contains(Property(&v1::Incompleteness::reason, "WORK_LIMIT")));
  EXPECT_GE(answer->disposition(), v1::HOLD);
}

// A clock that stands before the last import knows neither the age of the lists nor the date.
TEST_F(ScreenerTest, AClockSetBackHolds) {
  clock_.Set(clock_.Now() - absl::Hours(25));
  const auto answer = Screen("Brisbane Pottery Collective");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  ASSERT_EQ(answer->incomplete_size(), 1);
  EXPECT_EQ(answer->incomplete(0).reason(), "CLOCK_SUSPECT");
}

TEST_F(ScreenerTest, RequiredListMissingHolds) {
  SetPolicy("required_lists: \"EL\" required_lists: \"SDN\"");
  Open();
  const auto answer = Screen("Brisbane Pottery Collective");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  ASSERT_EQ(answer->incomplete_size(), 1);
  EXPECT_EQ(answer->incomplete(0).reason(), "REQUIRED_LIST_MISSING");
  EXPECT_EQ(answer->incomplete(0).subject(), "SDN");
}

TEST_F(ScreenerTest, FieldLimitsAtAndBeyond) {
  v1::ScreenPartyRequest request = Request(std::string(512, 'a'));
  EXPECT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  request.mutable_party()->set_name(std::string(513, 'a'));
  EXPECT_THAT(std::string(engine_->screener().ScreenPartyAndWait(request, Context()).status().message()),
              HasSubstr("party.name: 513 code points"));
  request = Request("a");
  for (int i = 0; i < 32; ++i) request.mutable_party()->add_aliases("b");
  EXPECT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  request.mutable_party()->add_aliases("b");
  EXPECT_EQ(GetErrorMetadata(engine_->screener().ScreenPartyAndWait(request, Context()).status())["field"],
            "party.aliases");
  request = Request("a");
  request.set_external_ref(std::string(129, 'r'));
  EXPECT_EQ(GetErrorMetadata(engine_->screener().ScreenPartyAndWait(request, Context()).status())["field"],
            "external_ref");
  request = Request("a");
  request.set_as_of("2026-02-30");
  EXPECT_EQ(GetErrorMetadata(engine_->screener().ScreenPartyAndWait(request, Context()).status())["field"], "as_of");
  request = Request("a");
  request.set_threshold(4999);
  EXPECT_FALSE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  request.set_threshold(5000);
  EXPECT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  request = Request("a");
  request.mutable_party()->add_countries("China");
  EXPECT_EQ(GetErrorMetadata(engine_->screener().ScreenPartyAndWait(request, Context()).status())["field"],
            "party.countries[0]");
}

TEST_F(ScreenerTest, ListScreeningsFiltersAndPages) {
  for (int i = 0; i < 5; ++i) {
    v1::ScreenPartyRequest request = Request(i % 2 == 0 ? "IFLYTEK" : "Brisbane Pottery Collective");
    request.set_external_ref("PO-1");
    ASSERT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  }
  ASSERT_TRUE(Screen("IFLYTEK").ok());
  v1::ListScreeningsRequest list;
  list.set_filter("disposition = HOLD AND external_ref = \"PO-1\"");
  list.set_page_size(2);
  const auto page = engine_->screener().ListScreenings(list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->screenings_size(), 2);
  ASSERT_FALSE(page->next_page_token().empty());
  list.set_page_token(page->next_page_token());
  const auto rest = engine_->screener().ListScreenings(list);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->screenings_size(), 1);
  EXPECT_TRUE(rest->next_page_token().empty());
  list.set_filter("disposition = CLEAR");
  EXPECT_EQ(GetErrorReason(engine_->screener().ListScreenings(list).status()), "INVALID_PAGE_TOKEN");
  list.clear_page_token();
  list.set_filter("colour = red");
  EXPECT_EQ(GetErrorReason(engine_->screener().ListScreenings(list).status()), "INVALID_FILTER");
  list.set_filter("");
  list.set_page_size(-1);
  EXPECT_FALSE(engine_->screener().ListScreenings(list).ok());
}

TEST_F(ScreenerTest, WhyNotShowsEveryNameOfTheEntry) {
  v1::ExplainNonMatchRequest request;
  request.mutable_party()->set_name("Zhukovsky Pump Bureau");
  request.set_entry_id("e4");
  const auto answer = engine_->screener().ExplainNonMatch(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(answer->matches());
  ASSERT_EQ(answer->names_size(), 1);
  EXPECT_LT(answer->names(0).score(), 8500);
  EXPECT_GT(answer->names(0).alignment_size(), 0);
  request.set_entry_id("nope");
  EXPECT_EQ(GetErrorReason(engine_->screener().ExplainNonMatch(request).status()), "ENTRY_NOT_FOUND");
}

// No store: the worst case is an answer without a record.
TEST_F(ScreenerTest, ReadOnlyAnswersOnlyWithoutRecord) {
  engine_.reset();
  EngineOptions options = Options();
  options.read_only = true;
  auto engine = Engine::Open(options);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto refused = (*engine)->screener().ScreenPartyAndWait(Request("IFLYTEK"), Context());
  EXPECT_EQ(GetErrorReason(refused.status()), "NO_STORE");
  v1::ScreenPartyRequest request = Request("IFLYTEK");
  request.set_no_record(true);
  const auto answer = (*engine)->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  EXPECT_TRUE(answer->record_sha256().empty());
}

}  // namespace
}  // namespace cordon
