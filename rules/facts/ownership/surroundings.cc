#include "rules/facts/ownership/surroundings.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

// The source number of what a request states; those of the graph are its own.
constexpr int32_t kRequestSource = -1;
constexpr int32_t kLinkSource = -2;

}  // namespace

// Grows the surroundings level by level.
class OwnershipSurroundings::Collector {
 public:
  Collector(OwnershipSurroundings* out, const v1::OwnershipLimits& limits) : out_(*out), limits_(limits) {}

  void Run(const OwnershipRoot& root) {
    GroupOverlay();
    if (root.overlay_node >= 0) {
      NodeOfOverlay(root.overlay_node, 0);
    } else if (root.graph_node != kNoOwnershipNode) {
      NodeOfGraph(root.graph_node, 0);
    } else {
      out_.nodes_.emplace_back();
    }
    for (size_t next = 0; next < out_.nodes_.size(); ++next) Expand(static_cast<StakeNode>(next));
    for (const auto& [reason, detail] : reasons_) {
      v1::OwnershipIncomplete why;
      why.set_reason(reason);
      why.set_detail(detail);
      out_.incomplete_.push_back(std::move(why));
    }
  }

  std::vector<StakeStatement> TakeStatements() { return std::move(stake_statements_); }

 private:
  // Overlay nodes that are certainly the same node of the graph are one party.
  void GroupOverlay() {
    const std::vector<OwnershipOverlay::Node>& nodes = out_.overlay_.nodes();
    group_of_.resize(nodes.size());
    std::iota(group_of_.begin(), group_of_.end(), size_t{0});
    const auto find = [this](size_t node) {
      while (group_of_[node] != node) node = group_of_[node];
      return node;
    };
    absl::flat_hash_map<OwnershipNodeIndex, size_t> holder;
    for (size_t i = 0; i < nodes.size(); ++i) {
      for (const OwnershipLink& link : nodes[i].links) {
        if (!Usable(link) || !link.certain) continue;
        const auto [it, fresh] = holder.emplace(link.node, i);
        if (fresh) continue;
        const size_t a = find(it->second);
        const size_t b = find(i);
        group_of_[std::max(a, b)] = std::min(a, b);
      }
    }
    members_.resize(nodes.size());
    for (size_t i = 0; i < nodes.size(); ++i) {
      const size_t group = find(i);
      group_of_[i] = group;
      members_[group].push_back(static_cast<int>(i));
      for (const OwnershipLink& link : nodes[i].links) {
        if (Usable(link) && link.certain) group_of_graph_.emplace(link.node, group);
      }
    }
    assets_.resize(nodes.size());
    for (const OwnershipOverlay::Edge& edge : out_.overlay_.edges()) {
      assets_[static_cast<size_t>(edge.asset)].push_back(&edge);
    }
  }

  bool Usable(const OwnershipLink& link) const {
    return out_.graph_ != nullptr && link.node < out_.graph_->node_count();
  }

  void Stop(absl::string_view reason, absl::string_view what, int64_t limit) {
    reasons_.emplace(std::string(reason),
                     absl::StrCat("more than ", limit, " ", what, " above the party; the rest was not looked at"));
  }

  // The local number, or kNotFound when the limit is reached.
  static constexpr int64_t kNotFound = -1;

  int64_t NewNode(int depth) {
    if (static_cast<int64_t>(out_.nodes_.size()) >= limits_.max_nodes()) {
      Stop("NODE_LIMIT", "owners", limits_.max_nodes());
      return kNotFound;
    }
    out_.nodes_.emplace_back();
    out_.nodes_.back().depth = depth;
    return static_cast<int64_t>(out_.nodes_.size()) - 1;
  }

  int64_t NodeOfOverlay(int overlay_node, int depth) {
    const size_t group = group_of_[static_cast<size_t>(overlay_node)];
    const auto it = local_of_group_.find(group);
    if (it != local_of_group_.end()) return it->second;
    const int64_t local = NewNode(depth);
    if (local == kNotFound) return local;
    local_of_group_.emplace(group, local);
    Node& node = out_.nodes_[static_cast<size_t>(local)];
    node.overlay = members_[group];
    for (const int member : members_[group]) {
      for (const OwnershipLink& link : out_.overlay_.nodes()[static_cast<size_t>(member)].links) {
        if (!Usable(link) || !link.certain) continue;
        node.graph.push_back(link.node);
        node.by_name = node.by_name || link.method == "name";
      }
    }
    std::sort(node.graph.begin(), node.graph.end());
    node.graph.erase(std::unique(node.graph.begin(), node.graph.end()), node.graph.end());
    return local;
  }

