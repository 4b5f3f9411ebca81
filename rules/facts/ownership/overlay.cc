#include "rules/facts/ownership/overlay.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "rules/facts/ownership/names.h"

namespace cordon {
namespace {

// True if both state an identifier of one scheme and none of that scheme is shared.
bool IdentifiersContradict(const v1::OwnershipNode& a, const v1::OwnershipNode& b) {
  for (const v1::Identifier& left : a.ids()) {
    bool same_scheme = false;
    bool same_value = false;
    const std::string key = IdentifierKey(left);
    const size_t scheme = key.find(':') + 1;
    for (const v1::Identifier& right : b.ids()) {
      const std::string other = IdentifierKey(right);
      if (other.compare(0, scheme, key, 0, scheme) != 0) continue;
      same_scheme = true;
      same_value = same_value || other == key;
    }
    if (same_scheme && !same_value) return true;
  }
  return false;
}

template <typename Field>
void TakeIfEmpty(const std::string& from, Field* to) {
  if (to->empty()) *to = from;
}

}  // namespace

int OwnershipOverlay::FindSame(const v1::OwnershipNode& node) const {
  if (!node.id().empty()) {
    const auto it = by_id_.find(node.id());
    if (it != by_id_.end()) return it->second;
  }
  for (const v1::Identifier& id : node.ids()) {
    const auto it = by_identifier_.find(IdentifierKey(id));
    if (it != by_identifier_.end()) return it->second;
  }
  for (const std::string& name : node.names()) {
    const auto it = by_name_.find(FoldOwnershipName(name));
    if (it == by_name_.end()) continue;
    for (const int known : it->second) {
      if (!IdentifiersContradict(nodes_[static_cast<size_t>(known)].node, node)) return known;
    }
  }
  return -1;
}

absl::StatusOr<int> OwnershipOverlay::AddNode(const v1::OwnershipNode& node, absl::Span<const OwnershipLink> links,
                                              absl::Span<const OwnershipListing> listings) {
  if (node.id().empty() && node.names().empty() && node.ids().empty()) {
    return absl::InvalidArgumentError("an owner needs a name or an identifier");
  }
  int number = FindSame(node);
  if (number < 0) {
    if (nodes_.size() >= limits_.max_nodes) {
      return absl::ResourceExhaustedError(absl::StrCat("the request states more than ", limits_.max_nodes, " parties"));
    }
    number = static_cast<int>(nodes_.size());
    nodes_.push_back({node, {}, {}});
    if (node.id().empty()) nodes_.back().node.set_id(absl::StrCat("request:", number));
  }
  Node& kept = nodes_[static_cast<size_t>(number)];
  if (!node.id().empty()) by_id_.emplace(node.id(), number);
  for (const v1::Identifier& id : node.ids()) by_identifier_.emplace(IdentifierKey(id), number);
  for (const std::string& name : node.names()) {
    const std::string folded = FoldOwnershipName(name);
    if (folded.empty()) continue;
    std::vector<int>& same = by_name_[folded];
    if (std::find(same.begin(), same.end(), number) == same.end()) same.push_back(number);
  }
  for (const std::string& name : node.names()) {
    const auto& names = kept.node.names();
    if (std::find(names.begin(), names.end(), name) == names.end()) kept.node.add_names(name);
  }
  for (const v1::Identifier& id : node.ids()) {
    const bool known = std::any_of(kept.node.ids().begin(), kept.node.ids().end(), [&id](const v1::Identifier& own) {
      return IdentifierKey(own) == IdentifierKey(id);
    });
    if (!known) *kept.node.add_ids() = id;
  }
  if (kept.node.kind() == v1::NODE_KIND_UNSPECIFIED) kept.node.set_kind(node.kind());
  TakeIfEmpty(node.hq_country(), kept.node.mutable_hq_country());
  TakeIfEmpty(node.incorporation_country(), kept.node.mutable_incorporation_country());
  TakeIfEmpty(node.incorporation_date(), kept.node.mutable_incorporation_date());
  for (const OwnershipLink& link : links) {
    const auto same = std::find_if(kept.links.begin(), kept.links.end(),
                                   [&link](const OwnershipLink& known) { return known.node == link.node; });
    if (same == kept.links.end()) {
      kept.links.push_back(link);
    } else if (link.certain && !same->certain) {
      *same = link;
    }
  }
  for (const OwnershipListing& listing : listings) {
    const bool known = std::any_of(kept.listings.begin(), kept.listings.end(), [&](const OwnershipListing& own) {
      return own.entry.list() == listing.entry.list() && own.entry.entry_id() == listing.entry.entry_id();
    });
    if (!known) kept.listings.push_back(listing);
  }
  return number;
}

absl::Status OwnershipOverlay::AddEdge(int owner, int asset, const v1::OwnershipEdge& edge) {
  const auto count = static_cast<int>(nodes_.size());
  if (owner < 0 || owner >= count || asset < 0 || asset >= count) {
    return absl::InvalidArgumentError("owner and asset must be nodes of the request");
  }
  if (edges_.size() >= limits_.max_edges) {
    return absl::ResourceExhaustedError(absl::StrCat("the request states more than ", limits_.max_edges, " owners"));
  }
  if (!edge.unknown() && (edge.min_bp() < 0 || edge.max_bp() > 10'000 || edge.min_bp() > edge.max_bp())) {
    return absl::InvalidArgumentError(
        absl::StrCat("owner's share ", edge.min_bp(), "..", edge.max_bp(), " bp is not within 0..10000"));
  }
  Edge added{owner, asset, edge, kNoStart, kNoEnd};
  if (!edge.start_date().empty() && !ParseOwnershipDay(edge.start_date(), &added.start)) {
    return absl::InvalidArgumentError("owner's start date is not YYYY-MM-DD");
  }
  if (!edge.end_date().empty() && !ParseOwnershipDay(edge.end_date(), &added.end)) {
    return absl::InvalidArgumentError("owner's end date is not YYYY-MM-DD");
  }
  if (added.end < added.start) return absl::InvalidArgumentError("owner's interest ends before it starts");
  if (edge.unknown()) {
    added.edge.set_min_bp(0);
    added.edge.set_max_bp(10'000);
  }
  if (edge.kind() == v1::INTEREST_KIND_UNSPECIFIED) added.edge.set_kind(v1::INTEREST_SHAREHOLDING);
  if (edge.source().empty()) added.edge.set_source("request");
  added.edge.clear_owner();
  added.edge.clear_asset();
  edges_.push_back(std::move(added));
  return absl::OkStatus();
}

}  // namespace cordon
