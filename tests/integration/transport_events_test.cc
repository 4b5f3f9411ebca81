// WatchEvents over the real transport and events the test makes: order, places, heartbeats, limits, slow readers,
// drain.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cordon/v1/events.grpc.pb.h"
#include "tests/integration/fake_server.h"

namespace cordon {
namespace {

class EventStream : public FakeServerTest {
 protected:
  EventStream() {
    handlers_.latest_event = [this]() -> absl::StatusOr<int64_t> { return latest_.load(); };
    // Every sequence is an event, with some weight.
    handlers_.list_events = [this](const v1::ListEventsRequest& request,
                                   const RpcContext&) -> absl::StatusOr<v1::ListEventsResponse> {
      ++reads_;
      if (failing_) return MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "no");
      v1::ListEventsResponse page;
      page.set_origin("log.test");
      const int64_t latest = latest_.load();
      int64_t at = request.after();
      for (; at < latest && page.events_size() < 100; ++at) {
        v1::Event* const event = page.add_events();
        event->set_sequence(at + 1);
        event->set_external_ref(std::string(weight_, 'x'));
      }
      page.set_sequence(at);
      page.set_more(at < latest);
      return page;
    };
  }
  void StartEvents() {
    Start();
    stub_ = v1::EventService::NewStub(client_->channel);
  }
  std::unique_ptr<grpc::ClientReader<v1::WatchEventsResponse>> Watch(grpc::ClientContext* context, int64_t after,
                                                                     bool only_new = false) {
    SetTimeout(context, absl::Seconds(30));
    v1::WatchEventsRequest request;
    request.set_after(after);
    request.set_only_new(only_new);
    return stub_->WatchEvents(context, request);
  }

  std::atomic<int64_t> latest_{0};
  std::atomic<int> reads_{0};
  std::atomic<bool> failing_{false};
  size_t weight_ = 10;
  std::unique_ptr<v1::EventService::Stub> stub_;
};

TEST_F(EventStream, TellsWhatWasAndWhatHappensFromAPlaceOn) {
  latest_ = 250;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 3);
  v1::WatchEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_FALSE(message.has_event());
  EXPECT_EQ(message.origin(), "log.test");
  EXPECT_EQ(message.sequence(), 3);
  for (int64_t want = 4; want <= 250; ++want) {
    ASSERT_TRUE(reader->Read(&message));
    ASSERT_EQ(message.event().sequence(), want);
  }
  latest_ = 252;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.sequence(), 251);
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.sequence(), 252);
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(EventStream, OnlyNewBeginsNow) {
  latest_ = 1'000;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 0, true);
  v1::WatchEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.sequence(), 1'000);
  latest_ = 1'001;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.event().sequence(), 1'001);
  grpc::ClientContext both;
  const auto refused = Watch(&both, 5, true);
  EXPECT_FALSE(refused->Read(&message));
  EXPECT_EQ(Reason(refused->Finish()), "INVALID_FIELD");
}

TEST_F(EventStream, SilenceIsBrokenByASignOfLife) {
  options_.streams.watch.heartbeat = absl::Milliseconds(300);
  latest_ = 2;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 2);
  v1::WatchEventsResponse message;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(reader->Read(&message));
    EXPECT_FALSE(message.has_event());
    EXPECT_EQ(message.sequence(), 2);
  }
}

TEST_F(EventStream, OnlySoManyAtOnce) {
  options_.streams.watch.of_a_caller = 2;
  StartEvents();
  grpc::ClientContext first;
  grpc::ClientContext second;
  v1::WatchEventsResponse message;
  const auto one = Watch(&first, 0);
  const auto two = Watch(&second, 0);
  ASSERT_TRUE(one->Read(&message));
  ASSERT_TRUE(two->Read(&message));
  grpc::ClientContext third;
  const auto three = Watch(&third, 0);
  EXPECT_FALSE(three->Read(&message));
  EXPECT_EQ(Reason(three->Finish()), "TOO_MANY_WATCHES");
  first.TryCancel();
  static_cast<void>(one->Finish());
  EXPECT_TRUE(Eventually([&] {
    grpc::ClientContext again;
    const auto four = Watch(&again, 0);
    v1::WatchEventsResponse begun;
    return four->Read(&begun);
  }));
}

TEST_F(EventStream, AReaderThatDoesNotReadIsCutOffAndCostsAPage) {
  options_.streams.watch.patience = absl::Milliseconds(500);
  weight_ = 100'000;
  latest_ = 1'000'000;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 0);
  v1::WatchEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  absl::SleepFor(absl::Seconds(3));
  EXPECT_LT(reads_.load(), 5);
  int64_t told = 0;
  while (reader->Read(&message)) told = message.sequence();
  EXPECT_FALSE(reader->Finish().ok());
  EXPECT_LT(told, 400);
}

TEST_F(EventStream, EndsWithTheReasonWhenTheLogCannotBeReadOrTheServerStops) {
  latest_ = 1;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 0);
  v1::WatchEventsResponse message;
  ASSERT_TRUE(reader->Read(&message));
  ASSERT_TRUE(reader->Read(&message));
  failing_ = true;
  latest_ = 2;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(Reason(reader->Finish()), "STORE_UNAVAILABLE");
  failing_ = false;

  grpc::ClientContext waiting;
  const auto waits = Watch(&waiting, 2);
  ASSERT_TRUE(waits->Read(&message));
  std::thread stop([&] { server_->Drain(absl::Seconds(5)); });
  EXPECT_FALSE(waits->Read(&message));
  EXPECT_EQ(waits->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stop.join();
}

TEST_F(EventStream, AStreamEndsAndIsTakenUpAgain) {
  options_.streams.watch.longest = absl::Milliseconds(400);
  latest_ = 3;
  StartEvents();
  grpc::ClientContext context;
  const auto reader = Watch(&context, 0);
  v1::WatchEventsResponse message;
  while (reader->Read(&message)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(message.sequence(), 3);
}

}  // namespace
}  // namespace cordon
