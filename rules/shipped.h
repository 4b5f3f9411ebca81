// The packs and tables compiled into the program. Thread-safe (constant data).
//
//   CORDON_ASSIGN_OR_RETURN(auto rules, RuleSet::Load({ShippedPacks(), ShippedTables()}));
#ifndef CORDON_RULES_SHIPPED_H_
#define CORDON_RULES_SHIPPED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace cordon {

// A text with the name that error messages use for it.
struct NamedText {
  std::string name;
  std::string text;
};

const std::vector<NamedText>& ShippedPacks();
const std::vector<NamedText>& ShippedTables();

// Every *.textproto file directly in `directory`, by name. At most 256 files of 4 MiB.
absl::StatusOr<std::vector<NamedText>> ReadTexts(const std::string& directory);

}  // namespace cordon

#endif  // CORDON_RULES_SHIPPED_H_
