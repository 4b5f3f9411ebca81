// An immutable set of list entries with everything matching needs: prepared names, token vocabulary, postings,
// identifier, wallet and address tables. Built once per activation, shared by all requests, never changed.
//
// Entries are kept as their serialised bytes and parsed when a hit is described, so that 26,000 entries cost their
// bytes and no more. Thread contract: immutable after Build; all methods may be called from any thread.
//
//   ListSnapshot::Builder builder;
//   CORDON_RETURN_IF_ERROR(builder.Add(entry));
//   std::shared_ptr<const ListSnapshot> snapshot = std::move(builder).Build();
#ifndef CORDON_MATCH_LIST_SNAPSHOT_H_
#define CORDON_MATCH_LIST_SNAPSHOT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

namespace internal {
class BrandTable;
class NameIndex;
struct SnapshotTables;
class WatchPatterns;
}  // namespace internal

using EntryIndex = uint32_t;

// What is needed of an entry for every hit without parsing it. Views live as long as the snapshot.
struct EntrySummary {
  absl::string_view list;  // code
  absl::string_view entry_id;
  v1::EntryType type = v1::ENTRY_TYPE_UNSPECIFIED;
  absl::string_view start_date;  // YYYY-MM-DD or empty
  absl::string_view end_date;
};

class ListSnapshot {
 public:
  class Builder {
   public:
    Builder();
    ~Builder();
    Builder(Builder&&) noexcept;
    Builder& operator=(Builder&&) noexcept;
    // InvalidArgument: missing list, entry_id or names (an ENTRY_ADDRESS needs an address instead).
    // AlreadyExists: (list, entry_id) was added before.
    absl::Status Add(const v1::ListEntry& entry);
    // Same from bytes that are a serialised ListEntry; avoids re-serialisation when loading.
    absl::Status AddSerialized(absl::string_view bytes);
    std::shared_ptr<const ListSnapshot> Build() &&;

   private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  ~ListSnapshot();
  ListSnapshot(const ListSnapshot&) = delete;
  ListSnapshot& operator=(const ListSnapshot&) = delete;

  size_t entry_count() const;
  size_t name_count() const;
  EntrySummary summary(EntryIndex entry) const;
  // Parses the stored bytes. REQUIRES: entry < entry_count().
  v1::ListEntry Entry(EntryIndex entry) const;
  absl::string_view SerializedEntry(EntryIndex entry) const;

  // All entries with this id; with a non-empty `list` at most one.
  std::vector<EntryIndex> FindEntries(absl::string_view list, absl::string_view entry_id) const;
  // List codes present, ascending.
  const std::vector<v1::ListSummary>& lists() const;

  // For the matcher.
  const internal::NameIndex& index() const;
  const internal::SnapshotTables& tables() const;
  const internal::WatchPatterns& patterns() const;
  const internal::BrandTable& brands() const;

  // A snapshot as the bytes of a file, and back (match/snapshot_file.h).
  struct Data;
  const Data& data() const { return *data_; }
  static std::shared_ptr<const ListSnapshot> FromData(std::unique_ptr<const Data> data);

 private:
  friend class Builder;
  ListSnapshot();
  std::unique_ptr<const Data> data_;
};

}  // namespace cordon

#endif  // CORDON_MATCH_LIST_SNAPSHOT_H_
