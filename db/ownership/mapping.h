// What the importers share: dates, countries, identifiers as the sources write them, and the bookkeeping of a run.
// Internal to the ownership importers. Not thread-safe.
#ifndef CORDON_DB_OWNERSHIP_MAPPING_H_
#define CORDON_DB_OWNERSHIP_MAPPING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/ownership.pb.h"
#include "db/ownership/import.h"

namespace cordon::internal {

// First day of "2016", "2016-04", "2016-04-06" or a timestamp, as YYYY-MM-DD. A day before 1900 is no bound: empty.
bool FirstDay(absl::string_view text, std::string* day);
// Last day of the same. A day before 1900 becomes 1900-01-01: long over.
bool LastDay(absl::string_view text, std::string* day);

// "us" -> "US", "US-MA" -> "US"; empty if it is no ISO 3166-1 alpha-2 code by form.
std::string CountryCode(absl::string_view text);

// A blank-free text cut to `max_bytes` at a code point.
std::string CutText(absl::string_view text, size_t max_bytes);

// True for 20 upper-case letters and digits.
bool LooksLikeLei(absl::string_view text);

// One import: the sink with counting, and remarks.
class ImportRun {
 public:
  ImportRun(const OwnershipImportOptions& options, const OwnershipSink& sink, OwnershipImportReport* report)
      : options_(options), sink_(sink), report_(*report) {}

  const OwnershipImportOptions& options() const { return options_; }
  OwnershipImportReport& report() { return report_; }

  absl::Status Node(v1::OwnershipNode node);
  absl::Status Edge(v1::OwnershipEdge edge);
  // Counts a record against the limit.
  absl::Status Record();
  void Remark(absl::string_view place, absl::string_view what, absl::string_view value);
  // Sets the dates of `edge`; an unreadable one stays open and is counted.
  void SetDates(absl::string_view place, absl::string_view start, absl::string_view end, v1::OwnershipEdge* edge);
  // InvalidArgument "FILE: PLACE: what".
  absl::Status Invalid(absl::string_view place, absl::string_view what) const;

 private:
  const OwnershipImportOptions& options_;
  const OwnershipSink& sink_;
  OwnershipImportReport& report_;
};

// "orbis.csv.xz" -> "orbis".
std::string SourceTag(absl::string_view file_name);

void SetShare(int min_bp, int max_bp, v1::OwnershipEdge* edge);
void SetUnknownShare(v1::OwnershipEdge* edge);

// The formats. Each reads `bytes` to its end.
absl::Status ImportGleifCsv(ByteSource& bytes, ImportRun* run);
absl::Status ImportGleifXml(ByteSource& bytes, ImportRun* run);
absl::Status ImportJson(ByteSource& bytes, ImportRun* run);  // BODS or FollowTheMoney, by the first record
absl::Status ImportOperatorOwnership(ByteSource& bytes, ImportRun* run);

}  // namespace cordon::internal

#endif  // CORDON_DB_OWNERSHIP_MAPPING_H_
