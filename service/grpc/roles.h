// Who may call what: one table for every method of every service. What does not stand in it nobody may call.
// Pure functions.
//
//   CORDON_RETURN_IF_ERROR(CheckRole("ImportList", caller.roles));
#ifndef CORDON_SERVICE_GRPC_ROLES_H_
#define CORDON_SERVICE_GRPC_ROLES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/screening/known_callers.h"

namespace cordon {

// A method by the name its calls are logged with; ADMIN may call all of them.
struct MethodRoles {
  absl::string_view method;
  RoleSet roles = 0;
};
const std::vector<MethodRoles>& MethodRoleTable();

// PermissionDenied ROLE_REQUIRED, naming the roles that may.
absl::Status CheckRole(absl::string_view method, RoleSet roles);

// "SCREENER, REVIEWER", in the order of the enum; every role by name.
std::string RoleNames(RoleSet roles);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_ROLES_H_
