// Monitoring at the size of a large register: what a change of the lists costs when only those registered parties are
// looked at that it can concern (match/party_index.h), against looking at everybody, in processor time, and whether the
// two find the same.
//
//   monitor_scale [--parties N] [--changed N] [--full N]
//
// Parties are company names (needs shared data) and, beyond those, names generated from them, the same ones each time;
// one in a hundred is a listed name, half of these with a typing error; one in two hundred is a listed party
// manipulated as in the quality report (bench/manipulate.h). The lists are the Consolidated Screening List, of which so
// many entries are added, removed, renamed or given another remark; and the step between the two states of OFAC's list
// in the shared data. --full looks at everybody's answer before and after on so many parties (default: all) and
// compares. Exit 1 if a party was left out whose answer differs.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/corpora.h"
#include "bench/manipulate.h"
#include "bench/name_generator.h"
#include "db/lists/import.h"
#include "db/lists/list_set.h"
#include "match/matcher.h"
#include "match/party_index.h"

namespace cordon::bench {
namespace {

double Now() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

[[noreturn]] void GiveUp(const absl::Status& status) {
  std::fprintf(stderr, "monitor_scale: %s\n", std::string(status.message()).c_str());
  std::exit(2);
}

struct Options {
  int64_t parties = 1'000'000;
  int64_t changed = 200;
  int64_t full = -1;
};

using Entries = std::vector<v1::ListEntry>;

std::shared_ptr<const ListSnapshot> SnapshotOf(const Entries& entries) {
  ListSnapshot::Builder builder;
  for (const v1::ListEntry& entry : entries) {
    if (const absl::Status added = builder.Add(entry); !added.ok()) GiveUp(added);
  }
  return std::move(builder).Build();
}

std::vector<v1::Party> MakeParties(const Entries& listed, int64_t count) {
  auto corpora = LoadBenignNames(SharedDataDir());
  if (!corpora.ok()) GiveUp(corpora.status());
  std::vector<std::string> names;
  for (const BenignCorpus& corpus : *corpora) names.insert(names.end(), corpus.names.begin(), corpus.names.end());
  BenchRandom random(11);
  Random buyer(17);
  NameGenerator generator(names, 3);
  std::vector<v1::Party> parties(static_cast<size_t>(count));
  for (size_t i = 0; i < parties.size(); ++i) {
    const v1::ListEntry& entry = listed[random.Below(listed.size())];
    const unsigned kind = static_cast<unsigned>(random.Below(200));
    std::string name = i < names.size() ? names[i] : generator.Next();
    if (kind < 2 && !entry.names().empty()) {
      name = entry.names(static_cast<int>(random.Below(static_cast<size_t>(entry.names_size())))).text();
      if (kind == 0) name = WithTypingError(name, &random);
    }
    parties[i].set_name(std::move(name));
    if (kind == 2) {
      // What somebody does to a listed name that is not to be found.
      v1::Party changed;
      const Manipulation& how = Manipulations()[random.Below(Manipulations().size())];
      const bool fits = how.subject == Subject::kAddressOnly      ? entry.type() == v1::ENTRY_ADDRESS
                        : how.subject == Subject::kWithIdentifier ? entry.ids_size() > 0
                                                                  : entry.type() == v1::ENTRY_ORGANIZATION;
      if (fits && how.apply(entry, &buyer, &changed)) parties[i] = std::move(changed);
    }
    parties[i].set_ref(absl::StrCat("P", i));
  }
  return parties;
}

std::string KeyOf(const v1::ListEntry& entry) { return absl::StrCat(entry.list(), "\n", entry.entry_id()); }

// Every version of what is not in both.
Entries ChangedEntries(const Entries& before, const Entries& after, size_t* keys) {
  std::unordered_map<std::string, const v1::ListEntry*> old;
  for (const v1::ListEntry& entry : before) old[KeyOf(entry)] = &entry;
  Entries changed;
  std::set<std::string> distinct;
  for (const v1::ListEntry& entry : after) {
    const auto found = old.find(KeyOf(entry));
    const bool same = found != old.end() && found->second->SerializeAsString() == entry.SerializeAsString();
    if (!same) {
      changed.push_back(entry);
      distinct.insert(KeyOf(entry));
      if (found != old.end()) changed.push_back(*found->second);
    }
    if (found != old.end()) old.erase(found);
  }
  for (const v1::ListEntry& entry : before) {
    if (old.count(KeyOf(entry)) == 0) continue;
    changed.push_back(entry);
    distinct.insert(KeyOf(entry));
  }
  *keys = distinct.size();
  return changed;
}

// A quarter of `count` each: added, removed, renamed, remarked.
std::pair<Entries, Entries> ChangeSome(const Entries& list, int64_t count) {
  BenchRandom random(5);
  std::set<size_t> picked;
  while (static_cast<int64_t>(picked.size()) < count) picked.insert(random.Below(list.size()));
  Entries before;
  Entries after;
  size_t n = 0;
  for (size_t i = 0; i < list.size(); ++i) {
    if (picked.count(i) == 0) {
      before.push_back(list[i]);
      after.push_back(list[i]);
      continue;
    }
    const size_t kind = n++ % 4;
    if (kind != 0) before.push_back(list[i]);
    if (kind == 1) continue;
    after.push_back(list[i]);
    if (kind == 2 && !list[i].names().empty()) {
      after.back().mutable_names(0)->set_text(WithTypingError(list[i].names(0).text(), &random));
    }
    if (kind == 3) after.back().set_remarks(absl::StrCat(list[i].remarks(), " Amended."));
  }
  return {std::move(before), std::move(after)};
}

// All that a party's answer says of the lists.
std::string AnswerOf(const Matcher& matcher, const v1::Party& party) {
  std::string text;
  const MatchResult result = matcher.Match(party, MatchOptions());
  std::vector<std::string> lines;
  for (const Hit& hit : result.hits) {
    const EntrySummary summary = matcher.snapshot().summary(hit.entry);
    lines.push_back(absl::StrCat(summary.list, "\n", summary.entry_id, "\n", hit.score, "\n", hit.on, "\n", hit.name,
                                 "\n", matcher.snapshot().SerializedEntry(hit.entry), "\n"));
  }
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) text += line;
  return text;
}

bool Measure(const char* what, const std::vector<v1::Party>& parties, const PartyIndex& index, const Entries& before,
             const Entries& after, int64_t full) {
  const Matcher old_matcher(SnapshotOf(before));
  const Matcher new_matcher(SnapshotOf(after));
  size_t keys = 0;
  const Entries changed = ChangedEntries(before, after, &keys);
  double start = Now();
  std::vector<uint32_t> concerned = index.Find(changed, kDefaultThreshold);
  const double find = Now() - start;
  // As the service does: whoever is found is compared with the changed entries alone first.
  start = Now();
  ListSnapshot::Builder builder;
  size_t number = 0;
  for (v1::ListEntry entry : changed) {
    for (int copy = 0; copy < 2; ++copy) {
      entry.set_entry_id(absl::StrCat(number++));
      if (const absl::Status added = builder.Add(entry); !added.ok()) GiveUp(added);
    }
  }
  const Matcher small(std::move(builder).Build());
  const double built = Now() - start;
  start = Now();
  const size_t indexed = concerned.size();
  concerned.erase(std::remove_if(concerned.begin(), concerned.end(),
                                 [&](uint32_t party) {
                                   const MatchResult result = small.Match(parties[party], MatchOptions());
                                   return result.hits.empty() && !result.obfuscated;
                                 }),
                  concerned.end());
  const double compared = Now() - start;
  start = Now();
  size_t matches = 0;
  for (const uint32_t party : concerned) matches += new_matcher.Match(parties[party], MatchOptions()).hits.size();
  const double screened = Now() - start;
  const auto sample = static_cast<size_t>(full < 0 ? static_cast<int64_t>(parties.size()) : full);
  start = Now();
  size_t hits = 0;
  for (size_t i = 0; i < sample; ++i) hits += new_matcher.Match(parties[i], MatchOptions()).hits.size();
  const double everybody =
      (Now() - start) * static_cast<double>(parties.size()) / static_cast<double>(std::max<size_t>(1, sample));
  std::printf(
      "%s: %zu entries changed; %zu of %zu parties concerned, %zu matches (of those looked at for comparison %zu)\n",
      what, keys, concerned.size(), parties.size(), matches, hits);
  const double all = find + built + compared + screened;
  std::printf(
      "  %zu found in the index in %.3f s, index of the changed entries %.3f s, compared with them %.3f s, screened "
      "%.3f s\n",
      indexed, find, built, compared, screened);
  std::printf("  %.3f s in all; everybody %.2f s: %.1f times as long\n", all, everybody, everybody / all);
  size_t differ = 0;
  size_t missed = 0;
  for (size_t i = 0; i < sample; ++i) {
    if (AnswerOf(old_matcher, parties[i]) == AnswerOf(new_matcher, parties[i])) continue;
    ++differ;
    if (std::binary_search(concerned.begin(), concerned.end(), static_cast<uint32_t>(i))) continue;
    if (++missed <= 10) std::printf("  left out: %s\n", parties[i].name().c_str());
  }
  std::printf("  of %zu parties, %zu answers differ, %zu of them left out\n", sample, differ, missed);
  return missed == 0;
}

absl::StatusOr<Entries> ReadOfac(const std::string& path) {
  int64_t total = 0;
  auto bytes = OpenListSet(path, &total);
  if (!bytes.ok()) return bytes.status();
  ImportOptions options;
  options.file_name = path;
  auto imported = ImportListFile(**bytes, options);
  if (!imported.ok()) return imported.status();
  return std::move(imported->entries);
}

int Run(const Options& options) {
  const auto list = LoadScreeningList(SharedDataDir());
  if (!list.ok()) GiveUp(list.status());
  const std::vector<v1::Party> parties = MakeParties(*list, options.parties);
  PartyIndex index;
  double start = Now();
  for (size_t i = 0; i < parties.size(); ++i) index.Add(static_cast<uint32_t>(i), parties[i]);
  const double add = Now() - start;
  start = Now();
  index.Finish();
  std::printf("index of %zu parties: %.1f s to prepare, %.1f s to build, %.0f bytes a party\n", parties.size(), add,
              Now() - start, static_cast<double>(index.memory_bytes()) / static_cast<double>(parties.size()));
  const auto [before, after] = ChangeSome(*list, options.changed);
  bool good = Measure("CSL", parties, index, before, after, options.full);
  auto old_state = ReadOfac(SharedDataDir() + "/lists/us_ofac_sdn_2019-01");
  if (!old_state.ok()) GiveUp(old_state.status());
  auto new_state = ReadOfac(SharedDataDir() + "/lists/us_ofac_sdn_2021-07");
  if (!new_state.ok()) GiveUp(new_state.status());
  good = Measure("OFAC 2019-01 to 2021-07", parties, index, *old_state, *new_state, options.full) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) {
  cordon::bench::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    int64_t* const value = flag == "--parties"   ? &options.parties
                           : flag == "--changed" ? &options.changed
                           : flag == "--full"    ? &options.full
                                                 : nullptr;
    if (value == nullptr || !absl::SimpleAtoi(argv[i + 1], value)) {
      std::fprintf(stderr, "usage: monitor_scale [--parties N] [--changed N] [--full N]\n");
      return 2;
    }
  }
  return cordon::bench::Run(options);
}
