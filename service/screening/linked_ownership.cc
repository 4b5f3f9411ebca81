#include "service/screening/linked_ownership.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "match/index.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/resolve.h"

namespace cordon {
namespace {

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
  for (const SimilarOwner& similar : linked->similar_owners_) {
    const v1::ListEntry entry =
        linked->lists_->Entry(linked->lists_->FindEntries(similar.list, similar.entry_id).front());
    if (similar.name < 0) {
      OwnershipListing listing = MakeOwnershipListing(entry, "watch pattern", false);
      listing.entry.set_possible(true);
      linked->listings_.Add(similar.node, std::move(listing));
      continue;
    }
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
      if (!before.empty() &&
          SameNames(previous->lists_->SerializedEntry(before.front()), lists_->SerializedEntry(entry))) {
        continue;
      }
    }
    changed.push_back(entry);
  }
  return changed;
}

void LinkedOwnership::KeepSimilar(const LinkedOwnership& previous) {
  for (const SimilarOwner& similar : previous.similar_owners_) {
    const std::vector<EntryIndex> now = lists_->FindEntries(similar.list, similar.entry_id);
    const std::vector<EntryIndex> before = previous.lists_->FindEntries(similar.list, similar.entry_id);
    if (now.empty()) continue;
    if (SameNames(previous.lists_->SerializedEntry(before.front()), lists_->SerializedEntry(now.front()))) {
      similar_owners_.push_back(similar);
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
  for (SimilarOwner& similar : FindSimilarOwners(*graph_, wanted, threshold_, ProcessorCount())) {
    similar_owners_.push_back(std::move(similar));
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

size_t LinkedOwnership::similar_names() const {
  return similar_ == nullptr ? 0 : similar_->snapshot().index().name_count();
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
