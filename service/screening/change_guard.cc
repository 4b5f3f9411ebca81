#include "service/screening/change_guard.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

int64_t EntriesOf(const v1::ListVersion& version, const std::string& list) {
  for (const v1::ListSummary& summary : version.lists()) {
    if (summary.list() == list) return summary.entries();
  }
  return 0;
}

bool TooMuch(int64_t before, int64_t after) {
  if (after == 0) return before > 0;
  if (before < kGuardedEntries) return false;
  const int64_t lost = before - after;
  return lost > kMostLostEntries || lost * 100 > before * kMostLostPercent || -lost * 100 > before * kMostGainedPercent;
}

}  // namespace

absl::Status CheckListChange(const v1::ListVersion& active, const v1::ListVersion& next) {
  std::vector<std::string> changes;
  for (const v1::ListSummary& list : active.lists()) {
    const int64_t after = EntriesOf(next, list.list());
    if (!TooMuch(list.entries(), after)) continue;
    changes.push_back(absl::StrCat("list ", list.list(), " would go from ", list.entries(), " to ", after, " entries"));
  }
  if (changes.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "LIST_CHANGE_UNCONFIRMED",
      absl::StrCat(next.file_name(), ": ", absl::StrJoin(changes, ", "),
                   "; the active version stays. Compare with the publisher, and if the change is meant, import "
                   "again with --accept-change (accept_change of the request)"),
      {{"source", next.source()}, {"active", active.name()}});
}

}  // namespace cordon
