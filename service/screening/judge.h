// From hits to a disposition: what the policy makes of each match at a date, and of an answer that is not whole.
// Pure functions.
#ifndef CORDON_SERVICE_SCREENING_JUDGE_H_
#define CORDON_SERVICE_SCREENING_JUDGE_H_

#include <string>

#include "cordon/v1/match.pb.h"
#include "cordon/v1/policy.pb.h"
#include "cordon/v1/screening.pb.h"
#include "match/list_snapshot.h"

namespace cordon {

struct Judgement {
  v1::Disposition disposition = v1::HOLD;
  bool listed_later = false;  // the entry starts after as_of
  bool expired = false;       // the entry ended before as_of
};

// What a match with this entry means without an activity. A missing or unreadable start date counts as listed; an entry
// not yet or no longer in force at `as_of` (YYYY-MM-DD) is a note, never silence.
// A possible affiliate of a listed group is judged by its own column of the policy.
Judgement JudgeMatch(const v1::Policy& policy, const EntrySummary& entry, const std::string& as_of,
                     v1::MatchedOn matched_on = v1::NAME);

inline v1::Disposition Worse(v1::Disposition a, v1::Disposition b) { return a < b ? b : a; }

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_JUDGE_H_
