// One GLEIF record as both layouts state it (golden-copy CSV, CDF XML): paths and texts, turned into nodes and edges.
// Internal to the ownership importers.
#ifndef CORDON_DB_OWNERSHIP_GLEIF_H_
#define CORDON_DB_OWNERSHIP_GLEIF_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "db/ownership/mapping.h"

namespace cordon::internal {

enum class GleifFile { kEntities, kRelationships, kExceptions };

struct GleifPeriod {
  std::string start;
  std::string end;
  std::string type;
};

struct GleifRecord {
  // Level 1 and reporting exceptions.
  std::string lei;
  std::vector<std::string> names;  // the legal name first
  std::string legal_country;
  std::string hq_country;
  std::string jurisdiction;
  std::string category;
  std::string created;
  std::string expired;
  std::string authority;
  std::string authority_id;
  std::string exception_category;
  std::vector<std::string> exception_reasons;
  // Level 2.
  std::string child;
  std::string child_type;
  std::string parent;
  std::string parent_type;
  std::string relationship;
  std::string status;
  std::vector<GleifPeriod> periods;
  std::string quantity;
  std::string quantity_units;
  // All.
  std::string registration_status;
  std::string last_update;
};

absl::Status TakeGleifRecord(GleifFile file, const GleifRecord& record, absl::string_view place, ImportRun* run);

}  // namespace cordon::internal

#endif  // CORDON_DB_OWNERSHIP_GLEIF_H_
