#include "service/screening/change_guard.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

int64_t EntriesOf(const v1::ListVersion& version, const std::string& list) {
  for (const v1::ListSummary& summary : version.lists()) {
    if (summary.list() == list) return summary.entries();
  }
  return 0;
}

// What the guard counts in a version: entries by list, or what ownership data describes.
struct Counted {
  std::string what;
  std::string unit;
  int64_t before;
  int64_t after;
};

std::vector<Counted> CountBoth(const v1::ListVersion& active, const v1::ListVersion& next) {
  std::vector<Counted> counts;
  for (const v1::ListSummary& list : active.lists()) {
    counts.push_back({absl::StrCat("list ", list.list()), "entries", list.entries(), EntriesOf(next, list.list())});
  }
  if (active.has_ownership()) {
    const std::string data = active.source();
    counts.push_back({data, "entities", active.ownership().entities(), next.ownership().entities()});
    counts.push_back({data, "interests", active.ownership().interests(), next.ownership().interests()});
  }
  return counts;
}

bool TooMuch(int64_t before, int64_t after, GuardedStep step) {
  if (after == 0) return before > 0;
  if (before < kGuardedEntries) return false;
  const int64_t lost = before - after;
  if (lost > kMostLostEntries || lost * 100 > before * kMostLostPercent) return true;
  return step != GuardedStep::kRestore && -lost * 100 > before * kMostGainedPercent;
}

constexpr size_t kMaxOriginUrl = 2048;
constexpr size_t kMaxOriginText = 1024;
constexpr int kMaxFurtherOrigins = 7;

bool OriginTooLong(const v1::ListOrigin& origin) {
  return origin.url().size() > kMaxOriginUrl || origin.etag().size() > kMaxOriginText ||
         origin.last_modified().size() > kMaxOriginText || origin.sha256().size() > 64;
}

// "Sun, 06 Nov 1994 08:49:37 GMT".
bool ParseHttpDate(const std::string& text, absl::Time* time) {
  std::string error;
  return !text.empty() && absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", text, time, &error);
}

absl::Status Older(const v1::ListVersion& next, const std::string& than, const std::string& how) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "LIST_OLDER",
                   absl::StrCat(next.file_name(), ": ", how,
                                "; the active version stays. Fetch the current file, or if the older one is meant, "
                                "import it with --accept-change (accept_change of the request)"),
                   {{"source", next.source()}, {"than", than}});
}

}  // namespace

absl::Status CheckListChange(const v1::ListVersion& active, const v1::ListVersion& next, GuardedStep step) {
  std::vector<std::string> changes;
  for (const Counted& count : CountBoth(active, next)) {
    if (!TooMuch(count.before, count.after, step)) continue;
    changes.push_back(absl::StrCat(count.what, " would go from ", count.before, " to ", count.after, " ", count.unit));
  }
  if (changes.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "LIST_CHANGE_UNCONFIRMED",
      absl::StrCat(next.file_name(), ": ", absl::StrJoin(changes, ", "), "; the active version stays. Compare ",
                   step == GuardedStep::kImport || active.has_ownership() ? "with the publisher"
                                                                          : "the two with `cordon lists diff`",
                   ", and if the change is meant, ", step == GuardedStep::kImport ? "import" : "activate",
                   " again with --accept-change (accept_change of the request)"),
      {{"source", next.source()}, {"active", active.name()}});
}

absl::Status CheckListDate(const v1::ListVersion& active, const v1::ListVersion& next) {
  // Dates of the form YYYY-MM-DD sort as text.
  if (!active.published().empty() && !next.published().empty() && next.published() < active.published()) {
    return Older(next, active.name(),
                 absl::StrCat("is of ", next.published(), ", the active version of ", active.published()));
  }
  if (next.origin().url().empty() || next.origin().url() != active.origin().url()) return absl::OkStatus();
  absl::Time served;
  absl::Time before;
  if (!ParseHttpDate(next.origin().last_modified(), &served) ||
      !ParseHttpDate(active.origin().last_modified(), &before) || served >= before) {
    return absl::OkStatus();
  }
  return Older(next, active.name(),
               absl::StrCat("was last modified ", next.origin().last_modified(), ", the active version ",
                            active.origin().last_modified()));
}

absl::Status CheckNotReplaced(const std::vector<v1::ListVersion>& stored, const v1::ListVersion& next) {
  if (!next.has_origin()) return absl::OkStatus();
  const v1::ListVersion* same = nullptr;
  for (const v1::ListVersion& other : stored) {
    if (other.source() != next.source() || other.sha256() != next.sha256()) continue;
    if (other.active()) return absl::OkStatus();
    if (!other.staged()) same = &other;
  }
  if (same == nullptr) return absl::OkStatus();
  return Older(next, same->name(),
               absl::StrCat("is what ", same->name(),
                            " was, which was active before and was replaced; `cordon lists activate` makes it active "
                            "again"));
}

absl::Status CheckImportHeader(const v1::ImportHeader& header, const std::string& source) {
  const v1::ListOrigin& origin = header.origin();
  bool too_long = OriginTooLong(origin) || origin.also_size() > kMaxFurtherOrigins;
  for (const v1::ListOrigin& other : origin.also())
    too_long = too_long || OriginTooLong(other) || other.also_size() > 0;
  if (too_long) {
    return InvalidField("header.origin",
                        "is too long: url 2048, etag and last_modified 1024, sha256 64 bytes, 7 further files");
  }
  if (header.source().empty() || header.source() == source) return absl::OkStatus();
  return RefuseImport(absl::InvalidArgumentError(absl::StrCat("is a file of source ", source, ", not of ",
                                                              header.source(), "; look at the address in the policy")),
                      header.file_name());
}

}  // namespace cordon
