// `cordon lists versions | rollback | activate | diff`.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "service/render/list_versions.h"

namespace cordon::cli {
namespace {

constexpr int kPageSize = 1000;
constexpr size_t kLeastDigestPrefix = 6;

absl::Status CheckWord(absl::string_view what, const std::string& value) {
  if (IsValidUtf8(value) && value.size() <= 64) return absl::OkStatus();
  return UsageError(absl::StrCat(what, ": give at most 64 bytes of valid UTF-8"));
}

// All stored versions of `list` (a source or code; empty: all), at most `limit`, and how many there are.
absl::StatusOr<v1::ListVersionsResponse> StoredVersionsOf(Backend& backend, const std::string& list, int limit) {
  v1::ListVersionsRequest request;
  request.set_all(true);
  request.set_list(list);
  v1::ListVersionsResponse found;
  do {
    request.set_page_size(std::min(kPageSize, limit - found.versions_size()));
    CORDON_ASSIGN_OR_RETURN(v1::ListVersionsResponse page, backend.ListVersions(request));
    request.set_page_token(page.next_page_token());
    found.set_total_size(page.total_size());
    for (v1::ListVersion& version : *page.mutable_versions()) *found.add_versions() = std::move(version);
  } while (!request.page_token().empty() && found.versions_size() < limit);
  return found;
}

// Sources are written small, codes big; people mix them up.
absl::StatusOr<v1::ListVersionsResponse> VersionsAsTyped(Backend& backend, const std::string& list, int limit) {
  CORDON_ASSIGN_OR_RETURN(v1::ListVersionsResponse found, StoredVersionsOf(backend, list, limit));
  if (found.versions_size() > 0 || list.empty()) return found;
  return StoredVersionsOf(backend, absl::AsciiStrToUpper(list), limit);
}

// The version that `text` means: its id, its name, or the beginning of its digest.
absl::StatusOr<v1::ListVersion> PickVersion(const v1::ListVersionsResponse& stored, const std::string& text) {
  std::vector<const v1::ListVersion*> by_digest;
  for (const v1::ListVersion& version : stored.versions()) {
    if (version.starter()) continue;
    if (text == version.name() || text == render::VersionId(version)) return version;
    if (text.size() >= kLeastDigestPrefix && absl::StartsWith(version.sha256(), absl::AsciiStrToLower(text))) {
      by_digest.push_back(&version);
    }
  }
  if (by_digest.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no stored list version is ", text, "; `cordon lists versions` shows what is"));
  }
  // The same file imported twice: the later import.
  const auto same_file = [&](const v1::ListVersion* version) {
    return version->sha256() == by_digest[0]->sha256() && version->source() == by_digest[0]->source();
  };
  if (std::all_of(by_digest.begin(), by_digest.end(), same_file)) return *by_digest[0];
  return UsageError(absl::StrCat(text, " begins the sha256 of several list versions; give more of it, or the version"));
}

absl::StatusOr<int> SwitchTo(Backend& backend, const v1::ListVersion& version, const std::string& replaces,
                             bool accept_change, const Context& context) {
  v1::ActivateListVersionRequest request;
  request.set_name(version.name());
  request.set_replaces(replaces);
  request.set_accept_change(accept_change);
  CORDON_ASSIGN_OR_RETURN(const v1::ActivateListVersionResponse reply, backend.ActivateListVersion(request));
  WriteVersion(reply.version(), context);
  return kExitDone;
}

}  // namespace

absl::StatusOr<int> RunListsVersions(const std::string& list, int limit, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckWord("LIST", list));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse found, VersionsAsTyped(*backend, list, limit));
  context.terminal.Write(render::StoredVersions(found).Render(context.format(), context.color()));
  if (found.total_size() > found.versions_size()) {
    context.terminal.Say(
        absl::StrCat("showing ", found.versions_size(), " of ", found.total_size(), " versions; --limit shows more"));
  }
  return kExitDone;
}

