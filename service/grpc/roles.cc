#include "service/grpc/roles.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

using Role = v1::KnownCaller;

constexpr RoleSet kScreener = RoleBit(Role::SCREENER);
constexpr RoleSet kReviewer = RoleBit(Role::REVIEWER);
constexpr RoleSet kApprover = RoleBit(Role::APPROVER);
constexpr RoleSet kListAdmin = RoleBit(Role::LIST_ADMIN);
constexpr RoleSet kAuditor = RoleBit(Role::AUDITOR);
constexpr RoleSet kAdmin = RoleBit(Role::ADMIN);
constexpr RoleSet kAll = kScreener | kReviewer | kApprover | kListAdmin | kAuditor;
constexpr RoleSet kReaders = kScreener | kReviewer | kApprover | kAuditor;
constexpr RoleSet kCaseReaders = kReviewer | kApprover | kAuditor;

}  // namespace

const std::vector<MethodRoles>& MethodRoleTable() {
  static const auto* const kTable = new std::vector<MethodRoles>{
      {"ScreenParty", kScreener},
      {"BatchScreenParties", kScreener},
      {"StreamScreenParties", kScreener},
      {"ScreenTransaction", kScreener},
      {"BatchScreenTransactions", kScreener},
      {"StreamScreenTransactions", kScreener},
      {"GetScreening", kReaders},
      {"ListScreenings", kReaders},
      {"ExplainNonMatch", kReaders},
      {"GetOwnership", kReaders},
      {"ListCases", kCaseReaders},
      {"GetCase", kCaseReaders},
      {"UpdateCase", kReviewer | kApprover},
      {"DecideAlert", kReviewer},
      {"ResolveCase", kReviewer},
      {"ApproveCase", kApprover},
      {"ReopenCase", kReviewer | kApprover},
      {"ProposeSuppression", kReviewer},
      {"ApproveSuppression", kApprover},
      {"EndSuppression", kReviewer | kApprover},
      {"GetSuppression", kCaseReaders},
      {"ListSuppressions", kCaseReaders},
      {"RegisterParties", kScreener},
      {"RemoveParties", kScreener},
      {"ListMonitoredParties", kReaders},
      {"CompareParties", kScreener | kListAdmin},
      {"WatchEvents", kReaders},
      {"ListEvents", kReaders},
      {"ListVersions", kAll},
      {"DiffListVersions", kAll},
      {"GetListEntry", kAll},
      {"SearchListEntries", kAll},
      {"ExportList", kAll},
      {"ImportList", kListAdmin},
      {"ActivateListVersion", kListAdmin},
      {"ConfirmListVersion", kListAdmin},
      {"GetEngineState", kAll},
      {"GetServerInfo", kAll},
      {"ListRules", kAll},
      {"ListEntries", kAuditor},
      {"GetEntry", kAuditor},
      {"ProveEntry", kAuditor},
      {"GetCheckpoint", kAuditor},
      {"ProveConsistency", kAuditor},
      {"RecordExport", kAuditor},
  };
  return *kTable;
}

absl::Status CheckRole(absl::string_view method, RoleSet roles) {
  const std::vector<MethodRoles>& table = MethodRoleTable();
  const auto found =
      std::find_if(table.begin(), table.end(), [method](const MethodRoles& row) { return row.method == method; });
  const RoleSet allowed = found == table.end() ? 0 : found->roles | kAdmin;
  if ((allowed & roles) != 0) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied, "ROLE_REQUIRED",
                   absl::StrCat(method, " is for ", RoleNames(allowed), "; this caller is ", RoleNames(roles)),
                   {{"method", std::string(method)}});
}

std::string RoleNames(RoleSet roles) {
  std::string names;
  for (int role = Role::Role_MIN; role <= Role::Role_MAX; ++role) {
    if ((roles & RoleBit(static_cast<Role::Role>(role))) == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", Role::Role_Name(static_cast<Role::Role>(role)));
  }
  return names.empty() ? "nobody" : names;
}

}  // namespace cordon
