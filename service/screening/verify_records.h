// The check of everything recorded, for whoever doubts it: `cordon doctor`, a restore drill.
// Thread-safe (opens its own connection).
//
//   CORDON_RETURN_IF_ERROR(VerifyRecords(data_dir));
#ifndef CORDON_SERVICE_SCREENING_VERIFY_RECORDS_H_
#define CORDON_SERVICE_SCREENING_VERIFY_RECORDS_H_

#include <string>

#include "absl/status/status.h"

namespace cordon {

// Reads everything recorded in a data directory: the database's structure, records without gaps, and that each one's
// bytes have their digest. Takes no lock, works beside a running server. NotFound without a database; DataLoss names
// the first defect.
absl::Status VerifyRecords(const std::string& data_dir);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_VERIFY_RECORDS_H_
