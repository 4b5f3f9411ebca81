// A new version of a list that lost or gained too much against the active one: a truncated download reads like a list
// from which hundreds of parties were taken off, and each of them would answer CLEAR. Somebody has to say that it is
// meant. Ownership data alike: interests that are gone are owners who no longer count. Pure functions, thread-safe.
#ifndef CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_
#define CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/lists.pb.h"

namespace cordon {

// House defaults. Lists shorter than this change by a few entries at a time, which is a large share of them; for those
// only an end of the whole list counts.
inline constexpr int64_t kGuardedEntries = 50;
inline constexpr int64_t kMostLostEntries = 25;
inline constexpr int64_t kMostLostPercent = 2;
inline constexpr int64_t kMostGainedPercent = 20;

// What is about to make `next` the active version.
enum class GuardedStep {
  kImport,
  kActivate,  // of a staged version
  // Of a version that was active before. It was accepted once, so that what it brings back is no surprise; what it
  // loses is.
  kRestore,
};

// FailedPrecondition LIST_CHANGE_UNCONFIRMED naming each list of `active` that `next` lacks, that falls by more than
// kMostLostPercent or kMostLostEntries, or grows by more than kMostGainedPercent; of ownership data entities and
// interests, each by the same limits. Both versions are of one source.
absl::Status CheckListChange(const v1::ListVersion& active, const v1::ListVersion& next,
                             GuardedStep step = GuardedStep::kImport);

// FailedPrecondition LIST_OLDER when the publisher's date of `next` lies before that of `active`: yesterday's file,
// which lacks whoever was listed since. Of two downloads
// from one address the server's Last-Modified counts too. What has no date is not judged.
absl::Status CheckListDate(const v1::ListVersion& active, const v1::ListVersion& next);

// FailedPrecondition LIST_OLDER when a download is, byte for byte, a version that was active before and was replaced:
// a mirror that lags, or what somebody rolled back from. `stored` are all versions.
absl::Status CheckNotReplaced(const std::vector<v1::ListVersion>& stored, const v1::ListVersion& next);

// The header's own fields: InvalidArgument INVALID_FIELD for an origin beyond its limits, IMPORT_REFUSED when the file
// is of another source than the header says.
absl::Status CheckImportHeader(const v1::ImportHeader& header, const std::string& source);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CHANGE_GUARD_H_