absl::StatusOr<int> RunListsRollback(const SwitchOptions& options, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckWord("LIST", options.list));
  CORDON_RETURN_IF_ERROR(CheckWord("--to", options.version));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse stored, VersionsAsTyped(*backend, options.list, 1'000'000));
  // Newest first within each source.
  std::vector<v1::ListVersion> active;
  for (const v1::ListVersion& version : stored.versions()) {
    if (version.active() && !version.starter()) active.push_back(version);
  }
  if (active.size() != 1) {
    return UsageError(active.empty() ? absl::StrCat("LIST: nothing imported is active under ", options.list,
                                                    "; `cordon lists versions` shows what is stored")
                                     : absl::StrCat("LIST: ", options.list, " stands in ", active[0].source(),
                                                    " and in ", active[1].source(), "; name the source"));
  }
  if (!options.version.empty()) {
    CORDON_ASSIGN_OR_RETURN(const v1::ListVersion target, PickVersion(stored, options.version));
    if (target.source() != active[0].source()) {
      return UsageError(absl::StrCat("--to: ", options.version, " is a version of ", target.source(), ", not of ",
                                     active[0].source()));
    }
    return SwitchTo(*backend, target, active[0].name(), options.accept_change, context);
  }
  bool behind = false;
  for (const v1::ListVersion& version : stored.versions()) {
    if (version.name() == active[0].name()) {
      behind = true;
    } else if (behind && version.source() == active[0].source() && !version.staged()) {
      return SwitchTo(*backend, version, active[0].name(), options.accept_change, context);
    }
  }
  return absl::NotFoundError(absl::StrCat("no version of ", active[0].source(),
                                          " was active before the one that is; `cordon lists versions ",
                                          active[0].source(), "` shows what is stored"));
}

absl::StatusOr<int> RunListsActivate(const SwitchOptions& options, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckWord("VERSION", options.version));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse stored, StoredVersionsOf(*backend, "", 1'000'000));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersion target, PickVersion(stored, options.version));
  return SwitchTo(*backend, target, "", options.accept_change, context);
}

absl::StatusOr<int> RunListsDiff(const DiffOptions& options, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckWord("A", options.from));
  CORDON_RETURN_IF_ERROR(CheckWord("B", options.to));
  CORDON_RETURN_IF_ERROR(CheckWord("--list", options.list));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse stored, StoredVersionsOf(*backend, "", 1'000'000));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersion from, PickVersion(stored, options.from));
  v1::ListVersion to;
  if (options.to.empty()) {
    for (const v1::ListVersion& version : stored.versions()) {
      if (version.active() && version.source() == from.source()) to = version;
    }
    if (to.name().empty()) {
      return UsageError(absl::StrCat("B: no version of ", from.source(), " is active; name the second version"));
    }
  } else {
    CORDON_ASSIGN_OR_RETURN(to, PickVersion(stored, options.to));
  }
  v1::DiffListVersionsRequest request;
  request.set_from(from.name());
  request.set_to(to.name());
  request.set_list(absl::AsciiStrToUpper(options.list));
  v1::DiffListVersionsResponse diff;
  do {
    request.set_page_size(std::min(kPageSize, options.limit - diff.changes_size()));
    CORDON_ASSIGN_OR_RETURN(v1::DiffListVersionsResponse page, backend->DiffListVersions(request));
    request.set_page_token(page.next_page_token());
    if (diff.from().name().empty()) {
      diff = std::move(page);
      continue;
    }
    for (v1::EntryChange& change : *page.mutable_changes()) *diff.add_changes() = std::move(change);
  } while (!request.page_token().empty() && diff.changes_size() < options.limit);
  context.terminal.Write(render::VersionDiff(diff, context.format(), context.color()));
  context.terminal.Say(render::DiffSummary(diff));
  const int64_t all = diff.added() + diff.removed() + diff.changed();
  if (all > diff.changes_size()) {
    context.terminal.Say(absl::StrCat("showing ", diff.changes_size(), " of ", all, " changes; --limit shows more"));
  }
  return kExitDone;
}

}  // namespace cordon::cli
