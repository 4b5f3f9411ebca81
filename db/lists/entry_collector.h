// Takes the entries of a list one by one as a parser makes them: counts rows, refuses an entry id that stands twice in
// a list, more rows than the limit and an empty list, and reports progress. Not thread-safe.
//
//   EntryCollector collector(options, "line", list);
//   CORDON_RETURN_IF_ERROR(collector.CountRow(place));
//   CORDON_RETURN_IF_ERROR(collector.Add(std::move(entry), place));
//   return collector.Finish();
#ifndef CORDON_DB_LISTS_ENTRY_COLLECTOR_H_
#define CORDON_DB_LISTS_ENTRY_COLLECTOR_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/import.h"
#include "db/lists/text.h"

namespace cordon {

class EntryCollector {
 public:
  // `unit` is what the places count: "row", "line", "record".
  EntryCollector(const ImportOptions& options, absl::string_view unit, ImportedList* list)
      : options_(options), unit_(unit), list_(list) {}

  // One more record of the file, whether or not it becomes an entry of its own.
  absl::Status CountRow(int64_t place);
  absl::Status Add(v1::ListEntry entry, int64_t place);
  void Progress(int64_t bytes);
  absl::Status Finish() const;

 private:
  const ImportOptions& options_;
  const std::string unit_;
  ImportedList* const list_;
  absl::flat_hash_map<std::string, int64_t> seen_;  // list and entry id -> place
  int64_t reported_ = 0;
};

// An id as the publisher gives it: not empty, at most 128 bytes, no control characters.
absl::Status SetEntryId(absl::string_view id, const Place& place, absl::string_view column, v1::ListEntry* entry);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_ENTRY_COLLECTOR_H_