  int64_t NodeOfGraph(OwnershipNodeIndex graph_node, int depth) {
    const auto group = group_of_graph_.find(graph_node);
    if (group != group_of_graph_.end()) return NodeOfOverlay(static_cast<int>(group->second), depth);
    const auto it = local_of_graph_.find(graph_node);
    if (it != local_of_graph_.end()) return it->second;
    const int64_t local = NewNode(depth);
    if (local == kNotFound) return local;
    local_of_graph_.emplace(graph_node, local);
    out_.nodes_[static_cast<size_t>(local)].graph = {graph_node};
    return local;
  }

  // Adds one statement; false when the search of this asset must stop.
  bool AddStatement(int64_t owner, StakeNode asset, Statement statement, StakeStatement stake) {
    if (owner == kNotFound) return false;
    if (static_cast<int64_t>(out_.statements_.size()) >= limits_.max_edges()) {
      Stop("EDGE_LIMIT", "interests", limits_.max_edges());
      return false;
    }
    statement.owner = static_cast<StakeNode>(owner);
    statement.asset = asset;
    stake.owner = statement.owner;
    stake.asset = asset;
    stake.kind = statement.kind;
    stake.evidence = static_cast<uint32_t>(out_.statements_.size());
    out_.statements_.push_back(statement);
    stake_statements_.push_back(stake);
    return true;
  }

  void Expand(StakeNode asset) {
    // A copy: the nodes grow while we look.
    const Node node = out_.nodes_[asset];
    const bool too_deep = node.depth >= limits_.max_depth();
    for (const int member : node.overlay) {
      for (const OwnershipOverlay::Edge* edge : assets_[static_cast<size_t>(member)]) {
        if (!MakesStake(edge->edge.kind()) || !InForce(edge->start, edge->end, out_.as_of_)) continue;
        if (too_deep) return StopAtDepth(asset);
        Statement statement;
        statement.edge = edge;
        statement.kind = edge->edge.kind();
        StakeStatement stake;
        stake.source = kRequestSource;
        stake.min_bp = static_cast<uint16_t>(edge->edge.min_bp());
        stake.max_bp = static_cast<uint16_t>(edge->edge.max_bp());
        stake.directness = edge->edge.directness();
        stake.unknown = edge->edge.unknown();
        stake.start = edge->start;
        stake.end = edge->end;
        if (!AddStatement(NodeOfOverlay(edge->owner, node.depth + 1), asset, statement, stake))
          return MarkDoubtful(asset);
      }
      for (const OwnershipLink& link : out_.overlay_.nodes()[static_cast<size_t>(member)].links) {
        if (!Usable(link) || link.certain) continue;
        if (too_deep) return StopAtDepth(asset);
        Statement statement;
        statement.link = &link;
        statement.kind = v1::INTEREST_SAME_AS;
        StakeStatement stake;
        stake.source = kLinkSource;
        stake.max_bp = 10'000;
        stake.unknown = true;
        if (!AddStatement(NodeOfGraph(link.node, node.depth + 1), asset, statement, stake)) return MarkDoubtful(asset);
      }
    }
    for (const OwnershipNodeIndex graph_node : node.graph) {
      for (const OwnershipEdgeRecord& record : out_.graph_->OwnersOf(graph_node)) {
        const auto kind = static_cast<v1::InterestKind>(record.kind);
        if (!MakesStake(kind) || !InForce(record.start, record.end, out_.as_of_)) continue;
        if (record.owner == record.asset) continue;
        if (too_deep) return StopAtDepth(asset);
        Statement statement;
        statement.record = &record;
        statement.kind = kind;
        StakeStatement stake;
        stake.source = record.source;
        stake.min_bp = record.min_bp;
        stake.max_bp = record.max_bp;
        stake.directness = static_cast<v1::Directness>(record.directness);
        stake.unknown = record.unknown != 0;
        stake.start = record.start;
        stake.end = record.end;
        if (!AddStatement(NodeOfGraph(record.owner, node.depth + 1), asset, statement, stake))
          return MarkDoubtful(asset);
      }
    }
  }

