// The XML list formats: any bytes, and any bytes inside a document of each of them.
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
  cordon::FuzzImport(absl::StrCat("<sdnList><sdnEntry><uid>1</uid>", text, "</sdnEntry></sdnList>"));
  cordon::FuzzImport(absl::StrCat("<CONSOLIDATED_LIST><ENTITIES><ENTITY><REFERENCE_NUMBER>1</REFERENCE_NUMBER>", text,
                                  "</ENTITY></ENTITIES></CONSOLIDATED_LIST>"));
  cordon::FuzzImport(absl::StrCat("<data-set><record><Country>Iran</Country>", text, "</record></data-set>"));
  return 0;
}
