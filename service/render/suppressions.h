// Suppressions in the four formats. Pure functions.
#ifndef CORDON_SERVICE_RENDER_SUPPRESSIONS_H_
#define CORDON_SERVICE_RENDER_SUPPRESSIONS_H_

#include <string>

#include "cordon/v1/suppressions.pb.h"
#include "service/render/format.h"
#include "service/render/records.h"

namespace cordon::render {

// One row each, in the order given.
Records SuppressionRows(const v1::ListSuppressionsResponse& suppressions);

// One of them: a row as table or CSV, the whole of it as JSON.
std::string SuppressionDetails(const v1::Suppression& suppression, Format format, bool color);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_SUPPRESSIONS_H_
