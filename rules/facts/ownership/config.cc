#include "rules/facts/ownership/config.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

constexpr int kDefaultNodes = 20'000;
constexpr int kDefaultEdges = 100'000;
constexpr int kDefaultDepth = 64;
constexpr int kDefaultPaths = 32;
constexpr int kMostNodes = 10'000'000;
constexpr int kMostPaths = 1'000;

// Programmes whose blocked persons need a licence under 15 CFR 744.8 (rule of March 2024; to be re-checked against the
// section before each release). An entry with any of them counts.
constexpr absl::string_view k744_8Programs[] = {
    "BELARUS",
    "BELARUS-EO14038",
    "FTO",
    "ILLICIT-DRUGS-EO14059",
    "NPWMD",
    "RUSSIA-EO14024",
    "RUSSIA-EO14024-DIRECTIVES",
    "SDGT",
    "SDNT",
    "SDNTK",
    "TCO",
    "UKRAINE-EO13660",
    "UKRAINE-EO13661",
    "UKRAINE-EO13662",
    "UKRAINE-EO13685",
};

v1::OwnershipRegimeConfig* AddRegime(v1::OwnershipRegime regime, std::initializer_list<absl::string_view> lists,
                                     v1::OwnershipConfig* config) {
  v1::OwnershipRegimeConfig* const added = config->add_regimes();
  added->set_regime(regime);
  for (const absl::string_view list : lists) added->add_lists(std::string(list));
  added->set_threshold_bp(5'000);
  return added;
}

std::string FormatPercent(int bp) {
  std::string text = absl::StrCat(bp / 100);
  if (bp % 100 != 0) {
    absl::StrAppend(&text, ".", bp % 100 / 10);
    if (bp % 10 != 0) absl::StrAppend(&text, bp % 10);
  }
  return text;
}

}  // namespace

v1::OwnershipConfig DefaultOwnershipConfig() {
  v1::OwnershipConfig config;
  config.set_version("default-1");
  v1::OwnershipRegimeConfig* const bis = AddRegime(v1::REGIME_BIS, {"EL", "MEU", "SDN"}, &config);
  v1::ListPrograms* const sdn = bis->add_programs();
  sdn->set_list("SDN");
  for (const absl::string_view program : k744_8Programs) sdn->add_programs(std::string(program));
  AddRegime(v1::REGIME_OFAC, {"SDN"}, &config);
  v1::OwnershipRegimeConfig* const uk = AddRegime(v1::REGIME_UK, {"UK"}, &config);
  uk->set_must_exceed(true);
  uk->set_count_voting_rights(true);
  uk->set_count_control(true);
  v1::OwnershipRegimeConfig* const eu = AddRegime(v1::REGIME_EU, {"EU"}, &config);
  eu->set_count_voting_rights(true);
  eu->set_count_control(true);
  AddRegime(v1::REGIME_STATE, {}, &config);
  *config.mutable_limits() = EffectiveLimits(config);
  return config;
}

absl::Status CheckOwnershipConfig(const v1::OwnershipConfig& config) {
  std::set<int> seen;
  for (const v1::OwnershipRegimeConfig& regime : config.regimes()) {
    const std::string where = absl::StrCat("ownership regime ", std::string(RegimeName(regime.regime())), ": ");
    if (regime.regime() == v1::OWNERSHIP_REGIME_UNSPECIFIED || !v1::OwnershipRegime_IsValid(regime.regime())) {
      return absl::InvalidArgumentError("ownership: a regime without a known `regime`");
    }
    if (!seen.insert(regime.regime()).second) return absl::InvalidArgumentError(absl::StrCat(where, "stands twice"));
    if (regime.threshold_bp() < 1 || regime.threshold_bp() > 10'000) {
      return absl::InvalidArgumentError(absl::StrCat(where, "threshold_bp must be 1..10000 (5000 is 50 %)"));
    }
    if (regime.lists().empty() && regime.regime() != v1::REGIME_STATE) {
      return absl::InvalidArgumentError(absl::StrCat(where, "names no list; leave the regime out to turn it off"));
    }
  }
  const v1::OwnershipLimits& limits = config.limits();
  for (const int32_t limit : {limits.max_nodes(), limits.max_edges(), limits.max_depth(), limits.max_paths()}) {
    if (limit < 0 || limit > kMostNodes) {
      return absl::InvalidArgumentError(absl::StrCat("ownership.limits: values must be 0..", kMostNodes));
    }
  }
  if (limits.max_paths() > kMostPaths) {
    return absl::InvalidArgumentError(absl::StrCat("ownership.limits.max_paths: at most ", kMostPaths));
  }
  return absl::OkStatus();
}

v1::OwnershipLimits EffectiveLimits(const v1::OwnershipConfig& config) {
  v1::OwnershipLimits limits = config.limits();
  if (limits.max_nodes() == 0) limits.set_max_nodes(kDefaultNodes);
  if (limits.max_edges() == 0) limits.set_max_edges(kDefaultEdges);
  if (limits.max_depth() == 0) limits.set_max_depth(kDefaultDepth);
  if (limits.max_paths() == 0) limits.set_max_paths(kDefaultPaths);
  return limits;
}

absl::string_view RegimeName(v1::OwnershipRegime regime) {
  switch (regime) {
    case v1::REGIME_BIS:
      return "BIS";
    case v1::REGIME_OFAC:
      return "OFAC";
    case v1::REGIME_UK:
      return "UK";
    case v1::REGIME_EU:
      return "EU";
    case v1::REGIME_STATE:
      return "STATE";
    default:
      return "?";
  }
}

std::string FormatShare(int min_bp, int max_bp, bool unknown) {
  if (unknown) return "unknown share";
  if (min_bp == max_bp) return absl::StrCat(FormatPercent(min_bp), " %");
  return absl::StrCat(FormatPercent(min_bp), "-", FormatPercent(max_bp), " %");
}

}  // namespace cordon
