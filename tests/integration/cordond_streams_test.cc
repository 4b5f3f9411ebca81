// StreamScreenTransactions through a real server over TCP: order, errors, resuming, what is recorded.
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

using StreamRequest = v1::StreamScreenTransactionsRequest;
using StreamResponse = v1::StreamScreenTransactionsResponse;

StreamRequest Order(const std::string& id, const std::string& supplier) {
  StreamRequest message;
  message.set_id(id);
  v1::Transaction* deal = message.mutable_request()->mutable_transaction();
  deal->set_as_of("2026-06-15");
  deal->set_activity(v1::Transaction::PURCHASE);
  deal->set_our_role(v1::Transaction::BUYER);
  v1::TransactionParty* party = deal->add_parties();
  party->mutable_party()->set_name(supplier);
  party->add_roles(v1::TransactionParty::SUPPLIER);
  party->set_hq_country("SE");
  return message;
}

class StreamedTransactions : public CordondTest {
 protected:
  void SetUp() override {
    Start();
    Import(kOwnList, "OWNA");
  }

  // Writes all while it reads, as a client does that wants throughput.
  grpc::Status Stream(const std::vector<StreamRequest>& requests, std::vector<StreamResponse>* responses) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(60));
    const auto stream = client_->screening->StreamScreenTransactions(&context);
    std::thread writer([&] {
      for (const StreamRequest& request : requests) {
        if (!stream->Write(request)) return;
      }
      stream->WritesDone();
    });
    StreamResponse response;
    while (stream->Read(&response)) responses->push_back(response);
    writer.join();
    return stream->Finish();
  }
};

TEST_F(StreamedTransactions, AnswersComeInOrderAndAreRecorded) {
  std::vector<StreamRequest> requests;
  for (int i = 0; i < 300; ++i) {
    requests.push_back(Order(absl::StrCat("o-", i),
                             i % 3 == 0 ? "Zephyrtronic Lattice Works" : absl::StrCat("Bakery of Lower Saxony ", i)));
  }
  std::vector<StreamResponse> responses;
  const grpc::Status status = Stream(requests, &responses);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(responses.size(), requests.size());
  for (size_t i = 0; i < responses.size(); ++i) {
    EXPECT_EQ(responses[i].id(), requests[i].id());
    ASSERT_TRUE(responses[i].has_screening()) << responses[i].error().message();
    EXPECT_EQ(responses[i].screening().disposition() >= v1::HOLD, i % 3 == 0);
  }
  v1::Screening stored;
  ASSERT_TRUE(ReadWith(*client_, responses[299].screening().name(), &stored).ok());
  EXPECT_EQ(stored.SerializeAsString(), responses[299].screening().SerializeAsString());
  EXPECT_EQ(stored.request_id(), "o-299");
}

TEST_F(StreamedTransactions, ABadRequestIsAnsweredAndTheStreamGoesOn) {
  std::vector<StreamRequest> requests = {Order("good-1", "Bakery"),  Order("", "Bakery"),
                                         Order("bad-1", "Bakery"),   Order(std::string(129, 'x'), "Bakery"),
                                         Order("what-if", "Bakery"), Order("good-2", "Zephyrtronic Lattice Works")};
  requests[2].mutable_request()->mutable_transaction()->clear_activity();
  requests[4].mutable_request()->set_validate_only(true);
  std::vector<StreamResponse> responses;
  ASSERT_TRUE(Stream(requests, &responses).ok());
  ASSERT_EQ(responses.size(), 6U);
  EXPECT_TRUE(responses[0].has_screening());
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(responses[1].error()))["field"], "id");
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(responses[2].error()))["field"], "transaction.activity");
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(responses[3].error()))["field"], "id");
  EXPECT_EQ(GetErrorReason(FromRpcStatus(responses[4].error())), "NO_RECORD_REFUSED")
      << "over TCP everything is recorded";
  EXPECT_EQ(responses[5].screening().disposition(), v1::HOLD);
}

TEST_F(StreamedTransactions, ABrokenStreamIsTakenUpAgain) {
  std::vector<StreamRequest> requests;
  for (int i = 0; i < 40; ++i) requests.push_back(Order(absl::StrCat("r-", i), "Zephyrtronic Lattice Works"));
  std::vector<StreamResponse> first;
  {
    grpc::ClientContext context;
    const auto stream = client_->screening->StreamScreenTransactions(&context);
    for (const StreamRequest& request : requests) ASSERT_TRUE(stream->Write(request));
    StreamResponse response;
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(stream->Read(&response));
      first.push_back(response);
    }
    context.TryCancel();
    EXPECT_FALSE(stream->Finish().ok());
  }
  std::vector<StreamResponse> all;
  ASSERT_TRUE(Stream(requests, &all).ok());
  ASSERT_EQ(all.size(), requests.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(all[i].SerializeAsString(), first[i].SerializeAsString()) << "the stored answer, byte for byte";
  }
  // Another content under a used id is refused.
  std::vector<StreamResponse> reused;
  ASSERT_TRUE(Stream({Order("r-3", "Somebody Else")}, &reused).ok());
  EXPECT_EQ(GetErrorReason(FromRpcStatus(reused.at(0).error())), "REQUEST_ID_REUSED");
}

TEST_F(StreamedTransactions, AnIdleStreamDoesNotHoldUpTheStop) {
  grpc::ClientContext context;
  const auto stream = client_->screening->StreamScreenTransactions(&context);
  ASSERT_TRUE(stream->Write(Order("i-1", "Bakery")));
  StreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time start = absl::Now();
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(), 0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

}  // namespace
}  // namespace cordon
