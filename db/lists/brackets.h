// Parentheses and brackets in a printed name, and what their content is: another name, a legal form, a place, a
// remark. Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_BRACKETS_H_
#define CORDON_DB_LISTS_BRACKETS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon {

struct BracketGroup {
  size_t open = 0;   // position of "(" or "["
  size_t close = 0;  // position of its partner
};

// The outermost pairs, left to right. Characters without a partner are no group.
std::vector<BracketGroup> FindBracketGroups(absl::string_view text);

// Without brackets that have no partner: "Roger (" -> "Roger ".
std::string WithoutLooseBrackets(absl::string_view text);

// True for content that can be another name of the party: not empty, not a legal form or place alone ("Pvt",
// "Hong Kong"), not a remark ("Russian entity", "a subsidiary of X", "including power plants").
bool IsAliasLike(absl::string_view content);

// Where the words begin whose letters, in order, make `acronym`, at least a third of them word initials: 0 for "CSSC"
// and "China State Shipbuilding Corporation", 9 for "PEDCO" and "National Petroiran Development Company". npos if they
// do not.
size_t FindInitialism(absl::string_view acronym, absl::string_view text);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_BRACKETS_H_
