// StreamScreenParties and StreamScreenTransactions through a real server over TCP: order, errors, resuming, what is
// recorded.
#include <csignal>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/cordond_fixture.h"
#include "tests/integration/screen_streams.h"

namespace cordon {
namespace {

template <typename Kind>
class Streamed : public CordondTest {
 protected:
  using Message = typename Kind::Message;
  using Reply = typename Kind::Reply;

  void SetUp() override {
    Start();
    Import(kOwnList, "OWNA");
  }
  auto Open(grpc::ClientContext* context) { return Kind::Open(*client_, context); }

  // Writes all while it reads, as a client does that wants throughput; breaks off once it has `enough` replies.
  grpc::Status Stream(const std::vector<Message>& requests, std::vector<Reply>* replies, size_t enough = SIZE_MAX) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(60));
    const auto stream = Open(&context);
    std::thread writer([&] {
      for (const Message& request : requests) {
        if (!stream->Write(request)) return;
      }
      stream->WritesDone();
    });
    Reply reply;
    while (replies->size() < enough && stream->Read(&reply)) replies->push_back(reply);
    if (replies->size() >= enough) context.TryCancel();
    writer.join();
    return stream->Finish();
  }
  int64_t Recorded() {
    grpc::ClientContext context;
    v1::ServerInfo info;
    EXPECT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok());
    return info.screenings_recorded();
  }
};

TYPED_TEST_SUITE(Streamed, ScreenStreams);

TYPED_TEST(Streamed, AnswersComeInOrderAndAreRecorded) {
  std::vector<typename TypeParam::Message> requests;
  for (int i = 0; i < 300; ++i) {
    requests.push_back(TypeParam::Request(
        absl::StrCat("o-", i), i % 3 == 0 ? "Zephyrtronic Lattice Works" : absl::StrCat("Bakery of Lower Saxony ", i)));
  }
  std::vector<typename TypeParam::Reply> replies;
  const grpc::Status status = this->Stream(requests, &replies);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(replies.size(), requests.size());
  for (size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(replies[i].id(), requests[i].id());
    ASSERT_TRUE(replies[i].has_screening()) << replies[i].error().message();
    EXPECT_EQ(replies[i].screening().disposition() >= v1::HOLD, i % 3 == 0);
  }
  v1::Screening stored;
  ASSERT_TRUE(ReadWith(*this->client_, replies[299].screening().name(), &stored).ok());
  EXPECT_EQ(stored.SerializeAsString(), replies[299].screening().SerializeAsString());
  EXPECT_EQ(stored.request_id(), "o-299");
}

TYPED_TEST(Streamed, ABadRequestIsAnsweredAndTheStreamGoesOn) {
  std::vector<typename TypeParam::Message> requests;
  for (const std::string& id : {std::string("good-1"), std::string(), std::string("bad-1"), std::string(129, 'x'),
                                std::string("what-if"), std::string(128, 'y')}) {
    requests.push_back(TypeParam::Request(id, "Zephyrtronic Lattice Works"));
  }
  const std::string spoilt = TypeParam::Spoil(&requests[2]);
  TypeParam::WantNoRecord(&requests[4]);
  std::vector<typename TypeParam::Reply> replies;
  ASSERT_TRUE(this->Stream(requests, &replies).ok());
  ASSERT_EQ(replies.size(), 6U);
  EXPECT_TRUE(replies[0].has_screening());
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(replies[1].error()))["field"], "id");
  EXPECT_EQ(GetErrorReason(FromRpcStatus(replies[2].error())), spoilt);
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(replies[3].error()))["field"], "id");
  EXPECT_EQ(GetErrorReason(FromRpcStatus(replies[4].error())), "NO_RECORD_REFUSED")
      << "over TCP everything is recorded";
  EXPECT_EQ(replies[5].screening().disposition(), v1::HOLD);
}

TYPED_TEST(Streamed, AnOversizedRequestIsRefusedAloneAtItsLimit) {
  // What a request may not have is said about its field; only what has more bytes than any call is too large.
  std::vector<typename TypeParam::Message> requests = {TypeParam::Request("long", std::string((1 << 20) - 2048, 'x')),
                                                       TypeParam::Request("longer", std::string(1 << 20, 'x')),
                                                       TypeParam::Request("good", "Zephyrtronic Lattice Works")};
  std::vector<typename TypeParam::Reply> replies;
  ASSERT_TRUE(this->Stream(requests, &replies).ok());
  ASSERT_EQ(replies.size(), 3U);
  EXPECT_EQ(GetErrorReason(FromRpcStatus(replies[0].error())), "INVALID_FIELD");
  EXPECT_EQ(GetErrorReason(FromRpcStatus(replies[1].error())), "MESSAGE_TOO_LARGE");
  EXPECT_TRUE(replies[2].has_screening());
}

