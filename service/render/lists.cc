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

Records ListStatus(const v1::ListVersionsResponse& versions, absl::Time now) {
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
                   {"file_name", ""},
                   {"imported_by", ""},
                   {"version", ""}});
  for (const v1::ListVersion& version : versions.versions()) {
    const auto retrieved = ParseTimestamp(version.retrieved_time());
    const bool dated = retrieved.ok() && !version.starter();
    std::string state = version.active() ? "active" : "staged";
    if (version.starter()) state = "starter, not for compliance decisions";
    for (const v1::ListSummary& list : version.lists()) {
      records.Add({list.list(), version.source(), version.published(), version.retrieved_time(),
                   dated ? AgeText(now - *retrieved) : "",
                   dated ? absl::StrCat(std::max<int64_t>(0, absl::ToInt64Hours(now - *retrieved))) : "",
                   absl::StrCat(list.entries()), absl::StrCat(list.names()), version.sha256(),
                   version.sha256().substr(0, 12), version.active() ? "true" : "false",
                   version.starter() ? "true" : "false", state, version.format(), version.file_name(),
                   version.imported_by(), version.name()},
                  version.starter() ? Shade::kBad : version.active() ? Shade::kGood : Shade::kDim, 12);
    }
  }
  return records;
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
