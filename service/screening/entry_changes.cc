#include "service/screening/entry_changes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "match/index.h"

namespace cordon {
namespace {

std::string KeyOfEntry(absl::string_view list, absl::string_view entry_id) {
  return absl::StrCat(list, "\n", entry_id);
}

// Whether the entry begins or ends between two days, in whatever order, both included.
bool TurnsBetween(const EntrySummary& entry, const std::string& one, const std::string& other) {
  if (one == other) return false;
  const std::string& early = std::min(one, other);
  const std::string& late = std::max(one, other);
  const auto between = [&](absl::string_view day) { return !day.empty() && day >= early && day <= late; };
  return between(entry.start_date) || between(entry.end_date);
}

bool SameOwnership(const EngineState& a, const EngineState& b) {
  return a.ownership == nullptr && b.ownership == nullptr;
}

}  // namespace

bool EntryChanges::CanTell(const State& before, const State& after) {
  const EngineState& was = *before.state;
  const EngineState& is = *after.state;
  const auto most = static_cast<size_t>(is.policy.policy.limits().max_candidates());
  return was.info.engine_version() == is.info.engine_version() && was.info.tables_digest() == is.info.tables_digest() &&
         was.policy.digest == is.policy.digest && SameOwnership(was, is) &&
         was.snapshot->index().name_count() <= most && is.snapshot->index().name_count() <= most;
}

absl::StatusOr<std::unique_ptr<const EntryChanges>> EntryChanges::Between(const std::vector<State>& before,
                                                                          const State& after) {
  std::unique_ptr<EntryChanges> changes(new EntryChanges);
  changes->options_ = MonitorMatchOptions(*after.state);
  std::set<std::string> seen;
  for (const State& one : before) CORDON_RETURN_IF_ERROR(changes->AddDifferences(one, after, &seen));
  CORDON_RETURN_IF_ERROR(changes->BuildMatcher());
  return std::unique_ptr<const EntryChanges>(std::move(changes));
}

absl::Status EntryChanges::AddDifferences(const State& before, const State& after, std::set<std::string>* seen) {
  const ListSnapshot& was = *before.state->snapshot;
  const ListSnapshot& is = *after.state->snapshot;
  const bool other_lists = &was != &is;
  for (EntryIndex i = 0; i < is.entry_count(); ++i) {
    const EntrySummary summary = is.summary(i);
    const bool turns = TurnsBetween(summary, before.day, after.day);
    if (!turns && !other_lists) continue;
    const std::vector<EntryIndex> old =
        other_lists ? was.FindEntries(summary.list, summary.entry_id) : std::vector<EntryIndex>{i};
    const bool same = old.size() == 1 && was.SerializedEntry(old.front()) == is.SerializedEntry(i);
    if (same && !turns) continue;
    AddEntry(is, i, seen);
    if (!same) {
      for (const EntryIndex one : old) AddEntry(was, one, seen);
    }
  }
  if (!other_lists) return absl::OkStatus();
  for (EntryIndex i = 0; i < was.entry_count(); ++i) {
    const EntrySummary summary = was.summary(i);
    if (is.FindEntries(summary.list, summary.entry_id).empty()) AddEntry(was, i, seen);
  }
  return absl::OkStatus();
}

void EntryChanges::AddEntry(const ListSnapshot& snapshot, EntryIndex index, std::set<std::string>* seen) {
  if (!seen->insert(std::string(snapshot.SerializedEntry(index))).second) return;
  entries_.push_back(snapshot.Entry(index));
  keys_.insert(KeyOfEntry(entries_.back().list(), entries_.back().entry_id()));
}

// All versions side by side, each twice: a brand counts once two entries share it.
absl::Status EntryChanges::BuildMatcher() {
  if (entries_.empty()) return absl::OkStatus();
  ListSnapshot::Builder builder;
  v1::ListEntry entry;
  size_t number = 0;
  for (const v1::ListEntry& one : entries_) {
    entry = one;
    for (int copy = 0; copy < 2; ++copy) {
      entry.set_entry_id(absl::StrCat(number++));
      CORDON_RETURN_IF_ERROR(builder.Add(entry));
    }
  }
  matcher_ = std::make_unique<const Matcher>(std::move(builder).Build());
  return absl::OkStatus();
}

bool EntryChanges::Among(const MonitoredMatches& matches) const {
  return std::any_of(matches.begin(), matches.end(), [this](const v1::MonitoredMatch& match) {
    return keys_.count(KeyOfEntry(match.list(), match.entry_id())) > 0;
  });
}

bool EntryChanges::MayConcern(const v1::Party& party) const {
  if (matcher_ == nullptr) return false;
  const MatchResult result = matcher_->Match(party, options_);
  return !result.hits.empty() || result.work_exhausted || result.obfuscated;
}

}  // namespace cordon
