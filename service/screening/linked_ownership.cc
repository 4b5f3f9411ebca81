#include "service/screening/linked_ownership.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "match/prepared_name.h"
#include "match/scorer.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/resolve.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {
namespace {

// An owner of anything, or an officer: whose listing somebody else has to answer for.
bool HoldsSomething(const OwnershipGraph& graph, OwnershipNodeIndex node) {
  for (const uint32_t position : graph.HoldingsOf(node)) {
    const auto kind = static_cast<v1::InterestKind>(graph.edges()[position].kind);
    if (MakesStake(kind) || kind == v1::INTEREST_DIRECTORSHIP) return true;
  }
  return false;
}

v1::PartyType TypeOf(v1::OwnershipNodeKind kind) { return kind == v1::NODE_PERSON ? v1::PERSON : v1::ANY; }

}  // namespace

const v1::OwnershipConfig& ActiveOwnershipConfig() {
  static const auto* const kConfig = new v1::OwnershipConfig(DefaultOwnershipConfig());
  return *kConfig;
}

absl::StatusOr<std::shared_ptr<const LinkedOwnership>> LinkedOwnership::Link(
    std::shared_ptr<const OwnershipGraph> graph, const Matcher& lists, int threshold) {
  std::shared_ptr<LinkedOwnership> linked(new LinkedOwnership());
  linked->graph_ = std::move(graph);
  const ListSnapshot& snapshot = lists.snapshot();
  for (EntryIndex entry = 0; entry < snapshot.entry_count(); ++entry) {
    LinkListEntry(snapshot.Entry(entry), *linked->graph_, &linked->listings_);
  }
  CORDON_RETURN_IF_ERROR(linked->LinkOwners(lists, threshold));
  linked->bound_ = std::make_unique<const OwnershipBound>(*linked->graph_, linked->listings_, ActiveOwnershipConfig());
  CORDON_RETURN_IF_ERROR(linked->IndexNames());
  return std::shared_ptr<const LinkedOwnership>(std::move(linked));
}

absl::Status LinkedOwnership::LinkOwners(const Matcher& lists, int threshold) {
  MatchOptions options;
  options.threshold = threshold;
  // Nobody waits for this, and a listed owner that was not looked for would be one that is not listed.
  options.max_candidates = std::numeric_limits<int64_t>::max();
  for (OwnershipNodeIndex index = 0; index < graph_->node_count(); ++index) {
    if (!HoldsSomething(*graph_, index)) continue;
    v1::OwnershipNode node = graph_->Node(index);
    if (node.names().empty()) continue;
    v1::Party party;
    party.set_type(TypeOf(node.kind()));
    party.set_name(std::move(*node.mutable_names(0)));
    for (int i = 1; i < node.names_size(); ++i) party.add_aliases(std::move(*node.mutable_names(i)));
    for (const Hit& hit : lists.Match(party, options).hits) {
      if (hit.on != v1::NAME || hit.name < 0) continue;
      const v1::ListEntry entry = lists.snapshot().Entry(hit.entry);
      if (hit.name >= entry.names_size()) continue;
      const v1::ListName& listed = entry.names(hit.name);
      // Equal means that the names as they stand are equal, not that one can be read as the other.
      const std::string& own = hit.query_name == 0 ? party.name() : party.aliases(hit.query_name - 1);
      const bool equal = hit.score == kFullScore && ScorePair(PrepareName(own), PrepareName(listed.text())) == kFullScore;
      const int score = equal ? kEqualNameScore : std::min(hit.score, kEqualNameScore - 1);
      ListByName(entry, listed, score, *graph_, index, &listings_);
    }
  }
  return absl::OkStatus();
}

absl::Status LinkedOwnership::IndexNames() {
  ListSnapshot::Builder builder;
  v1::ListEntry entry;
  entry.set_list("OWNERSHIP");
  for (const OwnershipNodeIndex index : bound_->Nodes()) {
    const v1::OwnershipNode node = graph_->Node(index);
    entry.clear_names();
    for (const std::string& name : node.names()) entry.add_names()->set_text(name);
    if (entry.names().empty()) continue;
    entry.set_entry_id(absl::StrCat(index));
    const absl::Status added = builder.Add(entry);
    if (!added.ok()) return absl::InternalError(absl::StrCat("an ownership name cannot be indexed: ", added.message()));
    indexed_.push_back(index);
  }
  if (!indexed_.empty()) similar_ = std::make_unique<const Matcher>(std::move(builder).Build());
  return absl::OkStatus();
}

std::vector<OwnershipLink> LinkedOwnership::Resolve(const v1::OwnershipNode& node, const MatchOptions& options,
                                                    bool* exhausted) const {
  OwnershipResolver resolver;
  resolver.matters = [this](OwnershipNodeIndex index) { return bound_->Contains(index); };
  if (similar_ != nullptr) {
    resolver.matcher = [&](absl::string_view name) {
      std::vector<OwnershipCandidate> candidates;
      v1::Party party;
      party.set_name(std::string(name));
      party.set_type(TypeOf(node.kind()));
      const MatchResult result = similar_->Match(party, options);
      *exhausted = *exhausted || result.work_exhausted;
      for (const Hit& hit : result.hits) {
        if (hit.on == v1::NAME) candidates.push_back({indexed_[hit.entry], hit.score});
      }
      return candidates;
    };
  }
  return ResolveOwnershipNode(*graph_, node, resolver);
}

}  // namespace cordon
