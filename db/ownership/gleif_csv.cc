// GLEIF golden-copy CSV: columns are found by name, in any order, and those we do not need are ignored.
#include <array>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"
#include "db/ownership/gleif.h"

namespace cordon::internal {
namespace {

// Where the columns of one file are.
class GleifColumns {
 public:
  explicit GleifColumns(const std::vector<std::string>& header) {
    for (size_t i = 0; i < header.size(); ++i) index_.emplace(header[i], i);
    size_ = header.size();
  }
  bool Has(absl::string_view name) const { return index_.contains(name); }
  size_t size() const { return size_; }
  std::string Get(const std::vector<std::string>& row, absl::string_view name) const {
    const auto it = index_.find(name);
    return it == index_.end() ? std::string() : row[it->second];
  }

 private:
  absl::flat_hash_map<std::string, size_t> index_;
  size_t size_ = 0;
};

constexpr int kMaxNumbered = 10;  // columns like OtherEntityName.5, Period.3

GleifRecord RecordOfRow(GleifFile file, const GleifColumns& columns, const std::vector<std::string>& row) {
  GleifRecord r;
  const auto get = [&](absl::string_view name) { return columns.Get(row, name); };
  r.registration_status = get("Registration.RegistrationStatus");
  r.last_update = get("Registration.LastUpdateDate");
  if (file == GleifFile::kEntities) {
    r.lei = get("LEI");
    r.names.push_back(get("Entity.LegalName"));
    for (const absl::string_view prefix : {"Entity.OtherEntityNames.OtherEntityName.",
                                           "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName."}) {
      for (int i = 1; i <= kMaxNumbered; ++i) {
        std::string name = get(absl::StrCat(prefix, i));
        if (!name.empty()) r.names.push_back(std::move(name));
      }
    }
    r.legal_country = get("Entity.LegalAddress.Country");
    r.hq_country = get("Entity.HeadquartersAddress.Country");
    r.jurisdiction = get("Entity.LegalJurisdiction");
    r.category = get("Entity.EntityCategory");
    r.created = get("Entity.EntityCreationDate");
    r.expired = get("Entity.EntityExpirationDate");
    r.authority = get("Entity.RegistrationAuthority.RegistrationAuthorityID");
    r.authority_id = get("Entity.RegistrationAuthority.RegistrationAuthorityEntityID");
    // Older files name the second column without its prefix.
    if (r.authority_id.empty()) r.authority_id = get("Entity.RegistrationAuthority.EntityID");
  } else if (file == GleifFile::kRelationships) {
    r.child = get("Relationship.StartNode.NodeID");
    r.child_type = get("Relationship.StartNode.NodeIDType");
    r.parent = get("Relationship.EndNode.NodeID");
    r.parent_type = get("Relationship.EndNode.NodeIDType");
    r.relationship = get("Relationship.RelationshipType");
    r.status = get("Relationship.RelationshipStatus");
    for (int i = 1; i <= kMaxNumbered; ++i) {
      const std::string prefix = absl::StrCat("Relationship.Period.", i, ".");
      GleifPeriod period{get(prefix + "startDate"), get(prefix + "endDate"), get(prefix + "periodType")};
      if (!period.start.empty() || !period.end.empty()) r.periods.push_back(std::move(period));
    }
    r.quantity = get("Relationship.Quantifiers.1.QuantifierAmount");
    r.quantity_units = get("Relationship.Quantifiers.1.QuantifierUnits");
  } else {
    r.lei = get("LEI");
    r.exception_category = get("Exception.Category");
    for (int i = 1; i <= kMaxNumbered; ++i) {
      std::string reason = get(absl::StrCat("Exception.Reason.", i));
      if (!reason.empty()) r.exception_reasons.push_back(std::move(reason));
    }
  }
  return r;
}

}  // namespace

absl::Status ImportGleifCsv(ByteSource& bytes, ImportRun* run) {
  CsvReader csv(bytes, {.max_record_bytes = run->options().limits.max_record_bytes, .max_fields = 1'024});
  const auto with_file = [run](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat(run->options().file_name, ": ", status.message()));
  };
  absl::StatusOr<bool> more = csv.Next();
  if (!more.ok()) return with_file(more.status());
  if (!*more) return run->Invalid("row 1", "the file is empty");
  const GleifColumns columns(csv.fields());
  GleifFile file = GleifFile::kEntities;
  if (columns.Has("Relationship.StartNode.NodeID")) {
    file = GleifFile::kRelationships;
    for (const absl::string_view needed : {"Relationship.EndNode.NodeID", "Relationship.RelationshipType"}) {
      if (!columns.Has(needed)) return run->Invalid("row 1", absl::StrCat("the column ", needed, " is missing"));
    }
    run->report().format = "gleif-rr-csv";
  } else if (columns.Has("LEI") && columns.Has("Exception.Category")) {
    file = GleifFile::kExceptions;
    run->report().format = "gleif-repex-csv";
  } else if (columns.Has("LEI") && columns.Has("Entity.LegalName")) {
    run->report().format = "gleif-lei-csv";
  } else {
    return run->Invalid("row 1",
                        "not a GLEIF golden-copy header (LEI and Entity.LegalName, Exception.Category, or "
                        "Relationship.StartNode.NodeID)");
  }
  run->report().source = "gleif";
  while (true) {
    more = csv.Next();
    if (!more.ok()) return with_file(more.status());
    if (!*more) return absl::OkStatus();
    const std::string place = absl::StrCat("row ", csv.row());
    if (csv.fields().size() != columns.size()) {
      return run->Invalid(place, absl::StrCat(csv.fields().size(), " fields where the header has ", columns.size()));
    }
    CORDON_RETURN_IF_ERROR(run->Record());
    CORDON_RETURN_IF_ERROR(TakeGleifRecord(file, RecordOfRow(file, columns, csv.fields()), place, run));
  }
}

}  // namespace cordon::internal
