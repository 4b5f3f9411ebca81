// Short words for building small ownership graphs in tests.
#ifndef CORDON_TESTS_OWNERSHIP_OWNERSHIP_FIXTURE_H_
#define CORDON_TESTS_OWNERSHIP_OWNERSHIP_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"

namespace cordon {

inline v1::OwnershipEdge Interest(const std::string& owner, const std::string& asset, int min_bp, int max_bp) {
  v1::OwnershipEdge edge;
  edge.set_owner(owner);
  edge.set_asset(asset);
  edge.set_min_bp(min_bp);
  edge.set_max_bp(max_bp);
  edge.set_kind(v1::INTEREST_SHAREHOLDING);
  edge.set_source("test");
  return edge;
}

inline v1::OwnershipEdge UnknownInterest(const std::string& owner, const std::string& asset,
                                         v1::InterestKind kind = v1::INTEREST_SHAREHOLDING) {
  v1::OwnershipEdge edge = Interest(owner, asset, 0, 10'000);
  edge.set_unknown(true);
  edge.set_kind(kind);
  return edge;
}

// A graph whose ids are names, with its listings.
class SmallWorld {
 public:
  SmallWorld& Own(const std::string& owner, const std::string& asset, int min_bp, int max_bp = -1) {
    edges_.push_back(Interest(owner, asset, min_bp, max_bp < 0 ? min_bp : max_bp));
    return *this;
  }
  SmallWorld& Edge(v1::OwnershipEdge edge) {
    edges_.push_back(std::move(edge));
    return *this;
  }
  v1::OwnershipEdge& last() { return edges_.back(); }
  SmallWorld& List(const std::string& node, const std::string& list, const std::string& start = "",
                   const std::string& end = "") {
    v1::ListEntry entry;
    entry.set_list(list);
    entry.set_entry_id(list + "/" + node);
    entry.set_entry_name(node);
    entry.set_start_date(start);
    entry.set_end_date(end);
    listed_.emplace_back(node, entry);
    return *this;
  }
  v1::ListEntry& last_entry() { return listed_.back().second; }
  SmallWorld& Node(v1::OwnershipNode node) {
    nodes_.push_back(std::move(node));
    return *this;
  }

  void Build() {
    OwnershipGraphBuilder builder;
    for (const v1::OwnershipNode& node : nodes_) ASSERT_TRUE(builder.AddNode(node).ok());
    for (const v1::OwnershipEdge& edge : edges_) {
      const absl::Status added = builder.AddEdge(edge);
      ASSERT_TRUE(added.ok()) << std::string(added.message());
    }
    auto graph = std::move(builder).Build();
    ASSERT_TRUE(graph.ok());
    graph_ = *graph;
    listings_ = OwnershipListings();
    for (const auto& [node, entry] : listed_) {
      const OwnershipNodeIndex index = graph_->FindId(node);
      ASSERT_NE(index, kNoOwnershipNode) << node;
      listings_.Add(index, MakeOwnershipListing(entry, "test", true));
    }
  }

  v1::OwnershipFindings Ask(const std::string& node, OwnershipDay as_of = 20260615,
                            const v1::OwnershipConfig& config = DefaultOwnershipConfig()) {
    if (graph_ == nullptr) Build();
    OwnershipQuery query;
    query.root.graph_node = graph_->FindId(node);
    query.as_of = as_of;
    return EvaluateOwnership(graph_.get(), &listings_, OwnershipOverlay(), config, query);
  }
  v1::OwnershipPicture Draw(const std::string& node, OwnershipDay as_of = 20260615, int max_nodes = 100) {
    if (graph_ == nullptr) Build();
    OwnershipQuery query;
    query.root.graph_node = graph_->FindId(node);
    query.as_of = as_of;
    return DrawOwnership(graph_.get(), &listings_, OwnershipOverlay(), DefaultOwnershipConfig(), query, max_nodes);
  }
  const OwnershipGraph& graph() const { return *graph_; }
  const OwnershipListings& listings() const { return listings_; }

 private:
  std::vector<v1::OwnershipNode> nodes_;
  std::vector<v1::OwnershipEdge> edges_;
  std::vector<std::pair<std::string, v1::ListEntry>> listed_;
  std::shared_ptr<const OwnershipGraph> graph_;
  OwnershipListings listings_;
};

inline const v1::OwnershipSum& SumOf(const v1::OwnershipFindings& findings, v1::OwnershipRegime regime) {
  static const v1::OwnershipSum* const kNone = new v1::OwnershipSum();
  for (const v1::OwnershipSum& sum : findings.sums()) {
    if (sum.regime() == regime) return sum;
  }
  ADD_FAILURE() << "no sum for the regime";
  return *kNone;
}

}  // namespace cordon

#endif  // CORDON_TESTS_OWNERSHIP_OWNERSHIP_FIXTURE_H_
