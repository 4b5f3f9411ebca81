#include "match/list_snapshot.h"

#include <algorithm>
#include <utility>

#include "match/snapshot_data.h"

namespace cordon {

namespace internal {

absl::Span<const KeyedEntry> FindKey(const FlatArray<KeyedEntry>& table, uint64_t key) {
  const KeyedEntry* const first =
      std::lower_bound(table.begin(), table.end(), key, [](const KeyedEntry& a, uint64_t k) { return a.key < k; });
  const KeyedEntry* last = first;
  while (last != table.end() && last->key == key) ++last;
  return absl::MakeConstSpan(first, last);
}

}  // namespace internal

ListSnapshot::ListSnapshot() = default;
ListSnapshot::~ListSnapshot() = default;

std::shared_ptr<const ListSnapshot> ListSnapshot::FromData(std::unique_ptr<const Data> data) {
  std::shared_ptr<ListSnapshot> snapshot(new ListSnapshot());
  snapshot->data_ = std::move(data);
  return snapshot;
}

size_t ListSnapshot::entry_count() const { return data_->entries.size(); }
size_t ListSnapshot::name_count() const { return data_->printed_names; }
EntrySummary ListSnapshot::summary(EntryIndex entry) const { return data_->Summary(entry); }
const std::vector<v1::ListSummary>& ListSnapshot::lists() const { return data_->lists; }
const internal::NameIndex& ListSnapshot::index() const { return data_->index; }
const internal::SnapshotTables& ListSnapshot::tables() const { return data_->tables; }
const internal::WatchPatterns& ListSnapshot::patterns() const { return data_->patterns; }
const internal::BrandTable& ListSnapshot::brands() const { return data_->brands; }
absl::string_view ListSnapshot::SerializedEntry(EntryIndex entry) const { return data_->Bytes(entry); }
v1::ListEntry ListSnapshot::Entry(EntryIndex entry) const { return data_->Entry(entry); }

std::vector<EntryIndex> ListSnapshot::FindEntries(absl::string_view list, absl::string_view entry_id) const {
  std::vector<EntryIndex> found;
  const EntryIndex* at =
      std::lower_bound(data_->by_id.begin(), data_->by_id.end(), entry_id,
                       [this](EntryIndex e, absl::string_view id) { return data_->Summary(e).entry_id < id; });
  for (; at != data_->by_id.end(); ++at) {
    const EntrySummary summary = data_->Summary(*at);
    if (summary.entry_id != entry_id) break;
    if (list.empty() || summary.list == list) found.push_back(*at);
  }
  return found;
}

}  // namespace cordon
