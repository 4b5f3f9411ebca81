// The Consolidated Screening List parser: any bytes, as a file or as rows behind the known header.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "db/lists/import.h"
#include "tests/fuzz/list_fuzz_util.h"

namespace {

constexpr char kFuzzCslHeader[] =
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids\n";

void ImportCslBytes(absl::string_view text) {
  const std::unique_ptr<cordon::ByteSource> bytes = cordon::MemorySource(text);
  cordon::ImportOptions options;
  options.file_name = "consolidated-2026-07-31.csv";
  const absl::StatusOr<cordon::ImportedList> list = cordon::ImportListFile(*bytes, options);
  if (list.ok()) cordon::CheckImportedList(*list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  ImportCslBytes(text);
  ImportCslBytes(std::string(kFuzzCslHeader) + std::string(text));
  return 0;
}
