#include "service/screening/fact_inputs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/overlay.h"
#include "service/screening/judge.h"

namespace cordon {
namespace {

// All names of a party, whatever field they came in, are screened alike.
v1::Party ScreenedParty(const v1::TransactionParty& stated) {
  v1::Party party = stated.party();
  for (const auto& name : stated.names()) party.add_aliases(name.text());
  for (const auto& name : stated.former_names()) party.add_aliases(name);
  for (const auto& address : stated.addresses()) {
    if (!address.raw().empty()) party.add_addresses(address.raw());
  }
  return party;
}

v1::OwnershipNode NodeOf(const v1::Party& party, const std::string& id, const std::string& hq_country) {
  v1::OwnershipNode node;
  // Two owners of one request may be the same party: the overlay joins by identifier and name, not by this id.
  node.set_id(id);
  if (!absl::StripAsciiWhitespace(party.name()).empty()) node.add_names(party.name());
  for (const auto& alias : party.aliases()) node.add_names(alias);
  for (const auto& identifier : party.ids()) *node.add_ids() = identifier;
  node.set_hq_country(hq_country);
  node.set_source("request");
  return node;
}

v1::OwnershipEdge EdgeOf(const v1::Owner& owner) {
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

class FactAssembler {
 public:
  FactAssembler(const v1::Transaction& transaction, const EngineState& state, const MatchOptions& options)
      : transaction_(transaction), state_(state), options_(options) {}

  absl::StatusOr<AssembledFacts> Run() {
    *facts_.inputs.mutable_transaction() = transaction_;
    for (int i = 0; i < transaction_.parties_size(); ++i) CORDON_RETURN_IF_ERROR(AddParty(i));
    AddPaymentWallet();
    return std::move(facts_);
  }

 private:
  std::vector<v1::Match> MatchesOf(const v1::Party& party, const std::string& where, bool* truncated, int64_t* count) {
    const MatchResult result = state_.matcher->Match(party, options_);
    const auto limit = static_cast<size_t>(state_.policy.policy.limits().max_matches_stored());
    std::vector<v1::Match> matches;
    for (size_t i = 0; i < result.hits.size() && i < limit; ++i) {
      v1::Match match = state_.matcher->Describe(party, result.hits[i]);
      const Judgement judgement =
          JudgeMatch(state_.policy.policy, state_.snapshot->summary(result.hits[i].entry), transaction_.as_of(),
                     result.hits[i].on);
      match.set_disposition(judgement.disposition);
      match.set_listed_later(judgement.listed_later);
      matches.push_back(std::move(match));
    }
    *truncated = result.hits.size() > limit;
    *count = static_cast<int64_t>(result.hits.size());
    if (result.work_exhausted)
      Incomplete("WORK_LIMIT", where, "more list names had to be compared than the policy allows");
    if (*truncated)
      Incomplete("MATCHES_NOT_STORED", where, absl::StrCat("the rules saw ", limit, " of ", *count, " matches"));
    if (result.nothing_to_match)
      Incomplete("NOTHING_MATCHABLE", where, "nothing that could be compared was left of its data");
    return matches;
  }

  absl::Status AddParty(int index) {
    const v1::TransactionParty& stated = transaction_.parties(index);
    const std::string where = absl::StrCat("parties[", index, "]");
    const v1::Party party = ScreenedParty(stated);
    bool truncated = false;
    int64_t count = 0;
    const std::vector<v1::Match> matches = MatchesOf(party, where, &truncated, &count);

    v1::PartyInputs* inputs = facts_.inputs.add_parties();
    inputs->set_party_index(index);
    inputs->set_matches_truncated(truncated);
    v1::PartyResult result;
    result.set_party_index(index);
    result.set_match_count(count);
    v1::Disposition worst = v1::CLEAR;
    for (const v1::Match& match : matches) {
      *inputs->add_matches() = match;
      *result.add_matches() = match;
      worst = Worse(worst, match.disposition());
    }
    result.set_disposition(worst);
    AddOfficers(stated, where, inputs);
    CORDON_RETURN_IF_ERROR(AddOwnership(stated, index, inputs));
    *result.mutable_ownership() = inputs->ownership();
    facts_.parties.push_back(std::move(result));
    return absl::OkStatus();
  }

  void AddOfficers(const v1::TransactionParty& stated, const std::string& where, v1::PartyInputs* inputs) {
    for (int i = 0; i < stated.officers_size(); ++i) {
      bool truncated = false;
      int64_t count = 0;
      std::vector<v1::Match> matches =
          MatchesOf(stated.officers(i).party(), absl::StrCat(where, ".officers[", i, "]"), &truncated, &count);
      if (matches.empty()) continue;
      v1::OfficerMatches* officer = inputs->add_officers();
      officer->set_officer_index(i);
      const bool by_id = std::any_of(matches.begin(), matches.end(),
                                     [](const v1::Match& match) { return match.matched_on() == v1::IDENTIFIER; });
      officer->set_basis(by_id ? "ID" : "NAME");
      for (v1::Match& match : matches) *officer->add_matches() = std::move(match);
    }
  }

  // Owners stated in the request. An owner that matches a listed party counts as that party until somebody has resolved
  // the match: an unresolved match is never "no".
  absl::Status AddOwnership(const v1::TransactionParty& stated, int index, v1::PartyInputs* inputs) {
    OwnershipOverlay overlay;
    CORDON_ASSIGN_OR_RETURN(
        const int root,
        overlay.AddNode(NodeOf(stated.party(), absl::StrCat("request:party:", index), stated.hq_country()), {}, {}));
    for (int i = 0; i < stated.owners_size(); ++i) {
      const v1::Owner& owner = stated.owners(i);
      const MatchResult hits = state_.matcher->Match(owner.party(), options_);
      if (hits.work_exhausted || hits.nothing_to_match) {
        Incomplete(hits.work_exhausted ? "WORK_LIMIT" : "NOTHING_MATCHABLE",
                   absl::StrCat("parties[", index, "].owners[", i, "]"),
                   "the owner could not be compared with every list name");
      }
      std::vector<OwnershipListing> listings;
      for (const Hit& hit : hits.hits) {
        const bool exact = hit.score == kFullScore || hit.on == v1::IDENTIFIER;
        const std::string evidence =
            absl::StrCat(absl::AsciiStrToLower(v1::MatchedOn_Name(hit.on)), ", score ", hit.score);
        listings.push_back(MakeOwnershipListing(state_.snapshot->Entry(hit.entry), evidence, exact));
      }
      v1::OwnershipNode node =
          NodeOf(owner.party(), absl::StrCat("request:party:", index, ":owner:", i), owner.hq_country());
      if (owner.state_body() == v1::YES) node.set_kind(v1::NODE_STATE_BODY);
      CORDON_ASSIGN_OR_RETURN(const int number, overlay.AddNode(node, {}, listings));
      CORDON_RETURN_IF_ERROR(overlay.AddEdge(number, root, EdgeOf(owner)));
    }
    OwnershipQuery query;
    query.party_index = index;
    query.root.overlay_node = root;
    if (!ParseOwnershipDay(transaction_.as_of(), &query.as_of)) {
      return absl::InvalidArgumentError("as_of: not a date of the form YYYY-MM-DD");
    }
    *inputs->mutable_ownership() = EvaluateOwnership(nullptr, nullptr, overlay, DefaultOwnershipConfig(), query);
    return absl::OkStatus();
  }

  void AddPaymentWallet() {
    const std::string& wallet = transaction_.payment().wallet();
    if (wallet.empty()) return;
    v1::Party payer;
    payer.add_wallets(wallet);
    for (const Hit& hit : state_.matcher->Match(payer, options_).hits) {
      if (hit.on != v1::WALLET) continue;
      const v1::ListEntry entry = state_.snapshot->Entry(hit.entry);
      v1::WalletHit* found = facts_.inputs.add_wallet_hits();
      found->set_wallet(wallet);
      found->set_list(entry.list());
      found->set_entry_id(entry.entry_id());
      found->set_entry_name(entry.entry_name());
      found->set_start_date(entry.start_date());
    }
  }

  void Incomplete(const char* reason, const std::string& subject, const std::string& detail) {
    v1::Incompleteness* incomplete = facts_.inputs.add_incomplete();
    incomplete->set_reason(reason);
    incomplete->set_subject(subject);
    incomplete->set_detail(detail);
  }

  const v1::Transaction& transaction_;
  const EngineState& state_;
  const MatchOptions& options_;
  AssembledFacts facts_;
};

}  // namespace

absl::StatusOr<AssembledFacts> AssembleFactInputs(const v1::Transaction& transaction, const EngineState& state,
                                                  const MatchOptions& options) {
  return FactAssembler(transaction, state, options).Run();
}

}  // namespace cordon
