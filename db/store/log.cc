#include "db/store/log.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"

namespace cordon {

std::string LogEntryBytesOfRecord(absl::string_view body) {
  if (body.size() <= kMaxEntryBytes) return std::string(body);
  return absl::StrCat("{\"bytes\":", body.size(), ",\"format\":\"cordon.audit.large.v1\",\"sha256\":\"",
                      Sha256Hex(body), "\"}");
}

std::string LogEntryBytes(const LogEntryRow& row) {
  return row.screening != 0 ? LogEntryBytesOfRecord(row.body) : row.body;
}

std::string RetainUntil(absl::string_view create_time) {
  int year = 0;
  if (create_time.size() < 10 || !absl::SimpleAtoi(create_time.substr(0, 4), &year) || year < 1 ||
      year > 9999 - kRetainYears) {
    return "9999-12-31";
  }
  absl::string_view day = create_time.substr(4, 6);
  if (day == "-02-29") day = "-03-01";
  return absl::StrCat(absl::Dec(year + kRetainYears, absl::kZeroPad4), day);
}

}  // namespace cordon
