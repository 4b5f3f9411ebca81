// ListManager's part for versions: what is stored, switching to one of them, confirming the active one, and how two
// differ.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "service/screening/canaries.h"
#include "service/screening/change_guard.h"
#include "service/screening/errors.h"
#include "service/screening/list_diff.h"
#include "service/screening/list_history.h"
#include "service/screening/list_manager.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

constexpr size_t kMaxFilterBytes = 64;

absl::Status VersionNotFound(const std::string& name) {
  return MakeError(absl::StatusCode::kNotFound, "LIST_VERSION_NOT_FOUND",
                   absl::StrCat("no list version ", name, " is stored; `cordon lists versions` shows what is"),
                   {{"name", name}});
}

absl::Status VersionReadOnly() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE", "the data directory is open for reading only");
}

const v1::ListVersion* FindVersion(const std::vector<v1::ListVersion>& versions, const std::string& name) {
  const auto found =
      std::find_if(versions.begin(), versions.end(), [&](const v1::ListVersion& one) { return one.name() == name; });
  return found == versions.end() ? nullptr : &*found;
}

}  // namespace

void NoteActivation(absl::Time now, const std::string& caller, const std::string& replaced, v1::ListVersion* version) {
  if (version->activations_size() >= kMaxActivationEvents) version->mutable_activations()->DeleteSubrange(1, 1);
  v1::ActivationEvent* const event = version->add_activations();
  event->set_time(FormatTimestamp(now));
  event->set_caller(caller);
  event->set_replaced(replaced);
}

bool IsVersionOf(const v1::ListVersion& version, absl::string_view list) {
  const std::string& source = version.source();
  if (absl::string_view(source) == list) return true;
  const size_t slash = source.find('/');
  if (slash != std::string::npos && absl::string_view(source).substr(slash + 1) == list) return true;
  return std::any_of(version.lists().begin(), version.lists().end(),
                     [&](const v1::ListSummary& one) { return absl::string_view(one.list()) == list; });
}

absl::StatusOr<v1::ListVersionsResponse> ListManager::ListVersions(const v1::ListVersionsRequest& request) const {
  if (request.list().size() > kMaxFilterBytes) return InvalidField("list", "give a source or a list code");
  std::vector<v1::ListVersion> versions;
  if (store_ != nullptr) {
    CORDON_ASSIGN_OR_RETURN(versions, store_->ListVersions(request.all()));
  }
  const bool any_active = std::any_of(versions.begin(), versions.end(),
                                      [](const v1::ListVersion& v) { return v.active() && !v.has_ownership(); });
  if (!any_active) {
    for (const auto& version : state_->Get()->info.versions()) {
      if (version.starter()) versions.insert(versions.begin(), version);
    }
  }
  if (!request.list().empty()) {
    versions.erase(std::remove_if(versions.begin(), versions.end(),
                                  [&](const v1::ListVersion& one) { return !IsVersionOf(one, request.list()); }),
                   versions.end());
  }
  v1::ListVersionsResponse response;
  if (!request.all()) {
    for (auto& version : versions) *response.add_versions() = std::move(version);
    return response;
  }
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  // A page counts from the newest; one more version, and the token is of another list.
  const std::string token_scope = absl::StrCat("versions\n", request.list(), "\n", versions.size());
  CORDON_ASSIGN_OR_RETURN(const int64_t start, ReadPageToken(request.page_token(), token_scope));
  const auto total = static_cast<int64_t>(versions.size());
  const int64_t end = std::min<int64_t>(total, start + page_size);
  for (int64_t i = start; i < end; ++i) *response.add_versions() = std::move(versions[static_cast<size_t>(i)]);
  response.set_total_size(total);
  if (end < total) response.set_next_page_token(MakePageToken(end, token_scope));
  return response;
}

absl::StatusOr<v1::ActivateListVersionResponse> ListManager::ActivateVersion(
    const v1::ActivateListVersionRequest& request, const CallContext& context) {
  if (!can_import_) return VersionReadOnly();
  // As an import: the state that is published must be the one the last commit describes.
  MutexLock lock(import_mu_);
  CORDON_ASSIGN_OR_RETURN(const std::vector<v1::ListVersion> stored, store_->ListVersions(true));
  const v1::ListVersion* const found = FindVersion(stored, request.name());
  if (found == nullptr) return VersionNotFound(request.name());
  v1::ActivateListVersionResponse response;
  v1::ListVersion& version = *response.mutable_version();
  version = *found;
  // Nothing to do, also for a call that is tried again because its answer was lost.
  if (version.active()) {
    response.set_engine_state(state_->Get()->info.digest());
    return response;
  }
  const auto active = std::find_if(stored.begin(), stored.end(), [&](const v1::ListVersion& other) {
    return other.active() && other.source() == version.source();
  });
  const std::string replaced = active == stored.end() ? "" : active->name();
  if (!request.replaces().empty() && request.replaces() != replaced) {
    return MakeError(
        absl::StatusCode::kAborted, "LIST_VERSION_CHANGED",
        absl::StrCat("the active version of ", version.source(), " is ", replaced.empty() ? "none" : replaced, ", not ",
                     request.replaces(), "; look at it and decide again"),
        {{"source", version.source()}, {"active", replaced}});
  }
  // The age of what is restored still counts from when it was last confirmed: a rollback makes no old list fresh.
  if (active != stored.end() && !request.accept_change()) {
    CORDON_RETURN_IF_ERROR(
        CheckListChange(*active, version, version.staged() ? GuardedStep::kActivate : GuardedStep::kRestore));
  }
  NoteActivation(clock_->Now(), context.caller, replaced, &version);
  version.set_active(true);
  version.set_staged(false);
  std::vector<v1::ListVersion> versions;
  for (const v1::ListVersion& other : state_->Get()->info.versions()) {
    // The first list ends the starter list.
    if (other.source() != version.source() && (!other.starter() || version.has_ownership())) versions.push_back(other);
  }
  versions.push_back(version);
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> next, BuildSwitched(version, versions));
  CORDON_RETURN_IF_ERROR(CheckCanaries(next->policy.policy, version, *next->matcher));
  if (eager_ && next->ownership != nullptr) CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  CORDON_RETURN_IF_ERROR(Commit(version, next, context.caller));
  response.set_engine_state(state_->Get()->info.digest());
  return response;
}

