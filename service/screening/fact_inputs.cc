#include "service/screening/fact_inputs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "service/screening/deal_findings.h"
#include "service/screening/judge.h"
#include "service/screening/ownership_facts.h"

namespace cordon {
namespace {

class FactAssembler {
 public:
  FactAssembler(const v1::Transaction& transaction, const EngineState& state, const MatchOptions& options)
      : transaction_(transaction), state_(state), options_(options) {}

  absl::StatusOr<AssembledFacts> Run() {
    *facts_.inputs.mutable_transaction() = transaction_;
    for (int i = 0; i < transaction_.parties_size(); ++i) AddParty(i);
    CORDON_RETURN_IF_ERROR(AddOwnershipFacts(WithListedParents(), state_, options_, &facts_.inputs));
    for (int i = 0; i < transaction_.parties_size(); ++i) {
      *facts_.parties[static_cast<size_t>(i)].mutable_ownership() = facts_.inputs.parties(i).ownership();
    }
    AddPaymentWallet();
    AddDealFindings(transaction_, state_, options_, &facts_.inputs);
    for (size_t i = 0; i < facts_.parties.size(); ++i) {
      const v1::PartyInputs& found = facts_.inputs.parties(static_cast<int>(i));
      *facts_.parties[i].mutable_officers() = found.officers();
      *facts_.parties[i].mutable_addresses() = found.addresses();
      *facts_.parties[i].mutable_shared() = found.shared();
      *facts_.parties[i].mutable_refusals() = found.refusals();
    }
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
    if (result.obfuscated && result.hits.empty()) {
      // As when a party is screened alone: disguise counts when what remains comes near a listed name.
      MatchOptions near = options_;
      near.near_band = state_.policy.policy.near_miss_band();
      if (!state_.matcher->Match(party, near).near_misses.empty()) {
        Incomplete("OBFUSCATION", where, "the name holds deceptive characters, and without them comes near a listed name");
      }
    }
    if (result.nothing_to_match)
      Incomplete("NOTHING_MATCHABLE", where, "nothing that could be compared was left of its data");
    return matches;
  }

  void AddParty(int index) {
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
    AddOwners(stated, where, inputs);
    facts_.parties.push_back(std::move(result));
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

  void AddOwners(const v1::TransactionParty& stated, const std::string& where, v1::PartyInputs* inputs) {
    for (int i = 0; i < stated.owners_size(); ++i) {
      bool truncated = false;
      int64_t count = 0;
      std::vector<v1::Match> matches =
          MatchesOf(stated.owners(i).party(), absl::StrCat(where, ".owners[", i, "]"), &truncated, &count);
      if (matches.empty()) continue;
      v1::OwnerMatches* owner = inputs->add_owners();
      owner->set_owner_index(i);
      for (v1::Match& match : matches) *owner->add_matches() = std::move(match);
    }
  }

  // A stated ultimate parent that may be a listed party is an owner whose share nobody told.
  v1::Transaction WithListedParents() const {
    v1::Transaction deal = transaction_;
    for (v1::TransactionParty& party : *deal.mutable_parties()) {
      const v1::StatedParent& parent = party.ultimate_parent();
      const bool stated = std::any_of(party.owners().begin(), party.owners().end(), [&](const v1::Owner& owner) {
        return absl::EqualsIgnoreCase(owner.party().name(), parent.name());
      });
      if (parent.self() || stated) continue;
      v1::Owner owner;
      owner.mutable_party()->set_name(parent.name());
      if (!parent.id().value().empty()) *owner.mutable_party()->add_ids() = parent.id();
      if (absl::StripAsciiWhitespace(parent.name()).empty() && owner.party().ids().empty()) continue;
      if (state_.matcher->Match(owner.party(), options_).hits.empty()) continue;
      owner.set_hq_country(parent.hq_country());
      owner.set_source("stated ultimate parent");
      *party.add_owners() = std::move(owner);
    }
    return deal;
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
