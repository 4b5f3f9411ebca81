#include "service/screening/entry_changes.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "match/brand.h"
#include "match/index.h"
#include "match/snapshot_data.h"
#include "match/snapshot_tables.h"
#include "match/vocabulary.h"
#include "service/screening/stored_graph.h"

namespace cordon {
namespace {

uint64_t KeyOfEntry(absl::string_view list, absl::string_view entry_id) {
  return internal::StableHash(absl::StrCat(list, "\n", entry_id));
}

// Whether the entry begins or ends between two days, in whatever order, both included.
bool TurnsBetween(const EntrySummary& entry, const std::string& one, const std::string& other) {
  if (one == other) return false;
  const std::string& early = std::min(one, other);
  const std::string& late = std::max(one, other);
  const auto between = [&](absl::string_view day) { return !day.empty() && day >= early && day <= late; };
  return between(entry.start_date) || between(entry.end_date);
}

// Or none.
bool SameOwnership(const EngineState& a, const EngineState& b) {
  return (a.ownership == nullptr) == (b.ownership == nullptr) &&
         OwnershipFiles(a.info.versions()) == OwnershipFiles(b.info.versions());
}

template <typename Values>
bool Holds(const Values& values, const typename Values::value_type& wanted) {
  return std::any_of(values.begin(), values.end(),
                     [&](const auto& one) { return one.SerializeAsString() == wanted.SerializeAsString(); });
}
bool Holds(const google::protobuf::RepeatedPtrField<std::string>& values, const std::string& wanted) {
  return std::find(values.begin(), values.end(), wanted) != values.end();
}
bool Holds(const google::protobuf::RepeatedPtrField<v1::ListName>& names, const v1::ListName& wanted) {
  return std::any_of(names.begin(), names.end(), [&](const v1::ListName& one) { return one.text() == wanted.text(); });
}

// Keeps those that a version before did not have.
template <typename Values>
void KeepNew(const std::vector<v1::ListEntry>& before, const Values& (v1::ListEntry::*of)() const, Values* values) {
  Values kept;
  for (const auto& value : *values) {
    if (std::all_of(before.begin(), before.end(), [&](const v1::ListEntry& old) { return Holds((old.*of)(), value); }))
      continue;
    *kept.Add() = value;
  }
  values->Swap(&kept);
}

// The entry with what it may newly be matched by. What it is matched by besides, it was matched by before. False if
// there is nothing.
bool KeepWhatIsNew(const std::vector<v1::ListEntry>& before, v1::ListEntry* entry) {
  const v1::ListEntry whole = *entry;
  const auto all = [&](const auto& same) { return std::all_of(before.begin(), before.end(), same); };
  KeepNew(before, &v1::ListEntry::names, entry->mutable_names());
  KeepNew(before, &v1::ListEntry::ids, entry->mutable_ids());
  KeepNew(before, &v1::ListEntry::wallets, entry->mutable_wallets());
  if (all([&](const v1::ListEntry& old) { return old.pattern() == whole.pattern(); })) entry->clear_pattern();
  // Addresses are for entries that are listed by them.
  const bool by_address =
      whole.type() == v1::ENTRY_ADDRESS && !all([&](const v1::ListEntry& old) { return old.type() == whole.type(); });
  if (whole.type() != v1::ENTRY_ADDRESS) {
    entry->clear_addresses();
  } else if (!by_address) {
    KeepNew(before, &v1::ListEntry::addresses, entry->mutable_addresses());
  }
  const bool anything = entry->names_size() > 0 || entry->ids_size() > 0 || entry->wallets_size() > 0 ||
                        entry->addresses_size() > 0 || !entry->pattern().empty();
  // An entry has a name, or is listed by an address.
  if (entry->type() == v1::ENTRY_ADDRESS && entry->addresses().empty()) *entry->mutable_addresses() = whole.addresses();
  if (entry->type() != v1::ENTRY_ADDRESS && entry->names().empty()) *entry->mutable_names() = whole.names();
  return anything;
}

// What stands for each brand of the lists: entries and their names.
std::map<std::string, std::string> Standing(const ListSnapshot& snapshot) {
  std::map<std::string, std::string> standing;
  const internal::BrandTable& brands = snapshot.brands();
  for (uint32_t brand = 0; brand < brands.size(); ++brand) {
    std::string& text = standing[brands.text(brand)];
    for (const internal::BrandRef& ref : brands.refs(brand)) {
      const EntrySummary entry = snapshot.summary(ref.entry);
      absl::StrAppend(&text, entry.list, "\n", entry.entry_id, "\n", snapshot.tables().names[ref.name].ordinal, "\n");
    }
  }
  return standing;
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
  changes->near_band_ = after.state->policy.policy.near_miss_band();
  for (const State& one : before) {
    changes->AddDifferences(one, after);
    if (one.state->snapshot != after.state->snapshot) {
      changes->AddBrands(*one.state->snapshot, *after.state->snapshot);
    }
  }
  if (after.state->ownership != nullptr) CORDON_RETURN_IF_ERROR(changes->AddOwners(before, after));
  if (changes->differs_) {
    changes->CollectSearched(*after.state->snapshot);
    CORDON_RETURN_IF_ERROR(changes->BuildMatcher());
  }
  return std::unique_ptr<const EntryChanges>(std::move(changes));
}

absl::Status EntryChanges::AddOwners(const std::vector<State>& before, const State& after) {
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const LinkedOwnership> is, after.state->ownership->Get());
  std::vector<OwnershipChanges::State> linked;
  for (const State& one : before) {
    std::shared_ptr<const LinkedOwnership> was = one.state->ownership->IfMade();
    if (was == nullptr && one.state->snapshot == after.state->snapshot) was = is;
    if (was == nullptr) {
      // From what is there: only entries that differ are looked for.
      CORDON_ASSIGN_OR_RETURN(was, LinkedOwnership::Link(is->shared_graph(), one.state->snapshot,
                                                         after.state->policy.policy.threshold(), is));
    }
    linked.push_back({std::move(was), one.day});
  }
  CORDON_ASSIGN_OR_RETURN(owners_, OwnershipChanges::Between(linked, {is, after.day}, options_));
  differs_ = differs_ || !owners_->empty();
  return absl::OkStatus();
}

// Both are walked in the order of (entry id, list).
void EntryChanges::AddDifferences(const State& before, const State& after) {
  const ListSnapshot& was = *before.state->snapshot;
  const ListSnapshot& is = *after.state->snapshot;
  const auto differs = [this](const std::shared_ptr<const ListSnapshot>& snapshot, EntryIndex entry) {
    differs_ = true;
    const EntrySummary summary = snapshot->summary(entry);
    keys_.insert(KeyOfEntry(summary.list, summary.entry_id));
    versions_.emplace_back(snapshot, entry);
  };
  const internal::FlatArray<EntryIndex>& old_order = was.data().by_id;
  size_t at = 0;
  const auto key = [](const EntrySummary& entry) { return std::tie(entry.entry_id, entry.list); };
  for (const EntryIndex now : is.data().by_id) {
    const EntrySummary summary = is.summary(now);
    for (; at < old_order.size(); ++at) {
      const EntrySummary old = was.summary(old_order[at]);
      if (key(old) >= key(summary)) break;
      differs(before.state->snapshot, old_order[at]);
    }
    const bool known = at < old_order.size() && key(was.summary(old_order[at])) == key(summary);
    const absl::string_view bytes = is.SerializedEntry(now);
    const absl::string_view old_bytes = known ? was.SerializedEntry(old_order[at]) : absl::string_view();
    const bool same = known && old_bytes == bytes;
    if (!same || TurnsBetween(summary, before.day, after.day)) {
      differs(after.state->snapshot, now);
      if (known) differs(before.state->snapshot, old_order[at]);
    }
    if (!known) {
      other_[now].emplace_back();
    } else if (!same) {
      other_[now].push_back(was.Entry(old_order[at]));
    }
    if (known) ++at;
  }
  for (; at < old_order.size(); ++at) differs(before.state->snapshot, old_order[at]);
}

void EntryChanges::AddBrands(const ListSnapshot& before, const ListSnapshot& after) {
  const std::map<std::string, std::string> was = Standing(before);
  const std::map<std::string, std::string> is = Standing(after);
  const internal::BrandTable& old_brands = before.brands();
  for (uint32_t brand = 0; brand < old_brands.size(); ++brand) {
    const std::string text = old_brands.text(brand);
    const auto now = is.find(text);
    if (now != is.end() && now->second == was.at(text)) continue;
    for (const internal::BrandRef& ref : old_brands.refs(brand)) {
      const EntrySummary entry = before.summary(ref.entry);
      keys_.insert(KeyOfEntry(entry.list, entry.entry_id));
    }
  }
  const internal::BrandTable& new_brands = after.brands();
  for (uint32_t brand = 0; brand < new_brands.size(); ++brand) {
    std::string text = new_brands.text(brand);
    const auto old = was.find(text);
    if (old != was.end() && old->second == is.at(text)) continue;
    for (const internal::BrandRef& ref : new_brands.refs(brand)) {
      of_brands_.insert(ref.entry);
    }
    if (std::find(brands_.begin(), brands_.end(), text) == brands_.end()) brands_.push_back(std::move(text));
  }
}

// What stands for a brand twice, since a brand counts once two entries share it.
void EntryChanges::CollectSearched(const ListSnapshot& after) {
  for (const EntryIndex index : of_brands_) searched_.insert(searched_.end(), 2, after.Entry(index));
  for (const auto& [index, before] : other_) {
    v1::ListEntry entry = after.Entry(index);
    if (of_brands_.count(index) == 0 && KeepWhatIsNew(before, &entry)) searched_.push_back(std::move(entry));
  }
}

absl::Status EntryChanges::BuildMatcher() {
  ListSnapshot::Builder builder;
  size_t number = 0;
  // Side by side.
  for (v1::ListEntry entry : searched_) {
    entry.set_entry_id(absl::StrCat(number++));
    CORDON_RETURN_IF_ERROR(builder.Add(entry));
  }
  matcher_ = std::make_unique<const Matcher>(std::move(builder).Build());
  near_ = std::make_unique<const Lazy<Matcher>>([this]() -> absl::StatusOr<std::shared_ptr<const Matcher>> {
    ListSnapshot::Builder versions;
    size_t version = 0;
    for (const auto& [snapshot, index] : versions_) {
      v1::ListEntry entry = snapshot->Entry(index);
      entry.set_entry_id(absl::StrCat(version++));
      CORDON_RETURN_IF_ERROR(versions.Add(entry));
    }
    return std::make_shared<const Matcher>(std::move(versions).Build());
  });
  return absl::OkStatus();
}

std::vector<uint64_t> EntryChanges::KeysOf(const MonitoredMatches& matches) {
  std::vector<uint64_t> keys;
  for (const v1::MonitoredMatch& match : matches) {
    const uint64_t key = match.list().empty() ? kAnyEntry : KeyOfEntry(match.list(), match.entry_id());
    if (keys.empty() || keys.back() != key) keys.push_back(key);
  }
  return keys;
}

bool EntryChanges::Among(const std::vector<uint64_t>& keys) const {
  return std::any_of(keys.begin(), keys.end(),
                     [this](uint64_t key) { return key == kAnyEntry || keys_.contains(key); });
}

bool EntryChanges::MayConcern(const v1::Party& party) const {
  if (matcher_ == nullptr) return false;
  if (owners_ != nullptr && owners_->MayConcern(party)) return true;
  const MatchResult result = matcher_->Match(party, options_);
  return !result.hits.empty() || result.work_exhausted || (result.obfuscated && ComesNear(party));
}

bool EntryChanges::ComesNear(const v1::Party& party) const {
  const auto near = near_->Get();
  if (!near.ok()) return true;
  MatchOptions options = options_;
  options.near_band = near_band_;
  const MatchResult result = (*near)->Match(party, options);
  return !result.hits.empty() || !result.near_misses.empty() || result.work_exhausted;
}

}  // namespace cordon
