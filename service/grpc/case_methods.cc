// The methods of CaseService, bound.
#include "service/grpc/method_binding.h"
#include "service/grpc/services.h"

namespace cordon {

void Services::BindCases() {
  using Cases = v1::CaseService::AsyncService;
  list_cases_.name = "ListCases";
  list_cases_.accept = AcceptOn(&cases_, &Cases::RequestListCases);
  list_cases_.handler = CallingBack(handlers_.list_cases);
  list_cases_.executor = Always<v1::ListCasesRequest>(&reads_);
  get_case_.name = "GetCase";
  get_case_.accept = AcceptOn(&cases_, &Cases::RequestGetCase);
  get_case_.handler = CallingBack(handlers_.get_case);
  get_case_.executor = Always<v1::GetCaseRequest>(&reads_);
  update_case_.name = "UpdateCase";
  update_case_.accept = AcceptOn(&cases_, &Cases::RequestUpdateCase);
  update_case_.handler = CallingBack(handlers_.update_case);
  update_case_.executor = Always<v1::UpdateCaseRequest>(&reads_);
  decide_alert_.name = "DecideAlert";
  decide_alert_.accept = AcceptOn(&cases_, &Cases::RequestDecideAlert);
  decide_alert_.handler = CallingBack(handlers_.decide_alert);
  decide_alert_.executor = Always<v1::DecideAlertRequest>(&reads_);
  resolve_case_.name = "ResolveCase";
  resolve_case_.accept = AcceptOn(&cases_, &Cases::RequestResolveCase);
  resolve_case_.handler = CallingBack(handlers_.resolve_case);
  resolve_case_.executor = Always<v1::ResolveCaseRequest>(&reads_);
  approve_case_.name = "ApproveCase";
  approve_case_.accept = AcceptOn(&cases_, &Cases::RequestApproveCase);
  approve_case_.handler = CallingBack(handlers_.approve_case);
  approve_case_.executor = Always<v1::ApproveCaseRequest>(&reads_);
  reopen_case_.name = "ReopenCase";
  reopen_case_.accept = AcceptOn(&cases_, &Cases::RequestReopenCase);
  reopen_case_.handler = CallingBack(handlers_.reopen_case);
  reopen_case_.executor = Always<v1::ReopenCaseRequest>(&reads_);
}

}  // namespace cordon
