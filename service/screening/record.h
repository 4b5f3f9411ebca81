// From a decided screening to the row that is stored, and back: record v1. Shared by party and transaction screenings.
// Pure functions.
#ifndef CORDON_SERVICE_SCREENING_RECORD_H_
#define CORDON_SERVICE_SCREENING_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"

namespace cordon {

inline constexpr char kScreeningPrefix[] = "screenings/";

// One decided screening on its way into the store.
struct PreparedScreening {
  v1::Screening screening;
  ScreeningRow row;  // empty id: not to be recorded
};

// Gives the screening its name and digest and fills the row. REQUIRES: caller, create_time, request_id, request_sha256,
// external_ref and disposition stand in the screening.
absl::Status PrepareRecord(absl::Time now, IdSource* ids, PreparedScreening* prepared);

// The screening a row holds. Internal when bytes and digest disagree.
absl::StatusOr<v1::Screening> ReadRecord(const ScreeningRow& row);

// What the store made of a screening: the new record, or the one an earlier request with this id left.
absl::StatusOr<v1::Screening> SettleRecord(v1::Screening decided, const ScreeningOutcome& outcome);

// Every store failure means that nothing was answered; canonical codes of overload pass through.
absl::Status StoreError(const absl::Status& status);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_RECORD_H_
