#include "db/ownership/gleif.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cordon::internal {
namespace {

constexpr size_t kGleifText = 2'048;

absl::Status CheckLei(absl::string_view what, absl::string_view lei, absl::string_view place, const ImportRun& run) {
  if (LooksLikeLei(lei)) return absl::OkStatus();
  return run.Invalid(place, absl::StrCat(what, " \"", CutText(lei, 40), "\" is not an LEI (20 capitals and digits)"));
}

bool NeverValid(absl::string_view registration_status) {
  return registration_status == "ANNULLED" || registration_status == "DUPLICATE";
}

absl::Status TakeEntity(const GleifRecord& record, absl::string_view place, ImportRun* run) {
  absl::Status valid = CheckLei("LEI", record.lei, place, *run);
  if (!valid.ok()) return valid;
  if (NeverValid(record.registration_status)) {
    ++run->report().withdrawn;
    return absl::OkStatus();
  }
  v1::OwnershipNode node;
  node.set_id(absl::StrCat("lei:", record.lei));
  node.set_kind(record.category == "RESIDENT_GOVERNMENT_ENTITY" ? v1::NODE_STATE_BODY : v1::NODE_ORGANIZATION);
  for (const std::string& name : record.names) {
    std::string text = CutText(name, kGleifText);
    if (!text.empty()) node.add_names(std::move(text));
  }
  node.set_hq_country(CountryCode(record.hq_country));
  node.set_incorporation_country(CountryCode(record.jurisdiction));
  if (node.incorporation_country().empty()) node.set_incorporation_country(CountryCode(record.legal_country));
  v1::Identifier* const lei = node.add_ids();
  lei->set_scheme("LEI");
  lei->set_value(record.lei);
  // RA888888 and RA999999 mean "not registered" and "not known".
  if (!record.authority_id.empty() && record.authority != "RA888888" && record.authority != "RA999999" &&
      !record.authority.empty()) {
    v1::Identifier* const registered = node.add_ids();
    registered->set_scheme(CutText(record.authority, 32));
    registered->set_value(CutText(record.authority_id, 128));
  }
  std::string day;
  if (FirstDay(record.created, &day)) node.set_incorporation_date(record.created.substr(0, 10));
  if (FirstDay(record.expired, &day)) node.set_dissolution_date(record.expired.substr(0, 10));
  return run->Node(std::move(node));
}

v1::InterestKind KindOfRelationship(absl::string_view type) {
  if (type == "IS_DIRECTLY_CONSOLIDATED_BY") return v1::INTEREST_CONSOLIDATION_DIRECT;
  if (type == "IS_ULTIMATELY_CONSOLIDATED_BY") return v1::INTEREST_CONSOLIDATION_ULTIMATE;
  if (type == "IS_INTERNATIONAL_BRANCH_OF") return v1::INTEREST_BRANCH;
  if (absl::StartsWith(type, "IS_FUND") || absl::StartsWith(type, "IS_SUBFUND") ||
      absl::StartsWith(type, "IS_FEEDER")) {
    return v1::INTEREST_FUND;
  }
  return v1::INTEREST_OTHER;
}

absl::Status TakeRelationship(const GleifRecord& record, absl::string_view place, ImportRun* run) {
  // Other id types exist for nodes without an LEI; they name nobody we know.
  if (record.child_type != "LEI" && !record.child_type.empty()) {
    ++run->report().other_records;
    return absl::OkStatus();
  }
  if (record.parent_type != "LEI" && !record.parent_type.empty()) {
    ++run->report().other_records;
    return absl::OkStatus();
  }
  absl::Status valid = CheckLei("StartNode.NodeID", record.child, place, *run);
  if (valid.ok()) valid = CheckLei("EndNode.NodeID", record.parent, place, *run);
  if (!valid.ok()) return valid;
  if (record.relationship.empty()) return run->Invalid(place, "RelationshipType is empty");
  if (NeverValid(record.registration_status)) {
    ++run->report().withdrawn;
    return absl::OkStatus();
  }
  v1::OwnershipEdge edge;
  edge.set_owner(absl::StrCat("lei:", record.parent));
  edge.set_asset(absl::StrCat("lei:", record.child));
  edge.set_kind(KindOfRelationship(record.relationship));
  if (edge.kind() == v1::INTEREST_CONSOLIDATION_DIRECT) edge.set_directness(v1::DIRECT);
  if (edge.kind() == v1::INTEREST_CONSOLIDATION_ULTIMATE) edge.set_directness(v1::INDIRECT);
  edge.set_statement_id(absl::StrCat(record.child, "/", CutText(record.relationship, 64)));
  // A stated percentage is that of the accounts, not of the shares: shown, never added up.
  if (!record.quantity.empty()) {
    edge.set_note(CutText(absl::StrCat("consolidated ", record.quantity, " ", record.quantity_units), 128));
  }
  SetUnknownShare(&edge);
  std::string start;
  std::string end;
  for (const GleifPeriod& period : record.periods) {
    if (period.type != "RELATIONSHIP_PERIOD" && !period.type.empty()) continue;
    start = period.start;
    end = period.end;
    break;
  }
  if (record.status == "INACTIVE" && end.empty()) end = record.last_update;
  if (record.status == "INACTIVE" && end.empty()) {
    // It ended, nobody says when: it would hold forever.
    ++run->report().withdrawn;
    return absl::OkStatus();
  }
  run->SetDates(place, start, end, &edge);
  return run->Edge(std::move(edge));
}

absl::Status TakeException(const GleifRecord& record, absl::string_view place, ImportRun* run) {
  absl::Status valid = CheckLei("LEI", record.lei, place, *run);
  if (!valid.ok()) return valid;
  bool none = !record.exception_reasons.empty();
  for (const std::string& reason : record.exception_reasons) {
    none = none && (reason == "NO_KNOWN_PERSON" || reason == "NATURAL_PERSONS" || reason == "NON_CONSOLIDATING");
  }
  const v1::ParentException exception = none ? v1::NO_PARENT : v1::PARENT_NOT_NAMED;
  v1::OwnershipNode node;
  node.set_id(absl::StrCat("lei:", record.lei));
  if (record.exception_category == "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT") {
    node.set_ultimate_parent_exception(exception);
  } else if (record.exception_category == "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT") {
    node.set_direct_parent_exception(exception);
  } else {
    return run->Invalid(
        place, absl::StrCat("exception category \"", CutText(record.exception_category, 60), "\" is not known"));
  }
  return run->Node(std::move(node));
}

}  // namespace

absl::Status TakeGleifRecord(GleifFile file, const GleifRecord& record, absl::string_view place, ImportRun* run) {
  switch (file) {
    case GleifFile::kEntities:
      return TakeEntity(record, place, run);
    case GleifFile::kRelationships:
      return TakeRelationship(record, place, run);
    case GleifFile::kExceptions:
      return TakeException(record, place, run);
  }
  return absl::InternalError("unknown GLEIF file");
}

}  // namespace cordon::internal
