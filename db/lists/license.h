// What the texts of an Entity List row say in fields: the scope of the licence requirement and the footnotes.
// Pure functions, thread-safe.
#ifndef CORDON_DB_LISTS_LICENSE_H_
#define CORDON_DB_LISTS_LICENSE_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// UNSPECIFIED for an empty text, OTHER_SCOPE for one that is none of the known forms or that narrows one of them
// ("except for ...").
v1::LicenseScope LicenseScopeOf(absl::string_view requirement);

// Footnotes 1, 3, 4 and 5 of supplement no. 4 to part 744, ascending. The number is glued to the section it stands
// behind ("734.9(g),3", "of the EAR)4"); where it is missing, the section cited says which one it is: 734.9(e)(1), (g),
// (e)(2), (e)(3) are those of footnotes 1, 3, 4, 5. Footnote 2 only explains, and is not kept.
std::vector<int32_t> FootnotesOf(absl::string_view requirement);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_LICENSE_H_
