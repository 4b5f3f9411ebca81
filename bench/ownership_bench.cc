// The ownership graph at the size of a full register: a million companies, two million interests.
//
// Seeded and synthetic: groups of 64 with several owners per company inside the group, minority stakes of other groups'
// heads in one company of five, one company in fifty on a list. BM_EvaluateTangled is the worst case: owners drawn from
// anywhere, so that everybody stands above everybody and the limit on owners decides.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/closure.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/evaluate.h"

namespace cordon {
namespace {

constexpr uint32_t kCompanies = 1'000'000;
constexpr uint32_t kInterests = 2'000'000;
constexpr OwnershipDay kDay = 20260615;

std::string CompanyId(uint32_t number) { return absl::StrCat("lei:", absl::Dec(number, absl::kZeroPad16), "LEIX"); }

std::shared_ptr<const OwnershipGraph> BuildBenchGraph(bool tangled) {
  std::mt19937 random(20'261'122);
  OwnershipGraphBuilder builder;
  v1::OwnershipNode node;
  v1::OwnershipEdge edge;
  for (uint32_t i = 0; i < kCompanies; ++i) {
    node.Clear();
    node.set_id(CompanyId(i));
    node.set_kind(v1::NODE_ORGANIZATION);
    node.add_names(absl::StrCat("Company ", i, " Holding and Trading Limited"));
    node.set_hq_country(i % 7 == 0 ? "CN" : "DE");
    node.set_source("gleif");
    v1::Identifier* const lei = node.add_ids();
    lei->set_scheme("LEI");
    lei->set_value(node.id().substr(4));
    if (!builder.AddNode(node).ok()) std::abort();
  }
  for (uint32_t i = 0; i < kInterests; ++i) {
    edge.Clear();
    uint32_t asset = static_cast<uint32_t>(random()) % kCompanies;
    if (!tangled && asset % 64 == 0) ++asset;  // a head has no owners
    // Mostly within a group of 64, upward; else another group's head, or anybody.
    const bool within = asset % 64 != 0 && (!tangled || random() % 10 < 8) && (tangled || random() % 5 != 0);
    uint32_t owner = static_cast<uint32_t>(random()) % kCompanies;
    if (!tangled) owner -= owner % 64;
    if (within) owner = asset - 1 - static_cast<uint32_t>(random()) % std::min<uint32_t>(asset % 64, 8);
    edge.set_owner(CompanyId(owner));
    edge.set_asset(CompanyId(asset));
    edge.set_kind(random() % 4 == 0 ? v1::INTEREST_CONSOLIDATION_DIRECT : v1::INTEREST_SHAREHOLDING);
    const int share = static_cast<int>(random() % 10'001);
    edge.set_min_bp(within ? share : share / 8);
    edge.set_max_bp(edge.min_bp());
    edge.set_unknown(edge.kind() != v1::INTEREST_SHAREHOLDING);
    edge.set_statement_id(absl::StrCat(i));
    edge.set_source(i % 3 == 0 ? "gleif" : "bods/register");
    if (!builder.AddEdge(edge).ok()) std::abort();
  }
  auto graph = std::move(builder).Build();
  if (!graph.ok()) std::abort();
  return *graph;
}

const OwnershipGraph& BenchGraph() {
  static const auto* const kGraph = new std::shared_ptr<const OwnershipGraph>(BuildBenchGraph(false));
  return **kGraph;
}

const OwnershipGraph& TangledGraph() {
  static const auto* const kGraph = new std::shared_ptr<const OwnershipGraph>(BuildBenchGraph(true));
  return **kGraph;
}

const OwnershipListings& BenchListings() {
  static const OwnershipListings* const kListings = [] {
    auto* const listings = new OwnershipListings();
    v1::ListEntry entry;
    for (OwnershipNodeIndex i = 0; i < BenchGraph().node_count(); i += 50) {
      entry.set_list(i % 100 == 0 ? "EL" : "SDN");
      entry.set_entry_id(absl::StrCat(i));
      listings->Add(i, MakeOwnershipListing(entry, "bench", true));
    }
    return listings;
  }();
  return *kListings;
}

int64_t ResidentKilobytes(const char* field) {
  int64_t kilobytes = 0;
  std::FILE* const status = std::fopen("/proc/self/status", "r");
  if (status == nullptr) return 0;
  char line[256];
  const std::string pattern = absl::StrCat(field, ": %lld");
  while (std::fgets(line, sizeof line, status) != nullptr) {
    long long value = 0;
    if (std::sscanf(line, pattern.c_str(), &value) == 1) kilobytes = value;
  }
  std::fclose(status);
  return kilobytes;
}

void BM_BuildGraph(benchmark::State& state) {
  for (auto _ : state) {
    const std::shared_ptr<const OwnershipGraph> graph = BuildBenchGraph(false);
    state.counters["graph_MB"] = static_cast<double>(graph->memory_bytes()) / 1e6;
    state.counters["edges"] = static_cast<double>(graph->edge_count());
  }
  state.counters["peak_MB"] = static_cast<double>(ResidentKilobytes("VmHWM")) / 1e3;
}
BENCHMARK(BM_BuildGraph)->Unit(benchmark::kMillisecond)->Iterations(1);

void BM_StakesOfTheDay(benchmark::State& state) {
  const OwnershipGraph& graph = BenchGraph();
  for (auto _ : state) {
    const StakeGraph stakes(graph, kDay);
    benchmark::DoNotOptimize(stakes.node_count());
  }
}
BENCHMARK(BM_StakesOfTheDay)->Unit(benchmark::kMillisecond);

void BM_CloseOneRegime(benchmark::State& state) {
  const OwnershipGraph& graph = BenchGraph();
  const OwnershipListings& listings = BenchListings();
  const v1::OwnershipConfig config = DefaultOwnershipConfig();
  const StakeGraph stakes(graph, kDay);
  int64_t sure = 0;
  for (auto _ : state) {
    const OwnershipSets sets = CloseOwnership(graph, stakes, listings, config.regimes(0), kDay);
    sure = std::count_if(sets.sure.begin(), sets.sure.end(), [](uint32_t round) { return round != kNotInSet; });
  }
  state.counters["restricted"] = static_cast<double>(sure);
}
BENCHMARK(BM_CloseOneRegime)->Unit(benchmark::kMillisecond);

void EvaluateParties(benchmark::State& state, const OwnershipGraph& graph) {
  const OwnershipListings& listings = BenchListings();
  const v1::OwnershipConfig config = DefaultOwnershipConfig();
  const OwnershipOverlay overlay;
  std::mt19937 random(1);
  std::vector<int64_t> nanoseconds;
  for (auto _ : state) {
    OwnershipQuery query;
    query.root.graph_node = static_cast<OwnershipNodeIndex>(random() % graph.node_count());
    query.as_of = kDay;
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(EvaluateOwnership(&graph, &listings, overlay, config, query));
    nanoseconds.push_back((std::chrono::steady_clock::now() - start).count());
  }
  std::sort(nanoseconds.begin(), nanoseconds.end());
  state.counters["p50_us"] = static_cast<double>(nanoseconds[nanoseconds.size() / 2]) / 1e3;
  state.counters["p99_us"] = static_cast<double>(nanoseconds[nanoseconds.size() * 99 / 100]) / 1e3;
  state.counters["max_us"] = static_cast<double>(nanoseconds.back()) / 1e3;
}
void BM_EvaluateParty(benchmark::State& state) { EvaluateParties(state, BenchGraph()); }
BENCHMARK(BM_EvaluateParty)->Unit(benchmark::kMicrosecond)->Iterations(20'000);

void BM_EvaluateTangled(benchmark::State& state) { EvaluateParties(state, TangledGraph()); }
BENCHMARK(BM_EvaluateTangled)->Unit(benchmark::kMicrosecond)->Iterations(300);

}  // namespace
}  // namespace cordon
