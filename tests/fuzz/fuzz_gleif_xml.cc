// GLEIF CDF XML: Level 1, Level 2, exceptions.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/ownership_fuzz_util.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  cordon::FuzzOwnershipSource(absl::string_view(reinterpret_cast<const char*>(data), size), "rr.xml");
  return 0;
}
