// From red flags to one disposition and one legal status. Pure functions.
#ifndef CORDON_RULES_DECIDE_H_
#define CORDON_RULES_DECIDE_H_

#include <vector>

#include "cordon/v1/rules.pb.h"

namespace cordon {

// Worst flag wins; then distinct rules add up (three MED: at least HOLD, two HIGH: at least ESCALATE, two LOW count as
// one MED; INFO never). The legal status is the worst of the flags that made the disposition. Fills disposition,
// legal_status and accumulated of `decision`.
void Conclude(const std::vector<v1::RedFlag>& flags, const v1::Accumulation& accumulation, v1::Decision* decision);

}  // namespace cordon

#endif  // CORDON_RULES_DECIDE_H_
