// The operator's ownership table and the GLEIF golden-copy CSV.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/ownership_fuzz_util.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cordon::FuzzOwnershipSource(absl::string_view(reinterpret_cast<const char*>(data), size), "own.csv");
  return 0;
}
