#include "service/screening/canaries.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "match/scorer.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

struct DefaultCanary {
  const char* source;
  const char* list;
  const char* name;
};

// Listed for years and unlikely to leave soon. Lists that change as a whole (UVL) or are short have none.
constexpr DefaultCanary kDefaultCanaries[] = {
    {"csl", "EL", "Huawei Technologies Co., Ltd."},
    {"csl", "EL", "Chinese Academy of Engineering Physics"},
    {"csl", "SDN", "BANK MELLI IRAN"},
    {"csl", "SDN", "HIZBALLAH"},
    {"csl", "DPL", "MAHAN AIRWAYS"},
    {"ofac/sdn", "SDN", "BANK MELLI IRAN"},
    {"ofac/sdn", "SDN", "HIZBALLAH"},
    {"un", "UN", "AL-QAIDA"},
    {"un", "UN", "KOREA MINING DEVELOPMENT TRADING CORPORATION"},
    {"ca", "CA", "Rostec"},
    {"ca", "CA", "Kalashnikov Concern"},
    {"bis/dpl", "DPL", "MAHAN AIRWAYS"},
};

bool IsFound(const std::string& name, const std::string& list, const Matcher& matcher) {
  v1::Party party;
  party.set_name(name);
  MatchOptions options;
  options.threshold = kFullScore;
  const MatchResult result = matcher.Match(party, options);
  return std::any_of(result.hits.begin(), result.hits.end(), [&](const Hit& hit) {
    return hit.on == v1::NAME && hit.score == kFullScore && matcher.snapshot().summary(hit.entry).list == list;
  });
}

}  // namespace

void AddDefaultCanaries(v1::Policy* policy) {
  for (const DefaultCanary& known : kDefaultCanaries) {
    const int size = policy->canaries_size();
    v1::Canary* canary = size == 0 ? nullptr : policy->mutable_canaries(size - 1);
    if (canary == nullptr || canary->source() != known.source || canary->list() != known.list) {
      canary = policy->add_canaries();
      canary->set_source(known.source);
      canary->set_list(known.list);
    }
    canary->add_names(known.name);
  }
}

absl::Status CheckCanaries(const v1::Policy& policy, const v1::ListVersion& version, const Matcher& matcher) {
  if (absl::StartsWith(version.source(), "operator/") || version.has_ownership()) return absl::OkStatus();
  std::vector<std::string> missing;
  for (const v1::Canary& canary : policy.canaries()) {
    if (canary.source() != version.source()) continue;
    for (const std::string& name : canary.names()) {
      if (!IsFound(name, canary.list(), matcher)) missing.push_back(absl::StrCat(canary.list(), ": \"", name, "\""));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "CANARY_NOT_FOUND",
      absl::StrCat(
          version.file_name(), ": names that must stand on the list are not found (", absl::StrJoin(missing, ", "),
          "), so it is not the whole list (what is active is unchanged). Fetch it again; if the publisher took "
          "a name off, or an extract is meant, say so in the policy's canaries"),
      {{"source", version.source()}});
}

}  // namespace cordon
