// Stored blobs that nothing names any more: what an import left that failed after its lists were written, and engine
// states that never answered. Everything the log, the list versions or an engine state names is needed for as long as
// they exist, which is for good: an entry can only be checked and decided again with them.
//
// Pure functions, except that FindUnneededBlobs reads a directory.
#ifndef CORDON_AUDIT_VERIFY_UNNEEDED_BLOBS_H_
#define CORDON_AUDIT_VERIFY_UNNEEDED_BLOBS_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon::verify {

struct UnneededBlob {
  std::string path;
  int64_t bytes = 0;
};

// Adds every run of exactly 64 lower-case hex digits. More than the blobs a text names, never fewer: whatever member
// of an event, of today or of a later version, names a blob keeps it.
void CollectDigests(absl::string_view text, std::set<std::string>* digests);

// The files of `blobs_directory` that hold none of `needed`, ascending by path; also a plain copy beside the compressed
// blob. Files with other names than a blob's are left out: they are somebody else's. NotFound without the directory.
absl::StatusOr<std::vector<UnneededBlob>> FindUnneededBlobs(const std::string& blobs_directory,
                                                            const std::set<std::string>& needed);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_UNNEEDED_BLOBS_H_
