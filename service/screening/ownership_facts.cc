#include "service/screening/ownership_facts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/overlay.h"
#include "service/screening/linked_ownership.h"

namespace cordon {
namespace {

v1::OwnershipNode RequestNode(const v1::Party& party, const std::string& id, const std::string& hq_country,
                              const std::string& incorporation_country) {
  v1::OwnershipNode node;
  // Two owners of one request may be the same party: the overlay joins by identifier and name, not by this id.
  node.set_id(id);
  if (!absl::StripAsciiWhitespace(party.name()).empty()) node.add_names(party.name());
  for (const auto& alias : party.aliases()) node.add_names(alias);
  for (const auto& identifier : party.ids()) *node.add_ids() = identifier;
  node.set_hq_country(hq_country);
  node.set_incorporation_country(incorporation_country);
  node.set_source("request");
  return node;
}

v1::OwnershipEdge RequestEdge(const v1::Owner& owner) {
  v1::OwnershipEdge edge;
  edge.set_kind(v1::INTEREST_SHAREHOLDING);
  edge.set_source(owner.source().empty() ? "request" : owner.source());
  edge.set_start_date(owner.from());
  edge.set_end_date(owner.to());
  if (owner.direct() == v1::YES) edge.set_directness(v1::DIRECT);
  if (owner.direct() == v1::NO) edge.set_directness(v1::INDIRECT);
  if (owner.has_exact_bp()) {
    edge.set_min_bp(owner.exact_bp());
    edge.set_max_bp(owner.exact_bp());
  } else {
    edge.set_min_bp(owner.has_min_bp() ? owner.min_bp() : 0);
    edge.set_max_bp(owner.has_max_bp() ? owner.max_bp() : 10000);
    edge.set_unknown(!owner.has_min_bp() && !owner.has_max_bp());
  }
  return edge;
}

// Two rows of one request for the same owner are two stakes. (What data sets repeat is one stake told twice; there the
// ownership graph takes the larger.) `later` is added to `owner` and true returned, if they are of one kind and period.
bool AddedToOwner(const v1::Owner& later, v1::Owner* owner) {
  v1::Owner a = *owner;
  v1::Owner b = later;
  for (v1::Owner* one : {&a, &b}) {
    one->clear_exact_bp();
    one->clear_min_bp();
    one->clear_max_bp();
    one->clear_source();
    one->mutable_party()->clear_ref();
    one->mutable_party()->set_name(absl::AsciiStrToLower(absl::StripAsciiWhitespace(one->party().name())));
  }
  if (a.SerializeAsString() != b.SerializeAsString()) return false;
  const v1::OwnershipEdge first = RequestEdge(*owner);
  const v1::OwnershipEdge second = RequestEdge(later);
  if (first.unknown() || second.unknown()) return false;
  owner->clear_exact_bp();
  owner->set_min_bp(std::min(10'000, first.min_bp() + second.min_bp()));
  owner->set_max_bp(std::min(10'000, first.max_bp() + second.max_bp()));
  return true;
}

// The owners of a party, each with the row that states it first.
std::vector<std::pair<int, v1::Owner>> StatedOwners(const v1::TransactionParty& party) {
  std::vector<std::pair<int, v1::Owner>> owners;
  for (int i = 0; i < party.owners_size(); ++i) {
    bool added = false;
    for (auto& [row, owner] : owners) added = added || AddedToOwner(party.owners(i), &owner);
    if (!added) owners.emplace_back(i, party.owners(i));
  }
  return owners;
}

// Direct shares may add up to a little over the whole where each was rounded up.
constexpr int64_t kMostDirectBp = 10'100;

class OwnershipFactBuilder {
 public:
  OwnershipFactBuilder(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches,
                       v1::FactInputs* inputs)
      : transaction_(transaction), state_(state), matches_(*matches), inputs_(*inputs) {}

  absl::Status Run() {
    if (state_.ownership != nullptr) {
      CORDON_ASSIGN_OR_RETURN(linked_, state_.ownership->Get());
    }
    for (int i = 0; i < transaction_.parties_size(); ++i) CORDON_RETURN_IF_ERROR(AddParty(i));
    for (int i = 0; i < transaction_.parties_size(); ++i) CORDON_RETURN_IF_ERROR(AddOwners(i));
    OwnershipQuery query;
    if (!ParseOwnershipDay(transaction_.as_of(), &query.as_of)) {
      return absl::InvalidArgumentError("as_of: not a date of the form YYYY-MM-DD");
    }
    const OwnershipGraph* const graph = linked_ == nullptr ? nullptr : &linked_->graph();
    const OwnershipListings* const listings = linked_ == nullptr ? nullptr : &linked_->listings();
    for (int i = 0; i < transaction_.parties_size(); ++i) {
      query.party_index = i;
      query.root.overlay_node = roots_[static_cast<size_t>(i)];
      *inputs_.mutable_parties(i)->mutable_ownership() =
          EvaluateOwnership(graph, listings, overlay_, ActiveOwnershipConfig(), query);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddParty(int index) {
    const v1::TransactionParty& stated = transaction_.parties(index);
    const std::string where = absl::StrCat("parties[", index, "]");
    v1::OwnershipNode node = RequestNode(ScreenedParty(stated), absl::StrCat("request:party:", index),
                                         stated.hq_country(), stated.incorporation_country());
    if (stated.kind() == v1::TransactionParty::NATURAL_PERSON) node.set_kind(v1::NODE_PERSON);
    if (stated.state_body() == v1::YES) node.set_kind(v1::NODE_STATE_BODY);
    std::vector<OwnershipListing> listings;
    for (const v1::Match& match : inputs_.parties(index).matches()) {
      for (const EntryIndex entry : state_.snapshot->FindEntries(match.list(), match.entry_id())) {
        listings.push_back(Listing(entry, match.matched_on(), match.score()));
      }
    }
    CORDON_ASSIGN_OR_RETURN(const int root, overlay_.AddNode(node, Links(node, where), listings));
    roots_.push_back(root);
    return absl::OkStatus();
  }

  absl::Status AddOwners(int index) {
    const v1::TransactionParty& stated = transaction_.parties(index);
    CheckShares(stated, absl::StrCat("parties[", index, "]"));
    for (const auto& [i, owner] : StatedOwners(stated)) {
      const std::string where = absl::StrCat("parties[", index, "].owners[", i, "]");
      const MatchResult& hits = matches_.Of(owner.party());
      if (hits.work_exhausted || hits.nothing_to_match) {
        Incomplete(hits.work_exhausted ? "WORK_LIMIT" : "NOTHING_MATCHABLE", where,
                   "the owner could not be compared with every list name");
      }
      std::vector<OwnershipListing> listings;
      for (const Hit& hit : hits.hits) listings.push_back(Listing(hit.entry, hit.on, hit.score));
      v1::OwnershipNode node = RequestNode(owner.party(), absl::StrCat("request:party:", index, ":owner:", i),
                                           owner.hq_country(), std::string());
      if (owner.state_body() == v1::YES) node.set_kind(v1::NODE_STATE_BODY);
      CORDON_ASSIGN_OR_RETURN(const int number, overlay_.AddNode(node, Links(node, where), listings));
      CORDON_RETURN_IF_ERROR(overlay_.AddEdge(number, roots_[static_cast<size_t>(index)], RequestEdge(owner)));
    }
    return absl::OkStatus();
  }

  // Owners that cannot all be true leave open who owns the party.
  void CheckShares(const v1::TransactionParty& stated, const std::string& where) {
    int64_t direct_bp = 0;
    for (const v1::Owner& owner : stated.owners()) {
      const std::string& name = owner.party().name();
      if (!name.empty() &&
          absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(name), absl::StripAsciiWhitespace(stated.party().name()))) {
        Incomplete("OWNER_IS_ITSELF", where, "the party is stated as its own owner");
      }
      const bool current = (owner.from().empty() || owner.from() <= transaction_.as_of()) &&
                           (owner.to().empty() || owner.to() > transaction_.as_of());
      if (owner.direct() != v1::NO && current) direct_bp += RequestEdge(owner).min_bp();
    }
    if (direct_bp > kMostDirectBp) {
      Incomplete("OWNERS_OVER_100", where,
                 absl::StrCat("the stated direct owners hold ", direct_bp / 100, " % together"));
    }
  }

  OwnershipListing Listing(EntryIndex entry, v1::MatchedOn on, int score) const {
    const bool exact = on == v1::IDENTIFIER || (on == v1::NAME && score == kFullScore);
    OwnershipListing listing =
        MakeOwnershipListing(state_.snapshot->Entry(entry),
                             absl::StrCat(absl::AsciiStrToLower(v1::MatchedOn_Name(on)), ", score ", score), exact);
    // The address or the brand of a listed party is not that party.
    listing.entry.set_possible(on == v1::ADDRESS || on == v1::POSSIBLE_AFFILIATE);
    return listing;
  }

  std::vector<OwnershipLink> Links(const v1::OwnershipNode& node, const std::string& where) {
    if (linked_ == nullptr) return {};
    bool exhausted = false;
    std::vector<OwnershipLink> links = linked_->Resolve(node, matches_.options(), &exhausted);
    if (exhausted) Incomplete("WORK_LIMIT", where, "it could not be compared with every name in the ownership data");
    return links;
  }

  void Incomplete(const char* reason, const std::string& subject, const std::string& detail) {
    v1::Incompleteness* incomplete = inputs_.add_incomplete();
    incomplete->set_reason(reason);
    incomplete->set_subject(subject);
    incomplete->set_detail(detail);
  }

  const v1::Transaction& transaction_;
  const EngineState& state_;
  MatchMemo& matches_;
  v1::FactInputs& inputs_;
  std::shared_ptr<const LinkedOwnership> linked_;
  OwnershipOverlay overlay_;
  std::vector<int> roots_;
};

}  // namespace

v1::Party ScreenedParty(const v1::TransactionParty& stated) {
  v1::Party party = stated.party();
  for (const auto& name : stated.names()) party.add_aliases(name.text());
  for (const auto& name : stated.former_names()) party.add_aliases(name);
  for (const auto& address : stated.addresses()) {
    std::vector<std::string> parts;
    for (const std::string* part : {&address.unit(), &address.building(), &address.city(), &address.country()}) {
      if (!part->empty()) parts.push_back(*part);
    }
    if (!address.raw().empty()) {
      party.add_addresses(address.raw());
    } else if (!address.unit().empty() || !address.building().empty()) {
      party.add_addresses(absl::StrJoin(parts, ", "));
    }
  }
  return party;
}

absl::Status AddOwnershipFacts(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches,
                               v1::FactInputs* inputs) {
  return OwnershipFactBuilder(transaction, state, matches, inputs).Run();
}

}  // namespace cordon
