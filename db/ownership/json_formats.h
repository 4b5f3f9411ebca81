// The two JSON formats behind ImportJson. Internal to the ownership importers.
#ifndef CORDON_DB_OWNERSHIP_JSON_FORMATS_H_
#define CORDON_DB_OWNERSHIP_JSON_FORMATS_H_

#include <memory>

#include "absl/status/status.h"
#include "db/lists/json_value.h"
#include "db/ownership/mapping.h"

namespace cordon::internal {

// Takes records one by one. Not thread-safe.
class JsonFormat {
 public:
  virtual ~JsonFormat() = default;
  // `place` is "record 17".
  virtual absl::Status Take(const JsonValue& record, absl::string_view place) = 0;
  virtual absl::Status Finish() = 0;
};

// Beneficial Ownership Data Standard 0.2 (statements replace statements) and 0.4 (statements about records).
std::unique_ptr<JsonFormat> NewBodsFormat(ImportRun* run);
// FollowTheMoney entities.
std::unique_ptr<JsonFormat> NewFtmFormat(ImportRun* run);

// An identifier with the scheme names this product uses; empty value if the source's is unusable.
v1::Identifier MakeIdentifier(absl::string_view scheme, absl::string_view value);

}  // namespace cordon::internal

#endif  // CORDON_DB_OWNERSHIP_JSON_FORMATS_H_
