// Records per second through the store, durable, at 1, 8 and 64 requests in flight, and what reading costs.
//
// Each request is one screening of 1.5 kB with a request id of its own; as in the server, a finished one starts the
// next. `p50_us` and `p99_us` are from Transact to its callback; `cpu_us` is the
// process's processor time and `bytes` the database's growth for each record; `log`:1 keeps the audit log over them.
// Set TMPDIR to choose the disk.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "audit/log/tree_keeper.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/sha256.h"
#include "db/store/sqlite/sqlite_store.h"

namespace cordon {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Of all threads, user and system.
double CpuMicroseconds() {
  struct rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

class BenchDirectory {
 public:
  BenchDirectory() {
    const char* base = std::getenv("TMPDIR");
    path_ = std::string(base != nullptr ? base : "/tmp") + "/cordon-bench-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~BenchDirectory() { std::filesystem::remove_all(path_); }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::unique_ptr<Store> OpenBench(const std::string& directory, LogKeeper* keeper = nullptr) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.log_keeper = keeper;
  absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    std::abort();
  }
  return *std::move(store);
}

ScreeningRow BenchRow(int64_t n) {
  ScreeningRow row;
  row.id = RandomIdSource()->NewId(1'700'000'000'000 + n);
  row.body = absl::StrCat("{\"name\":\"screenings/", row.id, "\",\"text\":\"", std::string(1450, 'x'), "\"}");
  row.sha256 = Sha256Hex(row.body);
  row.caller = "uid:1000(bench)";
  row.request_id = RandomIdSource()->NewId(0);
  row.request_sha256 = row.sha256;
  row.external_ref = absl::StrCat("PO-", n % 1000);
  row.create_time = absl::StrCat("2026-11-22T05:04:03.", absl::Dec(n % 1'000'000, absl::kZeroPad6), "Z");
  row.disposition = n % 50 == 0 ? 3 : 1;
  return row;
}

// Keeps `in_flight` requests going until `total` have finished; `latencies` in microseconds.
class Loop {
 public:
  Loop(Store* store, int64_t total) : store_(store), total_(total) { latencies_.reserve(static_cast<size_t>(total)); }

  void Run(int64_t in_flight) {
    int64_t started = 0;
    while (started < std::min(in_flight, total_)) Start(started++);
    MutexLock lock(mu_);
    while (done_ < total_) {
      while (waiting_ > 0 && started < total_) {
        --waiting_;
        mu_.Unlock();
        Start(started++);
        mu_.Lock();
      }
      if (done_ < total_) changed_.Wait(mu_);
    }
  }

  double Percentile(double share) {
    std::sort(latencies_.begin(), latencies_.end());
    return latencies_[static_cast<size_t>(share * static_cast<double>(latencies_.size() - 1))];
  }
  int64_t failed() const { return failed_; }

 private:
  void Start(int64_t n) {
    WriteBatch batch;
    batch.screenings.push_back(BenchRow(n));
    const SteadyClock::time_point begin = SteadyClock::now();
    store_->Transact(std::move(batch), [this, begin](const absl::StatusOr<WriteResult>& result) {
      const double us = std::chrono::duration<double, std::micro>(SteadyClock::now() - begin).count();
      MutexLock lock(mu_);
      latencies_.push_back(us);
      failed_ += result.ok() ? 0 : 1;
      ++done_;
      ++waiting_;
      changed_.NotifyOne();
    });
  }

  Store* const store_;
  const int64_t total_;
  Mutex mu_;
  CondVar changed_;
  int64_t done_ = 0;
  int64_t waiting_ = 0;
  int64_t failed_ = 0;
  std::vector<double> latencies_;
};

void BM_Append(benchmark::State& state) {
  const int64_t in_flight = state.range(0);
  const int64_t total = in_flight == 1 ? 4'000 : 40'000;
  for (auto _ : state) {
    state.PauseTiming();
    const BenchDirectory directory;
    TreeKeeper keeper({.key_directory = directory.path() + "/keys", .actor = "bench"});
    std::unique_ptr<Store> store = OpenBench(directory.path(), state.range(1) != 0 ? &keeper : nullptr);
    auto loop = std::make_unique<Loop>(store.get(), total);
    const double cpu = CpuMicroseconds();
    state.ResumeTiming();
    loop->Run(in_flight);
    state.PauseTiming();
    if (loop->failed() != 0) state.SkipWithError("a record was not stored");
    state.counters["p50_us"] = loop->Percentile(0.50);
    state.counters["p99_us"] = loop->Percentile(0.99);
    state.counters["cpu_us"] = (CpuMicroseconds() - cpu) / static_cast<double>(total);
    store.reset();
    state.counters["bytes"] =
        static_cast<double>(std::filesystem::file_size(directory.path() + "/cordon.db")) / static_cast<double>(total);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * total);
}
BENCHMARK(BM_Append)
    ->ArgNames({"in_flight", "log"})
    ->ArgsProduct({{1, 8, 64, 256}, {0, 1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// A store with 20,000 records, kept over the reading benchmarks.
class Filled {
 public:
  static constexpr int64_t kRows = 20'000;
  Filled() : store_(OpenBench(directory_.path())) {
    for (int64_t i = 0; i < kRows; i += 500) {
      WriteBatch batch;
      for (int64_t n = i; n < i + 500; ++n) {
        batch.screenings.push_back(BenchRow(n));
        rows_.push_back({batch.screenings.back().id, batch.screenings.back().request_id});
      }
      if (!store_->TransactAndWait(std::move(batch)).ok()) std::abort();
    }
  }
  struct Keys {
    std::string id;
    std::string request_id;
  };
  Store& store() { return *store_; }
  const Keys& keys(int64_t n) const { return rows_[static_cast<size_t>(n * 7919 % kRows)]; }

  static Filled& Get() {
    static Filled filled;
    return filled;
  }

 private:
  BenchDirectory directory_;
  std::unique_ptr<Store> store_;
  std::vector<Keys> rows_;
};

void BM_GetScreening(benchmark::State& state) {
  Filled& filled = Filled::Get();
  int64_t n = 0;
  for (auto _ : state) {
    if (!filled.store().GetScreening(filled.keys(n++).id).ok()) state.SkipWithError("not found");
  }
}
BENCHMARK(BM_GetScreening)->Unit(benchmark::kMicrosecond);

void BM_FindByRequest(benchmark::State& state) {
  Filled& filled = Filled::Get();
  int64_t n = 0;
  for (auto _ : state) {
    const bool hit = state.range(0) != 0;
    const auto found = filled.store().FindByRequest(hit ? "uid:1000(bench)" : "nobody", filled.keys(n++).request_id);
    if (!found.ok() || found->has_value() != hit) state.SkipWithError("wrong");
  }
}
BENCHMARK(BM_FindByRequest)->ArgName("hit")->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

void BM_ListPage(benchmark::State& state) {
  Filled& filled = Filled::Get();
  ScreeningFilter filter;
  if (state.range(0) == 1) filter.external_ref = "PO-500";
  if (state.range(0) == 2) filter.disposition = 3;
  if (state.range(0) == 3) filter.created_from = "2026-11-22T05:04:03.010000Z";
  for (auto _ : state) {
    const absl::StatusOr<ScreeningPage> page = filled.store().ListScreenings(filter, 0, 50);
    if (!page.ok() || page->rows.empty()) state.SkipWithError("no page");
  }
}
BENCHMARK(BM_ListPage)->ArgName("filter")->DenseRange(0, 3)->Unit(benchmark::kMicrosecond);

void BM_OpenStore(benchmark::State& state) {
  const BenchDirectory directory;
  OpenBench(directory.path());
  for (auto _ : state) OpenBench(directory.path());
}
BENCHMARK(BM_OpenStore)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cordon
