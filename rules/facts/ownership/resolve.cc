#include "rules/facts/ownership/resolve.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/names.h"

namespace cordon {
namespace {

// Country stated on both sides and nothing in common.
bool CountriesContradict(const v1::OwnershipNode& a, const v1::OwnershipNode& b) {
  const std::vector<std::string> left = {a.hq_country(), a.incorporation_country()};
  const std::vector<std::string> right = {b.hq_country(), b.incorporation_country()};
  bool left_any = false;
  bool right_any = false;
  for (const std::string& x : left) {
    left_any = left_any || !x.empty();
    for (const std::string& y : right) {
      right_any = right_any || !y.empty();
      if (!x.empty() && x == y) return false;
    }
  }
  return left_any && right_any;
}

// An identifier of a scheme both sides state, with different values.
bool SchemesContradict(const v1::OwnershipNode& a, const v1::OwnershipNode& b) {
  for (const v1::Identifier& x : a.ids()) {
    for (const v1::Identifier& y : b.ids()) {
      const std::string left = IdentifierKey(x);
      const std::string right = IdentifierKey(y);
      if (left.substr(0, left.find(':')) == right.substr(0, right.find(':')) && left != right) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<OwnershipLink> ResolveOwnershipNode(const OwnershipGraph& graph, const v1::OwnershipNode& node,
                                                const OwnershipNameMatcher& matcher) {
  std::map<OwnershipNodeIndex, OwnershipLink> found;
  for (const v1::Identifier& id : node.ids()) {
    for (const OwnershipNodeIndex index : graph.FindIdentifier(id)) {
      found.emplace(index,
                    OwnershipLink{index, true, "identifier", 10'000, absl::StrCat(id.scheme(), " ", id.value())});
    }
  }
  if (found.empty()) {
    for (const std::string& name : node.names()) {
      for (const OwnershipNodeIndex index : graph.FindName(name)) {
        found.emplace(index, OwnershipLink{index, false, "name", 10'000, absl::StrCat("equal name \"", name, "\"")});
      }
    }
    if (found.size() == 1) {
      OwnershipLink& only = found.begin()->second;
      const v1::OwnershipNode other = graph.Node(only.node);
      only.certain = !CountriesContradict(node, other) && !SchemesContradict(node, other);
    }
  }
  if (found.empty() && matcher != nullptr) {
    for (const std::string& name : node.names()) {
      for (const OwnershipCandidate& candidate : matcher(name)) {
        if (candidate.node >= graph.node_count()) continue;
        OwnershipLink link{candidate.node, false, "match", candidate.score, absl::StrCat("name \"", name, "\"")};
        OwnershipLink& kept = found.emplace(candidate.node, link).first->second;
        if (kept.score < link.score) kept = link;
      }
    }
  }
  std::vector<OwnershipLink> links;
  for (auto& item : found) links.push_back(std::move(item.second));
  std::stable_sort(links.begin(), links.end(),
                   [](const OwnershipLink& a, const OwnershipLink& b) { return a.score > b.score; });
  if (links.size() > kMaxOwnershipLinks) links.resize(kMaxOwnershipLinks);
  return links;
}

}  // namespace cordon
