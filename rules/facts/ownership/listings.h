// Which nodes of an ownership graph are on which lists. Built once per pair of graph and list snapshot, then immutable.
// An entry is looked up by its identifiers first, then by equal names, then by what the caller's matcher finds; how it
// was found stays with it as evidence.
//
// Thread contract: Add and LinkListEntry while building, from one thread; afterwards any thread may read.
//
//   OwnershipListings listings;
//   for (const v1::ListEntry& entry : entries) LinkListEntry(entry, *graph, matcher, &listings);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_
#define CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"

namespace cordon {

// One list entry as far as ownership needs it. No start, or an unreadable one, counts as listed.
struct OwnershipListing {
  v1::OwnerEntry entry;
  OwnershipDay start = kNoStart;
  OwnershipDay end = kNoEnd;
};

OwnershipListing MakeOwnershipListing(const v1::ListEntry& entry, absl::string_view evidence, bool certain);

// True if the listing is in force on the day and the regime counts its list and programme.
bool CountsUnder(const OwnershipListing& listing, const v1::OwnershipRegimeConfig& regime, OwnershipDay as_of);

// Which of two owners' requirements is the stricter; higher is stricter.
int RestrictionRank(const v1::OwnerEntry& entry);

class OwnershipListings {
 public:
  // The same entry for the same node is kept once, with the better evidence.
  void Add(OwnershipNodeIndex node, OwnershipListing listing);
  absl::Span<const OwnershipListing> Of(OwnershipNodeIndex node) const;
  // Listed nodes, ascending.
  std::vector<OwnershipNodeIndex> Nodes() const;
  size_t size() const { return count_; }

 private:
  absl::flat_hash_map<OwnershipNodeIndex, std::vector<OwnershipListing>> by_node_;
  size_t count_ = 0;
};

// A node the caller's matcher takes for the listed party.
struct OwnershipCandidate {
  OwnershipNodeIndex node = 0;
  int score = 0;  // basis points
};
// Finds candidates for one name; the matcher lives elsewhere. May be empty.
using OwnershipNameMatcher = std::function<std::vector<OwnershipCandidate>(absl::string_view name)>;

// Files `entry` under every node that carries one of its identifiers or an equal name, or that `matcher` returns for
// one of its names. Returns how many nodes that were.
size_t LinkListEntry(const v1::ListEntry& entry, const OwnershipGraph& graph, const OwnershipNameMatcher& matcher,
                     OwnershipListings* listings);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_
