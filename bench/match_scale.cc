// Matching at the size of large lists: build and load time, bytes per name, speed of a stream of distinct names and of
// warm ones, in processor time, and, on request, a check against the slow twin, which looks at every name.
//
//   match_scale [--size N]... [--queries N] [--twin N] [--scan N] [--dump DIR]
//
// --size 0 is the Consolidated Screening List itself (needs shared data); any other size is generated from it, with the
// same seed each time. --twin compares the index with the slow twin on so many queries, --scan with the scan that
// remembers the similarity of words (tests/support/memo_scan.h), which allows for more of them. --dump writes the
// folded names and queries for bench/rapidfuzz_scan.py. Exit 1 if a check finds a difference.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/files.h"
#include "base/mapped_file.h"
#include "bench/corpora.h"
#include "bench/name_generator.h"
#include "match/index.h"
#include "match/matcher.h"
#include "match/reading.h"
#include "match/snapshot_file.h"
#include "tests/support/memo_scan.h"
#include "tests/support/reference_matcher.h"

namespace cordon::bench {
namespace {

// Processor time of this thread: what others do on the machine is not what matching costs.
double Now() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double SecondsSince(double start) { return Now() - start; }

struct Options {
  std::vector<int64_t> sizes;
  int64_t queries = 40000;
  int64_t twin = 0;
  int64_t scan = 0;
  std::string dump;
};

struct Row {
  double names;
  double mean;
};

std::shared_ptr<const ListSnapshot> Build(const std::vector<std::string>& names) {
  ListSnapshot::Builder builder;
  v1::ListEntry entry;
  for (size_t i = 0; i < names.size();) {
    entry.Clear();
    entry.set_list("GEN");
    entry.set_entry_id(absl::StrCat("g", i));
    entry.set_entry_name(names[i]);
    // Two names an entry, as the real list has 2.2.
    for (int k = 0; k < 2 && i < names.size(); ++k, ++i) entry.add_names()->set_text(names[i]);
    if (const absl::Status added = builder.Add(entry); !added.ok()) {
      std::fprintf(stderr, "match_scale: %s\n", added.ToString().c_str());
      std::exit(1);
    }
  }
  return std::move(builder).Build();
}

// One in ten a listed name with an error, five in ten the list's words anew, four in ten names of other companies.
std::vector<std::string> Queries(const std::vector<std::string>& listed, const std::vector<std::string>& others,
                                 NameGenerator* generator, int64_t count) {
  BenchRandom random(7);
  std::vector<std::string> queries;
  for (int64_t i = 0; i < count; ++i) {
    const size_t kind = random.Below(10);
    if (kind == 0) {
      queries.push_back(WithTypingError(listed[random.Below(listed.size())], &random));
    } else if (kind <= 5) {
      queries.push_back(generator->Recombined());
    } else {
      queries.push_back(others[random.Below(others.size())]);
    }
  }
  return queries;
}

std::vector<double> TimeEach(const Matcher& matcher, absl::Span<const std::string> queries, int repeats,
                             int64_t* hits) {
  std::vector<double> micros;
  v1::Party party;
  for (const std::string& query : queries) {
    party.set_name(query);
    double best = 1e9;
    for (int r = 0; r < repeats; ++r) {
      const double start = Now();
      const MatchResult result = matcher.Match(party, MatchOptions());
      best = std::min(best, SecondsSince(start) * 1e6);
      if (r == 0) *hits += static_cast<int64_t>(result.hits.size());
    }
    micros.push_back(best);
  }
  return micros;
}

// Microseconds of one query, asking the clock only before the first and after the last: it costs half a microsecond.
double TimeAll(const Matcher& matcher, absl::Span<const std::string> queries, int64_t* hits) {
  v1::Party party;
  const double start = Now();
  for (const std::string& query : queries) {
    party.set_name(query);
    *hits += static_cast<int64_t>(matcher.Match(party, MatchOptions()).hits.size());
  }
  return SecondsSince(start) * 1e6 / static_cast<double>(std::max<size_t>(queries.size(), 1));
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double Percentile(std::vector<double> values, int percent) {
  if (values.empty()) return 0;
  const size_t at = values.size() * static_cast<size_t>(percent) / 100;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

// Writes the snapshot and maps it again; returns the seconds of the fastest of three loads.
double TimeLoad(const ListSnapshot& snapshot, size_t* bytes) {
  const std::string key(kSnapshotKeyBytes, 'k');
  const std::string path =
      (std::filesystem::temp_directory_path() / absl::StrCat("match_scale.", ::getpid(), ".snapshot")).string();
  {
    const std::string file = SnapshotFileBytes(snapshot, key);
    *bytes = file.size();
    if (!WriteFileAtomically(path, file).ok()) return -1;
  }
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double start = Now();
    const auto mapped = MappedFile::Open(path, int64_t{1} << 40);
    const auto loaded = SnapshotFromFile((*mapped)->bytes(), *mapped, key);
    best = std::min(best, SecondsSince(start));
    if (!loaded.ok() || (*loaded)->name_count() != snapshot.name_count()) best = -1;
  }
  std::filesystem::remove(path);
  return best;
}

using HitList = std::vector<std::pair<uint32_t, int>>;

HitList IndexHits(const ListSnapshot& snapshot, const PreparedName& query) {
  internal::SearchResult result;
  snapshot.index().Search(query, kDefaultThreshold, INT64_MAX, &result);
  HitList hits;
  for (const internal::NameHit& hit : result.hits) hits.emplace_back(hit.name, hit.score);
  std::sort(hits.begin(), hits.end());
  return hits;
}

// Differences between the index and a scan over the plain readings; the list must have no others.
template <typename Scan>
int64_t Compare(const char* what, const ListSnapshot& snapshot, const std::vector<std::string>& queries, int64_t count,
                Scan& scan) {
  int64_t differences = 0;
  int64_t hits = 0;
  const double start = Now();
  const int64_t checked = std::min(count, static_cast<int64_t>(queries.size()));
  for (int64_t i = 0; i < checked; ++i) {
    const PreparedName query = PrepareName(queries[static_cast<size_t>(i)]);
    const HitList expected = scan.Search(query, kDefaultThreshold);
    hits += static_cast<int64_t>(expected.size());
    if (IndexHits(snapshot, query) != expected) ++differences;
  }
  std::printf("  index = %s: %lld differences in %lld queries, %lld hits, %.0f s\n", what,
              static_cast<long long>(differences), static_cast<long long>(checked), static_cast<long long>(hits),
              SecondsSince(start));
  return differences;
}

void Dump(const std::string& dir, const std::vector<std::string>& names, const std::vector<std::string>& queries) {
  const auto write = [&dir](const char* file, const std::vector<std::string>& lines, size_t most) {
    std::ofstream out(dir + "/" + file);
    for (size_t i = 0; i < std::min(most, lines.size()); ++i) {
      std::string folded;
      for (const Token& token : PrepareName(lines[i]).tokens) {
        folded += (folded.empty() ? "" : " ") + (token.printed.empty() ? token.text : token.printed);
      }
      out << folded << '\n';
    }
  };
  write("names.txt", names, names.size());
  write("queries.txt", queries, 100);
}

class ScaleRun {
 public:
  ScaleRun(const Options& options, std::vector<std::string> real, std::vector<std::string> others)
      : options_(options), real_(std::move(real)), others_(std::move(others)) {}

  // Differences found.
  int64_t Run(int64_t size) {
    NameGenerator generator(real_, 1);
    std::vector<std::string> names = real_;
    if (size > 0) names.resize(std::min(static_cast<size_t>(size), names.size()));
    while (static_cast<int64_t>(names.size()) < size) names.push_back(generator.Next());
    const std::vector<std::string> queries = Queries(names, others_, &generator, options_.queries);

    const double start = Now();
    const std::shared_ptr<const ListSnapshot> snapshot = Build(names);
    const double build = SecondsSince(start);
    const double count = static_cast<double>(names.size());
    size_t file_bytes = 0;
    const double load = TimeLoad(*snapshot, &file_bytes);
    std::printf("%zu names, %zu words: build %.2f s, load %.3f s, index %.0f B/name, file with entries %.0f B/name\n",
                names.size(), snapshot->index().vocabulary_size(), build, load,
                static_cast<double>(snapshot->index().memory_bytes()) / count, static_cast<double>(file_bytes) / count);

    const Matcher matcher(snapshot);
    int64_t hits = 0;
    // Half of the stream for its mean, half for how long single names take.
    const absl::Span<const std::string> all = queries;
    const double mean = TimeAll(matcher, all.subspan(0, all.size() / 2), &hits);
    const std::vector<double> stream = TimeEach(matcher, all.subspan(all.size() / 2), 1, &hits);
    std::printf("  stream of %zu distinct names: mean %.1f us, p50 %.1f, p99 %.0f; %.2f hits each\n", queries.size(),
                mean, Percentile(stream, 50), Percentile(stream, 99),
                static_cast<double>(hits) / static_cast<double>(queries.size()));
    const std::vector<double> warm = TimeEach(matcher, all.subspan(0, 2000), 3, &hits);
    std::printf("  warm, best of 3: mean %.1f us, p50 %.1f, p99 %.0f\n", Mean(warm), Percentile(warm, 50),
                Percentile(warm, 99));
    if (!rows_.empty() && count > rows_.front().names) {
      std::printf("  growth of the mean since %.0f names: N^%.2f\n", rows_.front().names,
                  std::log(mean / rows_.front().mean) / std::log(count / rows_.front().names));
    }
    rows_.push_back({count, mean});
    std::fflush(stdout);
    if (!options_.dump.empty() && rows_.size() == 1) Dump(options_.dump, names, queries);
    return Check(*snapshot, names, queries);
  }

 private:
  int64_t Check(const ListSnapshot& snapshot, const std::vector<std::string>& names,
                const std::vector<std::string>& queries) const {
    int64_t differences = 0;
    if (options_.twin > 0) {
      ReferenceMatcher twin;
      for (const std::string& name : names) twin.Add(name);
      differences += Compare("slow twin", snapshot, queries, options_.twin, twin);
    }
    if (options_.scan > 0) {
      MemoScan scan;
      for (const std::string& name : names) scan.Add(name);
      differences += Compare("memoised scan", snapshot, queries, options_.scan, scan);
    }
    return differences;
  }

  const Options options_;
  const std::vector<std::string> real_;
  const std::vector<std::string> others_;
  std::vector<Row> rows_;
};

bool HasOneReading(const std::string& name) { return ReadingsOf(name, ReadingSide::kListed).size() == 1; }

int Main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    int64_t number = 0;
    const bool has_value = i + 1 < argc;
    const bool has_number = has_value && absl::SimpleAtoi(argv[i + 1], &number) && number >= 0;
    if (flag == "--dump" && has_value) {
      options.dump = argv[++i];
    } else if (has_number && flag == "--size") {
      options.sizes.push_back(number);
      ++i;
    } else if (has_number && (flag == "--queries" || flag == "--twin" || flag == "--scan")) {
      (flag == "--queries" ? options.queries : flag == "--twin" ? options.twin : options.scan) = number;
      ++i;
    } else {
      std::fprintf(stderr, "usage: match_scale [--size N]... [--queries N] [--twin N] [--scan N] [--dump DIR]\n");
      return 2;
    }
  }
  if (options.sizes.empty()) options.sizes = {0, 1'000'000};
  const std::string dir = SharedDataDir();
  const auto list = LoadScreeningList(dir);
  const auto corpora = LoadBenignNames(dir);
  if (!list.ok() || !corpora.ok()) {
    std::printf("skipped: no shared data\n");
    return 0;
  }
  // A check compares one reading of each name; names that have more are left to the tests of readings.
  std::vector<std::string> real;
  for (const v1::ListEntry& entry : *list) {
    for (const v1::ListName& name : entry.names()) {
      if (HasOneReading(name.text())) real.push_back(name.text());
    }
  }
  std::vector<std::string> others;
  for (const BenignCorpus& corpus : *corpora) others.insert(others.end(), corpus.names.begin(), corpus.names.end());
  ScaleRun run(options, std::move(real), std::move(others));
  int64_t differences = 0;
  for (const int64_t size : options.sizes) differences += run.Run(size);
  return differences == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) { return cordon::bench::Main(argc, argv); }
