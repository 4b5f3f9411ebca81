// A list format: how its files are recognised and parsed. One parser per file (csl_csv.cc, operator_csv.cc); a new
// official format is a new file and one line in ListFormats().
// Thread-safe (immutable).
#ifndef CORDON_DB_LISTS_FORMAT_H_
#define CORDON_DB_LISTS_FORMAT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"
#include "db/lists/import.h"

namespace cordon {

struct ListFormat {
  absl::string_view name;         // "csl-csv"; stored with the list version
  absl::string_view description;  // for people: what the file is and how it begins
  // Looks at the first bytes of the file (up to 64 KiB). Generous: a file that is meant to be of this format but has
  // a wrong column is recognised, so that the parser can name the column.
  bool (*recognises)(absl::string_view head);
  // Fills entries, rows and source. `list->format` is set. Errors name row and column, the caller adds the file.
  absl::Status (*parse)(ByteSource& bytes, const ImportOptions& options, ImportedList* list);
  // Written from the publisher's description only: said with every import until a real file has been read.
  bool unverified = false;
};

const ListFormat& CslCsvFormat();
const ListFormat& CslJsonFormat();
const ListFormat& OfacCsvFormat();
const ListFormat& OfacXmlFormat();
const ListFormat& UnXmlFormat();
const ListFormat& CanadaXmlFormat();
const ListFormat& BisDplFormat();
const ListFormat& EuCsvFormat();
const ListFormat& UkCsvFormat();
const ListFormat& TargetsCsvFormat();
const ListFormat& FtmFormat();
const ListFormat& OperatorCsvFormat();

// In the order in which they are tried.
const std::vector<const ListFormat*>& ListFormats();

// The fields of the first record of `head`, in lower case and trimmed; empty if it is not CSV.
std::vector<std::string> CsvHeaderOf(absl::string_view head, char separator = ',');

}  // namespace cordon

#endif  // CORDON_DB_LISTS_FORMAT_H_
