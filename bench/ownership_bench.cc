// The ownership graph at the size of a full register: a million companies, two million interests.
//
// Seeded and synthetic: groups of 64 with several owners per company inside the group, minority stakes of other groups'
// heads in one company of five, one company in fifty on a list. BM_EvaluateTangled is the worst case: owners drawn from
// anywhere, so that everybody stands above everybody and the limit on owners decides.
//
// The last three measure what a server does: loading the stored form, linking it with the whole screening list after a
// change, and a transaction of ten parties through the screener (without the record). They need the shared data.
#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "bench/corpora.h"
#include "rules/facts/ownership/bound.h"
#include "rules/facts/ownership/closure.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/names.h"
#include "service/screening/engine_state.h"
#include "service/screening/linked_ownership.h"
#include "service/screening/ownership_file.h"
#include "service/screening/screener.h"

namespace cordon {
namespace {

constexpr uint32_t kCompanies = 1'000'000;
constexpr uint32_t kInterests = 2'000'000;
constexpr OwnershipDay kDay = 20260615;

std::string CompanyId(uint32_t number) { return absl::StrCat("lei:", absl::Dec(number, absl::kZeroPad16), "LEIX"); }

// "Velcoruna Optics and Trading 4711 Limited": brands of syllables, as rare as real ones.
std::string CompanyName(uint32_t number, std::mt19937* random) {
  static constexpr const char* kSyllables[] = {"vel", "cor", "una",  "shi", "tan", "bre", "mo",  "ruk",
                                               "lin", "dal", "esto", "ny",  "qua", "fer", "zio", "hol",
                                               "ma",  "ti",  "gra",  "pol", "sen", "yu"};
  static constexpr const char* kTrades[] = {"Optics", "Trading", "Logistics", "Holding", "Semiconductor", "Technology"};
  static constexpr const char* kForms[] = {"Limited", "GmbH", "Co., Ltd.", "S.A.", "LLC"};
  std::string brand;
  const size_t syllables = 2 + (*random)() % 3;
  for (size_t i = 0; i < syllables; ++i) brand += kSyllables[(*random)() % std::size(kSyllables)];
  brand[0] = static_cast<char>(brand[0] - 'a' + 'A');
  return absl::StrCat(brand, " ", kTrades[(*random)() % std::size(kTrades)], " ", number, " ",
                      kForms[(*random)() % std::size(kForms)]);
}

// `Sink` takes nodes and edges as a builder does.
template <typename Sink>
void FillBenchGraph(bool tangled, Sink* sink) {
  std::mt19937 random(20'261'122);
  std::mt19937 words(4'711);
  v1::OwnershipNode node;
  v1::OwnershipEdge edge;
  for (uint32_t i = 0; i < kCompanies; ++i) {
    node.Clear();
    node.set_id(CompanyId(i));
    node.set_kind(v1::NODE_ORGANIZATION);
    node.add_names(CompanyName(i, &words));
    node.set_hq_country(i % 7 == 0 ? "CN" : "DE");
    node.set_source("gleif");
    v1::Identifier* const lei = node.add_ids();
    lei->set_scheme("LEI");
    lei->set_value(node.id().substr(4));
    if (!sink->AddNode(node).ok()) std::abort();
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
    if (!sink->AddEdge(edge).ok()) std::abort();
  }
}

std::shared_ptr<const OwnershipGraph> BuildBenchGraph(bool tangled) {
  OwnershipGraphBuilder builder;
  FillBenchGraph(tangled, &builder);
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

// Processor time of this thread: what an answer costs on a machine that has other work, too.
int64_t ThreadNanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void ReportPercentiles(std::vector<int64_t> nanoseconds, benchmark::State& state) {
  std::sort(nanoseconds.begin(), nanoseconds.end());
  state.counters["p10_us"] =
      static_cast<double>(nanoseconds[nanoseconds.size() / 10]) / 1e3;  // least disturbed by others
  state.counters["p50_us"] = static_cast<double>(nanoseconds[nanoseconds.size() / 2]) / 1e3;
  state.counters["p99_us"] = static_cast<double>(nanoseconds[nanoseconds.size() * 99 / 100]) / 1e3;
  state.counters["max_us"] = static_cast<double>(nanoseconds.back()) / 1e3;
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
    const int64_t start = ThreadNanoseconds();
    benchmark::DoNotOptimize(EvaluateOwnership(&graph, &listings, overlay, config, query));
    nanoseconds.push_back(ThreadNanoseconds() - start);
  }
  ReportPercentiles(std::move(nanoseconds), state);
}
void BM_EvaluateParty(benchmark::State& state) { EvaluateParties(state, BenchGraph()); }
BENCHMARK(BM_EvaluateParty)->Unit(benchmark::kMicrosecond)->Iterations(20'000);

void BM_EvaluateTangled(benchmark::State& state) { EvaluateParties(state, TangledGraph()); }
BENCHMARK(BM_EvaluateTangled)->Unit(benchmark::kMicrosecond)->Iterations(300);

// ---------------------------------------------------------------------------------------------------------- the server

// Writes the stored form.
struct FileSink {
  OwnershipFileWriter writer;
  absl::Status AddNode(const v1::OwnershipNode& node) { return writer.Add(node); }
  absl::Status AddEdge(const v1::OwnershipEdge& edge) { return writer.Add(edge); }
};

void BM_LoadStoredGraph(benchmark::State& state) {
  FileSink sink;
  FillBenchGraph(false, &sink);
  const std::string file = std::move(sink.writer).Take();
  for (auto _ : state) {
    const int64_t before = ResidentKilobytes("VmRSS");
    OwnershipGraphBuilder builder;
    if (!ReadOwnershipFile(file, &builder).ok()) std::abort();
    const auto graph = std::move(builder).Build();
    if (!graph.ok()) std::abort();
    state.counters["resident_MB"] = static_cast<double>(ResidentKilobytes("VmRSS") - before) / 1e3;
    state.counters["graph_MB"] = static_cast<double>((*graph)->memory_bytes()) / 1e6;
  }
  state.counters["file_MB"] = static_cast<double>(file.size()) / 1e6;
}
BENCHMARK(BM_LoadStoredGraph)->Unit(benchmark::kMillisecond)->Iterations(1);

// The whole screening list; null without shared data.
std::shared_ptr<const ListSnapshot> RealList() {
  static const auto* const kList = [] {
    auto* const list = new std::shared_ptr<const ListSnapshot>();
    const auto entries = bench::LoadScreeningList(bench::SharedDataDir());
    if (!entries.ok()) return list;
    ListSnapshot::Builder builder;
    for (v1::ListEntry entry : *entries) {
      // One entry in twenty names a company of the graph, so that something is linked.
      if (OwnershipHash(entry.entry_id()) % 20 == 0) {
        v1::Identifier* const lei = entry.add_ids();
        lei->set_scheme("LEI");
        lei->set_value(CompanyId(static_cast<uint32_t>(OwnershipHash(entry.entry_id()) % kCompanies)).substr(4));
      }
      if (!builder.Add(entry).ok()) std::abort();
    }
    *list = std::move(builder).Build();
    return list;
  }();
  return *kList;
}

std::shared_ptr<const EngineState> RealState() {
  static const auto* const kState = [] {
    auto policy = LoadPolicy("", {});
    auto rules = RuleSet::LoadWithDirectory("");
    if (!policy.ok() || !rules.ok()) std::abort();
    const auto graph = std::make_shared<const Lazy<OwnershipGraph>>(
        []() -> absl::StatusOr<std::shared_ptr<const OwnershipGraph>> { return BuildBenchGraph(false); });
    v1::ListVersion version;
    version.set_source("csl");
    version.set_retrieved_time(FormatTimestamp(SystemClock()->Now()));
    auto state = BuildEngineState({version}, RealList(), *policy, *rules, graph);
    if (!state.ok() || !(*state)->ownership->Get().ok()) std::abort();
    return new std::shared_ptr<const EngineState>(*state);
  }();
  return *kState;
}

// What a new version of the lists brings, in one entry of `every`.
enum class ListChange { kEverything, kRemarks, kNames };

void LinkGraph(benchmark::State& state, ListChange change, EntryIndex every) {
  if (RealList() == nullptr) return state.SkipWithError("no shared data");
  const auto graph = *RealState()->graph->Get();
  const std::shared_ptr<const LinkedOwnership> before = *RealState()->ownership->Get();
  ListSnapshot::Builder builder;
  for (EntryIndex i = 0; i < RealList()->entry_count(); ++i) {
    v1::ListEntry entry = RealList()->Entry(i);
    if (i % every == 0 && change == ListChange::kRemarks) entry.set_remarks("changed");
    if (i % every == 0 && change == ListChange::kNames) {
      entry.add_names()->set_text(RealList()->Entry(i == 0 ? 7 : i - 1).entry_name());
    }
    if (!builder.Add(entry).ok()) std::abort();
  }
  const std::shared_ptr<const ListSnapshot> lists = std::move(builder).Build();
  for (auto _ : state) {
    const auto linked =
        LinkedOwnership::Link(graph, lists, kDefaultThreshold, change == ListChange::kEverything ? nullptr : before);
    if (!linked.ok()) std::abort();
    state.counters["listed"] = static_cast<double>((*linked)->listings().size());
    state.counters["bound"] = static_cast<double>((*linked)->bound().size());
  }
  state.counters["resident_MB"] = static_cast<double>(ResidentKilobytes("VmRSS")) / 1e3;
}
// Processor time is that of all threads.
void BM_LinkFirst(benchmark::State& state) { LinkGraph(state, ListChange::kEverything, 1); }
BENCHMARK(BM_LinkFirst)->Unit(benchmark::kMillisecond)->Iterations(1)->MeasureProcessCPUTime()->UseRealTime();
void BM_LinkAfterListChange(benchmark::State& state) { LinkGraph(state, ListChange::kRemarks, 100); }
BENCHMARK(BM_LinkAfterListChange)->Unit(benchmark::kMillisecond)->Iterations(1)->MeasureProcessCPUTime()->UseRealTime();
void BM_LinkAfterNamesChange(benchmark::State& state) {
  LinkGraph(state, ListChange::kNames, static_cast<EntryIndex>(state.range(0)));
}
BENCHMARK(BM_LinkAfterNamesChange)
    ->Arg(100)
    ->Arg(2'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// All regimes of one day over the whole graph, as after a list change.
void BM_CloseWholeGraph(benchmark::State& state) {
  if (RealList() == nullptr) return state.SkipWithError("no shared data");
  const auto linked = *RealState()->ownership->Get();
  for (auto _ : state) {
    const StakeGraph stakes(linked->graph(), kDay);
    const OwnershipBound bound(linked->graph(), linked->listings(), ActiveOwnershipConfig());
    benchmark::DoNotOptimize(bound.size());
    for (const v1::OwnershipRegimeConfig& regime : ActiveOwnershipConfig().regimes()) {
      benchmark::DoNotOptimize(CloseOwnership(linked->graph(), stakes, linked->listings(), regime, kDay));
    }
  }
}
BENCHMARK(BM_CloseWholeGraph)->Unit(benchmark::kMillisecond);

// Ten parties: six known by LEI, two by name, two unknown; one states an owner.
void BM_TransactionOfTen(benchmark::State& state) {
  if (RealList() == nullptr) return state.SkipWithError("no shared data");
  const OwnershipGraph& graph = **RealState()->graph->Get();
  const Published<EngineState> published(RealState());
  const Screener screener(&published, nullptr, false, SystemClock(), RandomIdSource());
  std::mt19937 random(3);
  std::mt19937 words(9);
  const CallContext context;
  std::vector<int64_t> nanoseconds;
  for (auto _ : state) {
    v1::ScreenTransactionRequest request;
    request.set_no_record(true);
    v1::Transaction& deal = *request.mutable_transaction();
    deal.set_as_of("2026-06-15");
    deal.set_activity(v1::Transaction::EXPORT);
    deal.set_our_role(v1::Transaction::SELLER);
    deal.set_destination("DE");
    for (int i = 0; i < 10; ++i) {
      v1::TransactionParty* const party = deal.add_parties();
      party->add_roles(i == 0 ? v1::TransactionParty::PURCHASER : v1::TransactionParty::INTERMEDIATE_CONSIGNEE);
      const v1::OwnershipNode node = graph.Node(static_cast<OwnershipNodeIndex>(random() % graph.node_count()));
      party->mutable_party()->set_name(i < 8 ? node.names(0)
                                             : CompanyName(kCompanies + static_cast<uint32_t>(random()), &words));
      if (i < 6) *party->mutable_party()->add_ids() = node.ids(0);
      party->set_hq_country("DE");
    }
    v1::Owner* const owner = deal.mutable_parties(0)->add_owners();
    owner->mutable_party()->set_name(CompanyName(1, &words));
    owner->set_exact_bp(3'000);
    v1::Item* const item = deal.add_items();
    item->set_description("keyboards");
    item->set_eccn("EAR99");
    item->set_quantity(10);
    item->set_subject_to_ear(v1::YES);
    const int64_t start = ThreadNanoseconds();
    const auto answer = screener.ScreenTransactionAndWait(request, context);
    nanoseconds.push_back(ThreadNanoseconds() - start);
    if (!answer.ok()) return state.SkipWithError(std::string(answer.status().message()).c_str());
  }
  ReportPercentiles(std::move(nanoseconds), state);
}
BENCHMARK(BM_TransactionOfTen)->Unit(benchmark::kMicrosecond)->Iterations(5'000);

}  // namespace
}  // namespace cordon
