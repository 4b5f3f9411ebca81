// The methods of CaseService and SuppressionService, bound.
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
  using Pairs = v1::SuppressionService::AsyncService;
  methods_.Bind("ProposeSuppression", &suppressions_, &Pairs::RequestProposeSuppression, handlers_.propose_suppression,
                &reads_);
  methods_.Bind("ApproveSuppression", &suppressions_, &Pairs::RequestApproveSuppression, handlers_.approve_suppression,
                &reads_);
  methods_.Bind("EndSuppression", &suppressions_, &Pairs::RequestEndSuppression, handlers_.end_suppression, &reads_);
  methods_.Bind("GetSuppression", &suppressions_, &Pairs::RequestGetSuppression, handlers_.get_suppression, &reads_);
  methods_.Bind("ListSuppressions", &suppressions_, &Pairs::RequestListSuppressions, handlers_.list_suppressions,
                &reads_);
}

}  // namespace cordon
