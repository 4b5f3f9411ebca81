// Which companies can be restricted at all: an upper bound over all days, regimes and readings of a source. A company
// outside it is restricted on no day under no regime, as far as graph and listings go; one inside may be. It is what
// similar names are looked up among: a doubtful "this may be that company" matters only where that company may be
// restricted.
//
// Thread contract: immutable after construction.
//
//   const OwnershipBound bound(*graph, listings, config);
//   if (bound.Contains(node)) ...
#ifndef CORDON_RULES_FACTS_OWNERSHIP_BOUND_H_
#define CORDON_RULES_FACTS_OWNERSHIP_BOUND_H_

#include <cstdint>
#include <vector>

#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"

namespace cordon {

class OwnershipBound {
 public:
  // Listed parties and states, and what they could own enough of if every interest ever stated were in force today with
  // its largest share.
  OwnershipBound(const OwnershipGraph& graph, const OwnershipListings& listings, const v1::OwnershipConfig& config);

  bool Contains(OwnershipNodeIndex node) const { return inside_[node]; }
  // Ascending.
  std::vector<OwnershipNodeIndex> Nodes() const;
  size_t size() const { return size_; }

 private:
  std::vector<bool> inside_;
  size_t size_ = 0;
};

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_BOUND_H_
