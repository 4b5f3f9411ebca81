// The JSON list formats: any bytes, and any bytes as a record of each of them.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "db/lists/import.h"
#include "tests/fuzz/list_fuzz_util.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  cordon::FuzzImport(text);
  cordon::FuzzImport(absl::StrCat("{\"total\":1,\"results\":[", text, "]}"));
  cordon::FuzzImport(absl::StrCat("{\"id\":\"1\",\"schema\":\"Person\",\"properties\":", text, "}"));
  return 0;
}
