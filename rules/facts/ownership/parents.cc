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

// The node's parents, each once, ascending.
std::vector<ParentStep> ParentsOf(const OwnershipSurroundings& around, StakeNode node) {
  std::map<StakeNode, ParentStep> ultimate;
  std::map<StakeNode, ParentStep> direct;
  for (const OwnershipSurroundings::Statement* s : around.StatementsAbout(node)) {
    if (!CanBeParent(around.Kind(s->owner))) continue;
    if (s->kind == v1::INTEREST_CONSOLIDATION_ULTIMATE) ultimate.emplace(s->owner, ParentStep{s->owner, node, s, nullptr});
    if (s->kind == v1::INTEREST_CONSOLIDATION_DIRECT || s->kind == v1::INTEREST_BRANCH) {
      direct.emplace(s->owner, ParentStep{s->owner, node, s, nullptr});
    }
  }
  for (const Stake& stake : around.stakes().OwnersOf(node)) {
    if (stake.has_share && stake.share_min > 5'000 && CanBeParent(around.Kind(stake.owner))) {
      direct.emplace(stake.owner, ParentStep{stake.owner, node, nullptr, &stake});
    }
  }
  std::vector<ParentStep> steps;
  for (auto& item : ultimate.empty() ? direct : ultimate) steps.push_back(item.second);
  return steps;
}

bool StatesException(const OwnershipSurroundings& around, StakeNode node, v1::ParentException exception) {
  const std::vector<v1::OwnershipNode> described = around.Descriptions(node);
  return std::any_of(described.begin(), described.end(), [exception](const v1::OwnershipNode& d) {
    return d.ultimate_parent_exception() == exception ||
           (d.ultimate_parent_exception() == v1::PARENT_EXCEPTION_UNSPECIFIED &&
            d.direct_parent_exception() == exception);
  });
}

// One answer per headquarters that the descriptions of `top` state; one without if none does.
void AddTop(const OwnershipSurroundings& around, StakeNode top, const std::vector<ParentStep>& steps, bool by_name,
            std::vector<v1::UltimateParent>* out) {
  v1::UltimateParent parent;
  parent.set_by_name(by_name);
  parent.set_id(around.Id(top));
  parent.set_name(around.Name(top));
  parent.set_self(top == 0);
  for (const ParentStep& step : steps) *parent.add_hops() = HopOf(around, step);
  if (parent.hops_size() > 0) {
    parent.set_source(parent.hops(parent.hops_size() - 1).source());
    parent.set_basis(parent.hops(parent.hops_size() - 1).kind());
  }
  std::map<std::string, std::string> headquarters;  // country -> source
  for (const v1::OwnershipNode& described : around.Descriptions(top)) {
    if (parent.source().empty()) parent.set_source(described.source());
    if (parent.incorporation_country().empty()) parent.set_incorporation_country(described.incorporation_country());
    if (!described.hq_country().empty()) headquarters.emplace(described.hq_country(), described.source());
  }
  if (headquarters.empty()) headquarters.emplace("", "");
  for (const auto& [country, source] : headquarters) {
    parent.set_hq_country(country);
    parent.set_hq_source(source);
    out->push_back(parent);
  }
}

// A parent exists and nobody says who.
v1::UltimateParent WithheldParent(const OwnershipSurroundings& around, StakeNode below) {
  v1::UltimateParent parent;
  const std::vector<v1::OwnershipNode> described = around.Descriptions(below);
  parent.set_source(described.empty() ? "" : described.front().source());
  return parent;
}

}  // namespace

std::vector<v1::UltimateParent> FindUltimateParents(const OwnershipSurroundings& around) {
  std::vector<v1::UltimateParent> found;
  std::vector<bool> seen(around.nodes().size(), false);
  struct Place {
    StakeNode node;
    std::vector<ParentStep> steps;
    bool by_name;
  };
  std::vector<Place> todo = {{0, {}, around.nodes()[0].by_name}};
  seen[0] = true;
  for (size_t next = 0; next < todo.size(); ++next) {
    const Place place = todo[next];
    const std::vector<ParentStep> steps = ParentsOf(around, place.node);
    if (steps.empty()) {
      const bool withheld = StatesException(around, place.node, v1::PARENT_NOT_NAMED);
      // Nothing said about the party's parents is not "it has none".
      if (place.node != 0 || StatesException(around, 0, v1::NO_PARENT)) {
        AddTop(around, place.node, place.steps, place.by_name, &found);
      }
      if (withheld) found.push_back(WithheldParent(around, place.node));
    }
    for (const ParentStep& step : steps) {
      if (seen[step.parent]) continue;
      seen[step.parent] = true;
      Place up{step.parent, place.steps, place.by_name || around.nodes()[step.parent].by_name};
      up.steps.push_back(step);
      todo.push_back(std::move(up));
    }
  }
  return found;
}

}  // namespace cordon::internal
