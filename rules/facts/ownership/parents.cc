#include "rules/facts/ownership/parents.h"

#include <algorithm>
#include <map>

namespace cordon::internal {
namespace {

bool CanBeParent(v1::OwnershipNodeKind kind) {
  return kind != v1::NODE_PERSON && kind != v1::NODE_STATE && kind != v1::NODE_STATE_BODY && kind != v1::NODE_ANONYMOUS;
}

// One step up, by a statement or by a majority. Put into words only for what is answered.
struct ParentStep {
  StakeNode parent = 0;
  StakeNode asset = 0;
  const OwnershipSurroundings::Statement* statement = nullptr;
  const Stake* stake = nullptr;
};

v1::OwnershipHop HopOf(const OwnershipSurroundings& around, const ParentStep& step) {
  return step.statement != nullptr ? around.Hop(*step.statement) : around.Hop(*step.stake, step.asset);
}

// The node's parents, each once, ascending. Of several statements about one the first is shown.
std::vector<ParentStep> ParentsOf(const OwnershipSurroundings& around, StakeNode node) {
  std::vector<ParentStep> ultimate;
  std::vector<ParentStep> direct;
  for (const OwnershipSurroundings::Statement& s : around.StatementsAbout(node)) {
    const bool top = s.kind == v1::INTEREST_CONSOLIDATION_ULTIMATE;
    if (!top && s.kind != v1::INTEREST_CONSOLIDATION_DIRECT && s.kind != v1::INTEREST_BRANCH) continue;
    if (s.owner == node || !CanBeParent(around.Kind(s.owner))) continue;
    (top ? ultimate : direct).push_back({s.owner, node, &s, nullptr});
  }
  for (const Stake& stake : around.stakes().OwnersOf(node)) {
    if (stake.has_share && stake.share_min > 5'000 && CanBeParent(around.Kind(stake.owner))) {
      direct.push_back({stake.owner, node, nullptr, &stake});
    }
  }
  std::vector<ParentStep>& steps = ultimate.empty() ? direct : ultimate;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const ParentStep& a, const ParentStep& b) { return a.parent < b.parent; });
  steps.erase(std::unique(steps.begin(), steps.end(),
                          [](const ParentStep& a, const ParentStep& b) { return a.parent == b.parent; }),
              steps.end());
  return std::move(steps);
}

bool StatesException(const std::vector<v1::OwnershipNode>& described, v1::ParentException exception) {
  return std::any_of(described.begin(), described.end(), [exception](const v1::OwnershipNode& d) {
    return d.ultimate_parent_exception() == exception ||
           (d.ultimate_parent_exception() == v1::PARENT_EXCEPTION_UNSPECIFIED &&
            d.direct_parent_exception() == exception);
  });
}

// A company on the way up, and the step that led to it.
struct Place {
  StakeNode node = 0;
  size_t below = 0;  // its place among all; 0 is the party
  ParentStep step;
  bool by_name = false;
};

// One answer per headquarters that the descriptions of the company at `top` state; one without if none does.
void AddTop(const OwnershipSurroundings& around, const std::vector<Place>& places, size_t top,
            const std::vector<v1::OwnershipNode>& descriptions, std::vector<v1::UltimateParent>* out) {
  const Place& place = places[top];
  v1::UltimateParent parent;
  parent.set_by_name(place.by_name);
  parent.set_id(around.Id(place.node));
  parent.set_name(around.Name(place.node));
  parent.set_self(place.node == 0);
  std::vector<const ParentStep*> steps;
  for (size_t at = top; at != 0; at = places[at].below) steps.push_back(&places[at].step);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) *parent.add_hops() = HopOf(around, **step);
  if (parent.hops_size() > 0) {
    parent.set_source(parent.hops(parent.hops_size() - 1).source());
    parent.set_basis(parent.hops(parent.hops_size() - 1).kind());
  }
  std::map<std::string, std::string> headquarters;  // country -> source
  for (const v1::OwnershipNode& described : descriptions) {
    if (parent.source().empty()) parent.set_source(described.source());
    if (parent.incorporation_country().empty()) parent.set_incorporation_country(described.incorporation_country());
    if (!described.hq_country().empty()) headquarters.emplace(described.hq_country(), described.source());
  }
  if (headquarters.empty()) headquarters.emplace("", "");
  size_t left = headquarters.size();
  for (const auto& [country, source] : headquarters) {
    parent.set_hq_country(country);
    parent.set_hq_source(source);
    if (--left == 0) {
      out->push_back(std::move(parent));
      break;
    }
    out->push_back(parent);
  }
}

// A parent exists and nobody says who.
v1::UltimateParent WithheldParent(const std::vector<v1::OwnershipNode>& described) {
  v1::UltimateParent parent;
  parent.set_source(described.empty() ? "" : described.front().source());
  return parent;
}

}  // namespace

std::vector<v1::UltimateParent> FindUltimateParents(const OwnershipSurroundings& around) {
  std::vector<v1::UltimateParent> found;
  std::vector<bool> seen(around.nodes().size(), false);
  std::vector<Place> places(1);
  places[0].by_name = around.nodes()[0].by_name;
  seen[0] = true;
  for (size_t next = 0; next < places.size(); ++next) {
    const StakeNode node = places[next].node;
    const std::vector<ParentStep> steps = ParentsOf(around, node);
    if (steps.empty()) {
      const std::vector<v1::OwnershipNode> described = around.Descriptions(node);
      // Nothing said about the party's parents is not "it has none".
      if (node != 0 || StatesException(described, v1::NO_PARENT)) AddTop(around, places, next, described, &found);
      if (StatesException(described, v1::PARENT_NOT_NAMED)) found.push_back(WithheldParent(described));
    }
    for (const ParentStep& step : steps) {
      if (seen[step.parent]) continue;
      seen[step.parent] = true;
      const bool by_name = places[next].by_name || around.nodes()[step.parent].by_name;
      places.push_back({step.parent, next, step, by_name});
    }
  }
  return found;
}

}  // namespace cordon::internal
