// Which nodes of an ownership graph are on which lists. Built once per pair of graph and list snapshot, then immutable.
// An entry is looked up by its identifiers, then by equal names; what the caller's matcher finds for a node is added
// with ListByName. How a node was recognised stays with it as evidence. By identifier, or by an equal name that nothing
// contradicts, a node counts as listed; by anything softer it is possibly listed.
//
// Thread contract: Add and the linking functions while building, from one thread; afterwards any thread may read.
//
//   OwnershipListings listings;
//   for (const v1::ListEntry& entry : entries) LinkListEntry(entry, *graph, &listings);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_
#define CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_

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

// `certain`: recognised by an identifier, or the list's own word.
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

inline constexpr int kEqualNameScore = 10'000;  // basis points

// Files `entry` under every node that carries one of its identifiers or an equal name. Returns how many nodes that
// were.
size_t LinkListEntry(const v1::ListEntry& entry, const OwnershipGraph& graph, OwnershipListings* listings);

// Files `entry` under a node whose name is equal to `name` of the entry (kEqualNameScore) or, as the caller's matcher
// found, similar to it.
void ListByName(const v1::ListEntry& entry, const v1::ListName& name, int score, const OwnershipGraph& graph,
                OwnershipNodeIndex node, OwnershipListings* listings);

// True if both sides state countries and have none in common.
bool CountriesContradict(const v1::OwnershipNode& node, const google::protobuf::RepeatedPtrField<std::string>& other);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_LISTINGS_H_
