// Where a data directory keeps the blob of a digest, for tests that look into it or damage it.
#ifndef CORDON_TESTS_SUPPORT_BLOB_PATH_H_
#define CORDON_TESTS_SUPPORT_BLOB_PATH_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "base/compressed_file.h"

namespace cordon {

inline std::string BlobPath(const std::string& data_directory, const std::string& sha256) {
  return CompressedOrPlain(absl::StrCat(data_directory, "/blobs/", sha256.substr(0, 2), "/", sha256));
}

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_BLOB_PATH_H_
