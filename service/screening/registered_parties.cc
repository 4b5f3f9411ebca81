#include "service/screening/registered_parties.h"

#include <algorithm>
#include <utility>

namespace cordon {
namespace {

// So many times as few newcomers as indexed parties are.
constexpr size_t kNewcomersShare = 20;

}  // namespace

void RegisteredParties::Set(const std::string& ref, const std::string& party, const std::string& result) {
  const auto found = by_ref_.find(ref);
  if (found != by_ref_.end() && (*slots_)[found->second].party == party) return SetResult(ref, result);
  Remove(ref);
  const auto slot = static_cast<uint32_t>(slots_->size());
  slots_->push_back({ref, party});
  by_ref_.emplace(slots_->back().ref, slot);
  SetResult(ref, result);
  Compact();
}

void RegisteredParties::SetResult(const std::string& ref, const std::string& result) {
  const auto found = by_ref_.find(ref);
  if (found == by_ref_.end()) return;
  if (result.empty()) {
    results_.erase(found->second);
    return;
  }
  const absl::StatusOr<MonitoredMatches> matches = ReadResult(result);
  // Whoever loads parties refuses what cannot be read; if it came here all the same, every change would concern it.
  results_[found->second] = {
      result, matches.ok() ? EntryChanges::KeysOf(*matches) : std::vector<uint64_t>{EntryChanges::kAnyEntry}};
}

// The bytes stay: an index may be made of them right now.
void RegisteredParties::Remove(const std::string& ref) {
  const auto found = by_ref_.find(ref);
  if (found == by_ref_.end()) return;
  const uint32_t slot = found->second;
  by_ref_.erase(found);
  results_.erase(slot);
  (*slots_)[slot].ref.clear();
  ++gone_;
}

// Once more are gone than there are, the places are dealt out anew.
void RegisteredParties::Compact() {
  if (indexing_ || gone_ <= by_ref_.size() + kLeastWorthIndexing) return;
  const std::shared_ptr<Slots> old = std::exchange(slots_, std::make_shared<Slots>());
  absl::flat_hash_map<uint32_t, Result> results;
  results.swap(results_);
  by_ref_.clear();
  for (uint32_t i = 0; i < old->size(); ++i) {
    if ((*old)[i].ref.empty()) continue;
    const auto slot = static_cast<uint32_t>(slots_->size());
    slots_->push_back(std::move((*old)[i]));
    by_ref_.emplace(slots_->back().ref, slot);
    const auto result = results.find(i);
    if (result != results.end()) results_.emplace(slot, std::move(result->second));
  }
  index_.reset();
  indexed_ = 0;
  gone_ = 0;
}

const std::string* RegisteredParties::PartyOf(absl::string_view ref) const {
  const auto found = by_ref_.find(ref);
  return found == by_ref_.end() ? nullptr : &(*slots_)[found->second].party;
}

std::string RegisteredParties::ResultOf(absl::string_view ref) const {
  const auto found = by_ref_.find(ref);
  if (found == by_ref_.end()) return "";
  const auto result = results_.find(found->second);
  return result == results_.end() ? "" : result->second.bytes;
}

std::vector<std::string> RegisteredParties::Refs() const {
  std::vector<std::string> refs;
  refs.reserve(by_ref_.size());
  for (const Slot& slot : *slots_) {
    if (!slot.ref.empty()) refs.push_back(slot.ref);
  }
  std::sort(refs.begin(), refs.end());
  return refs;
}

std::vector<std::string> RegisteredParties::Concerned(const EntryChanges& changes) const {
  if (changes.empty()) return {};
  std::vector<uint32_t> candidates;
  if (index_ != nullptr) {
    candidates = index_->matches.Find(changes.searched(), changes.brands(), changes.threshold());
    if (changes.owners() != nullptr) {
      const std::vector<uint32_t> alike = index_->matches.Find(changes.owners()->similar(), {}, changes.threshold());
      candidates.insert(candidates.end(), alike.begin(), alike.end());
      for (const uint64_t key : changes.owners()->keys()) {
        for (const uint32_t slot : index_->owners.Find(key)) candidates.push_back(slot);
      }
      std::sort(candidates.begin(), candidates.end());
      candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    }
  }
  for (auto slot = indexed_; slot < slots_->size(); ++slot) candidates.push_back(slot);
  std::vector<std::string> refs;
  v1::Party party;
  for (const uint32_t slot : candidates) {
    const Slot& one = (*slots_)[slot];
    // What cannot be read is looked at again, and says so.
    if (!one.ref.empty() && (!party.ParseFromString(one.party) || changes.MayConcern(party))) refs.push_back(one.ref);
  }
  for (const auto& [slot, result] : results_) {
    if (changes.Among(result.keys)) refs.push_back((*slots_)[slot].ref);
  }
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  return refs;
}

bool RegisteredParties::WantsIndex(size_t least) const {
  const size_t newcomers = slots_->size() - indexed_;
  return !indexing_ && newcomers >= least && newcomers > indexed_ / kNewcomersShare;
}

RegisteredParties::ToIndex RegisteredParties::BeginIndex() {
  indexing_ = true;
  ToIndex parties;
  parties.kept = slots_;
  parties.parties.reserve(slots_->size());
  for (const Slot& slot : *slots_) parties.parties.push_back(&slot.party);
  return parties;
}

std::shared_ptr<const RegisteredParties::Index> RegisteredParties::IndexOf(const ToIndex& parties) {
  auto index = std::make_shared<Index>();
  v1::Party party;
  for (size_t i = 0; i < parties.parties.size(); ++i) {
    // What cannot be read never comes here: whoever loads parties refuses it.
    if (!party.ParseFromString(*parties.parties[i])) continue;
    index->matches.Add(static_cast<uint32_t>(i), party);
    for (const uint64_t key : OwnershipChanges::KeysOf(party)) index->owners.Add(key, static_cast<uint32_t>(i));
  }
  index->matches.Finish();
  index->owners.Finish();
  return index;
}

void RegisteredParties::EndIndex(std::shared_ptr<const Index> index, const ToIndex& parties) {
  indexing_ = false;
  if (parties.kept != slots_) return;  // all were read anew meanwhile
  indexed_ = static_cast<uint32_t>(parties.parties.size());
  index_ = std::move(index);
}

}  // namespace cordon
