// Names that stand inside a printed name: "Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: X",
// "Y [aka A, aka B]", "Z (HCZ)", "W; and any successor, sub-unit, or subsidiary thereof". The printed name itself is
// never changed; what is found here is added to the entry as DERIVED. The full table of shapes is in docs/lists.md.
// Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_DERIVED_NAMES_H_
#define CORDON_DB_LISTS_DERIVED_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon {

struct DerivedName {
  std::string text;
  bool weak = false;  // little evidence: an acronym of three or four characters
};

struct DerivedNames {
  std::vector<DerivedName> names;  // without the printed name, each once
  bool covers_subunits = false;    // the name ends in "any successor, sub-unit, or subsidiary thereof"
};

// At most 32 names per printed name.
DerivedNames DeriveNames(absl::string_view printed);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_DERIVED_NAMES_H_
