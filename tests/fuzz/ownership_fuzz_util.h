// What must hold of every ownership source that an importer accepts: its edges are in range, a graph can be built from
// it, and every question about the graph ends with sums that agree with themselves.
#ifndef CORDON_TESTS_FUZZ_OWNERSHIP_FUZZ_UTIL_H_
#define CORDON_TESTS_FUZZ_OWNERSHIP_FUZZ_UTIL_H_

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "db/ownership/import.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/picture.h"

namespace cordon {

inline void OwnershipRequire(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

inline void FuzzOwnershipSource(absl::string_view bytes, const char* file_name) {
  OwnershipGraphBuilder builder;
  OwnershipSink sink;
  sink.node = [&builder](const v1::OwnershipNode& node) { return builder.AddNode(node); };
  sink.edge = [&builder](const v1::OwnershipEdge& edge) {
    OwnershipRequire(edge.min_bp() >= 0 && edge.min_bp() <= edge.max_bp() && edge.max_bp() <= 10'000,
                     "a share is a share");
    OwnershipRequire(!edge.owner().empty() && !edge.asset().empty(), "an interest has two ends");
    const absl::Status added = builder.AddEdge(edge);
    // Dates and shares come out of the importer readable; only texts may be too long for the graph.
    OwnershipRequire(added.ok() || added.message().find("longer than") != absl::string_view::npos,
                     "an edge fits the graph");
    return added;
  };
  OwnershipImportOptions options;
  options.file_name = file_name;
  const std::unique_ptr<ByteSource> source = MemorySource(bytes);
  if (!ImportOwnershipFile(*source, options, sink).ok()) return;
  const auto graph = std::move(builder).Build();
  OwnershipRequire(graph.ok(), "what was added builds");
  const size_t nodes = std::min<size_t>((*graph)->node_count(), 8);
  OwnershipListings listings;
  if (nodes > 0) {
    v1::ListEntry entry;
    entry.set_list("SDN");
    entry.set_entry_id("1");
    listings.Add(static_cast<OwnershipNodeIndex>(nodes - 1), MakeOwnershipListing(entry, "fuzz", true));
  }
  const v1::OwnershipConfig config = DefaultOwnershipConfig();
  for (OwnershipNodeIndex node = 0; node < nodes; ++node) {
    OwnershipRequire((*graph)->FindId((*graph)->NodeId(node)) == node, "a node is found by its id");
    OwnershipQuery query;
    query.root.graph_node = node;
    query.as_of = 20260615;
    const v1::OwnershipPicture picture = DrawOwnership(graph->get(), &listings, OwnershipOverlay(), config, query, 50);
    for (const v1::OwnershipSum& sum : picture.findings().sums()) {
      OwnershipRequire(sum.restricted_min_bp() <= sum.restricted_max_bp(), "the sure part is within the possible one");
      OwnershipRequire(!(sum.restricted() && sum.unknown_share()), "restricted is not unknown");
    }
    OwnershipRequire(!OwnershipTree(picture).empty() && !OwnershipSvg(picture).empty(), "a picture is drawn");
    (void)OwnershipDot(picture);
    (void)OwnershipJson(picture);
  }
}

}  // namespace cordon

#endif  // CORDON_TESTS_FUZZ_OWNERSHIP_FUZZ_UTIL_H_
