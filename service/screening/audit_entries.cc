#include "service/screening/audit_entries.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "audit/log/event.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "match/prepared_name.h"
#include "service/screening/filter_reader.h"

namespace cordon {
namespace {

constexpr int kMaxPartiesShown = 8;
constexpr char kScreeningKind[] = "screening";

absl::Status ApplyAuditTerm(const FilterTerm& term, AuditFilter* filter) {
  if (term.field == "create_time") {
    return ApplyTimeTerm(term, &filter->stored.created_from, &filter->stored.created_before);
  }
  CORDON_RETURN_IF_ERROR(CheckEquals(term));
  if (term.field == "disposition") return ApplyDispositionTerm(term, &filter->stored.disposition.emplace());
  const std::pair<const char*, std::string*> kTexts[] = {
      {"kind", &filter->stored.kind}, {"actor", &filter->stored.actor}, {"external_ref", &filter->stored.external_ref},
      {"party", &filter->party},      {"list", &filter->list},
  };
  for (const auto& [field, value] : kTexts) {
    if (term.field != field) continue;
    if (term.value.empty()) return BadFilter(term.at, absl::StrCat(field, " is empty"));
    *value = term.value;
    return absl::OkStatus();
  }
  return BadFilter(term.at, absl::StrCat("unknown field \"", term.field,
                                         "\": use kind, actor, disposition, external_ref, party, list or create_time"));
}

absl::StatusOr<v1::Screening> RecordOf(const LogEntryRow& row) {
  v1::Screening record;
  const absl::Status parsed = FromJson(row.body, &record);
  if (!parsed.ok()) return absl::DataLossError(absl::StrCat("entry ", row.index, " of the log cannot be read"));
  return record;
}

// Calls with every party's name.
template <typename Visit>
void VisitNames(const v1::Screening& record, const Visit& visit) {
  visit(record.party().name());
  for (const std::string& alias : record.party().aliases()) visit(alias);
  for (const auto& party : record.transaction().parties()) visit(party.party().name());
}

std::set<std::string> ListsWithMatches(const v1::Screening& record) {
  std::set<std::string> lists;
  const auto add = [&](const auto& matches) {
    for (const v1::Match& match : matches) lists.insert(match.list());
  };
  add(record.matches());
  for (const v1::PartyResult& party : record.parties()) {
    add(party.matches());
    for (const auto& officer : party.officers()) add(officer.matches());
    for (const auto& owner : party.owners()) add(owner.matches());
  }
  return lists;
}

bool HoldsName(const std::string& name, const AuditFilter& filter) {
  if (absl::StrContains(absl::AsciiStrToLower(name), absl::AsciiStrToLower(filter.party))) return true;
  const std::string wanted = PrepareName(filter.party).squashed;
  return !wanted.empty() && absl::StrContains(PrepareName(name).squashed, wanted);
}

}  // namespace

absl::StatusOr<AuditFilter> ParseAuditFilter(absl::string_view text) {
  AuditFilter filter;
  CORDON_RETURN_IF_ERROR(ReadFilter(text, [&](const FilterTerm& term) { return ApplyAuditTerm(term, &filter); }));
  return filter;
}

absl::StatusOr<v1::AuditEntry> DescribeEntry(const LogEntryRow& row, bool whole) {
  v1::AuditEntry entry;
  entry.set_index(row.index);
  entry.set_leaf_hash(HexEncode(row.leaf_hash));
  entry.set_retain_until(row.retain_until);
  if (whole) entry.set_entry(LogEntryBytes(row));
  if (row.screening == 0) {
    CORDON_ASSIGN_OR_RETURN(*entry.mutable_event(), ReadEvent(row.body));
    entry.set_kind(entry.event().kind());
    entry.set_actor(entry.event().actor());
    entry.set_time(entry.event().time());
    return entry;
  }
  CORDON_ASSIGN_OR_RETURN(v1::Screening record, RecordOf(row));
  entry.set_kind(kScreeningKind);
  entry.set_actor(record.caller());
  entry.set_time(record.create_time());
  entry.set_screening(record.name());
  entry.set_disposition(record.disposition());
  entry.set_external_ref(record.external_ref());
  for (const std::string& list : ListsWithMatches(record)) entry.add_lists(list);
  VisitNames(record, [&](const std::string& name) {
    if (!name.empty() && entry.parties_size() < kMaxPartiesShown) entry.add_parties(name);
  });
  if (whole) {
    record.set_record_sha256(Sha256Hex(row.body));
    record.set_audit_index(row.index);
    *entry.mutable_record() = std::move(record);
  }
  return entry;
}

absl::StatusOr<bool> MatchesRecord(const LogEntryRow& row, const AuditFilter& filter) {
  if (!filter.reads_records()) return true;
  if (row.screening == 0) return false;
  CORDON_ASSIGN_OR_RETURN(const v1::Screening record, RecordOf(row));
  if (!filter.list.empty() && ListsWithMatches(record).count(filter.list) == 0) return false;
  bool named = filter.party.empty();
  VisitNames(record, [&](const std::string& name) { named = named || HoldsName(name, filter); });
  return named;
}

absl::StatusOr<bool> MatchesFilter(const LogEntryRow& row, const AuditFilter& filter) {
  const LogFilter& stored = filter.stored;
  CORDON_ASSIGN_OR_RETURN(const v1::AuditEntry entry, DescribeEntry(row, false));
  const bool found =
      (stored.kind.empty() || stored.kind == entry.kind()) && (stored.actor.empty() || stored.actor == entry.actor()) &&
      (!stored.disposition.has_value() || (row.screening != 0 && *stored.disposition == entry.disposition())) &&
      (stored.external_ref.empty() || stored.external_ref == entry.external_ref()) &&
      (stored.created_from.empty() || entry.time() >= stored.created_from) &&
      (stored.created_before.empty() || entry.time() < stored.created_before);
  if (!found) return false;
  return MatchesRecord(row, filter);
}

}  // namespace cordon
