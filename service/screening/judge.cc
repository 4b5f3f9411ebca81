#include "service/screening/judge.h"

#include "service/screening/policy.h"

namespace cordon {

Judgement JudgeMatch(const v1::Policy& policy, const EntrySummary& entry, const std::string& as_of,
                     v1::MatchedOn matched_on) {
  Judgement judgement;
  judgement.disposition = matched_on == v1::POSSIBLE_AFFILIATE ? AffiliateDisposition(policy, entry.list)
                                                               : ListDisposition(policy, entry.list);
  // ISO dates compare as text.
  judgement.listed_later = !entry.start_date.empty() && entry.start_date > as_of;
  judgement.expired = !entry.end_date.empty() && entry.end_date < as_of;
  if (judgement.listed_later || judgement.expired) judgement.disposition = v1::NOTE;
  return judgement;
}

}  // namespace cordon
