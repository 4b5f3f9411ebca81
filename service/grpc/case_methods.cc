// The methods of CaseService, bound.
#include "service/grpc/services.h"

namespace cordon {

void Services::BindCases() {
  using Async = v1::CaseService::AsyncService;
  methods_.Bind("ListCases", &cases_, &Async::RequestListCases, handlers_.list_cases, &reads_);
  methods_.Bind("GetCase", &cases_, &Async::RequestGetCase, handlers_.get_case, &reads_);
  methods_.Bind("UpdateCase", &cases_, &Async::RequestUpdateCase, handlers_.update_case, &reads_);
  methods_.Bind("DecideAlert", &cases_, &Async::RequestDecideAlert, handlers_.decide_alert, &reads_);
  methods_.Bind("ResolveCase", &cases_, &Async::RequestResolveCase, handlers_.resolve_case, &reads_);
  methods_.Bind("ApproveCase", &cases_, &Async::RequestApproveCase, handlers_.approve_case, &reads_);
  methods_.Bind("ReopenCase", &cases_, &Async::RequestReopenCase, handlers_.reopen_case, &reads_);
}

}  // namespace cordon
