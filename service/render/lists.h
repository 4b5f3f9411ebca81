// Lists in the four formats: what is active and how old it is, and what a search found. Pure functions.
#ifndef CORDON_SERVICE_RENDER_LISTS_H_
#define CORDON_SERVICE_RENDER_LISTS_H_

#include <string>

#include "absl/time/time.h"
#include "cordon/v1/lists.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// One row per list code and version; ownership data only with `with_ownership`. Ages count from the last successful
// check or import to `now`.
Records ListStatus(const v1::ListVersionsResponse& versions, absl::Time now, bool with_ownership = true);
// Ownership data among them: what it is, from when, how much.
Records OwnershipStatus(const v1::ListVersionsResponse& versions, absl::Time now);
// Both in one format: two tables, or one sequence of rows in which those of ownership data have `entities` and
// `interests` and no list.
std::string ImportedStatus(const v1::ListVersionsResponse& versions, absl::Time now, Format format, bool color);
// "3 hours", "12 days".
std::string AgeText(absl::Duration age);

// One row per found entry; JSON rows are whole entries (EntryJson).
Records FoundEntries(const v1::SearchListEntriesResponse& found);
std::string EntryJson(const v1::ListEntry& entry);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_LISTS_H_
