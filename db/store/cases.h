// Cases as they are kept: what people did about a screening that was not clear. The record is never touched; a case
// stands beside it, and each version of it is written with its event in the log.
//
// Thread contract: any thread.
#ifndef CORDON_DB_STORE_CASES_H_
#define CORDON_DB_STORE_CASES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr size_t kMaxCaseBytes = 8 << 20;
inline constexpr size_t kMaxAssigneeBytes = 4'000;
inline constexpr int kMaxCaseStatus = 31;

// The latest version of a case. A screening without one has not been touched: status 1.
struct CaseRow {
  std::string screening;  // its id
  // 1, 2, 3, ... Written only if the stored one is its predecessor (none for 1).
  int64_t version = 0;
  int status = 0;  // v1::ReviewCase::Status, 1..kMaxCaseStatus
  std::string assignee;
  std::string update_time;  // RFC 3339 UTC, six fractional digits
  std::string body;         // cordon.v1.ReviewCase as canonical JSON
};

// AND of what is set.
struct CaseFilter {
  uint32_t statuses = 0;      // bit 1 << status; 0: any
  int least_disposition = 0;  // this one or worse; screenings below HOLD are no cases
  std::string assignee;
  std::string external_ref;
};

// A place in the queue: the worst disposition first, then the oldest first.
struct CasePlace {
  int disposition = 0;  // 0: the head of the queue
  int64_t sequence = 0;
};

struct FoundCase {
  std::string screening;  // id
  CasePlace place;
  std::optional<CaseRow> row;
};

struct CasePage {
  std::vector<FoundCase> cases;
  bool more = false;
};

class CaseReader {
 public:
  virtual ~CaseReader() = default;
  // nullopt if nobody has touched the case.
  virtual absl::StatusOr<std::optional<CaseRow>> GetCase(absl::string_view screening) = 0;
  // At most `limit` cases (1..kMaxPageRows) behind `after`.
  virtual absl::StatusOr<CasePage> ListCases(const CaseFilter& filter, const CasePlace& after, int limit) = 0;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_CASES_H_
