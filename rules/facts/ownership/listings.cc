#include "rules/facts/ownership/listings.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

int ScopeRank(v1::LicenseScope scope) {
  switch (scope) {
    case v1::ALL_EAR:
      return 5;
    case v1::OTHER_SCOPE:
      return 4;
    case v1::CCL_AND_SUPP7_746:
      return 3;
    case v1::SUPP2_744:
      return 2;
    case v1::PROJECTS_746_8:
      return 1;
    default:
      return 0;
  }
}

int ListRank(absl::string_view list) {
  if (list == "SDN") return 5;
  if (list == "EL") return 4;
  if (list == "MEU") return 3;
  if (list == "EU" || list == "UK" || list == "UN") return 2;
  return 1;
}

std::string FormatScore(int score) {
  return absl::StrCat(score / 10'000, ".", absl::Dec(score % 10'000, absl::kZeroPad4));
}

}  // namespace

OwnershipListing MakeOwnershipListing(const v1::ListEntry& entry, absl::string_view evidence, bool certain) {
  OwnershipListing listing;
  listing.entry.set_list(entry.list());
  listing.entry.set_entry_id(entry.entry_id());
  listing.entry.set_entry_name(entry.entry_name());
  listing.entry.set_license_requirement(entry.license_requirement());
  listing.entry.set_license_policy(entry.license_policy());
  listing.entry.set_scope(entry.scope());
  *listing.entry.mutable_footnotes() = entry.footnotes();
  listing.entry.set_citation(entry.citation());
  *listing.entry.mutable_programs() = entry.programs();
  if (!entry.countries().empty()) listing.entry.set_country(entry.countries(0));
  listing.entry.set_evidence(std::string(evidence));
  listing.entry.set_certain(certain);
  // An unreadable date leaves the default: counted as listed.
  (void)ParseOwnershipDay(entry.start_date(), &listing.start);
  (void)ParseOwnershipDay(entry.end_date(), &listing.end);
  return listing;
}

bool CountsUnder(const OwnershipListing& listing, const v1::OwnershipRegimeConfig& regime, OwnershipDay as_of) {
  if (!InForce(listing.start, listing.end, as_of)) return false;
  const std::string& list = listing.entry.list();
  if (std::find(regime.lists().begin(), regime.lists().end(), list) == regime.lists().end()) return false;
  for (const v1::ListPrograms& only : regime.programs()) {
    if (only.list() != list || listing.entry.programs().empty()) continue;
    const bool counts = std::any_of(
        listing.entry.programs().begin(), listing.entry.programs().end(), [&only](const std::string& stated) {
          const absl::string_view program = absl::StripAsciiWhitespace(absl::string_view(stated));
          return std::any_of(only.programs().begin(), only.programs().end(), [program](const std::string& wanted) {
            return absl::EqualsIgnoreCase(program, absl::string_view(wanted));
          });
        });
    if (!counts) return false;
  }
  return true;
}

int RestrictionRank(const v1::OwnerEntry& entry) {
  int rank = ListRank(entry.list()) * 1'000 + ScopeRank(entry.scope()) * 100;
  if (absl::StrContains(absl::AsciiStrToLower(absl::string_view(entry.license_policy())), "denial")) rank += 50;
  return rank + std::min(entry.footnotes_size(), 9);
}

void OwnershipListings::Add(OwnershipNodeIndex node, OwnershipListing listing) {
  std::vector<OwnershipListing>& of_node = by_node_[node];
  for (OwnershipListing& known : of_node) {
    if (known.entry.list() != listing.entry.list() || known.entry.entry_id() != listing.entry.entry_id()) continue;
    const auto grade = [](const v1::OwnerEntry& entry) { return entry.certain() ? 2 : entry.possible() ? 0 : 1; };
    if (grade(known.entry) < grade(listing.entry)) known = std::move(listing);
    return;
  }
  of_node.push_back(std::move(listing));
  std::sort(of_node.begin(), of_node.end(), [](const OwnershipListing& a, const OwnershipListing& b) {
    return std::make_pair(a.entry.list(), a.entry.entry_id()) < std::make_pair(b.entry.list(), b.entry.entry_id());
  });
  ++count_;
}

absl::Span<const OwnershipListing> OwnershipListings::Of(OwnershipNodeIndex node) const {
  const auto it = by_node_.find(node);
  return it == by_node_.end() ? absl::Span<const OwnershipListing>() : absl::MakeConstSpan(it->second);
}

std::vector<OwnershipNodeIndex> OwnershipListings::Nodes() const {
  std::vector<OwnershipNodeIndex> nodes;
  nodes.reserve(by_node_.size());
  for (const auto& item : by_node_) nodes.push_back(item.first);
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

bool CountriesContradict(const v1::OwnershipNode& node, const google::protobuf::RepeatedPtrField<std::string>& other) {
  bool stated = false;
  for (const std::string& mine : {node.hq_country(), node.incorporation_country()}) {
    if (mine.empty()) continue;
    stated = true;
    if (std::find(other.begin(), other.end(), mine) != other.end()) return false;
  }
  return stated && !other.empty();
}

void ListByName(const v1::ListEntry& entry, const v1::ListName& name, int score, const OwnershipGraph& graph,
                OwnershipNodeIndex node, OwnershipListings* listings) {
  const bool equal = score >= kEqualNameScore;
  OwnershipListing listing =
      MakeOwnershipListing(entry,
                           equal ? absl::StrCat("equal name \"", name.text(), "\"")
                                 : absl::StrCat("name \"", name.text(), "\", score ", FormatScore(score)),
                           false);
  // People share names, and so do companies of two countries.
  const v1::OwnershipNodeKind kind = graph.Kind(node);
  const bool person = kind == v1::NODE_PERSON || entry.type() == v1::ENTRY_PERSON;
  listing.entry.set_possible(!equal || person || name.quality() == v1::WEAK ||
                             CountriesContradict(graph.Node(node), entry.countries()));
  listings->Add(node, std::move(listing));
}

size_t LinkListEntry(const v1::ListEntry& entry, const OwnershipGraph& graph, OwnershipListings* listings) {
  absl::flat_hash_set<OwnershipNodeIndex> linked;
  for (const v1::Identifier& id : entry.ids()) {
    for (const OwnershipNodeIndex node : graph.FindIdentifier(id)) {
      if (!linked.insert(node).second) continue;
      listings->Add(node, MakeOwnershipListing(entry, absl::StrCat(id.scheme(), " ", id.value()), true));
    }
  }
  for (const v1::ListName& name : entry.names()) {
    for (const OwnershipNodeIndex node : graph.FindName(name.text())) {
      if (linked.insert(node).second) ListByName(entry, name, kEqualNameScore, graph, node, listings);
    }
  }
  return linked.size();
}

}  // namespace cordon
