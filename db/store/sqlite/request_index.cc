#include "db/store/sqlite/request_index.h"

#include <sqlite3.h>

#include <algorithm>
#include <string>

#include "base/sha256.h"
#include "base/status_macros.h"

namespace cordon {

int64_t RequestKey(absl::string_view request_id) {
  const std::string digest = Sha256(request_id);
  uint64_t key = 0;
  for (size_t i = 0; i < sizeof key; ++i) key = (key << 8U) | static_cast<unsigned char>(digest[i]);
  return static_cast<int64_t>(key);
}

absl::Status RequestIndex::Load() {
  CORDON_ASSIGN_OR_RETURN(const int64_t merged_through,
                          connection_.QueryInt("SELECT merged_through FROM request_key_state"));
  Statement rows = connection_.Prepare(
      "SELECT sequence, request_id FROM screening WHERE sequence > ?1 AND request_id IS NOT NULL ORDER BY sequence");
  rows.BindInt(1, merged_through);
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step()) {
    recent_[RequestKey(rows.ColumnText(1))].push_back(rows.ColumnInt(0));
  }
  if (step == StepResult::kError) return connection_.Error("cannot read", rows.result_code());
  return absl::OkStatus();
}

int RequestIndex::Find(absl::string_view request_id, Candidates* candidates) const {
  candidates->clear();
  const int64_t key = RequestKey(request_id);
  Statement find = connection_.Prepare("SELECT sequence FROM request_key WHERE key = ?1 ORDER BY sequence");
  find.BindInt(1, key);
  StepResult step = find.Step();
  for (; step == StepResult::kRow; step = find.Step()) candidates->push_back(find.ColumnInt(0));
  if (step == StepResult::kError) return find.result_code();
  const auto recent = recent_.find(key);
  if (recent == recent_.end()) return SQLITE_OK;
  candidates->insert(candidates->end(), recent->second.begin(), recent->second.end());
  // While a merge is under way a key may be in both.
  std::sort(candidates->begin(), candidates->end());
  candidates->erase(std::unique(candidates->begin(), candidates->end()), candidates->end());
  return SQLITE_OK;
}

void RequestIndex::Add(absl::string_view request_id, int64_t sequence) {
  const Key added{RequestKey(request_id), sequence};
  recent_[added.key].push_back(sequence);
  added_.push_back(added);
}

void RequestIndex::Undo(size_t mark) {
  for (; added_.size() > mark; added_.pop_back()) {
    const auto found = recent_.find(added_.back().key);
    found->second.pop_back();  // the last one added under this key
    if (found->second.empty()) recent_.erase(found);
  }
}

void RequestIndex::BeginMerge() {
  merging_.reserve(recent_.size());
  for (const auto& [key, sequences] : recent_) {
    for (const int64_t sequence : sequences) {
      merging_.push_back({key, sequence});
      merge_through_ = std::max(merge_through_, sequence);
    }
  }
  // What the open transaction adds may yet be undone; it is merged next time.
  std::vector<Key> open = added_;
  std::sort(open.begin(), open.end());
  merging_.erase(std::remove_if(merging_.begin(), merging_.end(),
                                [&](const Key& key) { return std::binary_search(open.begin(), open.end(), key); }),
                 merging_.end());
  for (const Key& key : added_) merge_through_ = std::min(merge_through_, key.sequence - 1);
  std::sort(merging_.begin(), merging_.end());
  merged_ = 0;
}

int RequestIndex::MergeKeys(size_t end) {
  for (size_t i = merged_; i < end; ++i) {
    Statement insert = connection_.Prepare("INSERT OR IGNORE INTO request_key (key, sequence) VALUES (?1, ?2)");
    insert.BindInt(1, merging_[i].key);
    insert.BindInt(2, merging_[i].sequence);
    if (insert.Step() != StepResult::kDone) return insert.result_code();
  }
  merged_uncommitted_ = end - merged_;
  if (end < merging_.size()) return SQLITE_OK;
  Statement state = connection_.Prepare("UPDATE request_key_state SET merged_through = ?1");
  state.BindInt(1, merge_through_);
  return state.Step() == StepResult::kDone ? SQLITE_OK : state.result_code();
}

int RequestIndex::MergeSome() {
  if (merging_.empty()) {
    if (recent_.size() < merge_at_) return SQLITE_OK;
    BeginMerge();
  }
  return MergeKeys(std::min(merging_.size(), merged_ + std::max<size_t>(2, merge_at_ / 64)));
}

void RequestIndex::Committed() {
  added_.clear();
  merged_ += merged_uncommitted_;
  merged_uncommitted_ = 0;
  if (merging_.empty() || merged_ < merging_.size()) return;
  for (const Key& done : merging_) {
    const auto found = recent_.find(done.key);
    auto& sequences = found->second;
    sequences.erase(std::find(sequences.begin(), sequences.end(), done.sequence));
    if (sequences.empty()) recent_.erase(found);
  }
  merging_ = {};
  merged_ = 0;
}

void RequestIndex::RolledBack() {
  Undo(0);
  merged_uncommitted_ = 0;
}

absl::Status RequestIndex::MergeAtClose() {
  if (recent_.size() < std::max<size_t>(2, merge_at_ / 32)) return absl::OkStatus();
  CORDON_RETURN_IF_ERROR(connection_.Execute("BEGIN IMMEDIATE"));
  if (merging_.empty()) BeginMerge();
  const int rc = MergeKeys(merging_.size());
  absl::Status status = rc == SQLITE_OK ? connection_.Execute("COMMIT") : connection_.Error("cannot write to", rc);
  if (connection_.InTransaction()) connection_.Execute("ROLLBACK").IgnoreError();
  return status;
}

}  // namespace cordon
