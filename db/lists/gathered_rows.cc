#include "db/lists/gathered_rows.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "base/status_macros.h"
#include "db/lists/entry_names.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"

namespace cordon {

void AddGatheredName(absl::string_view text, v1::NameKind kind, v1::NameQuality quality, GatheredEntry* gathered) {
  std::string name = SqueezeBlanks(text);
  if (name.empty()) return;
  for (GatheredName& old : gathered->names) {
    if (old.text != name) continue;
    if (kind == v1::PRIMARY) old.kind = kind;
    if (quality == v1::STRONG) old.quality = quality;
    return;
  }
  gathered->names.push_back({std::move(name), kind, quality});
}

void AddRemarkOnce(absl::string_view label, absl::string_view text, v1::ListEntry* entry) {
  if (text.empty() || absl::StrContains(entry->remarks(), absl::StrCat(label, text))) return;
  AppendRemark(label, text, entry);
}

absl::Status FinishGathered(GatheredEntry gathered, const ListLimits& limits, absl::string_view column,
                            EntryCollector& collector) {
  std::vector<GatheredName>& all = gathered.names;
  if (all.empty()) return CellError(gathered.row, column, "is empty on every row of the entry");
  auto first = std::find_if(all.begin(), all.end(), [](const GatheredName& name) { return name.kind == v1::PRIMARY; });
  if (first == all.end()) {
    first = std::find_if(all.begin(), all.end(), [](const GatheredName& name) { return name.quality == v1::STRONG; });
  }
  if (first == all.end()) first = all.begin();
  EntryNames names(gathered.row, limits, &gathered.entry);
  CORDON_RETURN_IF_ERROR(names.AddPrimary(first->text, column));
  for (const GatheredName& name : all) {
    const v1::NameKind kind = name.kind == v1::PRIMARY ? v1::ALIAS : name.kind;
    CORDON_RETURN_IF_ERROR(names.AddName(name.text, kind, name.quality, column));
  }
  names.Derive();
  return collector.Add(std::move(gathered.entry), gathered.row);
}

}  // namespace cordon
