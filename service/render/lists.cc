#include "service/render/lists.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/clock.h"
#include "service/render/json.h"

namespace cordon::render {

std::string AgeText(absl::Duration age) {
  const int64_t hours = std::max<int64_t>(0, absl::ToInt64Hours(age));
  if (hours < 1) return "under an hour";
  if (hours < 48) return absl::StrCat(hours, hours == 1 ? " hour" : " hours");
  return absl::StrCat(hours / 24, " days");
}

Records ListStatus(const v1::ListVersionsResponse& versions, absl::Time now, bool with_ownership) {
  Records records({{"list", "LIST"},
                   {"source", "SOURCE"},
                   {"published", "PUBLISHED"},
                   {"retrieved_time", ""},
                   {"", "AGE"},
                   {"age_hours", "", FieldKind::kInteger, 0, true},
                   {"entries", "ENTRIES", FieldKind::kInteger},
                   {"names", "NAMES", FieldKind::kInteger},
                   {"sha256", ""},
                   {"", "SHA256"},
                   {"active", "", FieldKind::kBool},
                   {"starter", "", FieldKind::kBool},
                   {"", "STATE"},
                   {"format", ""},
                   {"format_unverified", "", FieldKind::kBool},
                   {"file_name", ""},
                   {"imported_by", ""},
                   {"version", ""},
                   {"entities", "", FieldKind::kInteger, 0, true},
                   {"interests", "", FieldKind::kInteger, 0, true}});
  for (const v1::ListVersion& version : versions.versions()) {
    const auto retrieved = ParseTimestamp(version.retrieved_time());
    const bool dated = retrieved.ok() && !version.starter();
    std::string state = version.active() ? "active" : "staged";
    if (version.starter()) state = "starter, not for compliance decisions";
    if (version.format_unverified()) state += ", format unverified";
    const auto add = [&](const v1::ListSummary& list, const std::string& entities, const std::string& interests) {
      records.Add({list.list(),
                   version.source(),
                   version.published(),
                   version.retrieved_time(),
                   dated ? AgeText(now - *retrieved) : "",
                   dated ? absl::StrCat(std::max<int64_t>(0, absl::ToInt64Hours(now - *retrieved))) : "",
                   absl::StrCat(list.entries()),
                   absl::StrCat(list.names()),
                   version.sha256(),
                   version.sha256().substr(0, 12),
                   version.active() ? "true" : "false",
                   version.starter() ? "true" : "false",
                   state,
                   version.format(),
                   version.format_unverified() ? "true" : "false",
                   version.file_name(),
                   version.imported_by(),
                   version.name(),
                   entities,
                   interests},
                  version.starter()  ? Shade::kBad
                  : version.active() ? Shade::kGood
                                     : Shade::kDim,
                  12);
    };
    for (const v1::ListSummary& list : version.lists()) add(list, "", "");
    if (with_ownership && version.has_ownership()) {
      add(v1::ListSummary(), absl::StrCat(version.ownership().entities()),
          absl::StrCat(version.ownership().interests()));
    }
  }
  return records;
}

Records OwnershipStatus(const v1::ListVersionsResponse& versions, absl::Time now) {
  Records records({{"source", "OWNERSHIP"},
                   {"published", "PUBLISHED"},
                   {"", "AGE"},
                   {"entities", "ENTITIES", FieldKind::kInteger},
                   {"interests", "INTERESTS", FieldKind::kInteger},
                   {"unknown_shares", "UNKNOWN", FieldKind::kInteger},
                   {"format", "FORMAT"},
                   {"", "SHA256"},
                   {"", "STATE"}});
  for (const v1::ListVersion& version : versions.versions()) {
    if (!version.has_ownership()) continue;
    const auto retrieved = ParseTimestamp(version.retrieved_time());
    const v1::OwnershipSummary& held = version.ownership();
    records.Add({version.source().substr(version.source().find('/') + 1), version.published(),
                 retrieved.ok() ? AgeText(now - *retrieved) : "", absl::StrCat(held.entities()),
                 absl::StrCat(held.interests()), absl::StrCat(held.unknown_shares()), version.format(),
                 version.sha256().substr(0, 12), version.active() ? "active" : "staged"},
                version.active() ? Shade::kGood : Shade::kDim, 8);
  }
  return records;
}

std::string ImportedStatus(const v1::ListVersionsResponse& versions, absl::Time now, Format format, bool color) {
  const auto is_ownership = [](const v1::ListVersion& version) { return version.has_ownership(); };
  const bool apart =
      format == Format::kTable && std::any_of(versions.versions().begin(), versions.versions().end(), is_ownership);
  if (!apart) return ListStatus(versions, now).Render(format, color);
  std::string out;
  if (!std::all_of(versions.versions().begin(), versions.versions().end(), is_ownership)) {
    out = absl::StrCat(ListStatus(versions, now, false).Render(format, color), "\n");
  }
  return out + OwnershipStatus(versions, now).Render(format, color);
}

Records FoundEntries(const v1::SearchListEntriesResponse& found) {
  Records records({{"list", ""},
                   {"entry_id", ""},
                   {"", "ENTRY", FieldKind::kString, 44},
                   {"entry_name", "NAME", FieldKind::kString, 60},
                   {"aliases", "OTHER NAMES", FieldKind::kString, 48},
                   {"countries", "COUNTRY", FieldKind::kString, 11},
                   {"citation", "CITATION", FieldKind::kString, 24},
                   {"start_date", "SINCE"}});
  for (const v1::ListEntry& entry : found.entries()) {
    std::string aliases;
    for (const v1::ListName& name : entry.names()) {
      if (name.kind() != v1::PRIMARY) absl::StrAppend(&aliases, aliases.empty() ? "" : "; ", name.text());
    }
    records.Add({entry.list(), entry.entry_id(), absl::StrCat(entry.list(), ":", entry.entry_id()), entry.entry_name(),
                 aliases, absl::StrJoin(entry.countries(), " "), entry.citation(), entry.start_date()});
  }
  return records;
}

std::string EntryJson(const v1::ListEntry& entry) {
  std::string out;
  JsonWriter(&out).Proto(entry);
  return out;
}

}  // namespace cordon::render
