// The stored form of an imported list: its entries as length-delimited serialised ListEntry messages behind a magic
// line. Written once at import, read at every start. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_ENTRIES_FILE_H_
#define CORDON_SERVICE_SCREENING_ENTRIES_FILE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

std::string WriteEntriesFile(const std::vector<v1::ListEntry>& entries);

// Calls `add` with the bytes of each entry in order; stops at its first error. DataLoss when the file is damaged.
absl::Status ReadEntriesFile(absl::string_view file, const std::function<absl::Status(absl::string_view)>& add);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENTRIES_FILE_H_
