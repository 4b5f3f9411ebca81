// Suppressions as a use case: proposed from an alert that was decided as a false positive in a released case, agreed to
// by a second person, ended by anybody who reviews, and void as soon as anything they rest on changed.
//
// Errors: InvalidArgument INVALID_FIELD, NotFound SUPPRESSION_NOT_FOUND and those of cases, FailedPrecondition
// SUPPRESSION_REFUSED (what is asked for cannot be suppressed) and SUPPRESSION_STATE (not in this status),
// PermissionDenied SECOND_PERSON_REQUIRED and CALLER_UNNAMED, AlreadyExists REQUEST_ID_REUSED, and those of the store.
// A retry with the same caller, request_id and content is answered as the first time, and changes nothing.
//
// Thread contract: any thread; calls block for the store, changes one after the other.
#ifndef CORDON_SERVICE_SCREENING_SUPPRESSION_DESK_H_
#define CORDON_SERVICE_SCREENING_SUPPRESSION_DESK_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/published.h"
#include "cordon/v1/suppressions.pb.h"
#include "db/store/store.h"
#include "service/screening/case_desk.h"
#include "service/screening/engine_state.h"
#include "service/screening/suppression_book.h"

namespace cordon {

class SuppressionDesk {
 public:
  // `store` may be null: then there are none. Pointers outlive it.
  SuppressionDesk(const Published<EngineState>* state, const CaseDesk* cases, Store* store, bool can_record,
                  const Clock* clock, IdSource* ids)
      : state_(state), cases_(cases), store_(store), can_record_(can_record), clock_(clock), ids_(ids) {}

  // Reads the log. If that fails there are no suppressions and none can be made: every match counts.
  absl::Status Load();
  // What answers are judged with; null until loaded.
  const Published<SuppressionBook>* book() const { return &book_; }

  absl::StatusOr<v1::Suppression> Propose(const v1::ProposeSuppressionRequest& request, const CallContext& context);
  absl::StatusOr<v1::Suppression> Approve(const v1::ApproveSuppressionRequest& request, const CallContext& context);
  absl::StatusOr<v1::Suppression> End(const v1::EndSuppressionRequest& request, const CallContext& context);
  absl::StatusOr<v1::Suppression> Get(const v1::GetSuppressionRequest& request) const;
  absl::StatusOr<v1::ListSuppressionsResponse> List(const v1::ListSuppressionsRequest& request) const;

  // Writes down which of them hold no longer: the last day has passed, the entry changed, the case is open again. They
  // do not hold before that either, except for the last: a case that is opened again is to be followed by this.
  absl::Status Sweep(const std::string& actor);

 private:
  // Why it cannot hold under what is active now; "" if it can. `changed`: which of the two it is, void or expired.
  absl::StatusOr<std::string> WhyNot(const v1::Suppression& suppression, const EngineState& state) const;
  absl::StatusOr<v1::Suppression> Find(const std::string& name) const;
  absl::Status CheckWriter(const CallContext& context) const;
  // Who asks, and how a retry of it is known.
  struct Ask {
    std::string caller;
    std::string request_id;
    std::string request_sha256;
  };
  template <typename Request>
  static Ask AskOf(const Request& request, const CallContext& context);
  // The answer to this request, if it was given before.
  absl::StatusOr<std::optional<v1::Suppression>> Answered(const Ask& ask) const;
  // Into the log, then into the book.
  absl::StatusOr<v1::Suppression> Write(const char* kind, const Ask& ask, absl::Time now, v1::Suppression suppression)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const Published<EngineState>* const state_;
  const CaseDesk* const cases_;
  Store* const store_;
  const bool can_record_;
  const Clock* const clock_;
  IdSource* const ids_;
  Published<SuppressionBook> book_;
  Mutex mu_;  // of changes
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SUPPRESSION_DESK_H_
