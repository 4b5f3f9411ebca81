#include "rules/facts/ownership/resolve.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/names.h"

namespace cordon {
namespace {

// What the countries of both say: -1 contradict, 1 agree, 0 not known of one of them.
int CompareCountries(const v1::OwnershipNode& a, const v1::OwnershipNode& b) {
  bool left_any = false;
  bool right_any = false;
  for (const std::string& x : {a.hq_country(), a.incorporation_country()}) {
    left_any = left_any || !x.empty();
    for (const std::string& y : {b.hq_country(), b.incorporation_country()}) {
      right_any = right_any || !y.empty();
      if (!x.empty() && x == y) return 1;
    }
  }
  return left_any && right_any ? -1 : 0;
}

absl::string_view CountryRemark(int compared) {
  return compared > 0 ? ", same country" : compared < 0 ? ", another country" : "";
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
                                                const OwnershipResolver& resolver) {
  std::map<OwnershipNodeIndex, OwnershipLink> found;
  bool identified = false;
  for (const v1::Identifier& id : node.ids()) {
    const std::vector<OwnershipNodeIndex> carriers = graph.FindIdentifier(id);
    for (const OwnershipNodeIndex index : carriers) {
      const int countries = CompareCountries(node, graph.Node(index));
      const bool certain = IdentifierJoinsNodes(id.scheme()) || (carriers.size() == 1 && countries >= 0);
      OwnershipLink link{index, certain, "identifier", kEqualNameScore,
                         absl::StrCat(id.scheme(), " ", id.value(), certain ? "" : CountryRemark(countries))};
      OwnershipLink& kept = found.emplace(index, link).first->second;
      if (certain && !kept.certain) kept = std::move(link);
      identified = identified || certain;
    }
  }
  if (!identified) {
    std::map<OwnershipNodeIndex, OwnershipLink> named;
    for (const std::string& name : node.names()) {
      for (const OwnershipNodeIndex index : graph.FindName(name)) {
        named.emplace(index,
                      OwnershipLink{index, false, "name", kEqualNameScore, absl::StrCat("equal name \"", name, "\"")});
      }
    }
    for (auto& [index, link] : named) {
      const v1::OwnershipNode other = graph.Node(index);
      const int countries = CompareCountries(node, other);
      link.certain = named.size() == 1 && countries >= 0 && !SchemesContradict(node, other);
      absl::StrAppend(&link.evidence, CountryRemark(countries));
    }
    found.merge(named);
    if (resolver.matcher != nullptr) {
      for (const std::string& name : node.names()) {
        for (const OwnershipCandidate& candidate : resolver.matcher(name)) {
          if (candidate.node >= graph.node_count()) continue;
          OwnershipLink link{candidate.node, false, "match", candidate.score, absl::StrCat("name \"", name, "\"")};
          OwnershipLink& kept = found.emplace(candidate.node, link).first->second;
          if (kept.method == link.method && kept.score < link.score) kept = std::move(link);
        }
      }
    }
  }
  std::vector<std::pair<bool, OwnershipLink>> ordered;  // with whether it matters
  for (auto& [index, link] : found) {
    const bool matters = resolver.matters == nullptr || resolver.matters(index);
    ordered.emplace_back(matters, std::move(link));
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(b.second.certain, b.first, b.second.score) <
           std::make_tuple(a.second.certain, a.first, a.second.score);
  });
  if (ordered.size() > kMaxOwnershipLinks) ordered.resize(kMaxOwnershipLinks);
  std::vector<OwnershipLink> links;
  for (auto& [matters, link] : ordered) {
    if (link.method == "match") {
      absl::StrAppend(&link.evidence, CountryRemark(CompareCountries(node, graph.Node(link.node))));
    }
    links.push_back(std::move(link));
  }
  return links;
}

}  // namespace cordon
