// A stream of bytes to import: a file (plain, .xz, .gz by magic number), memory, or chunks that arrive over the API.
// Not thread-safe.
#ifndef CORDON_DB_LISTS_BYTE_SOURCE_H_
#define CORDON_DB_LISTS_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Reads up to `size` bytes into `buffer`; 0 at the end. An error is final.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;
};

// `bytes` must outlive the source.
std::unique_ptr<ByteSource> MemorySource(absl::string_view bytes);
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path);

struct DecompressLimits {
  int64_t max_input = 200LL << 20;  // compressed or plain bytes read
  int64_t max_output = 1LL << 30;   // bytes produced
  int64_t max_ratio = 100;          // output / input, checked beyond the first MiB
};

// Looks at the first bytes and unpacks xz and gzip; plain bytes pass through. Enforces the limits (ResourceExhausted)
// and reports a truncated or damaged stream (DataLoss).
std::unique_ptr<ByteSource> Decompress(std::unique_ptr<ByteSource> input, const DecompressLimits& limits);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_BYTE_SOURCE_H_
