#include "rules/facts/ownership/evaluate.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/parents.h"
#include "rules/facts/ownership/regime_sum.h"

namespace cordon {
namespace {

constexpr int kMaxOfficers = 200;

void AddResolutions(const OwnershipSurroundings& around, v1::OwnershipFindings* findings) {
  for (const int member : around.nodes()[0].overlay) {
    for (const OwnershipLink& link : around.overlay().nodes()[static_cast<size_t>(member)].links) {
      if (around.graph() == nullptr || link.node >= around.graph()->node_count()) continue;
      v1::OwnershipResolution* const resolution = findings->add_resolutions();
      const absl::string_view id = around.graph()->NodeId(link.node);
      const absl::string_view name = around.graph()->FirstName(link.node);
      resolution->set_node_id(std::string(id));
      resolution->set_node_name(std::string(name.empty() ? id : name));
      resolution->set_method(link.method);
      resolution->set_score(link.score);
      resolution->set_evidence(link.evidence);
      resolution->set_certain(link.certain);
    }
  }
}

void AddOfficer(const std::string& id, const std::string& name, const std::string& role, const std::string& source,
                const std::vector<v1::OwnerEntry>& entries, v1::OwnershipFindings* findings) {
  if (findings->officers_size() >= kMaxOfficers) return;
  v1::OwnershipOfficer* const officer = findings->add_officers();
  officer->set_id(id);
  officer->set_name(name);
  officer->set_role(role);
  officer->set_source(source);
  for (const v1::OwnerEntry& entry : entries) *officer->add_entries() = entry;
}

void AddOfficers(const OwnershipSurroundings& around, const OwnershipListings* listings,
                 v1::OwnershipFindings* findings) {
  const OwnershipGraph* const graph = around.graph();
  for (const OwnershipNodeIndex node : around.nodes()[0].graph) {
    for (const OwnershipEdgeRecord& record : graph->OwnersOf(node)) {
      if (record.kind != v1::INTEREST_DIRECTORSHIP || !InForce(record.start, record.end, around.as_of())) continue;
      const v1::OwnershipNode person = graph->Node(record.owner);
      std::vector<v1::OwnerEntry> entries;
      if (listings != nullptr) {
        for (const OwnershipListing& listing : listings->Of(record.owner)) {
          if (InForce(listing.start, listing.end, around.as_of())) entries.push_back(listing.entry);
        }
      }
      AddOfficer(person.id(), person.names().empty() ? person.id() : person.names(0), std::string(graph->Note(record)),
                 std::string(graph->Source(record)), entries, findings);
    }
  }
  for (const OwnershipOverlay::Edge& edge : around.overlay().edges()) {
    const auto& members = around.nodes()[0].overlay;
    if (edge.edge.kind() != v1::INTEREST_DIRECTORSHIP || !InForce(edge.start, edge.end, around.as_of()) ||
        std::find(members.begin(), members.end(), edge.asset) == members.end()) {
      continue;
    }
    const OwnershipOverlay::Node& person = around.overlay().nodes()[static_cast<size_t>(edge.owner)];
    std::vector<v1::OwnerEntry> entries;
    for (const OwnershipListing& listing : person.listings) {
      if (InForce(listing.start, listing.end, around.as_of())) entries.push_back(listing.entry);
    }
    AddOfficer(person.node.id(), person.node.names().empty() ? person.node.id() : person.node.names(0),
               edge.edge.note(), edge.edge.source(), entries, findings);
  }
}

v1::OwnershipFindings FindingsOf(const OwnershipSurroundings& around, const OwnershipListings* listings,
                                 const v1::OwnershipConfig& config, const OwnershipQuery& query) {
  v1::OwnershipFindings findings;
  findings.set_party_index(query.party_index);
  findings.set_as_of(FormatOwnershipDay(query.as_of));
  AddResolutions(around, &findings);
  std::vector<const v1::OwnershipRegimeConfig*> regimes;
  for (const v1::OwnershipRegimeConfig& regime : config.regimes()) regimes.push_back(&regime);
  std::sort(regimes.begin(), regimes.end(), [](const v1::OwnershipRegimeConfig* a, const v1::OwnershipRegimeConfig* b) {
    return a->regime() < b->regime();
  });
  const v1::OwnershipLimits limits = EffectiveLimits(config);
  const std::vector<StakeNode> marked = internal::MarkedNodes(around, listings);
  for (const v1::OwnershipRegimeConfig* regime : regimes) {
    const internal::RegimeView view = internal::ViewRegime(around, listings, marked, *regime, false);
    v1::OwnershipSum sum = internal::SumRegime(view, limits.max_paths());
    sum.set_party_index(query.party_index);
    *findings.add_sums() = std::move(sum);
  }
  for (v1::UltimateParent& parent : internal::FindUltimateParents(around)) {
    *findings.add_ultimate_parents() = std::move(parent);
  }
  AddOfficers(around, listings, &findings);
  for (const v1::OwnershipIncomplete& why : around.incomplete()) *findings.add_incomplete() = why;
  int known = 0;
  for (const Stake& stake : around.stakes().OwnersOf(0)) {
    if (stake.has_share) known += stake.share_max;
  }
  findings.set_known_max_bp(std::min(known, 10'000));
  const bool by_name = around.nodes()[0].by_name;
  findings.set_by_name(by_name);
  const absl::Span<const OwnershipSurroundings::Statement> owners = around.StatementsAbout(0);
  findings.set_has_owners(std::any_of(owners.begin(), owners.end(), [&](const OwnershipSurroundings::Statement& s) {
    return s.owner != s.asset && (s.edge != nullptr || (s.record != nullptr && !by_name));
  }));
  for (const OwnershipNodeIndex index : around.nodes()[0].graph) {
    const v1::OwnershipNode node = around.graph()->Node(index);
    if (findings.incorporation_date().empty()) findings.set_incorporation_date(node.incorporation_date());
    if (findings.incorporation_country().empty()) findings.set_incorporation_country(node.incorporation_country());
    if (findings.hq_country().empty()) findings.set_hq_country(node.hq_country());
  }
  return findings;
}

}  // namespace

v1::OwnershipFindings EvaluateOwnership(const OwnershipGraph* graph, const OwnershipListings* listings,
                                        const OwnershipOverlay& overlay, const v1::OwnershipConfig& config,
                                        const OwnershipQuery& query) {
  const v1::OwnershipLimits limits = EffectiveLimits(config);
  const OwnershipSurroundings around(graph, overlay, query.root, query.as_of, limits);
  return FindingsOf(around, listings, config, query);
}

v1::OwnershipPicture DrawOwnership(const OwnershipGraph* graph, const OwnershipListings* listings,
                                   const OwnershipOverlay& overlay, const v1::OwnershipConfig& config,
                                   const OwnershipQuery& query, int max_nodes) {
  const v1::OwnershipLimits limits = EffectiveLimits(config);
  const OwnershipSurroundings around(graph, overlay, query.root, query.as_of, limits);
  v1::OwnershipPicture picture;
  *picture.mutable_findings() = FindingsOf(around, listings, config, query);

  // Nodes come level by level; those beyond the bound are left out with their edges.
  const auto count =
      static_cast<StakeNode>(std::min(around.nodes().size(), static_cast<size_t>(std::max(max_nodes, 1))));
  picture.set_truncated(count < around.nodes().size() || !around.incomplete().empty());
  std::vector<internal::RegimeView> views;
  const std::vector<StakeNode> marked = internal::MarkedNodes(around, listings);
  for (const v1::OwnershipRegimeConfig& regime : config.regimes()) {
    views.push_back(internal::ViewRegime(around, listings, marked, regime, true));
  }
  for (StakeNode i = 0; i < count; ++i) {
    v1::OwnershipPictureNode* const node = picture.add_nodes();
    node->set_id(around.Id(i));
    node->set_name(around.Name(i));
    node->set_kind(around.Kind(i));
    node->set_level(around.nodes()[i].depth);
    node->set_unexplored(around.nodes()[i].unexplored);
    for (const v1::OwnershipNode& described : around.Descriptions(i)) {
      if (node->country().empty()) node->set_country(described.hq_country());
      if (node->country().empty()) node->set_country(described.incorporation_country());
    }
    for (const OwnershipListing* listing : around.Listings(i, listings)) {
      if (InForce(listing->start, listing->end, query.as_of)) *node->add_entries() = listing->entry;
    }
    for (const internal::RegimeView& view : views) {
      if (view.sets.sure[i] != kNotInSet) {
        node->add_restricted(view.regime.regime());
      } else if (view.sets.possible[i] != kNotInSet) {
        node->add_possible(view.regime.regime());
      }
    }
    for (const Stake& stake : around.stakes().OwnersOf(i)) {
      if (stake.owner < count) *picture.add_edges() = around.Hop(stake, i);
    }
  }
  return picture;
}

}  // namespace cordon
