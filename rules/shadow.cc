// What a second rule set would decide.
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "rules/engine.h"

namespace cordon {
namespace {

// Worst disposition of each rule that fired.
std::map<std::string, v1::Disposition> WorstByRule(const v1::Decision& decision) {
  std::map<std::string, v1::Disposition> worst;
  for (const v1::RedFlag& flag : decision.red_flags()) {
    v1::Disposition& known = worst[flag.rule()];
    known = std::max(known, flag.disposition());
  }
  return worst;
}

}  // namespace

v1::ShadowDifference CompareDecisions(const v1::Decision& current, const v1::Decision& candidate) {
  v1::ShadowDifference result;
  *result.mutable_current() = current;
  *result.mutable_candidate() = candidate;
  const auto say = [&](const std::string& sentence) { result.add_differences(sentence); };
  if (current.disposition() != candidate.disposition()) {
    say(absl::StrCat("disposition ", v1::Disposition_Name(current.disposition()), " becomes ",
                     v1::Disposition_Name(candidate.disposition())));
  }
  if (current.legal_status() != candidate.legal_status()) {
    say(absl::StrCat("legal status ", v1::LegalStatus_Name(current.legal_status()), " becomes ",
                     v1::LegalStatus_Name(candidate.legal_status())));
  }
  const auto before = WorstByRule(current);
  const auto after = WorstByRule(candidate);
  for (const auto& [rule, disposition] : before) {
    const auto found = after.find(rule);
    if (found == after.end()) {
      say(absl::StrCat(rule, " no longer fires (", v1::Disposition_Name(disposition), ")"));
    } else if (found->second != disposition) {
      say(absl::StrCat(rule, " ", v1::Disposition_Name(disposition), " becomes ", v1::Disposition_Name(found->second)));
    }
  }
  for (const auto& [rule, disposition] : after) {
    if (before.count(rule) == 0)
      say(absl::StrCat(rule, " fires in addition (", v1::Disposition_Name(disposition), ")"));
  }
  result.set_same(result.differences().empty());
  return result;
}

}  // namespace cordon
