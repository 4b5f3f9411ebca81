// Puts the printed names of a row into an entry and derives further ones from them. Not thread-safe.
//
//   EntryNames names(row, limits, &entry);
//   CORDON_RETURN_IF_ERROR(names.AddPrimary(cell, "name"));
//   CORDON_RETURN_IF_ERROR(names.AddAliases(cell, "; ", "alt_names"));
//   names.AddWeakAliasesOf(remarks);
//   names.Derive();
#ifndef CORDON_DB_LISTS_ENTRY_NAMES_H_
#define CORDON_DB_LISTS_ENTRY_NAMES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "db/lists/import.h"
#include "db/lists/text.h"

namespace cordon {

class EntryNames {
 public:
  EntryNames(Place place, const ListLimits& limits, v1::ListEntry* entry)
      : place_(place), limits_(limits), entry_(entry) {}

  // Sets entry_name and the first name. Refuses an empty one.
  absl::Status AddPrimary(absl::string_view name, absl::string_view column);
  // A placeholder such as "Address 07": entry_name only.
  absl::Status SetPlaceholder(absl::string_view name, absl::string_view column);
  // Each piece is one alias as printed. Weak are: "X (weak)" and "weak a.k.a. X", of which X is kept, and a piece that
  // stands as a whole in quotes, as OFAC prints weak aliases.
  absl::Status AddAliases(absl::string_view cell, absl::string_view separator, absl::string_view column);
  // One further name as the source states it, each text once; weak if it stands as a whole in quotes.
  absl::Status AddName(absl::string_view text, v1::NameKind kind, v1::NameQuality quality, absl::string_view column);
  // OFAC's remarks name weak aliases as "a.k.a. 'X'".
  absl::Status AddWeakAliasesOf(absl::string_view remarks, absl::string_view column);
  // Adds DERIVED names of all names so far and sets covers_subunits.
  void Derive();

 private:
  absl::Status Check(absl::string_view name, absl::string_view column) const;

  absl::Status AddAlias(absl::string_view text, bool weak, absl::string_view column);
  absl::Status Append(absl::string_view text, v1::NameKind kind, v1::NameQuality quality, absl::string_view column);

  const Place place_;
  const ListLimits& limits_;
  v1::ListEntry* const entry_;
};

}  // namespace cordon

#endif  // CORDON_DB_LISTS_ENTRY_NAMES_H_
