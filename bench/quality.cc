// Prints what matching finds and what it costs in alerts, on real names: misses of list names screened as they are,
// the share of company names that alert, detection of simple manipulations, speed. docs/matching.md quotes it.
//
//   quality [--threshold BP] [--alerts FILE]       data: $CORDON_SHARED_DATA
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "bench/corpora.h"
#include "bench/manipulate.h"
#include "match/equality.h"
#include "match/index.h"
#include "match/list_snapshot.h"
#include "match/matcher.h"
#include "match/prepared_name.h"

namespace cordon::bench {
namespace {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); }

size_t HeapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

v1::Party PartyOf(const std::string& name, v1::PartyType type) {
  v1::Party party;
  party.set_name(name);
  party.set_type(type);
  return party;
}

bool Hits(const MatchResult& result, EntryIndex entry) {
  return std::any_of(result.hits.begin(), result.hits.end(), [&](const Hit& hit) { return hit.entry == entry; });
}

class Report {
 public:
  Report(std::vector<v1::ListEntry> entries, std::vector<BenignCorpus> corpora, int threshold, const char* alerts)
      : entries_(std::move(entries)), corpora_(std::move(corpora)) {
    options_.threshold = threshold;
    if (alerts != nullptr) alerts_.open(alerts);
  }

  int Run() {
    Build();
    SelfHits();
    Benign();
    Detection();
    Speed();
    return misses_ == 0 ? 0 : 1;
  }

 private:
  void Build() {
    std::vector<std::string> bytes;
    for (const v1::ListEntry& entry : entries_) bytes.push_back(entry.SerializeAsString());
    const size_t before = HeapBytes();
    const Clock::time_point start = Clock::now();
    ListSnapshot::Builder builder;
    for (const std::string& entry : bytes) {
      const absl::Status added = builder.AddSerialized(entry);
      if (!added.ok()) std::fprintf(stderr, "%s\n", std::string(added.message()).c_str());
    }
    snapshot_ = std::move(builder).Build();
    matcher_ = std::make_unique<Matcher>(snapshot_);
    std::printf("list: %zu entries, %zu names, built in %.3f s, %.1f MB of which index %.1f MB\n",
                snapshot_->entry_count(), snapshot_->name_count(), Seconds(start),
                static_cast<double>(HeapBytes() - before) / 1e6,
                static_cast<double>(snapshot_->index().memory_bytes()) / 1e6);
  }

  void SelfHits() {
    for (EntryIndex i = 0; i < entries_.size(); ++i) {
      for (const v1::ListName& name : entries_[i].names()) {
        ++list_names_;
        const MatchResult result = matcher_->Match(PartyOf(name.text(), v1::ANY), options_);
        if (Hits(result, i) && !result.work_exhausted) continue;
        if (++misses_ <= 20)
          std::printf("  miss: %s %s: %s\n", entries_[i].list().c_str(), entries_[i].entry_id().c_str(),
                      name.text().c_str());
      }
    }
    std::printf("list names screened as they are (any type): %zu, misses %zu\n\n", list_names_, misses_);
  }

  // Names that are equal to a list name are true matches, not false alerts.
  std::vector<std::string> WithoutListNames(const std::vector<std::string>& names) {
    if (list_keys_.empty()) {
      for (const v1::ListEntry& entry : entries_) {
        for (const v1::ListName& name : entry.names()) {
          for (const uint64_t key : internal::EqualityKeys(PrepareName(name.text()))) list_keys_.insert(key);
        }
      }
    }
    std::vector<std::string> kept;
    for (const std::string& name : names) {
      bool listed = false;
      for (const uint64_t key : internal::EqualityKeys(PrepareName(name))) listed |= list_keys_.contains(key);
      if (!listed) kept.push_back(name);
    }
    return kept;
  }

  double AlertShare(const std::vector<std::string>& names, v1::PartyType type, const std::string& source) {
    size_t alerts = 0;
    for (const std::string& name : names) {
      const MatchResult result = matcher_->Match(PartyOf(name, type), options_);
      if (result.hits.empty()) continue;
      ++alerts;
      if (!alerts_.is_open() || type != v1::ANY) continue;
      const Hit& hit = result.hits.front();
      alerts_ << source << '\t' << hit.score << '\t' << name << '\t' << entries_[hit.entry].names(hit.name).text()
              << '\t' << snapshot_->summary(hit.entry).list << '\t'
              << v1::EntryType_Name(snapshot_->summary(hit.entry).type) << '\n';
    }
    return names.empty() ? 0 : 100.0 * static_cast<double>(alerts) / static_cast<double>(names.size());
  }

  void Benign() {
    std::printf("share of company names that alert at %d\n", options_.threshold);
    std::printf("  %-18s %8s %8s | %10s %14s | %10s %14s\n", "source", "names", "equal", "any", "organization",
                "any, all", "org, all");
    std::vector<std::string> all;
    std::vector<std::string> all_with_equal;
    for (const BenignCorpus& corpus : corpora_) {
      const std::vector<std::string> names = WithoutListNames(corpus.names);
      PrintShare(corpus.source, names, corpus.names);
      all.insert(all.end(), names.begin(), names.end());
      all_with_equal.insert(all_with_equal.end(), corpus.names.begin(), corpus.names.end());
    }
    PrintShare("all", all, all_with_equal);
    std::printf("\n");
    stream_ = std::move(all_with_equal);
  }

