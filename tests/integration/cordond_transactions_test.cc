// Transactions through a real server: single, in batches, and the rules it judges by.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

v1::ScreenTransactionRequest Purchase(const std::string& supplier) {
  v1::ScreenTransactionRequest request;
  v1::Transaction* deal = request.mutable_transaction();
  deal->set_as_of("2026-06-15");
  deal->set_activity(v1::Transaction::PURCHASE);
  deal->set_our_role(v1::Transaction::BUYER);
  v1::TransactionParty* party = deal->add_parties();
  party->mutable_party()->set_name(supplier);
  party->add_roles(v1::TransactionParty::SUPPLIER);
  party->set_hq_country("SE");
  return request;
}

class Transactions : public CordondTest {
 protected:
  void SetUp() override {
    Start();
    Import(kOwnList, "OWNA");
  }
  grpc::Status One(const v1::ScreenTransactionRequest& request, v1::Screening* answer) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    return client_->screening->ScreenTransaction(&context, request, answer);
  }
  grpc::Status Many(const v1::BatchScreenTransactionsRequest& request, v1::BatchScreenTransactionsResponse* answer) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    return client_->screening->BatchScreenTransactions(&context, request, answer);
  }
};

TEST_F(Transactions, AreServedRecordedAndReadBack) {
  v1::ScreenTransactionRequest request = Purchase("Qorvandel Gyroscope Bureau");
  request.set_request_id("5d1f6ab2-30a5-4a9a-8d5b-6a4e6f1f0001");
  v1::Screening answer;
  const grpc::Status status = One(request, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.kind(), "TRANSACTION");
  EXPECT_EQ(answer.disposition(), v1::HOLD);
  EXPECT_EQ(answer.record_sha256().size(), 64U);
  v1::Screening stored, again;
  ASSERT_TRUE(ReadWith(*client_, answer.name(), &stored).ok());
  EXPECT_EQ(stored.SerializeAsString(), answer.SerializeAsString());
  ASSERT_TRUE(One(request, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), answer.SerializeAsString()) << "a retry gets the stored answer";
}

TEST_F(Transactions, ABatchAnswersEachItemInOrder) {
  v1::BatchScreenTransactionsRequest request;
  *request.add_requests() = Purchase("Unremarkable Bakery of Lower Saxony");
  request.add_requests();  // no transaction
  *request.add_requests() = Purchase("Zephyrtronic Lattice Works");
  *request.add_requests() = Purchase("Another Bakery");
  request.mutable_requests(3)->mutable_transaction()->mutable_parties(0)->add_owners()->set_exact_bp(10001);
  v1::BatchScreenTransactionsResponse answer;
  const grpc::Status status = Many(request, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(answer.results_size(), 4);
  EXPECT_LT(answer.results(0).screening().disposition(), v1::HOLD);
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(answer.results(1).error()))["field"], "requests[1].transaction");
  EXPECT_EQ(answer.results(2).screening().disposition(), v1::HOLD);
  EXPECT_TRUE(
      absl::StrContains(answer.results(3).error().message(), "requests[3].transaction.parties[0].owners[0].exact_bp"))
      << answer.results(3).error().message();
  v1::Screening stored;
  EXPECT_TRUE(ReadWith(*client_, answer.results(2).screening().name(), &stored).ok());
}

TEST_F(Transactions, ABatchHasALimitAndNothingIsRecordedBeyondIt) {
  v1::BatchScreenTransactionsRequest request;
  for (int i = 0; i < 1001; ++i) *request.add_requests() = Purchase("Unremarkable Bakery");
  v1::BatchScreenTransactionsResponse answer;
  const grpc::Status refused = Many(request, &answer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Reason(refused), "BATCH_TOO_LARGE");
}

TEST_F(Transactions, WhatIfNeedsTheSocket) {
  v1::ScreenTransactionRequest request = Purchase("Unremarkable Bakery");
  request.set_validate_only(true);
  v1::BatchScreenTransactionsRequest batch;
  *batch.add_requests() = request;
  v1::Screening answer;
  v1::BatchScreenTransactionsResponse answers;
  EXPECT_EQ(Reason(One(request, &answer)), "NO_RECORD_REFUSED");
  EXPECT_EQ(Reason(Many(batch, &answers)), "NO_RECORD_REFUSED");
  client_ = std::make_unique<Client>(server_->socket());
  EXPECT_TRUE(One(request, &answer).ok());
  EXPECT_TRUE(Many(batch, &answers).ok());
  EXPECT_EQ(answers.results(0).screening().record_sha256(), "");
}

TEST_F(Transactions, TheRulesAreTold) {
  grpc::ClientContext all_context, one_context, none_context;
  v1::ListRulesRequest request;
  v1::ListRulesResponse all, one, none;
  ASSERT_TRUE(client_->engine->ListRules(&all_context, request, &all).ok());
  EXPECT_GE(all.rules_size(), 60);
  request.set_rule("HQ-D5");
  ASSERT_TRUE(client_->engine->ListRules(&one_context, request, &one).ok());
  ASSERT_EQ(one.rules_size(), 1);
  EXPECT_EQ(one.rules(0).worst(), v1::BLOCK);
  EXPECT_EQ(one.rules_digest(), all.rules_digest());
  request.set_rule("HQ-D7");
  const grpc::Status unknown = client_->engine->ListRules(&none_context, request, &none);
  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Reason(unknown), "RULE_NOT_FOUND");
  EXPECT_TRUE(absl::StrContains(unknown.error_message(), "HQ-D5")) << unknown.error_message();
}

}  // namespace
}  // namespace cordon
