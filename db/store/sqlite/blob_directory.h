// Content-addressed files: DIR/blobs/<first two hex digits>/<sha256>.zst, compressed;
// plain and without .zst where an older version wrote them. A file is written under DIR/blobs/incoming,
// synced, and only then moved to its name, so what stands under a name is whole; what a crash left in incoming/ is
// removed when the directory is opened for writing. Bytes are verified whenever they are read.
// Thread-safe.
#ifndef CORDON_DB_STORE_SQLITE_BLOB_DIRECTORY_H_
#define CORDON_DB_STORE_SQLITE_BLOB_DIRECTORY_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

// 64 lower-case hex digits.
bool IsSha256Hex(absl::string_view text);

class BlobDirectory {
 public:
  BlobDirectory(std::string path, int64_t max_bytes) : path_(std::move(path)), max_bytes_(max_bytes) {}

  // Creates the directory and clears incoming/. Call once before Put.
  absl::Status PrepareForWriting() const;

  // The sha256 in hex; durable when OK. ResourceExhausted beyond the size limit or when the disk is full.
  absl::StatusOr<std::string> Put(absl::string_view bytes) const;
  // InvalidArgument if `sha256` is no digest, NotFound if absent, DataLoss if the bytes do not have this digest.
  absl::StatusOr<std::string> Get(absl::string_view sha256) const;

 private:
  std::string DirectoryOf(absl::string_view sha256) const;

  const std::string path_;
  const int64_t max_bytes_;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_BLOB_DIRECTORY_H_
