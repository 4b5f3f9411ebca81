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

bool TooMuch(int64_t before, int64_t after, GuardedStep step) {
  if (after == 0) return before > 0;
  if (before < kGuardedEntries) return false;
  const int64_t lost = before - after;
  if (lost > kMostLostEntries || lost * 100 > before * kMostLostPercent) return true;
  return step != GuardedStep::kRestore && -lost * 100 > before * kMostGainedPercent;
}

}  // namespace

absl::Status CheckListChange(const v1::ListVersion& active, const v1::ListVersion& next, GuardedStep step) {
  std::vector<std::string> changes;
  for (const v1::ListSummary& list : active.lists()) {
    const int64_t after = EntriesOf(next, list.list());
    if (!TooMuch(list.entries(), after, step)) continue;
    changes.push_back(absl::StrCat("list ", list.list(), " would go from ", list.entries(), " to ", after, " entries"));
  }
  if (changes.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "LIST_CHANGE_UNCONFIRMED",
      absl::StrCat(next.file_name(), ": ", absl::StrJoin(changes, ", "), "; the active version stays. Compare ",
                   step == GuardedStep::kImport ? "with the publisher" : "the two with `cordon lists diff`",
                   ", and if the change is meant, ", step == GuardedStep::kImport ? "import" : "activate",
                   " again with --accept-change (accept_change of the request)"),
      {{"source", next.source()}, {"active", active.name()}});
}

absl::Status CheckListDate(const v1::ListVersion& active, const v1::ListVersion& next) {
  // Dates of the form YYYY-MM-DD sort as text.
  if (active.published().empty() || next.published().empty() || next.published() >= active.published()) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "LIST_OLDER",
      absl::StrCat(next.file_name(), ": is of ", next.published(), ", the active version of ", active.published(),
                   "; the active version stays. Fetch the current file, or if the older one is meant, import it with "
                   "--accept-change (accept_change of the request)"),
      {{"source", next.source()}, {"active", active.name()}});
}

}  // namespace cordon
