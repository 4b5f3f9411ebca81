// Canary names: parties that have stood on an official list for years. A file in which one of them is not found is not
// that list, whatever its header says, and the guard on counts (change_guard.h) has nothing to compare a first import
// with. Pure functions, thread-safe.
#ifndef CORDON_SERVICE_SCREENING_CANARIES_H_
#define CORDON_SERVICE_SCREENING_CANARIES_H_

#include "absl/status/status.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/policy.pb.h"
#include "match/matcher.h"

namespace cordon {

// House defaults, for formats that have been read from real files.
void AddDefaultCanaries(v1::Policy* policy);

// FailedPrecondition CANARY_NOT_FOUND naming the list and each name that screening does not find on it with full score.
// `matcher` is that of the state which `version` would be part of. An operator's own lists have no canaries, whatever
// their code.
absl::Status CheckCanaries(const v1::Policy& policy, const v1::ListVersion& version, const Matcher& matcher);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CANARIES_H_
