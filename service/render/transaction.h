// A checked transaction for people and programs: the decision with every red flag, its reasons and citations, then the
// parties. The JSON is a published contract (docs/cli.md): keys are only added. Pure functions.
#ifndef CORDON_SERVICE_RENDER_TRANSACTION_H_
#define CORDON_SERVICE_RENDER_TRANSACTION_H_

#include <string>

#include "cordon/v1/screening.pb.h"

namespace cordon::render {

// One compact JSON object, no line end. `source` is the file it was read from.
std::string TransactionJson(const std::string& source, const v1::Screening& screening);
// The same keys for a transaction that got no answer: HOLD, with `error`.
std::string TransactionErrorJson(const std::string& source, const std::string& error);
// For a terminal: disposition, red flags, what could not be judged, parties.
std::string TransactionText(const std::string& source, const v1::Screening& screening, bool color);

std::string TransactionCsvHeader();
std::string TransactionCsvRow(const std::string& source, const v1::Screening& screening);
std::string TransactionErrorCsvRow(const std::string& source, const std::string& error);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_TRANSACTION_H_
