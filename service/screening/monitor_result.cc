#include "service/screening/monitor_result.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/screening/judge.h"
#include "service/screening/match_memo.h"
#include "service/screening/ownership_facts.h"

namespace cordon {
namespace {

using v1::Event;
using v1::MonitoredMatch;

constexpr char kOwnersUnknown[] = "OWNERS_UNKNOWN";

std::string KeyOfMatch(const MonitoredMatch& match) {
  return absl::StrCat(match.list(), "\n", match.entry_id(), "\n", match.regime());
}

MonitoredMatch NotCompared(const char* reason) {
  MonitoredMatch unknown;
  unknown.set_entry_id(reason);
  unknown.set_disposition(v1::HOLD);
  return unknown;
}

// As Matcher::Describe has it, without the evidence, which is not kept.
MonitoredMatch Shortened(const Hit& hit, v1::Disposition disposition, const EngineState& state) {
  const v1::ListEntry entry = state.snapshot->Entry(hit.entry);
  MonitoredMatch kept;
  kept.set_list(entry.list());
  kept.set_entry_id(entry.entry_id());
  kept.set_entry_name(entry.entry_name());
  if (hit.name >= 0 && hit.name < entry.names_size()) kept.set_matched_name(entry.names(hit.name).text());
  kept.set_matched_on(hit.on);
  kept.set_score(hit.score);
  kept.set_disposition(disposition);
  kept.set_entry_sha256(state.digests->Of(hit.entry));
  return kept;
}

// Listed owners, as a transaction with nobody else would see them.
void AddListedOwners(const v1::Party& party, const EngineState& state, const std::string& day,
                     MonitoredMatches* matches) {
  if (state.ownership == nullptr) return;
  v1::Transaction transaction;
  *transaction.add_parties()->mutable_party() = party;
  transaction.set_as_of(day);
  v1::FactInputs inputs;
  inputs.add_parties();
  MatchMemo memo(*state.matcher, MonitorMatchOptions(state));
  if (!AddOwnershipFacts(transaction, state, &memo, &inputs).ok() || inputs.incomplete_size() > 0 ||
      inputs.parties(0).ownership().incomplete_size() > 0) {
    matches->push_back(NotCompared(kOwnersUnknown));
  }
  for (const v1::OwnershipSum& sum : inputs.parties(0).ownership().sums()) {
    if (!sum.restricted() && !sum.unknown_share()) continue;
    for (const v1::OwnerEntry& owner : sum.owners()) {
      MonitoredMatch kept;
      kept.set_list(owner.list());
      kept.set_entry_id(owner.entry_id());
      kept.set_entry_name(owner.entry_name());
      kept.set_owner(owner.evidence());
      kept.set_owned(owner.max_bp());
      kept.set_regime(v1::OwnershipRegime_Name(sum.regime()));
      kept.set_disposition(v1::HOLD);
      matches->push_back(std::move(kept));
    }
  }
}

bool IsBefore(const MonitoredMatch& a, const MonitoredMatch& b) { return KeyOfMatch(a) < KeyOfMatch(b); }

// Whether all that the entry says is in `state` as in `match`.
bool SaysTheSame(const EngineState* state, const MonitoredMatch& match) {
  if (state == nullptr || match.entry_sha256().empty()) return false;
  const std::vector<EntryIndex> found = state->snapshot->FindEntries(match.list(), match.entry_id());
  return found.size() == 1 && state->digests->Of(found.front()) == match.entry_sha256();
}

Event::Type TypeOf(const MonitoredMatch* was, const MonitoredMatch* is, const MonitorComparison& comparison) {
  const MonitoredMatch& either = is != nullptr ? *is : *was;
  if (!either.regime().empty()) return Event::OWNERSHIP_CHANGED;
  if (either.list().empty()) {
    if (is != nullptr) return Event::NOT_COMPARED;
    if (either.entry_id() == kOwnersUnknown) return Event::OWNERSHIP_CHANGED;
    return comparison.only_lists ? Event::CHANGED : Event::POLICY_CHANGED;
  }
  if (is == nullptr) {
    if (comparison.now->snapshot->FindEntries(was->list(), was->entry_id()).empty()) return Event::DELISTED;
    return !comparison.only_lists && SaysTheSame(comparison.now.get(), *was) ? Event::POLICY_CHANGED : Event::CHANGED;
  }
  if (was != nullptr) {
    const bool same = was->entry_sha256() == is->entry_sha256();
    return same && !comparison.only_lists ? Event::POLICY_CHANGED : Event::CHANGED;
  }
  const bool was_listed = std::all_of(comparison.before.begin(), comparison.before.end(),
                                      [is](const auto& state) { return SaysTheSame(state.get(), *is); });
  return was_listed && !comparison.before.empty() && !comparison.only_lists ? Event::POLICY_CHANGED
                                                                            : Event::NEW_LISTING;
}

}  // namespace

MatchOptions MonitorMatchOptions(const EngineState& state) {
  MatchOptions options;
  options.threshold = state.policy.policy.threshold();
  options.max_candidates = state.policy.policy.limits().max_candidates();
  return options;
}

MonitoredMatches ScreenMonitored(const v1::Party& party, const EngineState& state, const std::string& day) {
  MatchOptions options = MonitorMatchOptions(state);
  const MatchResult result = state.matcher->Match(party, options);
  MonitoredMatches matches;
  if (result.hits.size() > kMaxMonitoredMatches) {
    matches.push_back(NotCompared("TOO_MANY_MATCHES"));
  } else {
    for (const Hit& hit : result.hits) {
      const v1::Disposition disposition =
          JudgeMatch(state.policy.policy, state.snapshot->summary(hit.entry), day, hit.on).disposition;
      matches.push_back(Shortened(hit, disposition, state));
    }
  }
  if (result.work_exhausted) matches.push_back(NotCompared("WORK_LIMIT"));
  if (result.nothing_to_match) matches.push_back(NotCompared("NOTHING_MATCHABLE"));
  const bool held = std::any_of(matches.begin(), matches.end(),
                                [](const MonitoredMatch& match) { return match.disposition() >= v1::HOLD; });
  if (result.obfuscated && !held) {
    // As an answer does: deceptive text is held if what remains matches or comes near a listed name.
    options.near_band = state.policy.policy.near_miss_band();
    if (!matches.empty() || !state.matcher->Match(party, options).near_misses.empty()) {
      matches.push_back(NotCompared("OBFUSCATION"));
    }
  }
  AddListedOwners(party, state, day, &matches);
  std::stable_sort(matches.begin(), matches.end(), IsBefore);
  // Several owners may lead to one entry.
  matches.erase(std::unique(matches.begin(), matches.end(),
                            [](const auto& a, const auto& b) { return KeyOfMatch(a) == KeyOfMatch(b); }),
                matches.end());
  return matches;
}

std::string ResultBytes(const MonitoredMatches& matches) {
  v1::MonitoredParty kept;
  for (const MonitoredMatch& match : matches) *kept.add_matches() = match;
  return kept.SerializeAsString();
}

absl::StatusOr<MonitoredMatches> ReadResult(absl::string_view bytes) {
  v1::MonitoredParty kept;
  if (!kept.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("the stored result of a registered party cannot be read");
  }
  return MonitoredMatches(kept.matches().begin(), kept.matches().end());
}

std::vector<MonitorFinding> CompareResults(const v1::Party& party, const MonitoredMatches& before,
                                           const MonitoredMatches& after, const MonitorComparison& comparison) {
  std::vector<MonitorFinding> findings;
  const auto add = [&](const MonitoredMatch* was, const MonitoredMatch* is) {
    MonitorFinding finding;
    finding.type = TypeOf(was, is, comparison);
    finding.change.set_party_ref(party.ref());
    finding.change.set_party(party.name());
    if (was != nullptr) *finding.change.mutable_before() = *was;
    if (is != nullptr) *finding.change.mutable_after() = *is;
    findings.push_back(std::move(finding));
  };
  auto was = before.begin();
  auto is = after.begin();
  while (was != before.end() || is != after.end()) {
    if (is == after.end() || (was != before.end() && IsBefore(*was, *is))) {
      add(&*was++, nullptr);
    } else if (was == before.end() || IsBefore(*is, *was)) {
      add(nullptr, &*is++);
    } else {
      if (was->SerializeAsString() != is->SerializeAsString()) add(&*was, &*is);
      ++was;
      ++is;
    }
  }
  return findings;
}

}  // namespace cordon
