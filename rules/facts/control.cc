#include "rules/facts/control.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace cordon {
namespace {

std::string DensityText(int64_t centi) { return absl::StrFormat("%d.%02d", centi / 100, centi % 100); }

// By performance under one state of the thresholds.
v1::Tri ByPerformance(const v1::ControlThreshold& limits, const ControlQuery& query, int64_t tpp,
                      const std::optional<int64_t>& density, std::string* basis) {
  const bool datacenter = query.chip == nullptr || query.chip->datacenter();
  if (limits.min_io_gbps() > 0) {
    if (tpp < limits.a_tpp()) {
      *basis = absl::StrCat("TPP ", tpp, " below ", limits.a_tpp());
      return v1::NO;
    }
    if (query.chip == nullptr || query.chip->io_gbps() == 0) {
      *basis = absl::StrCat("TPP ", tpp, ", transfer rate unknown");
      return v1::UNKNOWN;
    }
    const bool fast = query.chip->io_gbps() >= limits.min_io_gbps();
    *basis = absl::StrCat("TPP ", tpp, " and ", query.chip->io_gbps(), " GB/s against ", limits.a_tpp(), " and ",
                          limits.min_io_gbps(), " GB/s");
    return fast ? v1::YES : v1::NO;
  }
  const std::string figures =
      absl::StrCat("TPP ", tpp, density.has_value() ? absl::StrCat(", density ", DensityText(*density)) : "");
  if (tpp >= limits.a_tpp()) {
    *basis = absl::StrCat(figures, ": 3A090.a");
    return v1::YES;
  }
  // Below the first limb only items designed or marketed for data centres are specified.
  if (!datacenter || tpp < limits.a_tpp_low()) {
    *basis = absl::StrCat(figures, datacenter ? ": below the thresholds" : ": not a data-centre item, TPP below 4800");
    return v1::NO;
  }
  if (!density.has_value()) {
    *basis = absl::StrCat(figures, ", density unknown");
    // Any die below TPP / 1.6 mm2 reaches the lower density limit; only that part of the band is uncertain.
    return tpp >= limits.b_tpp() ? v1::YES : v1::UNKNOWN;
  }
  if (*density >= limits.a_density_centi()) {
    *basis = absl::StrCat(figures, ": 3A090.a");
    return v1::YES;
  }
  const bool b = (tpp >= limits.b_tpp() && *density >= limits.b_density_centi()) ||
                 (tpp >= limits.b_tpp_low() && *density >= limits.b_density_high_centi());
  *basis = absl::StrCat(figures, b ? ": 3A090.b" : ": below the thresholds");
  return b ? v1::YES : v1::NO;
}

}  // namespace

std::string NormalizeEccn(absl::string_view eccn) {
  std::string out;
  for (const char c : eccn) {
    if (c == ' ' || c == '\t') continue;
    out.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

bool IsAdvancedComputingEccn(absl::string_view normalized, bool z_paragraphs) {
  if (absl::StartsWith(normalized, "3A090") || absl::StartsWith(normalized, "4A090")) return true;
  return z_paragraphs && normalized.size() > 5 && absl::StrContains(normalized, ".Z");
}

ControlAnswer JudgeControl(const Tables& tables, const ControlQuery& query, absl::string_view date) {
  ControlAnswer answer;
  answer.tpp = query.tpp;
  answer.density_centi = query.density_centi;
  if (query.chip != nullptr) {
    if (!answer.tpp.has_value() || *answer.tpp < query.chip->tpp()) answer.tpp = query.chip->tpp();
    if (!answer.density_centi.has_value() && query.chip->die_mm2_centi() > 0) {
      // hundredths of TPP per mm2 = TPP * 100 * 100 / (mm2 * 100), rounded half up
      const int64_t die = query.chip->die_mm2_centi();
      answer.density_centi = (*answer.tpp * 10000 + die / 2) / die;
    }
  }
  const v1::ControlThreshold* limits = tables.ThresholdAt(date);
  if (limits == nullptr) {
    answer.ctrl = v1::NO;
    answer.basis = absl::StrCat("no advanced-computing control on ", date);
    return answer;
  }
  const bool declared = IsAdvancedComputingEccn(query.eccn, limits->z_paragraphs());
  if (answer.tpp.has_value()) {
    std::string basis;
    answer.ctrl = ByPerformance(*limits, query, *answer.tpp, answer.density_centi, &basis);
    answer.basis = query.chip != nullptr ? absl::StrCat(query.chip->name(), ": ", basis) : basis;
    answer.misdeclared = answer.ctrl == v1::YES && !query.eccn.empty() && !declared;
  }
  // What the exporter declares as controlled is controlled, whatever the figures say.
  if (declared && answer.ctrl != v1::YES) {
    answer.ctrl = v1::YES;
    answer.basis = absl::StrCat("declared as ", query.eccn);
  }
  if (!answer.tpp.has_value() && !declared && !query.eccn.empty()) {
    answer.ctrl = v1::NO;
    answer.basis = absl::StrCat("declared as ", query.eccn);
  }
  if (answer.basis.empty()) answer.basis = "neither ECCN nor chip model known";
  return answer;
}

std::string ControlledSince(const Tables& tables, const ControlQuery& query) {
  for (const v1::ControlThreshold& limits : tables.thresholds()) {
    if (JudgeControl(tables, query, limits.from()).ctrl == v1::YES) return limits.from();
  }
  return "";
}

}  // namespace cordon
