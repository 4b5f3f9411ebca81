// The operator's list parser: any bytes, as a file or as rows behind the full header. What it accepts is exported and
// read back, and must be the same.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "db/lists/import.h"
#include "tests/fuzz/list_fuzz_util.h"

namespace {

absl::StatusOr<cordon::ImportedList> ImportOperatorBytes(absl::string_view text) {
  const std::unique_ptr<cordon::ByteSource> bytes = cordon::MemorySource(text);
  return cordon::ImportListFile(*bytes, {});
}

void RoundTrip(absl::string_view text) {
  const absl::StatusOr<cordon::ImportedList> first = ImportOperatorBytes(text);
  if (!first.ok()) return;
  cordon::CheckImportedList(*first);
  if (first->format != "operator-csv") return;
  std::string exported = cordon::ExportOperatorCsvHeader();
  for (const auto& entry : first->entries) exported += cordon::ExportOperatorCsvRow(entry);
  const absl::StatusOr<cordon::ImportedList> second = ImportOperatorBytes(exported);
  if (!second.ok()) {
    // Quoting and the mark of weak aliases may lift a row that was just within the limit above it.
    if (second.status().message().find("longer than the limit") != absl::string_view::npos) return;
    std::fprintf(stderr, "%s\n%s", second.status().ToString().c_str(), exported.c_str());
    std::abort();
  }
  for (size_t i = 0; i < first->entries.size(); ++i) {
    cordon::FuzzRequire(
        i < second->entries.size() && first->entries[i].SerializeAsString() == second->entries[i].SerializeAsString(),
        "an exported entry reads back as it was", first->entries[i]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  RoundTrip(text);
  RoundTrip(cordon::ExportOperatorCsvHeader() + std::string(text));
  return 0;
}
