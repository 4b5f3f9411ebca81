// A checked transaction for people and programs: the decision with every red flag, its reasons and citations, then the
// parties. The JSON is a published contract (docs/cli.md): keys are only added. Pure functions.
#ifndef CORDON_SERVICE_RENDER_TRANSACTION_H_
#define CORDON_SERVICE_RENDER_TRANSACTION_H_

#include <cstdint>
#include <string>

#include "cordon/v1/screening.pb.h"

namespace cordon::render {

// Where a transaction was read: the file and, in one that may hold several, its number from 1 (0: none).
struct TransactionSource {
  std::string file;
  int64_t row = 0;
};
// "orders.jsonl:3", for a terminal.
std::string SourceText(const TransactionSource& source);

// One compact JSON object, no line end.
std::string TransactionJson(const TransactionSource& source, const v1::Screening& screening);
// The same keys for a transaction that got no answer: HOLD, with `error`.
std::string TransactionErrorJson(const TransactionSource& source, const std::string& error);
// For a terminal: disposition, red flags, what could not be judged, parties.
std::string TransactionText(const TransactionSource& source, const v1::Screening& screening, bool color);

std::string TransactionCsvHeader();
std::string TransactionCsvRow(const TransactionSource& source, const v1::Screening& screening);
std::string TransactionErrorCsvRow(const TransactionSource& source, const std::string& error);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_TRANSACTION_H_
