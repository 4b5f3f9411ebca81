// Lists are switched again and again while screenings come at a constant rate: no error, and every answer is whole of
// one version or the other. CORDON_SWITCH_RATE sets the requests a second (default 200), for measurements.
#include <atomic>
#include <cstdlib>
#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/mutex.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

constexpr char kFirst[] = "Qorvandel Gyroscope Bureau";
constexpr char kSecond[] = "Zephyrtronic Lattice Works";
constexpr int kSwitches = 20;
constexpr int kThreads = 4;

struct Counts {
  int64_t answered = 0;
  int64_t failed = 0;
  int64_t wrong = 0;
  int64_t largest_us = 0;
  std::string first_error;
};

class Switch : public CordondTest {
 protected:
  std::string ImportVersion(const std::string& name) {
    v1::ImportListResponse response;
    const grpc::Status status = ImportWith(*client_, absl::StrCat("id,name\nQ1,", name, "\n"), "WATCH", &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    states_[response.engine_state()] = name;
    return response.version().name();
  }
  void Activate(const std::string& version) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(60));
    v1::ActivateListVersionRequest request;
    request.set_name(version);
    request.set_accept_change(true);
    v1::ActivateListVersionResponse response;
    const grpc::Status status = client_->lists->ActivateListVersion(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  // Asks for both names in turn, `rate` times a second, until told to end.
  Counts Ask(int rate, const std::atomic<bool>& end) const {
    const Client client(server_->address());
    Counts counts;
    const absl::Time start = absl::Now();
    for (int64_t i = 0; !end.load(); ++i) {
      absl::SleepFor(start + absl::Seconds(1) * i / rate - absl::Now());
      const bool first = i % 2 == 0;
      grpc::ClientContext context;
      SetTimeout(&context, absl::Seconds(5));
      v1::Screening answer;
      const absl::Time asked = absl::Now();
      const grpc::Status status =
          client.screening->ScreenParty(&context, PartyRequest(first ? kFirst : kSecond), &answer);
      counts.largest_us = std::max(counts.largest_us, absl::ToInt64Microseconds(absl::Now() - asked));
      if (!status.ok()) {
        if (counts.failed++ == 0) counts.first_error = status.error_message();
        continue;
      }
      ++counts.answered;
      // The answer names one of the two states, and says what that state says.
      const auto state = states_.find(answer.engine_state());
      const bool listed = state != states_.end() && state->second == (first ? kFirst : kSecond);
      const bool agrees = state != states_.end() && (answer.disposition() == v1::HOLD) == listed &&
                          (answer.disposition() == v1::CLEAR) == !listed;
      if (!agrees) ++counts.wrong;
    }
    return counts;
  }

  std::map<std::string, std::string> states_;  // digest -> who is listed in it
};

TEST_F(Switch, EveryAnswerIsWholeOfOneVersion) {
  const char* const asked = std::getenv("CORDON_SWITCH_RATE");
  const int rate = asked != nullptr ? std::atoi(asked) : 200;
  Start();
  const std::string versions[] = {ImportVersion(kFirst), ImportVersion(kSecond)};
  ASSERT_EQ(states_.size(), 2U);
  std::atomic<bool> end{false};
  std::vector<Counts> counts(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { counts[static_cast<size_t>(i)] = Ask(std::max(1, rate / kThreads), end); });
  }
  const absl::Time start = absl::Now();
  for (int i = 0; i < kSwitches; ++i) {
    Activate(versions[i % 2]);
    absl::SleepFor(absl::Milliseconds(asked != nullptr ? 500 : 100));
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  end.store(true);
  for (std::thread& thread : threads) thread.join();
  Counts all;
  for (const Counts& one : counts) {
    all.answered += one.answered;
    all.failed += one.failed;
    all.wrong += one.wrong;
    all.largest_us = std::max(all.largest_us, one.largest_us);
    if (all.first_error.empty()) all.first_error = one.first_error;
  }
  EXPECT_EQ(all.failed, 0) << all.first_error;
  EXPECT_EQ(all.wrong, 0);
  EXPECT_GT(all.answered, 50);
  std::printf("%d switches, %lld answers in %.1f s, the slowest %lld us\n", kSwitches,
              static_cast<long long>(all.answered), seconds, static_cast<long long>(all.largest_us));
}

}  // namespace
}  // namespace cordon
