#include "service/screening/fact_inputs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "service/screening/deal_findings.h"
#include "service/screening/described_hits.h"
#include "service/screening/judge.h"
#include "service/screening/match_memo.h"
#include "service/screening/ownership_facts.h"

namespace cordon {
namespace {

class FactAssembler {
 public:
  FactAssembler(v1::Transaction transaction, const EngineState& state, const MatchOptions& options,
                Suppressor* suppressor)
      : state_(state),
        suppressor_(suppressor),
        matches_(*state.matcher, options),
        transaction_(*facts_.inputs.mutable_transaction()) {
    facts_.inputs.mutable_transaction()->Swap(&transaction);
  }

  absl::StatusOr<AssembledFacts> Run() {
    for (int i = 0; i < transaction_.parties_size(); ++i) AddParty(i);
    const std::optional<v1::Transaction> with_parents = WithListedParents();
    CORDON_RETURN_IF_ERROR(
        AddOwnershipFacts(with_parents.has_value() ? *with_parents : transaction_, state_, &matches_, &facts_.inputs));
    AddPaymentWallet();
    AddDealFindings(transaction_, state_, &matches_, &facts_.inputs);
    return std::move(facts_);
  }

 private:
  std::vector<v1::Match> MatchesOf(const v1::Party& party, const std::string& where, bool* truncated, int64_t* count) {
    const MatchResult& result = matches_.Of(party);
    std::vector<v1::Match> matches;
    for (const size_t place : DescribedHits(state_, result, transaction_.as_of())) {
      const Hit& hit = result.hits[place];
      v1::Match match = state_.matcher->Describe(party, hit);
      const Judgement judgement =
          JudgeMatch(state_.policy.policy, state_.snapshot->summary(hit.entry), transaction_.as_of(), hit.on);
      match.set_disposition(judgement.disposition);
      match.set_listed_later(judgement.listed_later);
      matches.push_back(std::move(match));
    }
    *truncated = result.hits.size() > matches.size();
    *count = static_cast<int64_t>(result.hits.size());
    if (result.work_exhausted)
      Incomplete("WORK_LIMIT", where, "more list names had to be compared than the policy allows");
    if (*truncated)
      Incomplete("MATCHES_NOT_STORED", where,
                 absl::StrCat("the rules saw ", matches.size(), " of ", *count, " matches"));
    if (result.obfuscated && result.hits.empty()) {
      // As when a party is screened alone: disguise counts when what remains comes near a listed name.
      MatchOptions near = matches_.options();
      near.near_band = state_.policy.policy.near_miss_band();
      if (!state_.matcher->Match(party, near).near_misses.empty()) {
        Incomplete("OBFUSCATION", where,
                   "the name holds deceptive characters, and without them comes near a listed name");
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
    std::vector<v1::Match> matches = MatchesOf(party, where, &truncated, &count);

    v1::PartyInputs* inputs = facts_.inputs.add_parties();
    inputs->set_party_index(index);
    inputs->set_matches_truncated(truncated);
    v1::PartyResult result;
    result.set_party_index(index);
    result.set_match_count(count);
    v1::Disposition worst = v1::CLEAR;
    facts_.silenced.emplace_back();
    for (size_t place = 0; place < matches.size(); ++place) {
      v1::Match& match = matches[place];
      if (Silence(index, &match)) {
        facts_.silenced.back().push_back({static_cast<int>(place), std::move(match)});
        continue;
      }
      worst = Worse(worst, match.disposition());
      *inputs->add_matches() = std::move(match);
    }
    result.set_disposition(worst);
    AddOfficers(stated, where, inputs);
    AddOwners(stated, where, inputs);
    facts_.parties.push_back(std::move(result));
  }

  bool Silence(int index, v1::Match* match) {
    const v1::AppliedSuppression* const applied = suppressor_ == nullptr ? nullptr : suppressor_->Of(index, *match);
    if (applied == nullptr) return false;
    match->set_suppressed_by(applied->suppression());
    facts_.applied.push_back(*applied);
    return true;
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

  // A stated ultimate parent that may be a listed party is an owner whose share nobody told. Nothing if there is none.
  std::optional<v1::Transaction> WithListedParents() {
    std::optional<v1::Transaction> deal;
    for (int i = 0; i < transaction_.parties_size(); ++i) {
      const v1::TransactionParty& party = transaction_.parties(i);
      const v1::StatedParent& parent = party.ultimate_parent();
      const bool stated = std::any_of(party.owners().begin(), party.owners().end(), [&](const v1::Owner& owner) {
        return absl::EqualsIgnoreCase(owner.party().name(), parent.name());
      });
      // At the top of its own group under another name: one of the two is wrong.
      const bool itself = parent.self() && (absl::StripAsciiWhitespace(parent.name()).empty() ||
                                            absl::EqualsIgnoreCase(parent.name(), party.party().name()));
      if (itself || stated) continue;
      v1::Owner owner;
      owner.mutable_party()->set_name(parent.name());
      if (!parent.id().value().empty()) *owner.mutable_party()->add_ids() = parent.id();
      if (absl::StripAsciiWhitespace(parent.name()).empty() && owner.party().ids().empty()) continue;
      if (matches_.Of(owner.party()).hits.empty()) continue;
      owner.set_hq_country(parent.hq_country());
      owner.set_source("stated ultimate parent");
      if (!deal.has_value()) deal = transaction_;
      *deal->mutable_parties(i)->add_owners() = std::move(owner);
    }
    return deal;
  }

  void AddPaymentWallet() {
    const std::string& wallet = transaction_.payment().wallet();
    if (wallet.empty()) return;
    v1::Party payer;
    payer.add_wallets(wallet);
    for (const Hit& hit : matches_.Of(payer).hits) {
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

  const EngineState& state_;
  Suppressor* const suppressor_;
  MatchMemo matches_;
  AssembledFacts facts_;
  const v1::Transaction& transaction_;  // of facts_
};

}  // namespace

absl::StatusOr<AssembledFacts> AssembleFactInputs(v1::Transaction transaction, const EngineState& state,
                                                  const MatchOptions& options, Suppressor* suppressor) {
  return FactAssembler(std::move(transaction), state, options, suppressor).Run();
}

std::vector<v1::PartyResult> TakePartyResults(AssembledFacts* facts) {
  for (size_t i = 0; i < facts->parties.size(); ++i) {
    v1::PartyInputs& found = *facts->inputs.mutable_parties(static_cast<int>(i));
    v1::PartyResult& result = facts->parties[i];
    int next = 0;
    for (AssembledFacts::Silenced& silenced : facts->silenced[i]) {
      while (result.matches_size() < silenced.place) *result.add_matches() = std::move(*found.mutable_matches(next++));
      *result.add_matches() = std::move(silenced.match);
    }
    while (next < found.matches_size()) *result.add_matches() = std::move(*found.mutable_matches(next++));
    result.mutable_ownership()->Swap(found.mutable_ownership());
    result.mutable_officers()->Swap(found.mutable_officers());
    result.mutable_addresses()->Swap(found.mutable_addresses());
    result.mutable_shared()->Swap(found.mutable_shared());
    result.mutable_refusals()->Swap(found.mutable_refusals());
    result.mutable_owners()->Swap(found.mutable_owners());
  }
  return std::move(facts->parties);
}

}  // namespace cordon
