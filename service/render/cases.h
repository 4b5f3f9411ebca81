// Cases in the four formats: the queue, and one case with all that was done. Pure functions.
#ifndef CORDON_SERVICE_RENDER_CASES_H_
#define CORDON_SERVICE_RENDER_CASES_H_

#include <string>

#include "cordon/v1/cases.pb.h"
#include "service/render/format.h"
#include "service/render/records.h"

namespace cordon::render {

// "cases/0199" -> "0199": what people type.
std::string CaseId(const v1::ReviewCase& review);

// "FALSE_POSITIVE" -> "false positive".
std::string EnumWords(const std::string& name);
// "open", or what it was decided to be.
std::string AlertOutcome(const v1::Alert& alert);
// "EL:e1 SenseTime Group", "LEASE-01 Buyer: ...", "LIST_OVER_AGE EL: ...".
std::string AlertCause(const v1::Alert& alert);

// "released, proposed by cert:ann, approved by cert:ben".
std::string ResolutionText(const v1::Resolution& resolution);

// One row per case, in the order given.
Records CaseQueue(const v1::ListCasesResponse& cases);

// A table for people; one JSON document; a JSON line; or a CSV row per alert.
std::string CaseDetails(const v1::ReviewCase& review, Format format, bool color);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_CASES_H_
