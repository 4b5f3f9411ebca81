#include "service/screening/verify_records.h"

#include "db/store/sqlite/sqlite_store.h"

namespace cordon {

absl::Status VerifyRecords(const std::string& data_dir) { return VerifySqliteStore(data_dir); }

}  // namespace cordon
