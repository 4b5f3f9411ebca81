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
    std::shared_ptr<const OwnershipGraph> graph, std::shared_ptr<const ListSnapshot> lists, int threshold,
    const std::shared_ptr<const LinkedOwnership>& previous) {
  std::shared_ptr<LinkedOwnership> linked(new LinkedOwnership());
  linked->graph_ = std::move(graph);
  linked->lists_ = std::move(lists);
  linked->threshold_ = threshold;
  const bool usable = previous != nullptr && previous->graph_ == linked->graph_ && previous->threshold_ == threshold;
  for (EntryIndex entry = 0; entry < linked->lists_->entry_count(); ++entry) {
    LinkListEntry(linked->lists_->Entry(entry), *linked->graph_, &linked->listings_);
  }
  if (usable) linked->KeepSimilar(*previous);
  CORDON_RETURN_IF_ERROR(linked->FindSimilar(linked->Changed(usable ? previous.get() : nullptr)));
  for (const SimilarName& similar : linked->similar_names_) {
    const v1::ListEntry entry =
        linked->lists_->Entry(linked->lists_->FindEntries(similar.list, similar.entry_id).front());
    ListByName(entry, entry.names(similar.name), similar.score, *linked->graph_, similar.node, &linked->listings_);
  }
  linked->bound_ = std::make_unique<const OwnershipBound>(*linked->graph_, linked->listings_, ActiveOwnershipConfig());
  CORDON_RETURN_IF_ERROR(linked->IndexNames());
  return std::shared_ptr<const LinkedOwnership>(std::move(linked));
}

std::vector<EntryIndex> LinkedOwnership::Changed(const LinkedOwnership* previous) const {
  std::vector<EntryIndex> changed;
  for (EntryIndex entry = 0; entry < lists_->entry_count(); ++entry) {
    if (previous != nullptr) {
      const EntrySummary& summary = lists_->summary(entry);
      const std::vector<EntryIndex> before = previous->lists_->FindEntries(summary.list, summary.entry_id);
      if (!before.empty() && previous->lists_->SerializedEntry(before.front()) == lists_->SerializedEntry(entry))
        continue;
    }
    changed.push_back(entry);
  }
  return changed;
}

void LinkedOwnership::KeepSimilar(const LinkedOwnership& previous) {
  for (const SimilarName& similar : previous.similar_names_) {
    const std::vector<EntryIndex> now = lists_->FindEntries(similar.list, similar.entry_id);
    const std::vector<EntryIndex> before = previous.lists_->FindEntries(similar.list, similar.entry_id);
    if (!now.empty() && previous.lists_->SerializedEntry(before.front()) == lists_->SerializedEntry(now.front())) {
      similar_names_.push_back(similar);
    }
  }
}

absl::Status LinkedOwnership::FindSimilar(const std::vector<EntryIndex>& entries) {
  if (entries.empty()) return absl::OkStatus();
  std::shared_ptr<const ListSnapshot> wanted = lists_;
  if (entries.size() < lists_->entry_count()) {
    ListSnapshot::Builder builder;
    for (const EntryIndex entry : entries)
      CORDON_RETURN_IF_ERROR(builder.AddSerialized(lists_->SerializedEntry(entry)));
    wanted = std::move(builder).Build();
  }
  const Matcher matcher(wanted);
  MatchOptions options;
  options.threshold = threshold_;
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
    for (const Hit& hit : matcher.Match(party, options).hits) {
      if (hit.on != v1::NAME || hit.name < 0) continue;
      const v1::ListEntry entry = wanted->Entry(hit.entry);
      if (hit.name >= entry.names_size()) continue;
      // Equal means that the names as they stand are equal, not that one can be read as the other.
      const std::string& own = hit.query_name == 0 ? party.name() : party.aliases(hit.query_name - 1);
      const bool equal = hit.score == kFullScore &&
                         ScorePair(PrepareName(own), PrepareName(entry.names(hit.name).text())) == kFullScore;
      similar_names_.push_back({index, hit.name, equal ? kEqualNameScore : std::min(hit.score, kEqualNameScore - 1),
                                entry.list(), entry.entry_id()});
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
