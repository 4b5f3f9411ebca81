#include "match/list_snapshot.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "match/identifier.h"
#include "match/index.h"
#include "match/reading.h"
#include "match/snapshot_tables.h"

namespace cordon {
namespace {

using internal::KeyedEntry;
using internal::StableHash;

void SortKeyedEntries(std::vector<KeyedEntry>* table) {
  std::sort(table->begin(), table->end(), [](const KeyedEntry& a, const KeyedEntry& b) {
    if (a.key != b.key) return a.key < b.key;
    return a.entry != b.entry ? a.entry < b.entry : a.ordinal < b.ordinal;
  });
  table->shrink_to_fit();
}

}  // namespace

namespace internal {

absl::Span<const KeyedEntry> FindKey(const std::vector<KeyedEntry>& table, uint64_t key) {
  const auto first =
      std::lower_bound(table.begin(), table.end(), key, [](const KeyedEntry& a, uint64_t k) { return a.key < k; });
  auto last = first;
  while (last != table.end() && last->key == key) ++last;
  return absl::MakeConstSpan(table.data() + (first - table.begin()), static_cast<size_t>(last - first));
}

}  // namespace internal

struct ListSnapshot::Data {
  struct EntryBytes {
    uint64_t begin = 0;
    uint64_t end = 0;
  };

  std::vector<EntrySummary> summaries;
  std::vector<EntryBytes> ranges;
  std::string bytes;              // all serialised entries
  std::vector<EntryIndex> by_id;  // sorted by (entry_id, list)
  std::vector<v1::ListSummary> lists;
  internal::NameIndex index;
  size_t printed_names = 0;  // without the further readings in the index
  internal::SnapshotTables tables;

  absl::Span<const EntryIndex> WithId(absl::string_view entry_id) const {
    const auto less = [this](EntryIndex e, absl::string_view id) {
      return absl::string_view(summaries[e].entry_id) < id;
    };
    const auto greater = [this](absl::string_view id, EntryIndex e) {
      return id < absl::string_view(summaries[e].entry_id);
    };
    const auto first = std::lower_bound(by_id.begin(), by_id.end(), entry_id, less);
    const auto last = std::upper_bound(first, by_id.end(), entry_id, greater);
    return absl::MakeConstSpan(by_id.data() + (first - by_id.begin()), static_cast<size_t>(last - first));
  }
};

struct ListSnapshot::Builder::Impl {
  std::unique_ptr<Data> data = std::make_unique<Data>();
  absl::flat_hash_set<std::string> keys;  // list and id of what was added
  v1::ListEntry scratch;                  // keeps its memory between entries

  absl::Status Add(const v1::ListEntry& entry, absl::string_view bytes);
  void AddNames(EntryIndex index, const v1::ListEntry& entry);
  void AddTables(EntryIndex index, const v1::ListEntry& entry);
};

ListSnapshot::Builder::Builder() : impl_(std::make_unique<Impl>()) {}
ListSnapshot::Builder::~Builder() = default;
ListSnapshot::Builder::Builder(Builder&&) noexcept = default;
ListSnapshot::Builder& ListSnapshot::Builder::operator=(Builder&&) noexcept = default;

absl::Status ListSnapshot::Builder::Add(const v1::ListEntry& entry) {
  return impl_->Add(entry, entry.SerializeAsString());
}

absl::Status ListSnapshot::Builder::AddSerialized(absl::string_view bytes) {
  if (!impl_->scratch.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError(
        absl::StrCat("entry ", impl_->data->summaries.size(), ": the bytes are no ListEntry; import the list again"));
  }
  return impl_->Add(impl_->scratch, bytes);
}

absl::Status ListSnapshot::Builder::Impl::Add(const v1::ListEntry& entry, absl::string_view bytes) {
  const auto invalid = [&](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("entry ", data->summaries.size(), " (list '", entry.list(),
                                                   "', id '", entry.entry_id(), "'): ", what));
  };
  if (entry.list().empty()) return invalid("the list code is missing");
  if (entry.entry_id().empty()) return invalid("the entry id is missing");
  if (entry.type() == v1::ENTRY_ADDRESS ? entry.addresses().empty() : entry.names().empty()) {
    return invalid(entry.type() == v1::ENTRY_ADDRESS ? "an entry listed by address has no address"
                                                     : "the entry has no name to match");
  }
  if (!keys.insert(absl::StrCat(entry.list(), "\n", entry.entry_id())).second) {
    return absl::AlreadyExistsError(absl::StrCat("list '", entry.list(), "' has the id '", entry.entry_id(),
                                                 "' twice; ids must be unique within a list"));
  }
  const EntryIndex index = static_cast<EntryIndex>(data->summaries.size());
  data->summaries.push_back({entry.list(), entry.entry_id(), entry.type(), entry.start_date(), entry.end_date()});
  const uint64_t begin = data->bytes.size();
  data->bytes.append(bytes.data(), bytes.size());
  data->ranges.push_back({begin, data->bytes.size()});
  AddNames(index, entry);
  AddTables(index, entry);
  return absl::OkStatus();
}

