#include "rules/decide.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace cordon {

void Conclude(const std::vector<v1::RedFlag>& flags, const v1::Accumulation& accumulation, v1::Decision* decision) {
  v1::Disposition worst = v1::CLEAR;
  std::map<std::string, v1::Severity> severity;  // by rule, its worst
  for (const v1::RedFlag& flag : flags) {
    worst = std::max(worst, flag.disposition());
    v1::Severity& known = severity[flag.rule()];
    known = std::max(known, flag.severity());
  }
  std::vector<std::string> high, med, low;
  for (const auto& [rule, level] : severity) {
    if (level == v1::HIGH) high.push_back(rule);
    if (level == v1::MED) med.push_back(rule);
    if (level == v1::LOW) low.push_back(rule);
  }
  const auto rules = [](const std::vector<std::string>& names) { return absl::StrJoin(names, ", "); };
  std::vector<std::string> counted;
  const int halves = static_cast<int>(2 * med.size() + (accumulation.low_counts_half() ? low.size() : 0));
  if (worst < v1::HOLD && accumulation.med_for_hold() > 0 && halves >= 2 * accumulation.med_for_hold()) {
    worst = v1::HOLD;
    counted = med;
    if (accumulation.low_counts_half()) counted.insert(counted.end(), low.begin(), low.end());
    decision->set_accumulated(absl::StrCat("MED x", med.size(), ", LOW x", low.size(), ": ", rules(counted)));
  }
  if (worst < v1::ESCALATE && accumulation.high_for_escalate() > 0 &&
      static_cast<int>(high.size()) >= accumulation.high_for_escalate()) {
    worst = v1::ESCALATE;
    counted = high;
    decision->set_accumulated(absl::StrCat("HIGH x", high.size(), ": ", rules(high)));
  }
  v1::LegalStatus status = v1::NONE;
  for (const v1::RedFlag& flag : flags) {
    const bool decides = counted.empty() ? flag.disposition() == worst
                                         : std::find(counted.begin(), counted.end(), flag.rule()) != counted.end();
    if (decides) status = std::max(status, flag.legal_status());
  }
  // Small things together are an unresolved red flag even where none of them is one alone.
  if (!counted.empty() && status < v1::RED_FLAG_UNRESOLVED && worst == v1::HOLD) status = v1::RED_FLAG_UNRESOLVED;
  decision->set_disposition(worst);
  decision->set_legal_status(status);
}

}  // namespace cordon
