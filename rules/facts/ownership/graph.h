// The ownership graph: companies, people and states as nodes, interests of owners in assets as edges, in integer basis
// points with ranges, dates and sources. Built once from any number of sources, then immutable.
//
// Nodes of different sources that carry the same worldwide identifier (LEI, register number) are one node. Nodes and
// edges are ordered by their content, so that the same sources in any order give the same graph and digest.
//
// Thread contract: immutable after Build; all methods may be called from any thread.
//
//   OwnershipGraphBuilder builder;
//   CORDON_RETURN_IF_ERROR(builder.AddNode(node));
//   CORDON_RETURN_IF_ERROR(builder.AddEdge(edge));
//   CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const OwnershipGraph> graph, std::move(builder).Build());
#ifndef CORDON_RULES_FACTS_OWNERSHIP_GRAPH_H_
#define CORDON_RULES_FACTS_OWNERSHIP_GRAPH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/dates.h"

namespace cordon {

using OwnershipNodeIndex = uint32_t;
inline constexpr OwnershipNodeIndex kNoOwnershipNode = 0xFFFFFFFFU;

// Bounds of one graph; beyond them Add* answers ResourceExhausted.
struct OwnershipGraphLimits {
  int64_t max_nodes = 20'000'000;
  int64_t max_edges = 50'000'000;
  int64_t max_bytes = 8LL << 30;  // names, identifiers and statement ids together
  int64_t max_names_per_node = 1'000;
  int64_t max_ids_per_node = 200;
  int64_t max_text_bytes = 4'096;  // one name, id, note
};

// One edge as it is held in memory.
struct OwnershipEdgeRecord {
  OwnershipNodeIndex owner = 0;
  OwnershipNodeIndex asset = 0;
  OwnershipDay start = kNoStart;
  OwnershipDay end = kNoEnd;
  uint32_t text = 0;  // into the statement texts
  uint16_t min_bp = 0;
  uint16_t max_bp = 0;
  uint16_t source = 0;     // into the sources
  uint8_t kind = 0;        // v1::InterestKind
  uint8_t directness : 2;  // v1::Directness
  uint8_t unknown : 1;
};

class OwnershipGraph {
 public:
  size_t node_count() const { return node_offsets_.size() - 1; }
  size_t edge_count() const { return edges_.size(); }

  // Parses the stored bytes. REQUIRES: node < node_count().
  v1::OwnershipNode Node(OwnershipNodeIndex node) const;
  absl::string_view NodeId(OwnershipNodeIndex node) const;
  // Node(node).names() without parsing the rest; views live as long as the graph.
  using NameViews = absl::InlinedVector<absl::string_view, 4>;
  NameViews Names(OwnershipNodeIndex node) const;
  // The first of them; empty if there is none.
  absl::string_view FirstName(OwnershipNodeIndex node) const;
  v1::OwnershipNodeKind Kind(OwnershipNodeIndex node) const { return static_cast<v1::OwnershipNodeKind>(kinds_[node]); }

  // Edges whose asset is `node`, ordered by owner, kind, source, dates, share, statement.
  absl::Span<const OwnershipEdgeRecord> OwnersOf(OwnershipNodeIndex node) const {
    return absl::MakeConstSpan(edges_).subspan(first_owner_[node], first_owner_[node + 1] - first_owner_[node]);
  }
  // Positions in edges() of the edges whose owner is `node`, ascending.
  absl::Span<const uint32_t> HoldingsOf(OwnershipNodeIndex node) const {
    return absl::MakeConstSpan(holdings_).subspan(first_holding_[node],
                                                  first_holding_[node + 1] - first_holding_[node]);
  }
  absl::Span<const OwnershipEdgeRecord> edges() const { return edges_; }
  absl::string_view Source(const OwnershipEdgeRecord& edge) const { return sources_[edge.source]; }
  absl::string_view StatementId(const OwnershipEdgeRecord& edge) const;
  absl::string_view Note(const OwnershipEdgeRecord& edge) const;

  // Every id a source used for a node leads to it. kNoOwnershipNode if none does.
  OwnershipNodeIndex FindId(absl::string_view id) const;
  // Nodes carrying the identifier, ascending.
  std::vector<OwnershipNodeIndex> FindIdentifier(const v1::Identifier& id) const;
  // Nodes with an equal name (FoldOwnershipName), ascending.
  std::vector<OwnershipNodeIndex> FindName(absl::string_view name) const;

  // "sha256:<64 hex>" over all nodes and edges.
  const std::string& digest() const { return digest_; }
  // Nodes that an edge names and no source describes.
  size_t undescribed_count() const { return undescribed_; }
  size_t memory_bytes() const;

 private:
  friend class OwnershipGraphBuilder;
  OwnershipGraph() = default;
  absl::string_view Bytes(OwnershipNodeIndex node) const;
  // Calls fn(name) until it answers false.
  template <typename Fn>
  void ReadNames(OwnershipNodeIndex node, const Fn& fn) const;

  std::vector<uint64_t> node_offsets_;  // into node_bytes_, node_count() + 1
  std::string node_bytes_;              // serialised v1::OwnershipNode
  std::vector<uint8_t> kinds_;
  std::vector<std::pair<uint64_t, OwnershipNodeIndex>> id_table_;          // hash of every id -> node
  std::vector<std::pair<uint64_t, OwnershipNodeIndex>> identifier_table_;  // hash of IdentifierKey -> node
  std::vector<std::pair<uint64_t, OwnershipNodeIndex>> name_table_;        // hash of folded name -> node
  std::vector<std::pair<OwnershipNodeIndex, std::string>> aliases_;        // further ids of joined nodes, by node
  std::vector<OwnershipEdgeRecord> edges_;
  std::vector<uint32_t> first_owner_;
  std::vector<uint32_t> holdings_;
  std::vector<uint32_t> first_holding_;
  std::vector<std::string> sources_;
  std::string texts_;  // per edge text: length-prefixed statement id, then note
  std::string digest_;
  size_t undescribed_ = 0;
};

// Not thread-safe.
class OwnershipGraphBuilder {
 public:
  explicit OwnershipGraphBuilder(const OwnershipGraphLimits& limits = OwnershipGraphLimits());
  ~OwnershipGraphBuilder();
  OwnershipGraphBuilder(OwnershipGraphBuilder&&) noexcept;
  OwnershipGraphBuilder& operator=(OwnershipGraphBuilder&&) noexcept;

  // A node seen before (same id) is added to: names and identifiers are joined, empty fields filled. InvalidArgument:
  // no id, a text over its limit; ResourceExhausted: the graph is full.
  absl::Status AddNode(const v1::OwnershipNode& node);
  // Its ends may be added later, or never: then the node is known by its id only. InvalidArgument: missing end, share
  // outside 0..10000 or min > max, date that is not YYYY-MM-DD, end before start.
  absl::Status AddEdge(const v1::OwnershipEdge& edge);
  absl::StatusOr<std::shared_ptr<const OwnershipGraph>> Build() &&;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_GRAPH_H_
