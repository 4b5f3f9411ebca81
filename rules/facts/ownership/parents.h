// The companies at the top of a party's group, with their headquarters. Internal to the ownership library.
#ifndef CORDON_RULES_FACTS_OWNERSHIP_PARENTS_H_
#define CORDON_RULES_FACTS_OWNERSHIP_PARENTS_H_

#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/surroundings.h"

namespace cordon::internal {

// Upward from the root: the stated ultimate parent where there is one, else the direct parent (consolidation, head
// office of a branch, an organisation with more than half of the shares), until nobody is above. People and states are
// owners but not parents. Empty = not known. A parent that a source withholds is one without a name.
std::vector<v1::UltimateParent> FindUltimateParents(const OwnershipSurroundings& around);

}  // namespace cordon::internal

#endif  // CORDON_RULES_FACTS_OWNERSHIP_PARENTS_H_
