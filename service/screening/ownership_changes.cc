#include "service/screening/ownership_changes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "match/index.h"
#include "match/vocabulary.h"
#include "rules/facts/ownership/dates.h"
#include "rules/facts/ownership/names.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {
namespace {

// Mixed, since a table is divided by the first bits.
uint64_t OwnerKey(const char* kind, const std::string& text) {
  const uint64_t hash = internal::StableHash(absl::StrCat(kind, text)) * 0xD6E8FEB86659FD93ULL;
  return hash ^ (hash >> 32U);
}
uint64_t OwnerNameKey(absl::string_view name) { return OwnerKey("name ", FoldOwnershipName(name)); }
uint64_t OwnerIdKey(const v1::Identifier& id) { return OwnerKey("id ", IdentifierKey(id)); }

// The node's listings that count under any regime on the day, with the regimes.
std::string CountingListings(const OwnershipListings& listings, OwnershipNodeIndex node, OwnershipDay day) {
  std::string counting;
  for (const OwnershipListing& listing : listings.Of(node)) {
    std::string regimes;
    for (const v1::OwnershipRegimeConfig& regime : ActiveOwnershipConfig().regimes()) {
      if (CountsUnder(listing, regime, day)) absl::StrAppend(&regimes, regime.regime(), " ");
    }
    if (!regimes.empty()) absl::StrAppend(&counting, regimes, listing.entry.SerializeAsString(), "\n");
  }
  return counting;
}

// Adds what the node holds, directly and through others, on whatever day. False beyond the limit.
bool AddWithHoldings(const OwnershipGraph& graph, OwnershipNodeIndex node, std::set<OwnershipNodeIndex>* changed) {
  std::vector<OwnershipNodeIndex> todo;
  const auto add = [&](OwnershipNodeIndex one) {
    if (changed->insert(one).second) todo.push_back(one);
  };
  add(node);
  while (!todo.empty() && changed->size() <= OwnershipChanges::kMostCompanies) {
    const OwnershipNodeIndex owner = todo.back();
    todo.pop_back();
    for (const uint32_t position : graph.HoldingsOf(owner)) {
      const OwnershipEdgeRecord& edge = graph.edges()[position];
      if (MakesStake(static_cast<v1::InterestKind>(edge.kind))) add(edge.asset);
    }
  }
  return changed->size() <= OwnershipChanges::kMostCompanies;
}

// What counts otherwise itself.
std::set<OwnershipNodeIndex> CountingOtherwise(const LinkedOwnership& was, OwnershipDay was_day,
                                               const LinkedOwnership& is, OwnershipDay is_day) {
  std::set<OwnershipNodeIndex> nodes;
  for (const LinkedOwnership* const linked : {&was, &is}) {
    for (const OwnershipNodeIndex node : linked->listings().Nodes()) {
      if (CountingListings(was.listings(), node, was_day) != CountingListings(is.listings(), node, is_day)) {
        nodes.insert(node);
      }
    }
  }
  if (was_day == is_day) return nodes;
  for (const OwnershipEdgeRecord& edge : is.graph().edges()) {
    if (InForce(edge.start, edge.end, was_day) != InForce(edge.start, edge.end, is_day)) nodes.insert(edge.asset);
  }
  return nodes;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const OwnershipChanges>> OwnershipChanges::Between(const std::vector<State>& before,
                                                                                  const State& after,
                                                                                  const MatchOptions& options) {
  std::unique_ptr<OwnershipChanges> changes(new OwnershipChanges);
  changes->options_ = options;
  const LinkedOwnership& is = *after.linked;
  const OwnershipGraph& graph = is.graph();
  std::set<OwnershipNodeIndex> changed;
  std::set<OwnershipNodeIndex> bounds_differ;
  for (const State& one : before) {
    const LinkedOwnership& was = *one.linked;
    OwnershipDay was_day = 0;
    OwnershipDay is_day = 0;
    if (!ParseOwnershipDay(one.day, &was_day) || !ParseOwnershipDay(after.day, &is_day)) {
      return absl::InvalidArgumentError("a day that cannot be read");
    }
    if (was.graph().digest() != graph.digest()) return absl::FailedPreconditionError("other ownership data");
    if (static_cast<int64_t>(std::max(was.similar_names(), is.similar_names())) > options.max_candidates) {
      return absl::ResourceExhaustedError("more names of owners than are compared");
    }
    for (const OwnershipNodeIndex node : CountingOtherwise(was, was_day, is, is_day)) {
      if (AddWithHoldings(graph, node, &changed)) continue;
      return absl::ResourceExhaustedError(absl::StrCat("more than ", kMostCompanies, " companies with other owners"));
    }
    for (OwnershipNodeIndex node = 0; node < graph.node_count(); ++node) {
      if (was.bound().Contains(node) != is.bound().Contains(node)) bounds_differ.insert(node);
    }
  }
  changed.insert(bounds_differ.begin(), bounds_differ.end());
  if (changed.size() > kMostCompanies) {
    return absl::ResourceExhaustedError(absl::StrCat("more than ", kMostCompanies, " companies with other owners"));
  }
  ListSnapshot::Builder builder;
  for (const OwnershipNodeIndex index : changed) {
    const v1::OwnershipNode node = graph.Node(index);
    for (const std::string& name : node.names()) {
      if (!FoldOwnershipName(name).empty()) changes->keys_.insert(OwnerNameKey(name));
    }
    for (const v1::Identifier& id : node.ids()) changes->keys_.insert(OwnerIdKey(id));
    const bool compared = is.bound().Contains(index) ||
                          std::any_of(before.begin(), before.end(),
                                      [&](const State& one) { return one.linked->bound().Contains(index); });
    if (!compared || node.names().empty()) continue;
    v1::ListEntry entry;
    entry.set_list("OWNERSHIP");
    entry.set_entry_id(absl::StrCat(index));
    for (const std::string& name : node.names()) entry.add_names()->set_text(name);
    CORDON_RETURN_IF_ERROR(builder.Add(entry));
    changes->similar_.push_back(std::move(entry));
  }
  if (!changes->similar_.empty()) changes->matcher_ = std::make_unique<const Matcher>(std::move(builder).Build());
  return std::unique_ptr<const OwnershipChanges>(std::move(changes));
}

std::vector<uint64_t> OwnershipChanges::KeysOf(const v1::Party& party) {
  std::vector<uint64_t> keys;
  const auto add = [&keys](const std::string& name) {
    if (!FoldOwnershipName(name).empty()) keys.push_back(OwnerNameKey(name));
  };
  add(party.name());
  for (const std::string& alias : party.aliases()) add(alias);
  for (const v1::Identifier& id : party.ids()) keys.push_back(OwnerIdKey(id));
  return keys;
}

bool OwnershipChanges::MayConcern(const v1::Party& party) const {
  for (const uint64_t key : KeysOf(party)) {
    if (keys_.contains(key)) return true;
  }
  if (matcher_ == nullptr) return false;
  const MatchResult result = matcher_->Match(party, options_);
  return !result.hits.empty() || result.work_exhausted;
}

}  // namespace cordon
