// What a list snapshot consists of: flat arrays, built once or mapped from a file, and the little that is derived from
// them each time. Internal to match. Thread contract: immutable once the snapshot is handed out.
#ifndef CORDON_MATCH_SNAPSHOT_DATA_H_
#define CORDON_MATCH_SNAPSHOT_DATA_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "match/brand.h"
#include "match/flat_array.h"
#include "match/index.h"
#include "match/list_snapshot.h"
#include "match/snapshot_tables.h"
#include "match/watch_patterns.h"

namespace cordon {

namespace internal {

// An entry by its index: where its bytes and its texts are.
struct EntryRow {
  uint64_t bytes_at = 0;  // in SnapshotData::bytes
  uint32_t bytes_size = 0;
  uint32_t text_at = 0;  // in SnapshotData::texts: id, start date, end date, one after the other
  uint16_t id_size = 0;
  uint16_t list = 0;  // index into SnapshotData::codes
  uint8_t type = 0;   // v1::EntryType
  uint8_t start_size = 0;
  uint8_t end_size = 0;
  uint8_t unused = 0;
};

}  // namespace internal

struct ListSnapshot::Data {
  internal::FlatArray<internal::EntryRow> entries;
  internal::FlatArray<char> texts;
  internal::FlatArray<char> bytes;        // all serialised entries
  internal::FlatArray<char> code_text;    // list codes in order of appearance, each with a line feed
  internal::FlatArray<EntryIndex> by_id;  // sorted by (entry_id, list)
  internal::NameIndex index;
  internal::SnapshotTables tables;
  internal::BrandTable brands;
  internal::FlatArray<EntryIndex> pattern_rows;  // entries with a watch pattern, ascending
  internal::WatchPatterns patterns;              // theirs, compiled anew for every process

  // Derived by Derive().
  std::vector<std::string> codes;
  std::vector<v1::ListSummary> lists;  // ascending by code
  size_t printed_names = 0;            // without the further readings in the index

  std::shared_ptr<const void> mapping;  // keeps mapped arrays alive
  std::shared_ptr<const void> settled;  // the same of those that Settle() moved

  // Every array, in the order of the file.
  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(entries);
    fn(texts);
    fn(bytes);
    fn(code_text);
    fn(by_id);
    index.ForEachArray(fn);
    tables.ForEachArray(fn);
    brands.ForEachArray(fn);
    fn(pattern_rows);
  }

  EntrySummary Summary(EntryIndex entry) const;
  absl::string_view Bytes(EntryIndex entry) const;
  v1::ListEntry Entry(EntryIndex entry) const;

  // Moves what every search reads into one block on large pages (base/huge_memory.h). Small lists stay where they are,
  // as do all where there is no memory for a second copy.
  void Settle();
  // Fills what is derived. REQUIRES: sound arrays.
  void Derive();
  // For arrays from a file: DataLoss unless no method can read outside them. Prepares the index; Derive comes after.
  absl::Status Adopt();
};

}  // namespace cordon

#endif  // CORDON_MATCH_SNAPSHOT_DATA_H_
