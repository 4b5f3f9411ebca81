// What a stored list version remembers of its past. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_LIST_HISTORY_H_
#define CORDON_SERVICE_SCREENING_LIST_HISTORY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

// Of one version; the first one and the latest ones are kept.
inline constexpr int kMaxActivationEvents = 100;

// Notes that `version` becomes the active one now, by whom and in place of which.
void NoteActivation(absl::Time now, const std::string& caller, const std::string& replaced, v1::ListVersion* version);

// Whether a version is of this source ("csl", "operator/DENY", or DENY alone) or holds a list of this code.
bool IsVersionOf(const v1::ListVersion& version, absl::string_view list);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LIST_HISTORY_H_
