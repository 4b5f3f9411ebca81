// Stored files that may be compressed (Zstandard, RFC 8878): NAME.zst, or plain under NAME as older versions left them.
// Pure functions and whole reads; thread-safe.
#ifndef CORDON_BASE_COMPRESSED_FILE_H_
#define CORDON_BASE_COMPRESSED_FILE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr char kCompressedSuffix[] = ".zst";

// One frame with a checksum. Internal if the library refuses, which it does only without memory.
absl::StatusOr<std::string> Compress(absl::string_view bytes);

// All frames of `bytes`. ResourceExhausted beyond `max_bytes`, whatever the frames claim about their size; DataLoss for
// anything that is not whole frames.
absl::StatusOr<std::string> Decompress(absl::string_view bytes, int64_t max_bytes);

// `path` with the suffix if that file exists, else `path` itself.
std::string CompressedOrPlain(const std::string& path);

// The content of CompressedOrPlain(path), at most `max_bytes` of it. NotFound if there is neither; errors name the file.
absl::StatusOr<std::string> ReadCompressedOrPlain(const std::string& path, int64_t max_bytes);

}  // namespace cordon

#endif  // CORDON_BASE_COMPRESSED_FILE_H_
