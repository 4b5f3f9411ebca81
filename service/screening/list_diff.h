// How two stored versions of a list differ, entry by entry and field by field. Entries are paired by list and id; what
// is compared is what screening sees, so that a file that is only written differently is no change.
// Pure functions, thread-safe.
#ifndef CORDON_SERVICE_SCREENING_LIST_DIFF_H_
#define CORDON_SERVICE_SCREENING_LIST_DIFF_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "cordon/v1/lists.pb.h"

namespace cordon {

// Of one field: values beyond are left out, longer ones cut, and the field says `truncated`.
inline constexpr int kMaxDiffValues = 100;
inline constexpr size_t kMaxDiffValueBytes = 2048;
// A page ends early, after the entry that exceeds this.
inline constexpr size_t kMaxDiffPageBytes = 4U << 20U;

struct DiffPage {
  std::string list;   // only this code; empty: all
  int64_t start = 0;  // changes to leave out
  int size = 0;       // changes to give
};

// `from` and `to` are entries files (entries_file.h). Fills the four counts, which are of all entries whatever the page
// is, and the changes of the page, ascending by list and entry id.
absl::Status DiffEntries(const std::string& from, const std::string& to, const DiffPage& page,
                         v1::DiffListVersionsResponse* response);

// The differences of two entries with the same list and id, in the order of ListEntry's fields; empty if there are
// none.
google::protobuf::RepeatedPtrField<v1::FieldChange> DiffFields(const v1::ListEntry& from, const v1::ListEntry& to);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LIST_DIFF_H_
