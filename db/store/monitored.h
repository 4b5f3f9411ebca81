// Registered parties as they are kept: each with what it matches, and how far they were compared. A row is the latest
// state; what changed is in the log, written in the same transaction.
//
// Thread contract: any thread.
#ifndef CORDON_DB_STORE_MONITORED_H_
#define CORDON_DB_STORE_MONITORED_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cordon {

inline constexpr size_t kMaxPartyRefBytes = 128;
inline constexpr size_t kMaxPartyBytes = 1 << 20;
inline constexpr size_t kMaxPartyResultBytes = 4 << 20;
inline constexpr size_t kMaxMonitorProgressBytes = 1 << 20;

struct MonitoredRow {
  std::string ref;
  std::string party;   // written as it is; empty when writing: the stored one stays, and none is made
  std::string result;  // empty: no match
};

struct MonitoredPage {
  std::vector<MonitoredRow> rows;  // ascending by ref
  bool more = false;
};

struct MonitoredCount {
  int64_t parties = 0;
  int64_t with_result = 0;
};

class MonitoredReader {
 public:
  virtual ~MonitoredReader() = default;
  // Those of `refs` that are there, in their order. At most kMaxPageRows.
  virtual absl::StatusOr<std::vector<MonitoredRow>> GetMonitored(absl::Span<const std::string> refs) = 0;
  // At most `limit` rows (1..kMaxPageRows) behind `after`; a page of large rows may hold fewer.
  virtual absl::StatusOr<MonitoredPage> ListMonitored(absl::string_view after, bool with_result, int limit) = 0;
  virtual absl::StatusOr<MonitoredCount> CountMonitored() = 0;
  // What WriteBatch::monitor_progress stored last; "" if nothing.
  virtual absl::StatusOr<std::string> GetMonitorProgress() = 0;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_MONITORED_H_
