// The ownership graph as one engine state sees it: which of its companies are on the state's lists, which can be
// restricted at all, and an index for finding those by similar names. One per pair of graph and list snapshot, and part
// of the state, so that nobody sees a mixed pair.
//
// Thread contract: immutable after Link; all const members may be used from any thread.
//
//   CORDON_ASSIGN_OR_RETURN(auto linked, LinkedOwnership::Link(graph, snapshot, threshold));
//   linked->Resolve(node, options, &exhausted);
#ifndef CORDON_SERVICE_SCREENING_LINKED_OWNERSHIP_H_
#define CORDON_SERVICE_SCREENING_LINKED_OWNERSHIP_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "match/matcher.h"
#include "rules/facts/ownership/bound.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"
#include "service/screening/similar_owners.h"

namespace cordon {

// Thresholds and lists of every regime. House configuration, part of the engine version.
const v1::OwnershipConfig& ActiveOwnershipConfig();

class LinkedOwnership {
 public:
  // Links by identifier, by equal name, and every owner in the graph by similar name at `threshold` (basis points).
  // `previous` may be null; if it is of the same graph and threshold, only entries whose names differ from its lists'
  // are looked for: what two names score depends on no third, so the result is the same. Internal when the graph cannot
  // be indexed.
  static absl::StatusOr<std::shared_ptr<const LinkedOwnership>> Link(
      std::shared_ptr<const OwnershipGraph> graph, std::shared_ptr<const ListSnapshot> lists, int threshold,
      const std::shared_ptr<const LinkedOwnership>& previous = nullptr);

  const OwnershipGraph& graph() const { return *graph_; }
  const std::shared_ptr<const OwnershipGraph>& shared_graph() const { return graph_; }
  const OwnershipListings& listings() const { return listings_; }
  const OwnershipBound& bound() const { return *bound_; }

  // Names that similar ones are looked for among.
  size_t similar_names() const;

  // The nodes `node` may be. Similar names are looked for among companies that can be restricted; `*exhausted` is set
  // when that search was cut by options.max_candidates, so that the answer is not whole.
  std::vector<OwnershipLink> Resolve(const v1::OwnershipNode& node, const MatchOptions& options, bool* exhausted) const;

 private:
  LinkedOwnership() = default;
  // Takes over what `previous` found for entries that are unchanged.
  void KeepSimilar(const LinkedOwnership& previous);
  // Entries of lists_ that `previous` does not have under the same names; all of them without it.
  std::vector<EntryIndex> Changed(const LinkedOwnership* previous) const;
  absl::Status FindSimilar(const std::vector<EntryIndex>& entries);
  absl::Status IndexNames();

  std::shared_ptr<const OwnershipGraph> graph_;
  std::shared_ptr<const ListSnapshot> lists_;
  int threshold_ = 0;
  std::vector<SimilarOwner> similar_owners_;
  OwnershipListings listings_;
  std::unique_ptr<const OwnershipBound> bound_;
  std::unique_ptr<const Matcher> similar_;   // over the names of bound_; null if there are none
  std::vector<OwnershipNodeIndex> indexed_;  // node of each entry of similar_
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LINKED_OWNERSHIP_H_
