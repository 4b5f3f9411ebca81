#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "match/brand.h"
#include "match/identifier.h"
#include "match/listed_readings.h"
#include "match/reading.h"
#include "match/snapshot_data.h"

namespace cordon {
namespace {

using internal::KeyedEntry;
using internal::StableHash;

// Far above what the parsers let through; a snapshot keeps these lengths in few bits.
constexpr size_t kMaxEntryIdBytes = 1024;
constexpr size_t kMaxDateBytes = 64;
constexpr size_t kMaxNameBytes = 16384;
constexpr size_t kMaxListCodes = 1024;
constexpr size_t kMaxTextBytes = size_t{1} << 31U;

void SortKeyedEntries(internal::FlatArray<KeyedEntry>* table) {
  const absl::Span<KeyedEntry> rows = table->MutableSpan();
  std::sort(rows.begin(), rows.end(), [](const KeyedEntry& a, const KeyedEntry& b) {
    if (a.key != b.key) return a.key < b.key;
    return a.entry != b.entry ? a.entry < b.entry : a.ordinal < b.ordinal;
  });
  table->shrink_to_fit();
}

}  // namespace

struct ListSnapshot::Builder::Impl {
  std::unique_ptr<Data> data = std::make_unique<Data>();
  absl::flat_hash_set<std::string> keys;                // list and id of what was added
  absl::flat_hash_map<std::string, uint16_t> list_ids;  // by code
  v1::ListEntry scratch;                                // keeps its memory between entries
  std::vector<internal::BrandSource> brands;            // without the views, which Build fills

  absl::Status Add(const v1::ListEntry& entry, absl::string_view bytes);
  void AddRow(const v1::ListEntry& entry, absl::string_view bytes);
  void AddNames(EntryIndex index, const v1::ListEntry& entry);
  void AddBrand(EntryIndex index, v1::EntryType type, const Reading& reading);
  void AddTables(EntryIndex index, const v1::ListEntry& entry);
  void BuildBrands();
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
        absl::StrCat("entry ", impl_->data->entries.size(), ": the bytes are no ListEntry; import the list again"));
  }
  return impl_->Add(impl_->scratch, bytes);
}

absl::Status ListSnapshot::Builder::Impl::Add(const v1::ListEntry& entry, absl::string_view bytes) {
  const auto invalid = [&](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("entry ", data->entries.size(), " (list '", entry.list(), "', id '",
                                                   entry.entry_id(), "'): ", what));
  };
  if (entry.list().empty()) return invalid("the list code is missing");
  if (entry.list().find('\n') != std::string::npos) return invalid("the list code holds a line feed");
  if (entry.entry_id().empty()) return invalid("the entry id is missing");
  if (entry.type() == v1::ENTRY_ADDRESS ? entry.addresses().empty() : entry.names().empty()) {
    return invalid(entry.type() == v1::ENTRY_ADDRESS ? "an entry listed by address has no address"
                                                     : "the entry has no name to match");
  }
  if (entry.entry_id().size() > kMaxEntryIdBytes) return invalid("the entry id is too long");
  if (std::max(entry.start_date().size(), entry.end_date().size()) > kMaxDateBytes)
    return invalid("a date is too long");
  for (const v1::ListName& name : entry.names()) {
    if (name.text().size() > kMaxNameBytes) return invalid("a name is too long");
  }
  if (list_ids.size() >= kMaxListCodes && !list_ids.contains(entry.list())) return invalid("one list code too many");
  if (data->texts.size() > kMaxTextBytes || data->entries.size() >= UINT32_MAX - 1)
    return invalid("one entry too many");
  if (!keys.insert(absl::StrCat(entry.list(), "\n", entry.entry_id())).second) {
    return absl::AlreadyExistsError(absl::StrCat("list '", entry.list(), "' has the id '", entry.entry_id(),
                                                 "' twice; ids must be unique within a list"));
  }
  const EntryIndex index = static_cast<EntryIndex>(data->entries.size());
  if (!entry.pattern().empty()) {
    const absl::Status added = data->patterns.Add(index, entry.pattern());
    if (!added.ok()) return invalid(added.message());
    data->pattern_rows.push_back(index);
  }
  AddRow(entry, bytes);
  AddNames(index, entry);
  AddTables(index, entry);
  return absl::OkStatus();
}