absl::StatusOr<std::shared_ptr<const EngineState>> ListManager::BuildSwitched(
    const v1::ListVersion& version, const std::vector<v1::ListVersion>& versions) const {
  const std::shared_ptr<const EngineState> current = state_->Get();
  if (version.has_ownership()) {
    return BuildEngineState(versions, current->snapshot, current->policy, rules_, GraphOf(versions, {}));
  }
  absl::StatusOr<std::shared_ptr<const EngineState>> next = BuildFrom(versions, current->policy);
  if (next.status().code() != absl::StatusCode::kAlreadyExists) return next;
  return MakeError(absl::StatusCode::kFailedPrecondition, "IMPORT_CONFLICT",
                   absl::StrCat(version.name(), ": ", next.status().message(),
                                "; another active source holds the same list, keep one of the two (the active lists "
                                "are unchanged)"));
}

absl::StatusOr<v1::ListVersion> ListManager::ConfirmVersion(const v1::ConfirmListVersionRequest& request,
                                                            const CallContext& context) {
  if (!can_import_) return VersionReadOnly();
  MutexLock lock(import_mu_);
  const std::shared_ptr<const EngineState> current = state_->Get();
  std::vector<v1::ListVersion> versions(current->info.versions().begin(), current->info.versions().end());
  const auto found = std::find_if(versions.begin(), versions.end(),
                                  [&](const v1::ListVersion& one) { return one.name() == request.name(); });
  if (found == versions.end() || found->starter()) {
    return MakeError(absl::StatusCode::kAborted, "LIST_VERSION_CHANGED",
                     absl::StrCat(request.name(), " is not active; only the active version can be confirmed"),
                     {{"name", request.name()}});
  }
  found->set_retrieved_time(FormatTimestamp(clock_->Now()));
  if (request.has_origin()) *found->mutable_origin() = request.origin();
  v1::ListVersion version = *found;
  // The same lists and owners; only their age is another.
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> next,
                          BuildEngineState(std::move(versions), current->snapshot, current->policy, rules_,
                                           current->graph, LinkedBefore()));
  if (eager_ && next->ownership != nullptr) CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  CORDON_RETURN_IF_ERROR(Commit(version, std::move(next), context.caller, /*confirmed=*/true));
  return version;
}

absl::StatusOr<v1::DiffListVersionsResponse> ListManager::DiffVersions(
    const v1::DiffListVersionsRequest& request) const {
  if (request.list().size() > kMaxFilterBytes) return InvalidField("list", "give a list code");
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  std::vector<v1::ListVersion> stored;
  if (store_ != nullptr) {
    CORDON_ASSIGN_OR_RETURN(stored, store_->ListVersions(true));
  }
  v1::DiffListVersionsResponse response;
  std::string files[2];
  for (const bool newer : {false, true}) {
    const std::string& name = newer ? request.to() : request.from();
    const v1::ListVersion* const version = FindVersion(stored, name);
    if (version == nullptr) return VersionNotFound(name);
    if (version->has_ownership()) {
      return InvalidField(newer ? "to" : "from",
                          absl::StrCat(name, " holds ownership data; only versions of lists are compared"));
    }
    CORDON_ASSIGN_OR_RETURN(files[newer ? 1 : 0], store_->GetBlob(version->entries_sha256()));
    *(newer ? response.mutable_to() : response.mutable_from()) = *version;
  }
  const std::string token_scope = absl::StrCat("diff\n", request.from(), "\n", request.to(), "\n", request.list());
  CORDON_ASSIGN_OR_RETURN(const int64_t start, ReadPageToken(request.page_token(), token_scope));
  DiffPage page{request.list(), start, page_size};
  CORDON_RETURN_IF_ERROR(DiffEntries(files[0], files[1], page, &response));
  const int64_t end = start + response.changes_size();
  if (end < response.added() + response.removed() + response.changed()) {
    response.set_next_page_token(MakePageToken(end, token_scope));
  }
  return response;
}

}  // namespace cordon
