// Rows of the Consolidated Screening List: its CSV and its JSON say the same in two notations, and are read by one
// parser. Not thread-safe.
#ifndef CORDON_DB_LISTS_CSL_ROWS_H_
#define CORDON_DB_LISTS_CSL_ROWS_H_

#include <memory>
#include <string>
#include <vector>

#include "db/lists/csv_list.h"
#include "db/lists/import.h"

namespace cordon {

// `limits` must outlive the parser.
std::unique_ptr<CsvListParser> NewCslParser(const ListLimits& limits);
// The 29 columns in the publisher's order.
std::vector<std::string> CslColumnNames();

}  // namespace cordon

#endif  // CORDON_DB_LISTS_CSL_ROWS_H_