  void PrintShare(const std::string& source, const std::vector<std::string>& names,
                  const std::vector<std::string>& with_equal) {
    const bool total = source == "all";
    std::printf("  %-18s %8zu %8zu |", source.c_str(), names.size(), with_equal.size() - names.size());
    std::printf(" %8.2f %%", AlertShare(names, v1::ANY, total ? "" : source));
    std::printf(" %12.2f %% |", AlertShare(names, v1::ORGANIZATION, source));
    std::printf(" %8.2f %%", AlertShare(with_equal, v1::ANY, "with equal"));
    std::printf(" %12.2f %%\n", AlertShare(with_equal, v1::ORGANIZATION, source));
  }

  // Detection of manipulated primary names of organisations.
  void Detection() {
    constexpr size_t kSample = 3000;
    std::vector<EntryIndex> organisations;
    for (EntryIndex i = 0; i < entries_.size(); ++i) {
      if (entries_[i].type() == v1::ENTRY_ORGANIZATION && !entries_[i].names().empty()) organisations.push_back(i);
    }
    std::printf("detection of manipulated primary names of listed organisations, type organization (seed 7)\n");
    for (const Manipulation& manipulation : SimpleManipulations()) {
      Random random(7);
      size_t tried = 0;
      size_t found = 0;
      for (size_t k = 0; k < kSample && !organisations.empty(); ++k) {
        const EntryIndex entry = organisations[random.Below(organisations.size())];
        const std::string changed = manipulation.apply(entries_[entry].names(0).text(), &random);
        if (changed.empty()) continue;
        ++tried;
        if (Hits(matcher_->Match(PartyOf(changed, v1::ORGANIZATION), options_), entry)) {
          ++found;
        } else if (alerts_.is_open()) {
          alerts_ << "missed " << manipulation.name << '\t' << 0 << '\t' << changed << '\t'
                  << entries_[entry].names(0).text() << '\n';
        }
      }
      std::printf("  %-22s %5zu of %5zu  %6.2f %%\n", manipulation.name.c_str(), found, tried,
                  tried == 0 ? 0.0 : 100.0 * static_cast<double>(found) / static_cast<double>(tried));
    }
    std::printf("\n");
  }

  void Speed() {
    Random random(11);
    for (size_t i = stream_.size(); i > 1; --i) std::swap(stream_[i - 1], stream_[random.Below(i)]);
    if (stream_.size() > 50000) stream_.resize(50000);
    std::vector<double> micros;
    micros.reserve(stream_.size());
    int64_t candidates = 0;
    // Processor time, not wall time: the figure is what one core does, whoever else is using it.
    const std::clock_t start = std::clock();
    for (const std::string& name : stream_) {
      const v1::Party party = PartyOf(name, v1::ANY);
      const Clock::time_point begin = Clock::now();
      candidates += matcher_->Match(party, options_).candidates;
      micros.push_back(Seconds(begin) * 1e6);
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::sort(micros.begin(), micros.end());
    const auto at = [&](double share) {
      return micros[static_cast<size_t>(share * static_cast<double>(micros.size() - 1))];
    };
    std::printf(
        "stream of %zu distinct company names: %.0f names/s of one core's time; p50 %.1f us, p90 %.1f us, p99 %.1f us, "
        "p99.9 %.1f us; %.1f list names verified per name\n",
        stream_.size(), static_cast<double>(stream_.size()) / seconds, at(0.5), at(0.9), at(0.99), at(0.999),
        static_cast<double>(candidates) / static_cast<double>(stream_.size()));
    Clock::time_point preparing = Clock::now();
    size_t tokens = 0;
    for (const std::string& name : stream_) tokens += PrepareName(name).tokens.size();
    std::printf("preparing a name: %.2f us (%.1f tokens)\n",
                Seconds(preparing) * 1e6 / static_cast<double>(stream_.size()),
                static_cast<double>(tokens) / static_cast<double>(stream_.size()));
  }

  std::vector<v1::ListEntry> entries_;
  std::vector<BenignCorpus> corpora_;
  MatchOptions options_;
  std::ofstream alerts_;
  std::shared_ptr<const ListSnapshot> snapshot_;
  std::unique_ptr<Matcher> matcher_;
  absl::flat_hash_set<uint64_t> list_keys_;
  std::vector<std::string> stream_;
  size_t list_names_ = 0;
  size_t misses_ = 0;
};

int Main(int argc, char** argv) {
  int threshold = kDefaultThreshold;
  const char* alerts = nullptr;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--threshold") == 0 && absl::SimpleAtoi(argv[i + 1], &threshold)) continue;
    if (std::strcmp(argv[i], "--alerts") == 0) {
      alerts = argv[i + 1];
      continue;
    }
    std::fprintf(stderr, "usage: quality [--threshold BASIS_POINTS] [--alerts FILE]\n");
    return 2;
  }
  const std::string dir = SharedDataDir();
  absl::StatusOr<std::vector<v1::ListEntry>> entries = LoadScreeningList(dir);
  absl::StatusOr<std::vector<BenignCorpus>> corpora = LoadBenignNames(dir);
  for (const absl::Status& status : {entries.status(), corpora.status()}) {
    if (status.ok()) continue;
    std::fprintf(stderr, "%s\nset CORDON_SHARED_DATA to the directory that holds lists/ and benign_names/\n",
                 std::string(status.message()).c_str());
    return 1;
  }
  return Report(*std::move(entries), *std::move(corpora), threshold, alerts).Run();
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) { return cordon::bench::Main(argc, argv); }
