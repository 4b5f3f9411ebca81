// Stored list versions, and how two of them differ, in the four formats. Pure functions.
#ifndef CORDON_SERVICE_RENDER_LIST_VERSIONS_H_
#define CORDON_SERVICE_RENDER_LIST_VERSIONS_H_

#include <string>

#include "cordon/v1/lists.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// "listVersions/01a" -> "01a": what people type.
std::string VersionId(const v1::ListVersion& version);

// One row per version, in the order given.
Records StoredVersions(const v1::ListVersionsResponse& versions);

// "EL:e1" per row with what changed. JSON is one document with the counts of all entries; JSON lines and CSV are the
// changes alone.
std::string VersionDiff(const v1::DiffListVersionsResponse& diff, Format format, bool color);
// "3 added, 1 removed, 12 changed, 3,404 unchanged".
std::string DiffSummary(const v1::DiffListVersionsResponse& diff);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_LIST_VERSIONS_H_
