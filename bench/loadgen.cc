// Load generator: how fast cordond answers single screenings, durable and with a real list, beside a bare
// completion-queue echo server in the same run.
//
//   loadgen --cordond build/bench/bin/cordond --list consolidated.csv.xz --names names.txt
//
// It starts both servers itself (cordond on a temporary data directory), imports the list over the API, and runs the
// levels of load in turn against echo and cordond, several rounds, reporting the median round of each.
//
//   loadgen --names names.txt --null-store                 beside the same server whose store keeps nothing
//   loadgen --names names.txt --rate 1000 --seconds 600    calls at a fixed rate; fails on an error or p99 above 30 ms
//   loadgen --names names.txt --overload                   twice the most it stands; fails below 85 % of that most
#include <grpcpp/grpcpp.h>
#include <stdlib.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "bench/child_process.h"
#include "bench/closed_loop.h"
#include "bench/echo_server.h"
#include "bench/null_store_server.h"
#include "bench/open_loop.h"
#include "cordon/v1/engine.grpc.pb.h"
#include "cordon/v1/lists.grpc.pb.h"

namespace cordon {
namespace {

// Beyond this a queue is growing.
constexpr int64_t kKneeP99Us = 500'000;

struct LoadFlags {
  std::string cordond;
  std::string list;
  std::string names;
  std::string directory;  // parent of the temporary data directory
  std::vector<int> in_flight = {1, 8, 64};
  int seconds = 5;
  int rounds = 3;
  int threads = 0;
  int echo_threads = 1;
  bool no_request_ids = false;
  bool transport = false;
  bool null_store = false;
  int rate = 0;           // above zero: calls at this rate instead of the levels
  bool overload = false;  // find the knee, then offer twice as much
  int most_p99_ms = 30;
  std::string run_yardstick;  // internal: be a server with another store, on this data directory: .../null, .../nowal
  std::string run_echo;       // internal: be the echo server
  std::string run_transport;  // internal: be cordond's transport; "hop:" in front: answering from another thread
};

std::vector<std::string> ReadNames(const std::string& path) {
  std::vector<std::string> names;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && names.size() < 1'000'000;) {
    const absl::string_view name = absl::StripAsciiWhitespace(line);
    if (!name.empty() && name.size() < 500) names.emplace_back(name);
  }
  return names;
}

// Streams the file into the server; returns the error to show, empty when fine.
std::string ImportFile(const std::string& target, const std::string& path) {
  const auto stub = v1::ListService::NewStub(grpc::CreateChannel(target, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ImportListResponse response;
  const auto writer = stub->ImportList(&context, &response);
  v1::ImportListRequest message;
  message.mutable_header()->set_file_name(std::filesystem::path(path).filename());
  bool going = writer->Write(message);
  std::ifstream file(path, std::ios::binary);
  if (!file) return "cannot read " + path;
  std::string buffer(256 << 10, '\0');
  while (going && file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    message.mutable_chunk()->assign(buffer.data(), static_cast<size_t>(file.gcount()));
    if (file.gcount() > 0) going = writer->Write(message);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return status.error_message();
  int64_t entries = 0;
  for (const auto& list : response.version().lists()) entries += list.entries();
  std::printf("list        %s, %lld entries\n", path.c_str(), static_cast<long long>(entries));
  return "";
}

int64_t CountRecorded(const std::string& target) {
  const auto stub = v1::EngineService::NewStub(grpc::CreateChannel(target, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ServerInfo info;
  return stub->GetServerInfo(&context, v1::GetServerInfoRequest(), &info).ok() ? info.screenings_recorded() : -1;
}

LoopResult Median(std::vector<LoopResult> rounds) {
  std::sort(rounds.begin(), rounds.end(), [](const LoopResult& a, const LoopResult& b) { return a.rate < b.rate; });
  return rounds[rounds.size() / 2];
}

void PrintRow(const char* server, int in_flight, const LoopResult& result, double share, double cpu_us) {
  std::printf("%-9s %9d %10.0f %8lld %8lld %9lld %8.1f", server, in_flight, result.rate,
              static_cast<long long>(result.p50_us), static_cast<long long>(result.p99_us),
              static_cast<long long>(result.worst_us), cpu_us);
  if (share > 0) std::printf(" %7.0f %%", share * 100);
  for (const auto& [code, count] : result.errors)
    std::printf("  error %s: %lld", code.c_str(), static_cast<long long>(count));
  std::printf("\n");
  std::fflush(stdout);
}

struct Measured {
  LoopResult result;
  double cpu_us = 0;  // of the server, per call
};

Measured MeasureOnce(const ChildProcess& server, const LoopOptions& options, const std::vector<std::string>& names) {
  const double before = server.CpuSeconds();
  Measured measured;
  measured.result = RunClosedLoop(options, names);
  measured.cpu_us =
      (server.CpuSeconds() - before) * 1e6 / static_cast<double>(std::max<int64_t>(1, measured.result.sent));
  return measured;
}

int Fail(const std::string& why) {
  std::fprintf(stderr, "loadgen: %s\n", why.c_str());
  return 1;
}

struct Subject {
  const char* name;
  const ChildProcess* server;
};

// The first subject is the yardstick. Returns the answers of the last.
int64_t RunLevels(const LoadFlags& flags, const std::vector<Subject>& subjects, const std::vector<std::string>& names) {
  int64_t answered = 0;
  std::printf("server    in flight     rate/s   p50 us   p99 us  worst us   cpu us   of %s\n", subjects[0].name);
  for (const int in_flight : flags.in_flight) {
    std::vector<std::vector<LoopResult>> results(subjects.size());
    std::vector<double> cpu_us(subjects.size());
    for (int round = 0; round < flags.rounds; ++round) {
      for (size_t i = 0; i < subjects.size(); ++i) {
        LoopOptions options;
        options.in_flight = in_flight;
        options.measured = absl::Seconds(flags.seconds);
        options.request_ids = !flags.no_request_ids;
        options.target = subjects[i].server->address();
        const Measured measured = MeasureOnce(*subjects[i].server, options, names);
        results[i].push_back(measured.result);
        cpu_us[i] = measured.cpu_us;
        if (i + 1 == subjects.size()) answered += measured.result.sent;
      }
    }
    const double yardstick = Median(results[0]).rate;
    for (size_t i = 0; i < subjects.size(); ++i) {
      const LoopResult median = Median(results[i]);
      PrintRow(subjects[i].name, in_flight, median, i == 0 ? 0 : median.rate / yardstick, cpu_us[i]);
    }
  }
  return answered;
}

LoopResult Offer(const ChildProcess& server, int rate, int seconds, const std::vector<std::string>& names) {
  OpenLoopOptions options;
  options.target = server.address();
  options.rate = rate;
  options.measured = absl::Seconds(seconds);
  const double before = server.CpuSeconds();
  const LoopResult result = RunOpenLoop(options, names);
  const double cpu_us = (server.CpuSeconds() - before) * 1e6 / static_cast<double>(std::max<int64_t>(1, result.sent));
  PrintRow("cordond", rate, result, 0, cpu_us);
  return result;
}

// Holds one rate; empty when it was held.
std::string RunRate(const LoadFlags& flags, const ChildProcess& server, const std::vector<std::string>& names,
                    int64_t* answered) {
  std::printf("server      offered     rate/s   p50 us   p99 us  worst us   cpu us\n");
  const LoopResult result = Offer(server, flags.rate, flags.seconds, names);
  *answered = result.sent;
  if (!result.errors.empty()) return "there were errors";
  if (result.p99_us > flags.most_p99_ms * 1000) return absl::StrCat("p99 is above ", flags.most_p99_ms, " ms");
  return "";
}

// The knee is the highest rate that is answered whole and without a queue that grows. Twice that has to be answered at
// 85 % of it, and what is not answered has to be told so.
std::string RunOverload(const LoadFlags& flags, const ChildProcess& server, const std::vector<std::string>& names,
                        int64_t* answered) {
  std::printf("server      offered     rate/s   p50 us   p99 us  worst us   cpu us\n");
  int knee = 0;
  for (int rate = 1000; rate < 1'000'000; rate += rate / 4) {
    const LoopResult result = Offer(server, rate, flags.seconds, names);
    *answered += result.sent;
    if (!result.errors.empty() || result.p99_us > kKneeP99Us || result.rate < 0.98 * rate) break;
    knee = rate;
  }
  if (knee == 0) return "even 1000 calls per second are too many";
  std::printf("knee        %d per second; now twice that\n", knee);
  const LoopResult result = Offer(server, 2 * knee, 2 * flags.seconds, names);
  *answered += result.sent;
  std::printf("goodput     %.0f %% of the knee\n", result.rate * 100 / knee);
  for (const auto& [error, count] : result.errors) {
    if (error.rfind(absl::StrCat(static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED), " "), 0) != 0) {
      return "errors other than RESOURCE_EXHAUSTED: " + error;
    }
  }
  if (result.p99_us > 2'000'000) return "some were answered after more than 2 s";
  return result.rate >= 0.85 * knee ? "" : "the goodput is below 85 % of the knee";
}

// How much of the distance to echo is the transport's own.
int RunTransports(const LoadFlags& flags, const std::string& self, const std::string& directory,
                  const ChildProcess& echo, const std::vector<std::string>& names) {
  const std::string threads = absl::StrCat(flags.threads);
  std::vector<ChildProcess> servers;
  for (const char* const kind : {"", "hop:"}) {
    const std::string ready = absl::StrCat(directory, "/", kind, "ready");
    auto server =
        ChildProcess::Start({self, "--run-transport", kind + ready, "--threads", threads}, ready, absl::Seconds(10));
    if (!server.ok()) return Fail(std::string(server.status().message()));
    servers.push_back(*std::move(server));
  }
  RunLevels(flags, {{"echo", &echo}, {"inline", &servers[0]}, {"hop", &servers[1]}}, names);
  return 0;
}

int RunLoad(const LoadFlags& flags, const std::string& self) {
  const std::vector<std::string> names = ReadNames(flags.names);
  if (names.empty()) return Fail(absl::StrCat("no names in ", flags.names));
  std::string directory = flags.directory + "/cordon-load-XXXXXX";
  if (mkdtemp(directory.data()) == nullptr) return Fail("cannot make a directory under " + flags.directory);
  struct Cleaner {
    std::string path;
    ~Cleaner() { std::filesystem::remove_all(path); }
  } const cleaner{directory};

  // Children first: forking with gRPC's threads running is asking for trouble.
  const std::string echo_ready = directory + "/echo.ready";
  auto echo = ChildProcess::Start({self, "--run-echo", echo_ready, "--echo-threads", absl::StrCat(flags.echo_threads)},
                                  echo_ready, absl::Seconds(10));
  if (!echo.ok()) return Fail(std::string(echo.status().message()));
  if (flags.transport) return RunTransports(flags, self, directory, *echo, names);
  const std::string threads = absl::StrCat(flags.threads);
  std::vector<ChildProcess> yardsticks;
  for (const char* const store : {"null", "nowal"}) {
    if (!flags.null_store) break;
    auto started =
        ChildProcess::Start({self, "--run-yardstick", absl::StrCat(directory, "/", store), "--threads", threads},
                            absl::StrCat(directory, "/", store, ".ready"), absl::Seconds(60));
    if (!started.ok()) return Fail(std::string(started.status().message()));
    yardsticks.push_back(*std::move(started));
  }
  const std::string ready = directory + "/cordond.ready";
  std::vector<std::string> command = {flags.cordond,  "--data-dir", directory + "/data", "--listen", "127.0.0.1:0",
                                      "--ready-file", ready,        "--log-level",       "warning"};
  if (flags.threads > 0) command.insert(command.end(), {"--threads", threads});
  auto cordond = ChildProcess::Start(command, ready, absl::Seconds(60));
  if (!cordond.ok()) return Fail(std::string(cordond.status().message()));
  std::printf("names       %s, %zu\n", flags.names.c_str(), names.size());
  if (!flags.list.empty()) {
    std::string error = ImportFile(cordond->address(), flags.list);
    for (const ChildProcess& yardstick : yardsticks) {
      if (error.empty()) error = ImportFile(yardstick.address(), flags.list);
    }
    if (!error.empty()) return Fail(error);
  }
  int64_t answered = 0;
  std::string failed;
  if (flags.overload) {
    failed = RunOverload(flags, *cordond, names, &answered);
  } else if (flags.rate > 0) {
    failed = RunRate(flags, *cordond, names, &answered);
  } else {
    std::vector<Subject> subjects = {{"echo", &*echo}};
    if (flags.null_store) subjects = {{"null", &yardsticks[0]}, {"no-ckpt", &yardsticks[1]}};
    subjects.push_back({"cordond", &*cordond});
    answered = RunLevels(flags, subjects, names);
  }
  const int64_t recorded = CountRecorded(cordond->address());
  std::printf("answered    %lld, recorded %lld, cordond's peak memory %ld MiB\n", static_cast<long long>(answered),
              static_cast<long long>(recorded), cordond->PeakMib());
  if (recorded < answered) return Fail("answers without a record");
  return failed.empty() ? 0 : Fail(failed);
}

}  // namespace
}  // namespace cordon

int main(int argc, char** argv) {
  cordon::LoadFlags flags;
  CLI::App app{"loadgen measures cordond's answers per second beside a bare gRPC echo server"};
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  flags.cordond = std::filesystem::path(self).parent_path() / "cordond";
  flags.directory = std::filesystem::temp_directory_path();
  app.add_option("--cordond", flags.cordond, "Server to measure")->capture_default_str();
  app.add_option("--list", flags.list, "List file to import first (default: the built-in starter list)");
  app.add_option("--names", flags.names, "File of names to screen, one per line");
  app.add_option("--dir", flags.directory, "Where the temporary data directory is made; its disk is measured too")
      ->capture_default_str();
  app.add_option("--in-flight", flags.in_flight, "Levels of load")->delimiter(',')->capture_default_str();
  app.add_option("--seconds", flags.seconds, "Measured time per level and round")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--rounds", flags.rounds, "Rounds; the median is printed")
      ->check(CLI::Range(1, 99))
      ->capture_default_str();
  app.add_option("--rate", flags.rate, "Calls per second, due whatever became of those before, for --seconds")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("--overload", flags.overload, "Raise the rate to the knee, --seconds each, then offer twice that");
  app.add_option("--most-p99", flags.most_p99_ms, "Milliseconds that 99 of 100 answers must come within")
      ->capture_default_str();
  app.add_option("--threads", flags.threads, "cordond's --threads");
  app.add_option("--echo-threads", flags.echo_threads, "Completion queues of the echo server")->capture_default_str();
  app.add_flag("--no-request-ids", flags.no_request_ids, "Send no request_id");
  app.add_flag("--transport", flags.transport, "Measure cordond's transport without screening and recording instead");
  app.add_flag("--null-store", flags.null_store,
               "Compare with the same server whose store keeps nothing, and with one whose store never moves its "
               "write-ahead log into the database");
  app.add_option("--run-yardstick", flags.run_yardstick)->group("");
  app.add_option("--run-echo", flags.run_echo)->group("");
  app.add_option("--run-transport", flags.run_transport)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!flags.run_echo.empty()) cordon::RunEchoServer(flags.echo_threads, flags.run_echo);
  if (!flags.run_yardstick.empty()) {
    const bool keeps_nothing = std::filesystem::path(flags.run_yardstick).filename() == "null";
    cordon::RunYardstickServer(
        keeps_nothing ? cordon::YardstickStore::kNothing : cordon::YardstickStore::kWithoutCheckpoints, flags.threads,
        flags.run_yardstick, flags.run_yardstick + ".ready");
  }
  if (!flags.run_transport.empty()) {
    const bool hop = flags.run_transport.rfind("hop:", 0) == 0;
    cordon::RunTransportServer(flags.threads, hop, hop ? flags.run_transport.substr(4) : flags.run_transport);
  }
  return cordon::RunLoad(flags, self);
}
