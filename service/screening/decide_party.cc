// DecideParty: match, judge, say what could not be done.
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/screening/coverage_warnings.h"
#include "service/screening/decide.h"
#include "service/screening/described_hits.h"
#include "service/screening/judge.h"

namespace cordon {
namespace {

void AddWarning(absl::string_view reason, const std::string& detail, v1::Screening* screening) {
  auto* warning = screening->add_warnings();
  warning->set_reason(std::string(reason));
  warning->set_detail(detail);
}

void AddIncomplete(absl::string_view reason, const std::string& detail, v1::Screening* screening) {
  auto* incomplete = screening->add_incomplete();
  incomplete->set_reason(std::string(reason));
  incomplete->set_detail(detail);
}

// Describes hits up to the storage limit (described_hits.h); the disposition is judged over all of them.
void JudgeHits(const EngineState& state, const v1::Party& party, const MatchResult& result, Suppressor* suppressor,
               v1::Screening* screening, v1::Disposition* worst) {
  const v1::Policy& policy = state.policy.policy;
  const auto limit = static_cast<size_t>(policy.limits().max_matches_stored());
  const auto describe = [&](const Hit& hit) {
    v1::Match match = state.matcher->Describe(party, hit);
    const Judgement judgement = JudgeMatch(policy, state.snapshot->summary(hit.entry), screening->as_of(), hit.on);
    match.set_disposition(judgement.disposition);
    match.set_listed_later(judgement.listed_later);
    return match;
  };
  const std::vector<size_t> described = DescribedHits(state, result, screening->as_of());
  auto next = described.begin();
  for (size_t i = 0; i < result.hits.size(); ++i) {
    const Hit& hit = result.hits[i];
    const bool kept = next != described.end() && *next == i;
    if (kept) ++next;
    if (!kept && suppressor == nullptr) {
      *worst =
          Worse(*worst, JudgeMatch(policy, state.snapshot->summary(hit.entry), screening->as_of(), hit.on).disposition);
      continue;
    }
    v1::Match match = describe(hit);
    if (!Suppress(suppressor, 0, &match, screening)) *worst = Worse(*worst, match.disposition());
    if (kept) *screening->add_matches() = std::move(match);
  }
  for (size_t i = 0; i < result.near_misses.size() && i < limit; ++i) {
    *screening->add_near_misses() = describe(result.near_misses[i]);
  }
  screening->set_match_count(static_cast<int64_t>(result.hits.size()));
  if (result.hits.size() > limit) {
    AddWarning("MATCHES_NOT_STORED",
               absl::StrCat("the ", limit, " gravest of ", result.hits.size(),
                            " matches are described; all of them were judged"),
               screening);
  }
}

// An obfuscated name is a signal of its own only when what remains comes near a listed one.
void JudgeObfuscation(const EngineState& state, const v1::Party& party, MatchOptions options, const MatchResult& result,
                      v1::Screening* screening, v1::Disposition* worst) {
  if (!result.obfuscated) return;
  AddWarning("OBFUSCATION",
             "the name holds invisible or direction-changing characters or mixes alphabets within a word; this was "
             "undone for matching",
             screening);
  bool near = !result.hits.empty() || !result.near_misses.empty();
  if (!near) {
    options.near_band = state.policy.policy.near_miss_band();
    near = !state.matcher->Match(party, options).near_misses.empty();
  }
  if (near) *worst = Worse(*worst, v1::HOLD);
}

}  // namespace

v1::Screening DecideParty(const v1::ScreenPartyRequest& request, const EngineState& state,
                          const ListCondition& condition, const std::string& as_of, Suppressor* suppressor) {
  const v1::Policy& policy = state.policy.policy;
  v1::Screening screening;
  screening.set_record_version(1);
  screening.set_kind("PARTY");
  *screening.mutable_party() = request.party();
  screening.set_as_of(as_of);
  screening.set_threshold(request.threshold() != 0 ? request.threshold() : policy.threshold());
  // An empty text takes memory, too.
  if (!request.external_ref().empty()) screening.set_external_ref(request.external_ref());
  if (!request.traceparent().empty()) screening.set_traceparent(request.traceparent());
  if (!request.request_id().empty()) screening.set_request_id(request.request_id());
  StampAnswer(state, condition, &screening);

  MatchOptions options;
  options.threshold = screening.threshold();
  options.near_band = request.near_misses() ? policy.near_miss_band() : 0;
  options.max_candidates = policy.limits().max_candidates();
  const MatchResult result = state.matcher->Match(request.party(), options);

  v1::Disposition worst = v1::CLEAR;
  JudgeHits(state, request.party(), result, suppressor, &screening, &worst);
  AddSuppressionWarning(&screening);
  JudgeObfuscation(state, request.party(), options, result, &screening, &worst);
  if (result.work_exhausted) {
    AddIncomplete("WORK_LIMIT",
                  absl::StrCat("more than ", options.max_candidates,
                               " list names had to be compared; "
                               "raise limits.max_candidates or give a more specific name"),
                  &screening);
  }
  if (result.nothing_to_match) {
    AddIncomplete("NOTHING_MATCHABLE",
                  "nothing that could be compared was left of the party's data; give its name in letters", &screening);
  } else if (result.hits.empty() && result.generic_name &&
             !absl::StripAsciiWhitespace(request.party().name()).empty()) {
    AddWarning("GENERIC_NAME", "the name consists of generic words and legal forms only; screen the full legal name",
               &screening);
  }
  AddCoverageWarnings(request.party(), *state.snapshot, &screening);
  if (screening.incomplete_size() > 0) worst = Worse(worst, v1::HOLD);
  screening.set_disposition(worst);
  return screening;
}

}  // namespace cordon
