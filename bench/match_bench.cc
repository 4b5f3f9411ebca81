// Speed of matching on the real screening list and real company names: preparing a name, building the snapshot, one
// query of each kind warm, and a stream of distinct names. Without shared data only the parts that need none run.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/corpora.h"
#include "match/list_snapshot.h"
#include "match/matcher.h"
#include "match/prepared_name.h"
#include "match/scorer.h"
#include "match/watch_patterns.h"

namespace cordon::bench {
namespace {

struct Data {
  std::vector<std::string> entries;  // serialised
  std::vector<std::string> names;    // company names
  std::shared_ptr<const ListSnapshot> snapshot;
};

// Loaded once; empty without shared data.
const Data& SharedData() {
  static const Data* const data = [] {
    auto* loaded = new Data();
    const std::string dir = SharedDataDir();
    const auto list = LoadScreeningList(dir);
    const auto corpora = LoadBenignNames(dir);
    if (!list.ok() || !corpora.ok()) return loaded;
    for (const v1::ListEntry& entry : *list) loaded->entries.push_back(entry.SerializeAsString());
    for (const BenignCorpus& corpus : *corpora) {
      for (size_t i = 0; i < corpus.names.size(); i += 3) loaded->names.push_back(corpus.names[i]);
    }
    ListSnapshot::Builder builder;
    for (const std::string& entry : loaded->entries) (void)builder.AddSerialized(entry);
    loaded->snapshot = std::move(builder).Build();
    return loaded;
  }();
  return *data;
}

void BM_PrepareName(benchmark::State& state, const char* name) {
  for (auto _ : state) benchmark::DoNotOptimize(PrepareName(name));
}
BENCHMARK_CAPTURE(BM_PrepareName, ascii, "Hangzhou Hikvision Digital Technology Co., Ltd.");
BENCHMARK_CAPTURE(BM_PrepareName, cyrillic,
                  "\xD0\x9E\xD0\x9E\xD0\x9E \xD0\xA0\xD0\xBE\xD1\x81\xD1\x82\xD0\xB5\xD1\x85 "
                  "\xD0\xA2\xD0\xB5\xD1\x85\xD0\xBD\xD0\xBE\xD0\xBB\xD0\xBE\xD0\xB3\xD0\xB8\xD0\xB8");
BENCHMARK_CAPTURE(BM_PrepareName, han,
                  "\xE5\x8C\x97\xE4\xBA\xAC\xE5\xB8\x82\xE5\x95\x86\xE6\xB1\xA4\xE7\xA7\x91\xE6\x8A\x80\xE5\xBC\x80"
                  "\xE5\x8F\x91\xE6\x9C\x89\xE9\x99\x90\xE5\x85\xAC\xE5\x8F\xB8");

void BM_ScorePair(benchmark::State& state) {
  const PreparedName query = PrepareName("Hangzhou Hikvison Digital Technology");
  const PreparedName listed = PrepareName("Hangzhou Hikvision Digital Technology Co., Ltd.");
  for (auto _ : state) benchmark::DoNotOptimize(ScorePair(query, listed));
}
BENCHMARK(BM_ScorePair);

void BM_BuildSnapshot(benchmark::State& state) {
  const Data& data = SharedData();
  if (data.entries.empty()) return state.SkipWithError("no shared data");
  for (auto _ : state) {
    ListSnapshot::Builder builder;
    for (const std::string& entry : data.entries) (void)builder.AddSerialized(entry);
    benchmark::DoNotOptimize(std::move(builder).Build());
  }
}
BENCHMARK(BM_BuildSnapshot)->Unit(benchmark::kMillisecond)->MinTime(2);

void BM_Match(benchmark::State& state, const char* name) {
  const Data& data = SharedData();
  if (data.snapshot == nullptr) return state.SkipWithError("no shared data");
  const Matcher matcher(data.snapshot);
  v1::Party party;
  party.set_name(name);
  for (auto _ : state) benchmark::DoNotOptimize(matcher.Match(party, MatchOptions()));
}
BENCHMARK_CAPTURE(BM_Match, equal, "IFLYTEK");
BENCHMARK_CAPTURE(BM_Match, misspelt, "Hangzhou Hikvison Digital Technology");
BENCHMARK_CAPTURE(BM_Match, many_hits, "Huawei Technologies");
BENCHMARK_CAPTURE(BM_Match, no_hit, "Acme Bakery Supplies Ltd");
BENCHMARK_CAPTURE(BM_Match, generic_words, "Shenzhen International Trading Technology Co., Ltd.");

void BM_MatchStream(benchmark::State& state) {
  const Data& data = SharedData();
  if (data.snapshot == nullptr) return state.SkipWithError("no shared data");
  const Matcher matcher(data.snapshot);
  v1::Party party;
  size_t next = 0;
  for (auto _ : state) {
    party.set_name(data.names[next]);
    next = (next + 7919) % data.names.size();
    benchmark::DoNotOptimize(matcher.Match(party, MatchOptions()));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_MatchStream)->MinTime(2);

// 5,000 patterns as operators write them, on real company names; what they add to a name.
void BM_WatchPatterns(benchmark::State& state) {
  const Data& data = SharedData();
  if (data.entries.empty()) return state.SkipWithError("no shared data");
  internal::WatchPatterns patterns;
  const std::vector<std::string> kEndings = {"",           ".{0,3}(tech|micro)", "\\b", " ?(co|ltd|inc)\\b",
                                             "[a-z]{0,2}", " .*(cloud|data)"};
  v1::ListEntry entry;
  for (size_t i = 0; i < data.entries.size() && patterns.size() < 5000; i += 3) {
    if (!entry.ParseFromString(data.entries[i])) continue;
    const PreparedName name = PrepareName(entry.entry_name());
    if (name.tokens.size() < 2 || name.tokens[0].text.size() < 4) continue;
    const std::string& ending = kEndings[i % kEndings.size()];
    const std::string two = name.tokens[0].text + ".?" + name.tokens[1].text;
    (void)patterns.Add(static_cast<uint32_t>(i), (i % 2 == 0 ? "\\b" : "") + two + ending);
  }
  patterns.Compile();
  std::vector<uint32_t> found;
  size_t next = 0;
  for (auto _ : state) {
    found.clear();
    patterns.Search(data.names[next], &found);
    next = (next + 7919) % data.names.size();
    benchmark::DoNotOptimize(found);
  }
  state.counters["patterns"] = static_cast<double>(patterns.size());
}
BENCHMARK(BM_WatchPatterns);

}  // namespace
}  // namespace cordon::bench