void ListSnapshot::Builder::Impl::AddNames(EntryIndex index, const v1::ListEntry& entry) {
  for (int i = 0; i < entry.names_size(); ++i) {
    const v1::ListName& name = entry.names(i);
    for (const Reading& reading : ReadingsOf(name.text(), ReadingSide::kListed)) {
      data->index.AddName(reading.name);
      data->tables.names.push_back({index, static_cast<uint16_t>(i), static_cast<uint8_t>(name.kind()),
                                    static_cast<uint8_t>(name.quality()), static_cast<uint8_t>(reading.kind),
                                    StableHash(name.text()), StableHash(reading.name.squashed_full)});
      if (reading.kind == ReadingKind::kPlain) ++data->printed_names;
    }
  }
}

void ListSnapshot::Builder::Impl::AddTables(EntryIndex index, const v1::ListEntry& entry) {
  for (int i = 0; i < entry.ids_size(); ++i) {
    const std::string key = internal::NormaliseIdentifier(entry.ids(i));
    if (!key.empty()) data->tables.identifiers.push_back({StableHash(key), index, static_cast<uint32_t>(i)});
  }
  for (int i = 0; i < entry.wallets_size(); ++i) {
    const std::string key = internal::NormaliseWallet(entry.wallets(i));
    if (!key.empty()) data->tables.wallets.push_back({StableHash(key), index, static_cast<uint32_t>(i)});
  }
  if (entry.type() != v1::ENTRY_ADDRESS) return;
  for (int i = 0; i < entry.addresses_size(); ++i) {
    data->tables.addresses.push_back(
        {index, static_cast<uint32_t>(i), internal::PrepareAddress(entry.addresses(i).text())});
  }
}

std::shared_ptr<const ListSnapshot> ListSnapshot::Builder::Build() && {
  Data& data = *impl_->data;
  data.bytes.shrink_to_fit();
  data.summaries.shrink_to_fit();
  data.ranges.shrink_to_fit();
  data.tables.names.shrink_to_fit();
  SortKeyedEntries(&data.tables.identifiers);
  SortKeyedEntries(&data.tables.wallets);
  data.index.Finish();

  data.by_id.resize(data.summaries.size());
  for (size_t i = 0; i < data.by_id.size(); ++i) data.by_id[i] = static_cast<EntryIndex>(i);
  std::sort(data.by_id.begin(), data.by_id.end(), [&data](EntryIndex a, EntryIndex b) {
    const EntrySummary& left = data.summaries[a];
    const EntrySummary& right = data.summaries[b];
    return left.entry_id != right.entry_id ? left.entry_id < right.entry_id : left.list < right.list;
  });

  std::vector<int64_t> names_of(data.summaries.size(), 0);
  for (const internal::NameFacts& name : data.tables.names) {
    if (name.reading == static_cast<uint8_t>(ReadingKind::kPlain)) ++names_of[name.entry];
  }
  std::map<std::string, v1::ListSummary> lists;
  for (size_t i = 0; i < data.summaries.size(); ++i) {
    v1::ListSummary& list = lists[data.summaries[i].list];
    list.set_list(data.summaries[i].list);
    list.set_entries(list.entries() + 1);
    list.set_names(list.names() + names_of[i]);
  }
  for (auto& [code, list] : lists) data.lists.push_back(std::move(list));

  std::shared_ptr<ListSnapshot> snapshot(new ListSnapshot());
  snapshot->data_ = std::move(impl_->data);
  return snapshot;
}

ListSnapshot::ListSnapshot() = default;
ListSnapshot::~ListSnapshot() = default;

size_t ListSnapshot::entry_count() const { return data_->summaries.size(); }
size_t ListSnapshot::name_count() const { return data_->printed_names; }
const EntrySummary& ListSnapshot::summary(EntryIndex entry) const { return data_->summaries[entry]; }
const std::vector<v1::ListSummary>& ListSnapshot::lists() const { return data_->lists; }
const internal::NameIndex& ListSnapshot::index() const { return data_->index; }
const internal::SnapshotTables& ListSnapshot::tables() const { return data_->tables; }

absl::string_view ListSnapshot::SerializedEntry(EntryIndex entry) const {
  const Data::EntryBytes& range = data_->ranges[entry];
  return absl::string_view(data_->bytes).substr(range.begin, range.end - range.begin);
}

v1::ListEntry ListSnapshot::Entry(EntryIndex entry) const {
  v1::ListEntry parsed;
  const absl::string_view bytes = SerializedEntry(entry);
  // The bytes were parsed or written by this class before; failure is impossible short of memory corruption.
  parsed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return parsed;
}

std::vector<EntryIndex> ListSnapshot::FindEntries(absl::string_view list, absl::string_view entry_id) const {
  std::vector<EntryIndex> found;
  for (const EntryIndex entry : data_->WithId(entry_id)) {
    if (list.empty() || data_->summaries[entry].list == list) found.push_back(entry);
  }
  return found;
}

}  // namespace cordon
