// The facts a snapshot keeps beside the name index, so that a query touches no stored entry until there is a hit.
// Internal to match. Thread contract: immutable after the snapshot is built.
#ifndef CORDON_MATCH_SNAPSHOT_TABLES_H_
#define CORDON_MATCH_SNAPSHOT_TABLES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "match/address.h"

namespace cordon::internal {

// One reading of a list name, by its id in the name index.
struct NameFacts {
  uint32_t entry = 0;
  uint16_t ordinal = 0;      // in ListEntry.names
  uint8_t kind = 0;          // v1::NameKind
  uint8_t quality = 0;       // v1::NameQuality
  uint8_t reading = 0;       // ReadingKind
  uint64_t text_hash = 0;    // of the printed text
  uint64_t folded_hash = 0;  // of the folded text, legal forms included
};

// An exact key (identifier, wallet) of an entry; what a hash finds is confirmed on the entry itself.
struct KeyedEntry {
  uint64_t key = 0;
  uint32_t entry = 0;
  uint32_t ordinal = 0;  // in ListEntry.ids or ListEntry.wallets
};

// An address of an entry that is listed by its address.
struct ListedAddress {
  uint32_t entry = 0;
  uint32_t ordinal = 0;  // in ListEntry.addresses
  PreparedAddress address;
};

struct SnapshotTables {
  std::vector<NameFacts> names;          // by id in the name index
  std::vector<KeyedEntry> identifiers;   // sorted by (key, entry, ordinal)
  std::vector<KeyedEntry> wallets;       // sorted likewise
  std::vector<ListedAddress> addresses;  // of ENTRY_ADDRESS entries, in entry order
};

absl::Span<const KeyedEntry> FindKey(const std::vector<KeyedEntry>& table, uint64_t key);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SNAPSHOT_TABLES_H_
