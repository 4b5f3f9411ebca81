#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/lists/import.h"
#include "db/lists/starter_files.h"

namespace cordon {

absl::StatusOr<ImportedList> LoadStarterList() {
  ImportedList all;
  all.format = "operator-csv";
  all.source = "starter";
  Sha256Hasher hasher;
  for (const StarterFile& file : StarterFiles()) {
    const std::unique_ptr<ByteSource> bytes = MemorySource(file.bytes);
    ImportOptions options;
    options.file_name = absl::StrCat("starter/", file.name);
    options.as_code = absl::AsciiStrToUpper(file.name.substr(0, file.name.rfind('.')));
    CORDON_ASSIGN_OR_RETURN(ImportedList part, ImportListFile(*bytes, options));
    hasher.UpdateField(file.name);
    hasher.UpdateField(file.bytes);
    all.bytes += part.bytes;
    all.rows += part.rows;
    all.entries.insert(all.entries.end(), std::make_move_iterator(part.entries.begin()),
                       std::make_move_iterator(part.entries.end()));
  }
  if (all.entries.empty()) return absl::NotFoundError("this build holds no starter list");
  all.sha256 = HexEncode(hasher.Finish());
  return all;
}

}  // namespace cordon
