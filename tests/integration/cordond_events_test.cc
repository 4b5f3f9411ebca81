// Events of a real server: a reader that breaks off again and again, and a server that is killed meanwhile, lose
// nothing and bring nothing out of order. CORDON_EVENT_BREAKS=500 for the long run.
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cordon/v1/cases.grpc.pb.h"
#include "cordon/v1/events.grpc.pb.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

int Breaks() {
  const char* const given = std::getenv("CORDON_EVENT_BREAKS");
  int breaks = 0;
  return given != nullptr && absl::SimpleAtoi(given, &breaks) ? breaks : 50;
}

class Events : public CordondTest {
 protected:
  void SetUp() override {
    Start();
    Import("id,name\ne1,Orbital Gyroscope Works\n", "EL");
    review_.set_name("cases/" + Screen(PartyRequest("Orbital Gyroscope Works")).name().substr(11));
    review_.set_etag("v0");
  }
  // One event: the alert is decided, or open again. The socket's user is a person.
  bool Decide(v1::CaseService::Stub* desk) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    v1::DecideAlertRequest request;
    request.set_name(review_.name());
    request.set_etag(review_.etag());
    request.set_alert(1);
    request.set_outcome(review_.alerts_size() > 0 && review_.alerts(0).outcome() == v1::Alert::FALSE_POSITIVE
                            ? v1::Alert::OUTCOME_UNSPECIFIED
                            : v1::Alert::FALSE_POSITIVE);
    request.add_discriminators(v1::Alert::LEI);
    request.set_comment("x");
    v1::ReviewCase after;
    const grpc::Status status = desk->DecideAlert(&context, request, &after);
    if (status.ok()) review_ = after;
    return status.ok();
  }
  v1::ReviewCase review_;
};

TEST_F(Events, AReaderThatBreaksOffAgainAndAgainGetsEachAtLeastOnceInOrder) {
  const int breaks = Breaks();
  std::atomic<bool> stop{false};
  std::atomic<int> decided{0};
  const std::string socket = server_->socket();
  std::thread writer([&] {
    const auto desk = v1::CaseService::NewStub(Connect(socket));
    while (!stop && decided < 900) {
      if (!Decide(desk.get())) break;
      ++decided;
      absl::SleepFor(absl::Milliseconds(5));
    }
  });
  std::mt19937 random(20261122);
  std::vector<int64_t> told;  // as a consumer would have dealt with them
  int64_t last = 0;
  for (int i = 0; i < breaks; ++i) {
    const auto stub = v1::EventService::NewStub(Connect(server_->address()));
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(30));
    v1::WatchEventsRequest request;
    request.set_after(last);
    const auto reader = stub->WatchEvents(&context, request);
    v1::WatchEventsResponse message;
    const auto messages = static_cast<int>(random() % 8);
    int64_t before = last;
    for (int n = 0; n < messages && (n < 2 || decided < 900) && reader->Read(&message); ++n) {
      if (!message.has_event()) continue;
      ASSERT_GT(message.sequence(), before);
      before = message.sequence();
      told.push_back(message.sequence());
      // Every other time the reader is gone before it has noted where it was.
      if (random() % 2 == 0) last = message.sequence();
    }
    if (random() % 3 == 0) absl::SleepFor(absl::Milliseconds(random() % 20));
    context.TryCancel();
    static_cast<void>(reader->Finish());
  }
  stop = true;
  writer.join();
  ASSERT_GT(decided, 10);
  server_->Signal(SIGKILL);
  server_->WaitForExit();
  Restart();
  // The rest, to the end of the log.
  const auto stub = v1::EventService::NewStub(client_->channel);
  v1::ListEventsRequest rest;
  std::vector<int64_t> all;
  for (bool more = true; more;) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    v1::ListEventsResponse page;
    ASSERT_TRUE(stub->ListEvents(&context, rest, &page).ok());
    for (const v1::Event& event : page.events()) all.push_back(event.sequence());
    more = page.more();
    rest.set_after(page.sequence());
  }
  for (const int64_t sequence : all) {
    if (sequence > last) told.push_back(sequence);
  }
  EXPECT_EQ(static_cast<int>(all.size()), decided);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  // At least once, and those that come for the first time come in order.
  std::vector<int64_t> first;
  for (const int64_t sequence : told) {
    if (first.empty() || sequence > first.back()) first.push_back(sequence);
  }
  EXPECT_EQ(first, all);
}

}  // namespace
}  // namespace cordon
