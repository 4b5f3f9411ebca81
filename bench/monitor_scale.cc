// Monitoring at the size of a large register: what a change of the lists costs when only those registered parties are
// looked at that it can concern (service/screening/entry_changes.h), against looking at everybody, in processor time,
// and whether the two find the same. All that the service does but for storing.
//
//   monitor_scale [--parties N] [--changed N]
//
// Parties are company names (needs shared data) and, beyond those, names generated from them, the same ones each time;
// one in a hundred is a listed name, half of these with a typing error; one in two hundred is a listed party
// manipulated as in the quality report (bench/manipulate.h). The lists are the Consolidated Screening List, of which so
// many entries are added, removed, renamed or given another remark; and the step between the two states of OFAC's list
// in the shared data. Exit 1 if a party was left out whose result differs.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/corpora.h"
#include "bench/manipulate.h"
#include "bench/name_generator.h"
#include "db/lists/import.h"
#include "db/lists/list_set.h"
#include "rules/shipped.h"
#include "service/screening/entry_changes.h"
#include "service/screening/registered_parties.h"

namespace cordon::bench {
namespace {

constexpr char kDay[] = "2026-06-15";

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
};

using Entries = std::vector<v1::ListEntry>;

std::shared_ptr<const EngineState> StateOf(const Entries& entries) {
  ListSnapshot::Builder builder;
  for (const v1::ListEntry& entry : entries) {
    if (const absl::Status added = builder.Add(entry); !added.ok()) GiveUp(added);
  }
  auto policy = LoadPolicy("", {});
  if (!policy.ok()) GiveUp(policy.status());
  auto rules = RuleSet::Load({ShippedPacks(), ShippedTables()});
  if (!rules.ok()) GiveUp(rules.status());
  auto state = BuildEngineState({}, std::move(builder).Build(), *std::move(policy), *std::move(rules));
  if (!state.ok()) GiveUp(state.status());
  return *std::move(state);
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

// Each party's result under a state, as the service keeps it.
std::vector<std::string> ScreenAll(const std::vector<v1::Party>& parties, const EngineState& state) {
  std::vector<std::string> results;
  results.reserve(parties.size());
  for (const v1::Party& party : parties) results.push_back(ResultBytes(ScreenMonitored(party, state, kDay)));
  return results;
}

// As the service compares, but for storing what it finds.
bool Measure(const char* what, const std::vector<v1::Party>& parties, const Entries& before, const Entries& after,
             RegisteredParties* registered) {
  const EntryChanges::State was = {StateOf(before), kDay};
  const EntryChanges::State now = {StateOf(after), kDay};
  const std::vector<std::string> results = ScreenAll(parties, *was.state);
  for (size_t i = 0; i < parties.size(); ++i) registered->SetResult(parties[i].ref(), results[i]);
  double start = Now();
  const auto changes = EntryChanges::Between({was}, now);
  if (!changes.ok()) GiveUp(changes.status());
  const double told = Now() - start;
  start = Now();
  const std::vector<std::string> concerned = registered->Concerned(**changes);
  const double found = Now() - start;
  start = Now();
  v1::Party party;
  size_t changed = 0;
  for (const std::string& ref : concerned) {
    if (!party.ParseFromString(*registered->PartyOf(ref))) std::exit(2);
    if (ResultBytes(ScreenMonitored(party, *now.state, kDay)) != registered->ResultOf(ref)) ++changed;
  }
  const double screened = Now() - start;
  start = Now();
  const std::vector<std::string> all = ScreenAll(parties, *now.state);
  const double everybody = Now() - start;
  const double sum = told + found + screened;
  std::printf("%s: %zu versions of entries looked for; %zu of %zu parties screened, %zu results differ\n", what,
              (*changes)->searched().size(), concerned.size(), parties.size(), changed);
  std::printf("  what differs %.3f s, whom it concerns %.3f s, screened %.3f s\n", told, found, screened);
  std::printf("  %.3f s in all; everybody %.2f s: %.1f times as long\n", sum, everybody, everybody / sum);
  const std::set<std::string> refs(concerned.begin(), concerned.end());
  size_t missed = 0;
  for (size_t i = 0; i < parties.size(); ++i) {
    if (all[i] == results[i] || refs.count(parties[i].ref()) > 0) continue;
    if (++missed <= 10) std::printf("  left out: %s\n", parties[i].name().c_str());
  }
  std::printf("  of %zu parties, %zu whose result differs were left out\n", parties.size(), missed);
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
  RegisteredParties registered;
  for (const v1::Party& party : parties) registered.Set(party.ref(), party.SerializeAsString(), "");
  const double start = Now();
  const RegisteredParties::ToIndex to_index = registered.BeginIndex();
  auto index = RegisteredParties::IndexOf(to_index);
  std::printf("index of %zu parties: %.1f s, %.0f bytes a party\n", parties.size(), Now() - start,
              static_cast<double>(index->matches.memory_bytes()) / static_cast<double>(parties.size()));
  registered.EndIndex(std::move(index), to_index);
  const auto [before, after] = ChangeSome(*list, options.changed);
  bool good = Measure("CSL", parties, before, after, &registered);
  auto old_state = ReadOfac(SharedDataDir() + "/lists/us_ofac_sdn_2019-01");
  if (!old_state.ok()) GiveUp(old_state.status());
  auto new_state = ReadOfac(SharedDataDir() + "/lists/us_ofac_sdn_2021-07");
  if (!new_state.ok()) GiveUp(new_state.status());
  good = Measure("OFAC 2019-01 to 2021-07", parties, *old_state, *new_state, &registered) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) {
  cordon::bench::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    int64_t* const value = flag == "--parties" ? &options.parties : flag == "--changed" ? &options.changed : nullptr;
    if (value == nullptr || !absl::SimpleAtoi(argv[i + 1], value)) {
      std::fprintf(stderr, "usage: monitor_scale [--parties N] [--changed N]\n");
      return 2;
    }
  }
  return cordon::bench::Run(options);
}
