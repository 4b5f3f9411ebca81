// Lists that print a party on several rows, one for each alias, address or number: gathers the rows of a key into one
// entry, in the order in which the keys first stand in the file. Not thread-safe.
#ifndef CORDON_DB_LISTS_GATHERED_ROWS_H_
#define CORDON_DB_LISTS_GATHERED_ROWS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "db/lists/entry_collector.h"

namespace cordon {

// One name of a party, before it is known which one is the primary.
struct GatheredName {
  std::string text;
  v1::NameKind kind = v1::ALIAS;
  v1::NameQuality quality = v1::STRONG;
};

struct GatheredEntry {
  int64_t row = 0;  // where it began
  v1::ListEntry entry;
  std::vector<GatheredName> names;
};

class GatheredEntries {
 public:
  // The entry of a key, new if `*is_new`.
  GatheredEntry& Of(absl::string_view key, int64_t row, bool* is_new) {
    const auto [it, added] = index_.try_emplace(std::string(key), entries_.size());
    *is_new = added;
    if (added) {
      entries_.emplace_back();
      entries_.back().row = row;
    }
    return entries_[it->second];
  }
  std::vector<GatheredEntry>& entries() { return entries_; }

 private:
  absl::flat_hash_map<std::string, size_t> index_;
  std::vector<GatheredEntry> entries_;
};

// Puts the names in (the first PRIMARY, or else the first strong one, is the printed name), derives further ones and
// hands the entry over.
absl::Status FinishGathered(GatheredEntry gathered, const ListLimits& limits, absl::string_view column,
                            EntryCollector& collector);

// Adds a name once.
void AddGatheredName(absl::string_view text, v1::NameKind kind, v1::NameQuality quality, GatheredEntry* gathered);

// Adds a remark once: rows repeat what is said of the party.
void AddRemarkOnce(absl::string_view label, absl::string_view text, v1::ListEntry* entry);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_GATHERED_ROWS_H_
