// Files as the product needs them: whole reads with a limit, atomic durable writes, directories, content-addressed
// blobs. Thread-safe (no shared state). Errors name the path and the system's reason.
#ifndef CORDON_BASE_FILES_H_
#define CORDON_BASE_FILES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

// Whole file; ResourceExhausted if larger than `max_bytes`, NotFound if absent.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t max_bytes);

// Writes to a temporary name in the same directory, fsyncs, renames, fsyncs the directory. Afterwards the file holds
// either its old or its new content, also across a crash. Mode 0600.
absl::Status WriteFileAtomically(const std::string& path, absl::string_view content);

// Creates the directory and its parents, mode 0700. OK if it exists.
absl::Status MakeDirectories(const std::string& path);

// Makes created, renamed and removed names of `path` durable.
absl::Status SyncDirectory(const std::string& path);

bool FileExists(const std::string& path);

// The status of the last failed system call on `path`, from errno.
absl::Status ErrnoStatus(absl::string_view what, absl::string_view path);

}  // namespace cordon

#endif  // CORDON_BASE_FILES_H_
