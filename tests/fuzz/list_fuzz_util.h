// What must hold of every list that a parser accepts.
#ifndef CORDON_TESTS_FUZZ_LIST_FUZZ_UTIL_H_
#define CORDON_TESTS_FUZZ_LIST_FUZZ_UTIL_H_

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/utf8.h"
#include "db/lists/import.h"

namespace cordon {

inline void FuzzRequire(bool holds, const char* what, const v1::ListEntry& entry) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n%s\n", what, entry.DebugString().c_str());
  std::abort();
}

inline void CheckImportedList(const ImportedList& list) {
  std::set<std::pair<std::string, std::string>> ids;
  for (const v1::ListEntry& entry : list.entries) {
    FuzzRequire(!entry.list().empty() && !entry.entry_id().empty(), "an entry has a list and an id", entry);
    FuzzRequire(ids.emplace(entry.list(), entry.entry_id()).second, "ids are unique", entry);
    FuzzRequire(!entry.entry_name().empty(), "an entry has a printed name", entry);
    if (entry.type() == v1::ENTRY_ADDRESS) {
      FuzzRequire(entry.names_size() == 0 && entry.addresses_size() > 0, "an address has no names", entry);
    } else {
      FuzzRequire(entry.names_size() > 0 && entry.names(0).text() == entry.entry_name(), "the printed name comes first",
                  entry);
    }
    for (const v1::ListName& name : entry.names()) {
      FuzzRequire(!name.text().empty() && IsValidUtf8(name.text()), "a name is text", entry);
      FuzzRequire(CountCodePoints(name.text()) <= 1024, "a name is short", entry);
    }
    FuzzRequire(entry.start_date().empty() || ParseDate(entry.start_date()).ok(), "a start date is a date", entry);
    FuzzRequire(entry.end_date().empty() || ParseDate(entry.end_date()).ok(), "an end date is a date", entry);
    for (const std::string& country : entry.countries()) {
      FuzzRequire(country.size() == 2, "a country is a code", entry);
    }
  }
}

// Imports a text; what is accepted must be a sound list.
inline void FuzzImport(absl::string_view text) {
  const std::unique_ptr<ByteSource> bytes = MemorySource(text);
  const absl::StatusOr<ImportedList> list = ImportListFile(*bytes, {.file_name = "list-2026-07-31"});
  if (list.ok()) CheckImportedList(*list);
}

}  // namespace cordon

#endif  // CORDON_TESTS_FUZZ_LIST_FUZZ_UTIL_H_