void ListSnapshot::Builder::Impl::AddRow(const v1::ListEntry& entry, absl::string_view bytes) {
  const auto [list, added] = list_ids.emplace(entry.list(), static_cast<uint16_t>(list_ids.size()));
  if (added) {
    data->code_text.Append(entry.list().begin(), entry.list().end());
    data->code_text.push_back('\n');
  }
  internal::EntryRow row;
  row.bytes_at = data->bytes.size();
  row.bytes_size = static_cast<uint32_t>(bytes.size());
  row.text_at = static_cast<uint32_t>(data->texts.size());
  row.id_size = static_cast<uint16_t>(entry.entry_id().size());
  row.list = list->second;
  row.type = static_cast<uint8_t>(entry.type());
  row.start_size = static_cast<uint8_t>(entry.start_date().size());
  row.end_size = static_cast<uint8_t>(entry.end_date().size());
  for (const std::string* text : {&entry.entry_id(), &entry.start_date(), &entry.end_date()}) {
    data->texts.Append(text->begin(), text->end());
  }
  data->bytes.Append(bytes.begin(), bytes.end());
  data->entries.push_back(row);
}

void ListSnapshot::Builder::Impl::AddNames(EntryIndex index, const v1::ListEntry& entry) {
  for (int i = 0; i < entry.names_size(); ++i) {
    const v1::ListName& name = entry.names(i);
    for (const Reading& reading : internal::ListedReadings(entry, i)) {
      data->index.AddName(reading.name);
      data->tables.names.push_back(
          {index, static_cast<uint16_t>(i), static_cast<uint8_t>(name.kind() | (name.quality() << 4)),
           static_cast<uint8_t>(reading.kind), StableHash(name.text()), StableHash(reading.name.squashed_full)});
      AddBrand(index, entry.type(), reading);
    }
  }
}

// The brand of a group, if this name, the last one added, has one.
void ListSnapshot::Builder::Impl::AddBrand(EntryIndex index, v1::EntryType type, const Reading& reading) {
  if (type != v1::ENTRY_ORGANIZATION && type != v1::ENTRY_TYPE_UNSPECIFIED) return;
  if (reading.kind != ReadingKind::kPlain && reading.kind != ReadingKind::kRomanised) return;
  internal::BrandWord brand = internal::BrandOf(reading.name);
  if (brand.kind == internal::BrandKind::kNone) return;
  internal::BrandSource source;
  source.entry = index;
  source.name = static_cast<uint32_t>(data->tables.names.size() - 1);
  source.brand = std::move(brand.text);
  source.kind = brand.kind;
  source.other_weight = reading.name.total_weight;
  brands.push_back(std::move(source));
}

void ListSnapshot::Builder::Impl::BuildBrands() {
  for (internal::BrandSource& source : brands) {
    const EntrySummary summary = data->Summary(source.entry);
    source.ended = !summary.end_date.empty();
    source.list = summary.list;
    source.entry_id = summary.entry_id;
    source.start_date = summary.start_date;
  }
  data->brands.Build(std::move(brands));
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
    data->tables.address_rows.push_back({index, static_cast<uint32_t>(i)});
  }
}

std::shared_ptr<const ListSnapshot> ListSnapshot::Builder::Build() && {
  Data& data = *impl_->data;
  data.entries.shrink_to_fit();
  data.texts.shrink_to_fit();
  data.bytes.shrink_to_fit();
  data.tables.names.shrink_to_fit();
  SortKeyedEntries(&data.tables.identifiers);
  SortKeyedEntries(&data.tables.wallets);
  data.index.Finish();
  data.patterns.Compile();
  data.Derive();
  impl_->BuildBrands();

  std::vector<EntryIndex> by_id(data.entries.size());
  for (size_t i = 0; i < by_id.size(); ++i) by_id[i] = static_cast<EntryIndex>(i);
  std::sort(by_id.begin(), by_id.end(), [&data](EntryIndex a, EntryIndex b) {
    const EntrySummary left = data.Summary(a);
    const EntrySummary right = data.Summary(b);
    return left.entry_id != right.entry_id ? left.entry_id < right.entry_id : left.list < right.list;
  });
  data.by_id = std::move(by_id);
  data.Settle();

  return FromData(std::move(impl_->data));
}

}  // namespace cordon
