// Whole transactions through the real engine: matcher, owners of the request, shipped rules, record.
#include <string>

#include "base/canonical_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "service/screening/screener.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Property;

class TransactionTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kSmallList).ok());
  }
  static v1::ScreenTransactionRequest Deal(const std::string& json) {
    v1::ScreenTransactionRequest request;
    const absl::Status parsed = FromJson(json, request.mutable_transaction());
    EXPECT_TRUE(parsed.ok()) << parsed;
    return request;
  }
  absl::StatusOr<v1::Screening> Check(const v1::ScreenTransactionRequest& request) {
    return engine_->screener().ScreenTransactionAndWait(request, Context());
  }
};

constexpr char kListedTenant[] = R"({"as_of":"2023-03-09","activity":"IAAS","our_role":"PROVIDER",
  "parties":[{"party":{"name":"iFLITEK"},"roles":["IAAS_CUSTOMER","END_USER"],"hq_country":"CN"}],
  "compute":{"gpu_model":"A100","gpu_count":8,"physical_possession":"NO"}})";

constexpr char kOwnedBuyer[] = R"({"as_of":"2025-10-15","activity":"EXPORT","our_role":"SELLER","destination":"SG",
  "parties":[{"party":{"name":"Lingxi Vision"},"roles":["PURCHASER","END_USER"],"hq_country":"SG",
              "owners":[{"party":{"name":"Iflytek Co., Ltd."},"exact_bp":5000}]}],
  "items":[{"description":"keyboards","eccn":"EAR99","quantity":10,"subject_to_ear":"YES"}]})";

TEST_F(TransactionTest, RentingToAListedFirmEscalatesAndIsNeverProhibited) {
  const auto answer = Check(Deal(kListedTenant));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::ESCALATE);
  EXPECT_EQ(answer->decision().legal_status(), v1::NOT_PROHIBITED_POLICY_REVIEW);
  EXPECT_THAT(answer->decision().red_flags(), Contains(Property(&v1::RedFlag::rule, "IAAS-LISTED")));
  ASSERT_EQ(answer->parties_size(), 1);
  EXPECT_EQ(answer->parties(0).matches(0).entry_id(), "e1");
}

TEST_F(TransactionTest, OwnerAtHalfBlocksWhileTheRuleIsInForceOnly) {
  v1::ScreenTransactionRequest request = Deal(kOwnedBuyer);
  EXPECT_EQ(Check(request)->disposition(), v1::BLOCK);
  request.mutable_transaction()->set_as_of("2025-11-10");  // stayed from this day
  EXPECT_EQ(Check(request)->disposition(), v1::ESCALATE);
  request.mutable_transaction()->mutable_parties(0)->mutable_owners(0)->set_exact_bp(4999);
  const auto below = Check(request);
  for (const auto& flag : below->decision().red_flags()) EXPECT_NE(flag.rule(), "OWN-50");
}

TEST_F(TransactionTest, UnknownShareOfAListedOwnerIsNotNo) {
  v1::ScreenTransactionRequest request = Deal(kOwnedBuyer);
  request.mutable_transaction()->mutable_parties(0)->mutable_owners(0)->clear_exact_bp();
  const auto answer = Check(request);
  ASSERT_TRUE(answer.ok());
  EXPECT_GE(answer->disposition(), v1::HOLD);
  EXPECT_THAT(answer->decision().red_flags(), Contains(Property(&v1::RedFlag::rule, "OWN-UNK")));
}

TEST_F(TransactionTest, RecordReadsBackAsAnswered) {
  v1::ScreenTransactionRequest request = Deal(kListedTenant);
  request.set_request_id("t-1");
  const auto first = Check(request);
  ASSERT_TRUE(first.ok()) << first.status();
  v1::GetScreeningRequest get;
  get.set_name(first->name());
  EXPECT_EQ(engine_->screener().GetScreening(get)->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Check(request)->SerializeAsString(), first->SerializeAsString()) << "a retry gets the stored answer";
  request.mutable_transaction()->set_id("other");
  EXPECT_EQ(GetErrorReason(Check(request).status()), "REQUEST_ID_REUSED");
}

TEST_F(TransactionTest, OwnListMatchHoldsEvenWithoutARuleForIt) {
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OWN").ok());
  const auto answer = Check(Deal(R"({"activity":"PURCHASE","our_role":"BUYER",
      "parties":[{"party":{"name":"Own Blocked Supplier"},"roles":["SUPPLIER"]}]})"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GE(answer->disposition(), v1::HOLD);
}

// Whoever fills an order with other listed names does not hide the one that forbids it.
TEST_F(TransactionTest, MatchesBeyondTheLimitHideNoList) {
  std::string csv = "id,name\n";
  for (int i = 0; i < 150; ++i) csv += absl::StrCat("n", i, ",Zorblatt Xenon\n");
  ASSERT_TRUE(Import(csv, "OWN").ok());
  ASSERT_TRUE(Import("id,name\nx1,Zorblatt Xenonn\n", "SDN").ok());
  const auto answer = Check(Deal(R"({"activity":"PURCHASE","our_role":"BUYER",
      "parties":[{"party":{"name":"Zorblatt Xenon"},"roles":["SUPPLIER"],"hq_country":"AE"}]})"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::BLOCK);
  EXPECT_THAT(answer->incomplete(), Contains(Property(&v1::Incompleteness::reason, "MATCHES_NOT_STORED")));
  ASSERT_EQ(answer->parties_size(), 1);
  EXPECT_EQ(answer->parties(0).match_count(), 151);
  EXPECT_EQ(answer->parties(0).matches_size(), 100);
}

TEST_F(TransactionTest, WorkLimitAndMissingListHold) {
  SetPolicy("required_lists: \"SDN\"");
  Open();
  const auto answer = Check(Deal(R"({"activity":"PURCHASE","our_role":"BUYER",
      "parties":[{"party":{"name":"Brisbane Pottery"},"roles":["SUPPLIER"],"hq_country":"AU"}]})"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GE(answer->disposition(), v1::HOLD);
  EXPECT_GT(answer->incomplete_size(), 0);
}

TEST_F(TransactionTest, BadFieldIsNamed) {
  v1::ScreenTransactionRequest request = Deal(kOwnedBuyer);
  request.mutable_transaction()->mutable_parties(0)->mutable_owners(0)->set_exact_bp(10001);
  const auto refused = Check(request);
  EXPECT_EQ(GetErrorReason(refused.status()), "INVALID_FIELD");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("transaction.parties[0].owners[0].exact_bp"));
  request.clear_transaction();
  EXPECT_EQ(GetErrorMetadata(Check(request).status())["field"], "transaction");
}

TEST_F(TransactionTest, ValidateOnlyAndNoRecordStoreNothing) {
  v1::ScreenTransactionRequest request = Deal(kListedTenant);
  request.set_validate_only(true);
  EXPECT_TRUE(Check(request)->record_sha256().empty());
  EXPECT_EQ(*engine_->store()->CountScreenings(), 0);
}

}  // namespace
}  // namespace cordon
