// The facts a snapshot keeps beside the name index, so that a query touches no stored entry until there is a hit.
// Internal to match. Thread contract: immutable after the snapshot is built.
#ifndef CORDON_MATCH_SNAPSHOT_TABLES_H_
#define CORDON_MATCH_SNAPSHOT_TABLES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/address.h"
#include "match/flat_array.h"

namespace cordon::internal {

// One reading of a list name, by its id in the name index.
struct NameFacts {
  uint32_t entry = 0;
  uint16_t ordinal = 0;          // in ListEntry.names
  uint8_t kind_and_quality = 0;  // v1::NameKind, and v1::NameQuality times 16
  uint8_t reading = 0;           // ReadingKind
  uint64_t text_hash = 0;        // of the printed text
  uint64_t folded_hash = 0;      // of the folded text, legal forms included

  int kind() const { return kind_and_quality & 15; }
  int quality() const { return kind_and_quality >> 4; }
};

// An exact key (identifier, wallet) of an entry; what a hash finds is confirmed on the entry itself.
struct KeyedEntry {
  uint64_t key = 0;
  uint32_t entry = 0;
  uint32_t ordinal = 0;  // in ListEntry.ids or ListEntry.wallets
};

// An address of an entry that is listed by its address.
struct AddressRow {
  uint32_t entry = 0;
  uint32_t ordinal = 0;  // in ListEntry.addresses
};
struct ListedAddress {
  uint32_t entry = 0;
  uint32_t ordinal = 0;
  PreparedAddress address;
};

struct SnapshotTables {
  FlatArray<NameFacts> names;            // by id in the name index
  FlatArray<KeyedEntry> identifiers;     // sorted by (key, entry, ordinal)
  FlatArray<KeyedEntry> wallets;         // sorted likewise
  FlatArray<AddressRow> address_rows;    // of ENTRY_ADDRESS entries, in entry order
  std::vector<ListedAddress> addresses;  // the same, prepared

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(names);
    fn(identifiers);
    fn(wallets);
    fn(address_rows);
  }
};

absl::Span<const KeyedEntry> FindKey(const FlatArray<KeyedEntry>& table, uint64_t key);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SNAPSHOT_TABLES_H_
