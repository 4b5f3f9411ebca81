// `cordon own`: the owners of one party as the active data know them. For people looking something up: nothing is
// decided and nothing recorded. Pure function of its arguments.
#ifndef CORDON_SERVICE_SCREENING_OWNERSHIP_LOOKUP_H_
#define CORDON_SERVICE_SCREENING_OWNERSHIP_LOOKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "cordon/v1/owners.pb.h"
#include "service/screening/engine_state.h"

namespace cordon {

inline constexpr int kDefaultPictureNodes = 200;
inline constexpr int kMaxPictureNodes = 5'000;

// `today` is YYYY-MM-DD. NOT_FOUND OWNER_UNKNOWN when nobody in the data is called that; InvalidArgument names the
// field.
absl::StatusOr<v1::GetOwnershipResponse> LookUpOwnership(const v1::GetOwnershipRequest& request,
                                                         const EngineState& state, const std::string& today);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_OWNERSHIP_LOOKUP_H_
