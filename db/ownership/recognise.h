// Telling ownership data from screening lists by the first bytes of a file, and what its name says of its date.
// Pure functions, apart from reading the source.
//
//   std::string head;
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> all, PeekSource(std::move(bytes), &head));
//   if (LooksLikeOwnership(head)) ... ImportOwnershipFile(*all, options, sink)
#ifndef CORDON_DB_OWNERSHIP_RECOGNISE_H_
#define CORDON_DB_OWNERSHIP_RECOGNISE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon {

// True for GLEIF, BODS and FollowTheMoney files and for a table with the columns owner and asset. Generous: a file that
// is meant to be one of them and has a defect is recognised, so that its importer can name the defect.
bool LooksLikeOwnership(absl::string_view head);

// True for a FollowTheMoney file that marks targets, as the exports of OpenSanctions do: a screening list, which can be
// read for its ownership data too.
bool MarksTargets(absl::string_view head);

// Reads up to 64 KiB into `head`; what is returned gives the same bytes again and then the rest.
absl::StatusOr<std::unique_ptr<ByteSource>> PeekSource(std::unique_ptr<ByteSource> source, std::string* head);

// "GLEIF-LEI", "GLEIF-RR", "GLEIF-REPEX", "BODS", "FTM" or "OWN": under which code a format is kept, so that the next
// file of the same kind takes its place.
std::string OwnershipCode(absl::string_view format);

// YYYY-MM-DD out of "rr-2026-11-22.csv" or "20261122-0800-gleif-goldencopy-rr.csv"; empty if there is none.
std::string DateInOwnershipFileName(absl::string_view file_name);

}  // namespace cordon

#endif  // CORDON_DB_OWNERSHIP_RECOGNISE_H_
