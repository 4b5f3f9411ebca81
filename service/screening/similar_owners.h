// Owners of the ownership graph whose names are similar to names of list entries: what linking a graph with its lists
// cannot look up by equality. The one expensive step of a list change, so it runs on several threads, and only for
// entries that changed in what a name is matched by.
//
// What an owner and an entry score depends on no third, so entries may be looked for apart and the findings put
// together. Thread contract: pure functions; FindSimilarOwners starts threads and joins them before it returns.
//
//   std::vector<SimilarOwner> found = FindSimilarOwners(*graph, snapshot, threshold, ProcessorCount());
#ifndef CORDON_SERVICE_SCREENING_SIMILAR_OWNERS_H_
#define CORDON_SERVICE_SCREENING_SIMILAR_OWNERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "match/list_snapshot.h"
#include "rules/facts/ownership/graph.h"

namespace cordon {

// An owner whose name is similar to one of an entry, or is what the entry's watch pattern is written for.
struct SimilarOwner {
  OwnershipNodeIndex node = 0;
  int32_t name = 0;   // index into ListEntry.names; -1 for the pattern
  int32_t score = 0;  // basis points; kEqualNameScore only if the names as they stand are equal
  std::string list;
  std::string entry_id;
};

// Every owner or officer in the graph against every entry, ascending by node; the same for any number of threads.
std::vector<SimilarOwner> FindSimilarOwners(const OwnershipGraph& graph,
                                            const std::shared_ptr<const ListSnapshot>& lists, int threshold,
                                            int threads);

// Whether two serialised entries of one list and id are found under the same names with the same scores. A change of
// dates, addresses or legal texts is none of names.
bool SameNames(absl::string_view before, absl::string_view now);

// What this machine can do at once; at least 1.
int ProcessorCount();

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SIMILAR_OWNERS_H_
