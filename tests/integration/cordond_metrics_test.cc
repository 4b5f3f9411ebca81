// What Prometheus reads from a real cordond, and the trace id of a call in its record.
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "service/grpc/trace_context.h"
#include "tests/integration/cordond_fixture.h"
#include "tests/integration/http_get.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTrace[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

class Metrics : public CordondTest {
 protected:
  // The last line of the ready file is where the metrics are.
  std::string Url() const {
    std::ifstream file(directory_ / "ready");
    std::string url;
    for (std::string line; std::getline(file, line);) url = line;
    return url;
  }
  std::string Scrape() const { return HttpGet(Url()); }
  // The value of a sample, as text; empty when there is none.
  static std::string Sample(const std::string& scrape, const std::string& name) {
    for (const absl::string_view line : absl::StrSplit(scrape, '\n')) {
      if (absl::StartsWith(line, name) && line.size() > name.size() && line[name.size()] == ' ') {
        return std::string(line.substr(name.size() + 1));
      }
    }
    return "";
  }
};

TEST_F(Metrics, ListAgeComesFirst) {
  Start({"--metrics-address", "0"});
  EXPECT_THAT(Url(), HasSubstr("http://127.0.0.1:"));
  EXPECT_EQ(Sample(Scrape(), "cordon_starter_list"), "1");
  Import(kOwnList, "WATCH");
  const std::string scrape = Scrape();
  const size_t first = scrape.find("# HELP cordon_");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(scrape.substr(first, 30), "# HELP cordon_list_age_seconds");
  const std::string labels = "{list=\"WATCH\",source=\"operator/WATCH\"}";
  EXPECT_EQ(Sample(scrape, "cordon_list_entries" + labels), "2") << scrape;
  const std::string age = Sample(scrape, "cordon_list_age_seconds" + labels);
  ASSERT_FALSE(age.empty());
  EXPECT_LT(std::stod(age), 60);
  EXPECT_EQ(Sample(scrape, "cordon_starter_list"), "0");
  EXPECT_EQ(Sample(scrape, "cordon_serving"), "1");
  EXPECT_EQ(Sample(scrape, "cordon_monitored_parties"), "0");
  EXPECT_EQ(Sample(scrape, "cordon_monitoring_behind"), "0");
  EXPECT_EQ(Sample(scrape, "cordon_monitoring_failed"), "0");
  EXPECT_EQ(Sample(scrape, "cordon_queue_depth{queue=\"batch\"}"), "0");
}

TEST_F(Metrics, CountsCallsAnswersRefusalsAndCommits) {
  Start({"--metrics-address", "127.0.0.1:0"});
  Import(kOwnList, "WATCH");
  EXPECT_EQ(Screen(PartyRequest("Lindgren Bakery Equipment AB")).disposition(), v1::CLEAR);
  EXPECT_EQ(Screen(PartyRequest("Zephyrtronic Lattice Works")).disposition(), v1::HOLD);
  v1::Screening none;
  EXPECT_FALSE(ScreenWith(*client_, PartyRequest(""), &none).ok());
  v1::BatchScreenPartiesRequest batch;
  *batch.add_requests() = PartyRequest("Zephyrtronic Lattice Works");
  *batch.add_requests() = PartyRequest("");
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(5));
  v1::BatchScreenPartiesResponse answers;
  ASSERT_TRUE(client_->screening->BatchScreenParties(&context, batch, &answers).ok());

  const std::string scrape = Scrape();
  EXPECT_EQ(Sample(scrape, "cordon_calls_total{code=\"OK\",method=\"ScreenParty\"}"), "2") << scrape;
  EXPECT_EQ(Sample(scrape, "cordon_calls_total{code=\"INVALID_ARGUMENT\",method=\"ScreenParty\"}"), "1");
  EXPECT_EQ(Sample(scrape, "cordon_refusals_total{reason=\"NOTHING_TO_SCREEN\"}"), "1");
  EXPECT_EQ(Sample(scrape, "cordon_answers_total{disposition=\"CLEAR\",kind=\"PARTY\"}"), "1");
  EXPECT_EQ(Sample(scrape, "cordon_answers_total{disposition=\"HOLD\",kind=\"PARTY\"}"), "2");
  EXPECT_EQ(Sample(scrape, "cordon_commit_seconds_count"), "3");
  EXPECT_EQ(Sample(scrape, "cordon_call_duration_seconds_count{method=\"ScreenParty\"}"), "3");
  // Nobody's name is a label.
  EXPECT_THAT(scrape, Not(HasSubstr("Lindgren")));
  EXPECT_THAT(scrape, Not(HasSubstr("Zephyrtronic")));
  EXPECT_THAT(scrape, Not(HasSubstr("loopback")));
}

TEST_F(Metrics, AddressThatCannotBeUsedEndsTheStart) {
  Start({"--metrics-address", "0"});
  const std::string taken = Url().substr(7, Url().rfind('/') - 7);
  std::string error;
  const auto run = [&](const std::string& address) {
    error.clear();
    return RunProgram({ProgramPath("cordond"), "--data-dir", directory_ / "other", "--listen", "127.0.0.1:0",
                       "--metrics-address", address},
                      &error, absl::Seconds(20));
  };
  EXPECT_EQ(run(taken), 1);
  EXPECT_THAT(error, HasSubstr("cannot serve metrics on " + taken));
  EXPECT_EQ(run("metrics.example:80"), 2);
  EXPECT_THAT(error, HasSubstr("--metrics-address"));
}

TEST_F(Metrics, TraceOfTheCallStandsInRecordAndLog) {
  Start({"--log-level", "debug"});
  const auto ask = [&](const std::string& metadata, const std::string& field) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(5));
    if (!metadata.empty()) context.AddMetadata("traceparent", metadata);
    v1::ScreenPartyRequest request = PartyRequest("Lindgren Bakery Equipment AB");
    request.set_traceparent(field);
    v1::Screening answer;
    EXPECT_TRUE(client_->screening->ScreenParty(&context, request, &answer).ok());
    return answer.traceparent();
  };
  EXPECT_EQ(ask(kTrace, ""), kTrace);
  EXPECT_EQ(ask(kTrace, "of the request"), "of the request");
  EXPECT_EQ(ask("no trace", ""), "");
  EXPECT_THAT(server_->Log(), HasSubstr("\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\""));
  EXPECT_THAT(server_->Log(), Not(HasSubstr("Lindgren")));
}

TEST(TraceContext, OnlyTheW3CForm) {
  EXPECT_TRUE(IsTraceParent(kTrace));
  EXPECT_EQ(TraceId(kTrace), "4bf92f3577b34da6a3ce929d0e0e4736");
  std::string all_zero(kTrace);
  for (size_t i = 3; i < 35; ++i) all_zero[i] = '0';
  for (const std::string& bad : {std::string(), std::string(kTrace) + "0", std::string(kTrace).substr(1), all_zero,
                                 std::string("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                                 std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
                                 std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
                                 std::string("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01")}) {
    EXPECT_FALSE(IsTraceParent(bad)) << bad;
    EXPECT_EQ(TraceId(bad), "");
  }
}

}  // namespace
}  // namespace cordon
