// The reviewer's work as a use case: the queue, one case, and what is done to it. Every change is stored with an event
// of the log before it is answered, and only if nobody else changed the case in between.
//
// Errors besides those of case_rules.h: NotFound CASE_NOT_FOUND, Aborted CASE_CHANGED (the etag is not the case's),
// PermissionDenied CALLER_UNNAMED (decisions are made by persons), AlreadyExists REQUEST_ID_REUSED, and those of the
// store. A retry with the same caller, request_id and content gets the case as it is, and changes nothing.
//
// Thread contract: any thread; calls block for the store.
#ifndef CORDON_SERVICE_SCREENING_CASE_DESK_H_
#define CORDON_SERVICE_SCREENING_CASE_DESK_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"
#include "service/screening/case_rules.h"
#include "service/screening/screener.h"

namespace cordon {

class CaseDesk {
 public:
  // `store` may be null: then there are no cases. With `can_record` false nothing can be done to them.
  CaseDesk(Store* store, bool can_record, const Clock* clock) : store_(store), can_record_(can_record), clock_(clock) {}

  absl::StatusOr<v1::ListCasesResponse> ListCases(const v1::ListCasesRequest& request) const;
  absl::StatusOr<v1::ReviewCase> GetCase(const v1::GetCaseRequest& request) const;

  absl::StatusOr<v1::ReviewCase> Update(const v1::UpdateCaseRequest& request, const CallContext& context) const;
  absl::StatusOr<v1::ReviewCase> Decide(const v1::DecideAlertRequest& request, const CallContext& context) const;
  absl::StatusOr<v1::ReviewCase> Resolve(const v1::ResolveCaseRequest& request, const CallContext& context) const;
  absl::StatusOr<v1::ReviewCase> Approve(const v1::ApproveCaseRequest& request, const CallContext& context) const;
  absl::StatusOr<v1::ReviewCase> Reopen(const v1::ReopenCaseRequest& request, const CallContext& context) const;

  // Called after a case was opened again, with who did it. To be set before the first call, if at all.
  void OnReopened(std::function<void(const std::string& actor)> told) { reopened_ = std::move(told); }

 private:
  using Act = std::function<absl::Status(const CaseActor&, v1::ReviewCase*)>;

  // The case as it stands, and the version it is stored as; 0: untouched.
  absl::StatusOr<v1::ReviewCase> Load(const std::string& id, int64_t* version) const;
  // The same with what is stored of it at hand.
  absl::StatusOr<v1::ReviewCase> Read(const std::string& id, const std::optional<CaseRow>& stored) const;
  template <typename Request>
  absl::StatusOr<v1::ReviewCase> Run(const Request& request, const CallContext& context, const Act& act) const;

  Store* store_;
  bool can_record_;
  const Clock* clock_;
  std::function<void(const std::string&)> reopened_;
};

// PermissionDenied CALLER_UNNAMED unless the caller is a person, as far as can be told.
absl::Status CheckPerson(const CallContext& context);

// Fills screening->resolution if its case is closed. A release whose last day has passed is EXPIRED.
absl::Status AddResolution(CaseReader& cases, absl::Time now, v1::Screening* screening);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CASE_DESK_H_