  void MarkDoubtful(StakeNode asset) { out_.nodes_[asset].unexplored = true; }

  void StopAtDepth(StakeNode asset) {
    Stop("DEPTH_LIMIT", "levels of owners", limits_.max_depth());
    MarkDoubtful(asset);
  }

  OwnershipSurroundings& out_;
  const v1::OwnershipLimits& limits_;
  std::vector<size_t> group_of_;
  std::vector<absl::InlinedVector<int, 2>> members_;
  std::vector<absl::InlinedVector<const OwnershipOverlay::Edge*, 2>> assets_;
  absl::flat_hash_map<OwnershipNodeIndex, size_t> group_of_graph_;
  absl::flat_hash_map<size_t, int64_t> local_of_group_;
  absl::flat_hash_map<OwnershipNodeIndex, int64_t> local_of_graph_;
  std::vector<StakeStatement> stake_statements_;
  std::map<std::string, std::string> reasons_;
};

OwnershipSurroundings::OwnershipSurroundings(const OwnershipGraph* graph, const OwnershipOverlay& overlay,
                                             const OwnershipRoot& root, OwnershipDay as_of,
                                             const v1::OwnershipLimits& limits)
    : graph_(graph), overlay_(overlay), as_of_(as_of), stakes_(0, {}, {}) {
  Collector collector(this, limits);
  collector.Run(root);
  // Owners are ordered by their ids, as in the whole graph, whose node numbers follow the ids.
  std::vector<StakeNode> by_id(nodes_.size());
  std::iota(by_id.begin(), by_id.end(), StakeNode{0});
  std::sort(by_id.begin(), by_id.end(), [this](StakeNode a, StakeNode b) {
    const Node& left = nodes_[a];
    const Node& right = nodes_[b];
    if (left.overlay.empty() && right.overlay.empty() && !left.graph.empty() && !right.graph.empty()) {
      return left.graph[0] < right.graph[0];
    }
    return std::make_pair(IdView(a), a) < std::make_pair(IdView(b), b);
  });
  std::vector<uint32_t> rank(nodes_.size());
  for (uint32_t i = 0; i < by_id.size(); ++i) rank[by_id[i]] = i;
  stakes_ = StakeGraph(nodes_.size(), collector.TakeStatements(), rank);
}

absl::Span<const OwnershipSurroundings::Statement> OwnershipSurroundings::StatementsAbout(StakeNode asset) const {
  // Statements were added asset by asset, in the order of the nodes.
  const auto from = std::lower_bound(statements_.begin(), statements_.end(), asset,
                                     [](const Statement& s, StakeNode node) { return s.asset < node; });
  auto to = from;
  while (to != statements_.end() && to->asset == asset) ++to;
  return absl::MakeConstSpan(statements_)
      .subspan(static_cast<size_t>(from - statements_.begin()), static_cast<size_t>(to - from));
}

std::vector<StakeNode> OwnershipSurroundings::Doubtful() const {
  std::vector<StakeNode> doubtful;
  for (StakeNode i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].unexplored) doubtful.push_back(i);
  }
  return doubtful;
}

std::vector<v1::OwnershipNode> OwnershipSurroundings::Descriptions(StakeNode node) const {
  std::vector<v1::OwnershipNode> out;
  for (const int member : nodes_[node].overlay) out.push_back(overlay_.nodes()[static_cast<size_t>(member)].node);
  for (const OwnershipNodeIndex index : nodes_[node].graph) out.push_back(graph_->Node(index));
  return out;
}

absl::string_view OwnershipSurroundings::IdView(StakeNode node) const {
  const Node& local = nodes_[node];
  if (!local.overlay.empty()) return overlay_.nodes()[static_cast<size_t>(local.overlay[0])].node.id();
  return local.graph.empty() ? absl::string_view() : graph_->NodeId(local.graph[0]);
}

