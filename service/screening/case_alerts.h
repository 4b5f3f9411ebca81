// The case a recorded screening is before anybody has touched it: its alerts, in the order of the record, so that the
// same record gives the same alerts with the same numbers at any time. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_CASE_ALERTS_H_
#define CORDON_SERVICE_SCREENING_CASE_ALERTS_H_

#include "cordon/v1/cases.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon {

inline constexpr char kCasePrefix[] = "cases/";

// Whether people have to look at it.
inline bool IsCase(v1::Disposition disposition) {
  return disposition == v1::DISPOSITION_UNSPECIFIED || disposition >= v1::HOLD;
}

// Status NEW, etag of a case without actions. Matches and red flags below HOLD are no alerts. A case always has at
// least one alert: where nothing by itself is the cause, the sum of the rules is.
v1::ReviewCase NewCase(const v1::Screening& screening);

// The tag of a case after `actions` actions.
std::string CaseEtag(const v1::ReviewCase& review);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CASE_ALERTS_H_