TYPED_TEST(Streamed, ABrokenStreamIsTakenUpAgainWithNothingTwiceAndNothingLost) {
  std::vector<typename TypeParam::Message> requests;
  for (int i = 0; i < 200; ++i) {
    requests.push_back(TypeParam::Request(absl::StrCat("r-", i), "Zephyrtronic Lattice Works"));
  }
  const int64_t before = this->Recorded();
  // Broken off after 1, 10, 40 replies; each time everything is sent once more.
  std::map<std::string, std::string> answered;
  for (const size_t enough : {size_t{1}, size_t{10}, size_t{40}}) {
    std::vector<typename TypeParam::Reply> replies;
    EXPECT_FALSE(this->Stream(requests, &replies, enough).ok());
    for (const auto& reply : replies) {
      const auto [one, fresh] = answered.emplace(reply.id(), reply.SerializeAsString());
      EXPECT_EQ(one->second, reply.SerializeAsString()) << "the stored answer, byte for byte";
    }
  }
  EXPECT_EQ(answered.size(), 40U);
  std::vector<typename TypeParam::Reply> all;
  ASSERT_TRUE(this->Stream(requests, &all).ok());
  ASSERT_EQ(all.size(), requests.size()) << "nothing lost";
  std::map<std::string, std::string> names;
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].id(), requests[i].id());
    EXPECT_TRUE(names.emplace(all[i].screening().name(), all[i].id()).second);
    const auto first = answered.find(all[i].id());
    if (first != answered.end()) {
      EXPECT_EQ(first->second, all[i].SerializeAsString());
    }
  }
  EXPECT_EQ(this->Recorded() - before, 200) << "nothing twice";
  // Another content under a used id is refused.
  std::vector<typename TypeParam::Reply> reused;
  ASSERT_TRUE(this->Stream({TypeParam::Request("r-3", "Somebody Else")}, &reused).ok());
  EXPECT_EQ(GetErrorReason(FromRpcStatus(reused.at(0).error())), "REQUEST_ID_REUSED");
}

TYPED_TEST(Streamed, AnIdleStreamDoesNotHoldUpTheStop) {
  grpc::ClientContext context;
  const auto stream = this->Open(&context);
  ASSERT_TRUE(stream->Write(TypeParam::Request("i-1", "Bakery")));
  typename TypeParam::Reply reply;
  ASSERT_TRUE(stream->Read(&reply));
  const absl::Time start = absl::Now();
  this->server_->Signal(SIGTERM);
  EXPECT_EQ(this->server_->WaitForExit(), 0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
  EXPECT_FALSE(stream->Read(&reply));
  EXPECT_FALSE(stream->Finish().ok());
}

// Requests that are still in the server when it is killed: what was answered is kept, the rest is made once.
TYPED_TEST(Streamed, AKilledServerGoesOnWhereItsStreamBrokeOff) {
  std::vector<typename TypeParam::Message> requests;
  for (int i = 0; i < 200; ++i) {
    requests.push_back(TypeParam::Request(absl::StrCat("k-", i), absl::StrCat("Bakery of Lower Saxony ", i)));
  }
  std::map<std::string, std::string> answered;
  {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(60));
    const auto stream = this->Open(&context);
    std::thread writer([&] {
      for (const auto& request : requests) {
        if (!stream->Write(request)) return;
      }
    });
    typename TypeParam::Reply reply;
    while (stream->Read(&reply)) {
      answered[reply.id()] = reply.SerializeAsString();
      if (answered.size() == 20) this->server_->Signal(SIGKILL);
    }
    writer.join();
    EXPECT_FALSE(stream->Finish().ok());
  }
  this->server_->WaitForExit();
  ASSERT_LT(answered.size(), requests.size());
  this->Restart();
  std::vector<typename TypeParam::Reply> all;
  ASSERT_TRUE(this->Stream(requests, &all).ok());
  ASSERT_EQ(all.size(), requests.size());
  for (const auto& reply : all) {
    ASSERT_TRUE(reply.has_screening()) << reply.error().message();
    const auto first = answered.find(reply.id());
    if (first != answered.end()) {
      EXPECT_EQ(first->second, reply.SerializeAsString());
    }
  }
  EXPECT_EQ(this->Recorded(), 200);
}

}  // namespace
}  // namespace cordon