std::string OwnershipSurroundings::Id(StakeNode node) const { return std::string(IdView(node)); }

std::string OwnershipSurroundings::Name(StakeNode node) const {
  for (const int member : nodes_[node].overlay) {
    const v1::OwnershipNode& described = overlay_.nodes()[static_cast<size_t>(member)].node;
    if (!described.names().empty()) return described.names(0);
  }
  for (const OwnershipNodeIndex index : nodes_[node].graph) {
    const absl::string_view name = graph_->FirstName(index);
    if (!name.empty()) return std::string(name);
  }
  return Id(node);
}

v1::OwnershipNodeKind OwnershipSurroundings::Kind(StakeNode node) const {
  for (const int member : nodes_[node].overlay) {
    const auto kind = overlay_.nodes()[static_cast<size_t>(member)].node.kind();
    if (kind != v1::NODE_KIND_UNSPECIFIED) return kind;
  }
  for (const OwnershipNodeIndex index : nodes_[node].graph) {
    if (graph_->Kind(index) != v1::NODE_KIND_UNSPECIFIED) return graph_->Kind(index);
  }
  return v1::NODE_KIND_UNSPECIFIED;
}

v1::OwnershipHop OwnershipSurroundings::Hop(const Statement& statement) const {
  v1::OwnershipHop hop;
  hop.set_owner(Id(statement.owner));
  hop.set_owner_name(Name(statement.owner));
  hop.set_asset(Id(statement.asset));
  hop.set_asset_name(Name(statement.asset));
  hop.set_kind(statement.kind);
  if (statement.record != nullptr) {
    const OwnershipEdgeRecord& record = *statement.record;
    hop.set_min_bp(record.min_bp);
    hop.set_max_bp(record.max_bp);
    hop.set_unknown(record.unknown != 0);
    hop.set_directness(static_cast<v1::Directness>(record.directness));
    hop.set_start_date(FormatOwnershipDay(record.start));
    hop.set_end_date(FormatOwnershipDay(record.end));
    hop.set_source(std::string(graph_->Source(record)));
    hop.set_statement_id(std::string(graph_->StatementId(record)));
  } else if (statement.edge != nullptr) {
    const v1::OwnershipEdge& edge = statement.edge->edge;
    hop.set_min_bp(edge.min_bp());
    hop.set_max_bp(edge.max_bp());
    hop.set_unknown(edge.unknown());
    hop.set_directness(edge.directness());
    hop.set_start_date(edge.start_date());
    hop.set_end_date(edge.end_date());
    hop.set_source(edge.source());
    hop.set_statement_id(edge.statement_id());
  } else {
    hop.set_max_bp(10'000);
    hop.set_unknown(true);
    hop.set_source("match");
    hop.set_statement_id(statement.link->evidence);
  }
  return hop;
}

v1::OwnershipHop OwnershipSurroundings::Hop(const Stake& stake, StakeNode asset) const {
  v1::OwnershipHop hop = Hop(statements_[stake.evidence]);
  hop.set_asset(Id(asset));
  // The stake adds up all statements about the pair.
  if (stake.has_share || stake.has_vote) {
    hop.set_unknown(false);
    hop.set_min_bp(stake.has_share ? stake.share_min : stake.vote_min);
    hop.set_max_bp(stake.has_share ? stake.share_max : stake.vote_max);
  }
  return hop;
}

std::vector<const OwnershipListing*> OwnershipSurroundings::Listings(StakeNode node,
                                                                     const OwnershipListings* listings) const {
  std::vector<const OwnershipListing*> found;
  for (const int member : nodes_[node].overlay) {
    for (const OwnershipListing& listing : overlay_.nodes()[static_cast<size_t>(member)].listings) {
      found.push_back(&listing);
    }
  }
  if (listings == nullptr) return found;
  for (const OwnershipNodeIndex index : nodes_[node].graph) {
    for (const OwnershipListing& listing : listings->Of(index)) {
      const bool known = std::any_of(found.begin(), found.end(), [&listing](const OwnershipListing* other) {
        return other->entry.list() == listing.entry.list() && other->entry.entry_id() == listing.entry.entry_id();
      });
      if (!known) found.push_back(&listing);
    }
  }
  return found;
}

}  // namespace cordon
