#include "match/snapshot_data.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/huge_memory.h"
#include "base/status_macros.h"
#include "match/reading.h"

namespace cordon {

using internal::AddressRow;
using internal::EntryRow;
using internal::KeyedEntry;
using internal::NameFacts;

EntrySummary ListSnapshot::Data::Summary(EntryIndex entry) const {
  const EntryRow& row = entries[entry];
  const absl::string_view text(texts.data() + row.text_at, size_t{row.id_size} + row.start_size + row.end_size);
  EntrySummary summary;
  summary.list = codes[row.list];
  summary.entry_id = text.substr(0, row.id_size);
  summary.type = static_cast<v1::EntryType>(row.type);
  summary.start_date = text.substr(row.id_size, row.start_size);
  summary.end_date = text.substr(size_t{row.id_size} + row.start_size);
  return summary;
}

absl::string_view ListSnapshot::Data::Bytes(EntryIndex entry) const {
  return absl::string_view(bytes.data() + entries[entry].bytes_at, entries[entry].bytes_size);
}

v1::ListEntry ListSnapshot::Data::Entry(EntryIndex entry) const {
  v1::ListEntry parsed;
  const absl::string_view text = Bytes(entry);
  // The bytes were parsed or written by the builder before, and a file is checked as a whole; failure is impossible
  // short of memory corruption.
  parsed.ParseFromArray(text.data(), static_cast<int>(text.size()));
  return parsed;
}

void ListSnapshot::Data::Settle() {
  constexpr size_t kLeast = size_t{4} << 20;
  // In whole cache lines.
  const auto room = [](const auto& array) { return (array.size() * sizeof(array[0]) + 63) / 64 * 64; };
  size_t bytes_needed = 0;
  const auto add = [&](const auto& array) { bytes_needed += room(array); };
  index.ForEachArray(add);
  tables.ForEachArray(add);
  if (bytes_needed < kLeast) return;
  const std::shared_ptr<HugeMemory> memory = HugeMemory::Allocate(bytes_needed);
  if (memory == nullptr) return;
  char* place = memory->data();
  const auto move = [&place, room](auto& array) {
    using Value = typename std::decay_t<decltype(array)>::value_type;
    if (array.empty()) return;
    const size_t count = array.size();
    std::memcpy(place, array.data(), count * sizeof(Value));
    const size_t taken = room(array);
    array.Map(reinterpret_cast<const Value*>(place), count);
    place += taken;
  };
  index.ForEachArray(move);
  tables.ForEachArray(move);
  settled = memory;
}

void ListSnapshot::Data::Derive() {
  codes = absl::StrSplit(absl::string_view(code_text.data(), code_text.size()), '\n', absl::SkipEmpty());
  std::vector<int64_t> names_of(codes.size(), 0);
  std::vector<int64_t> entries_of(codes.size(), 0);
  for (const EntryRow& row : entries) ++entries_of[row.list];
  printed_names = 0;
  for (const NameFacts& name : tables.names) {
    if (name.reading != static_cast<uint8_t>(ReadingKind::kPlain)) continue;
    ++names_of[entries[name.entry].list];
    ++printed_names;
  }
  std::map<std::string, v1::ListSummary> summaries;
  for (size_t i = 0; i < codes.size(); ++i) {
    v1::ListSummary& list = summaries[codes[i]];
    list.set_list(codes[i]);
    list.set_entries(entries_of[i]);
    list.set_names(names_of[i]);
  }
  lists.clear();
  for (auto& [code, list] : summaries) lists.push_back(std::move(list));
  tables.addresses.clear();
  for (const AddressRow& row : tables.address_rows) {
    const v1::ListEntry entry = Entry(row.entry);
    const int ordinal = static_cast<int>(row.ordinal);
    if (ordinal >= entry.addresses_size()) continue;
    tables.addresses.push_back({row.entry, row.ordinal, internal::PrepareAddress(entry.addresses(ordinal).text())});
  }
}

absl::Status ListSnapshot::Data::Adopt() {
  const auto unsound = [](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("snapshot file: ", what, " do not fit together"));
  };
  const std::vector<std::string> read_codes =
      absl::StrSplit(absl::string_view(code_text.data(), code_text.size()), '\n', absl::SkipEmpty());
  bool sound = true;
  for (const EntryRow& row : entries) {
    sound &= row.bytes_at <= bytes.size() && row.bytes_size <= bytes.size() - row.bytes_at;
    sound &= size_t{row.text_at} + row.id_size + row.start_size + row.end_size <= texts.size();
    sound &= row.list < read_codes.size() && row.type <= v1::EntryType_MAX;
  }
  if (!sound || by_id.size() != entries.size() || !internal::AllBelow(by_id, entries.size())) return unsound("entries");
  if (!index.Adopt(tables.names.size())) return unsound("names");
  for (const NameFacts& name : tables.names) sound &= name.entry < entries.size();
  for (const KeyedEntry& keyed : tables.identifiers) sound &= keyed.entry < entries.size();
  for (const KeyedEntry& keyed : tables.wallets) sound &= keyed.entry < entries.size();
  for (const AddressRow& row : tables.address_rows) sound &= row.entry < entries.size();
  for (size_t i = 0; i < pattern_rows.size(); ++i) {
    sound &= pattern_rows[i] < entries.size() && (i == 0 || pattern_rows[i - 1] < pattern_rows[i]);
  }
  if (!sound || !brands.IsSound(entries.size(), tables.names.size())) return unsound("tables");
  for (const EntryIndex entry : pattern_rows) CORDON_RETURN_IF_ERROR(patterns.Add(entry, Entry(entry).pattern()));
  patterns.Compile();
  return absl::OkStatus();
}

}  // namespace cordon
