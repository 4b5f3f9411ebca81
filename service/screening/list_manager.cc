#include "service/screening/list_manager.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/lists/import.h"
#include "db/ownership/recognise.h"
#include "match/prepared_name.h"
#include "service/screening/audit_events.h"
#include "service/screening/canaries.h"
#include "service/screening/change_guard.h"
#include "service/screening/entries_file.h"
#include "service/screening/errors.h"
#include "service/screening/list_history.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

constexpr char kStarterSource[] = "starter";
constexpr size_t kMaxSearchBytes = 512;

// Reduced to what a list version states: codes with their counts, ascending.
void FillSummaries(const std::vector<v1::ListEntry>& entries, v1::ListVersion* version) {
  std::map<std::string, v1::ListSummary> by_code;
  for (const auto& entry : entries) {
    v1::ListSummary& summary = by_code[entry.list()];
    summary.set_list(entry.list());
    summary.set_entries(summary.entries() + 1);
    summary.set_names(summary.names() + entry.names_size());
  }
  for (auto& [code, summary] : by_code) *version->add_lists() = std::move(summary);
}

v1::ListVersion DescribeImport(const ImportedList& imported, const std::string& id) {
  v1::ListVersion version;
  version.set_name(absl::StrCat("listVersions/", id));
  version.set_source(imported.source);
  version.set_sha256(imported.sha256);
  version.set_published(imported.published);
  version.set_format(imported.format);
  version.set_format_unverified(imported.format_unverified);
  version.set_bytes(imported.bytes);
  FillSummaries(imported.entries, &version);
  return version;
}

// Of a file as it arrives. Screening lists have tighter limits of their own; a full ownership register is large.
constexpr DecompressLimits kImportLimits{.max_input = 4LL << 30, .max_output = 16LL << 30, .max_ratio = 100};

// Without ownership data.
std::vector<v1::ListVersion> ListsAmong(const std::vector<v1::ListVersion>& versions) {
  std::vector<v1::ListVersion> lists;
  std::copy_if(versions.begin(), versions.end(), std::back_inserter(lists),
               [](const v1::ListVersion& version) { return !version.has_ownership(); });
  return lists;
}

// For people looking something up: folded substring over names, ids, citations. Not a screening.
class EntrySearch {
 public:
  explicit EntrySearch(absl::string_view query)
      : lowered_(absl::AsciiStrToLower(query)), squashed_(PrepareName(query).squashed) {}

  bool Matches(const v1::ListEntry& entry) const {
    if (Contains(entry.entry_id()) || Contains(entry.citation()) || Contains(entry.entry_name())) return true;
    for (const auto& name : entry.names()) {
      if (Contains(name.text())) return true;
      if (!squashed_.empty() && absl::StrContains(PrepareName(name.text()).squashed, squashed_)) return true;
    }
    return false;
  }

 private:
  bool Contains(absl::string_view text) const { return absl::StrContains(absl::AsciiStrToLower(text), lowered_); }

  std::string lowered_;
  std::string squashed_;
};

}  // namespace

ListManager::ListManager(Published<EngineState>* state, std::shared_ptr<const RuleSet> rules, Store* store,
                         bool can_import, bool eager, const Clock* clock, IdSource* ids)
    : state_(state),
      rules_(std::move(rules)),
      store_(store),
      can_import_(can_import && store != nullptr),
      eager_(eager),
      clock_(clock),
      ids_(ids) {}

absl::StatusOr<std::shared_ptr<const EngineState>> ListManager::BuildFrom(const std::vector<v1::ListVersion>& versions,
                                                                          LoadedPolicy policy) const {
  const std::vector<v1::ListVersion> lists = ListsAmong(versions);
  std::shared_ptr<const ListSnapshot> snapshot;
  if (snapshots_.has_value()) snapshot = snapshots_->Load(lists);
  if (snapshot == nullptr) {
    ListSnapshot::Builder builder;
    for (const auto& version : lists) {
      CORDON_ASSIGN_OR_RETURN(const std::string file, store_->GetBlob(version.entries_sha256()));
      CORDON_RETURN_IF_ERROR(
          ReadEntriesFile(file, [&builder](absl::string_view bytes) { return builder.AddSerialized(bytes); }));
    }
    snapshot = std::move(builder).Build();
    KeepSnapshot(lists, *snapshot);
  }
  return BuildEngineState(versions, std::move(snapshot), std::move(policy), rules_, GraphOf(versions, {}),
                          LinkedBefore());
}

absl::Status ListManager::LoadActive(LoadedPolicy policy) {
  std::vector<v1::ListVersion> active;
  if (store_ != nullptr) {
    CORDON_ASSIGN_OR_RETURN(active, store_->ListVersions(false));
    active.erase(std::remove_if(active.begin(), active.end(), [](const v1::ListVersion& v) { return !v.active(); }),
                 active.end());
  }
  std::shared_ptr<const EngineState> next;
  if (std::all_of(active.begin(), active.end(), [](const v1::ListVersion& v) { return v.has_ownership(); })) {
    CORDON_ASSIGN_OR_RETURN(const ImportedList starter, LoadStarterList());
    v1::ListVersion version = DescribeImport(starter, kStarterSource);
    version.set_starter(true);
    version.set_active(true);
    version.set_file_name("built-in");
    ListSnapshot::Builder builder;
    for (const auto& entry : starter.entries) CORDON_RETURN_IF_ERROR(builder.Add(entry));
    version.set_entries_sha256(Sha256Hex(WriteEntriesFile(starter.entries)));
    const std::shared_ptr<const Lazy<OwnershipGraph>> graph = GraphOf(active, {});
    active.push_back(std::move(version));
    CORDON_ASSIGN_OR_RETURN(
        next, BuildEngineState(std::move(active), std::move(builder).Build(), std::move(policy), rules_, graph));
  } else {
    CORDON_ASSIGN_OR_RETURN(next, BuildFrom(active, std::move(policy)));
  }
  if (eager_ && next->ownership != nullptr) CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  CORDON_RETURN_IF_ERROR(KeepContent(*next));
  state_->Set(std::move(next));
  return absl::OkStatus();
}

absl::Status ListManager::Reload(LoadedPolicy policy, std::shared_ptr<const RuleSet> rules,
                                 const std::function<absl::Status(const LoadedPolicy&)>& record) {
  MutexLock lock(import_mu_);
  const std::shared_ptr<const EngineState> current = state_->Get();
  const std::vector<v1::ListVersion> versions(current->info.versions().begin(), current->info.versions().end());
  CORDON_ASSIGN_OR_RETURN(
      std::shared_ptr<const EngineState> next,
      BuildEngineState(versions, current->snapshot, std::move(policy), rules, GraphOf(versions, {}), LinkedBefore()));
  if (eager_ && next->ownership != nullptr) CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  CORDON_RETURN_IF_ERROR(KeepContent(*next));
  CORDON_RETURN_IF_ERROR(record(next->policy));
  rules_ = std::move(rules);
  state_->Set(std::move(next));
  return absl::OkStatus();
}

void ListManager::KeepSnapshot(const std::vector<v1::ListVersion>& versions, const ListSnapshot& snapshot) const {
  // A cache: without it the next start builds again.
  if (can_import_ && snapshots_.has_value()) snapshots_->Keep(versions, snapshot).IgnoreError();
}

absl::Status ListManager::KeepContent(const EngineState& state) const {
  return can_import_ ? store_->PutBlob(EngineStateContent(state.info)).status() : absl::OkStatus();
}

absl::StatusOr<v1::ImportListResponse> ListManager::Import(std::unique_ptr<ByteSource> bytes,
                                                           const v1::ImportHeader& header, const CallContext& context,
                                                           const std::function<void(int64_t bytes)>& progress) {
  if (!can_import_) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE", "the data directory is open for reading only");
  }
  std::string head;
  auto plain = PeekSource(Decompress(std::move(bytes), kImportLimits), &head);
  if (!plain.ok()) return RefuseImport(plain.status(), header.file_name());
  // A file that is both is a list, unless it is given the code of ownership data: an official list has none to give.
  const bool ownership = LooksLikeOwnership(head) && !(header.as_code().empty() && MarksTargets(head));
  return ownership ? ImportOwnership(**plain, header, context, progress)
                   : ImportScreeningList(**plain, header, context, progress);
}

absl::StatusOr<v1::ImportListResponse> ListManager::ImportScreeningList(
    ByteSource& bytes, const v1::ImportHeader& header, const CallContext& context,
    const std::function<void(int64_t bytes)>& progress) {
  ImportOptions options;
  options.file_name = header.file_name();
  options.as_code = header.as_code();
  options.progress = progress;
  absl::StatusOr<ImportedList> imported = ImportListFile(bytes, options);
  if (!imported.ok()) return RefuseImport(imported.status(), header.file_name());
  CORDON_RETURN_IF_ERROR(CheckImportHeader(header, imported->source));

  v1::ImportListResponse response;
  v1::ListVersion& version = *response.mutable_version();
  const absl::Time now = clock_->Now();
  version = DescribeImport(*imported, ids_->NewId(absl::ToUnixMillis(now)));
  version.set_file_name(header.file_name());
  version.set_retrieved_time(FormatTimestamp(now));
  version.set_imported_by(context.caller);
  version.set_active(!header.stage());
  version.set_staged(header.stage());
  if (header.has_origin()) *version.mutable_origin() = header.origin();
  const std::string entries = WriteEntriesFile(imported->entries);
  version.set_entries_sha256(Sha256Hex(entries));

  // One import at a time: the state that is published must be the one the last commit describes.
  MutexLock lock(import_mu_);
  ListSnapshot::Builder builder;
  std::vector<v1::ListVersion> versions;
  std::string replaced;
  // A download is also compared with what was active before.
  CORDON_ASSIGN_OR_RETURN(const std::vector<v1::ListVersion> stored, store_->ListVersions(header.has_origin()));
  if (version.active() && !header.accept_change()) CORDON_RETURN_IF_ERROR(CheckNotReplaced(stored, version));
  for (const auto& other : stored) {
    if (!other.active()) continue;
    if (other.source() == version.source()) {
      replaced = other.name();
      if (version.active() && !header.accept_change()) {
        CORDON_RETURN_IF_ERROR(CheckListDate(other, version));
        CORDON_RETURN_IF_ERROR(CheckListChange(other, version));
      }
      continue;
    }
    versions.push_back(other);
    if (other.has_ownership()) continue;
    CORDON_ASSIGN_OR_RETURN(const std::string file, store_->GetBlob(other.entries_sha256()));
    CORDON_RETURN_IF_ERROR(
        ReadEntriesFile(file, [&](absl::string_view entry) { return builder.AddSerialized(entry); }));
  }
  // Entries leave memory as they enter the snapshot: a large list must not be held twice for long.
  for (auto& entry : imported->entries) {
    const absl::Status added = builder.Add(entry);
    if (added.code() == absl::StatusCode::kAlreadyExists) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "IMPORT_CONFLICT",
                       absl::StrCat(header.file_name(), ": ", added.message(),
                                    absl::StartsWith(version.source(), "operator/")
                                        ? "; import it under a code of its own with --as"
                                        : "; another active source holds the same list, keep one of the two",
                                    " (the active lists are unchanged)"));
    }
    if (!added.ok()) return RefuseImport(added, header.file_name());
    entry.Clear();
  }
  imported->entries.clear();
  imported->entries.shrink_to_fit();
  if (version.active()) NoteActivation(now, context.caller, replaced, &version);
  versions.push_back(version);
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> next,
                          BuildEngineState(versions, std::move(builder).Build(), state_->Get()->policy, rules_,
                                           GraphOf(versions, {}), LinkedBefore()));
  CORDON_RETURN_IF_ERROR(CheckCanaries(next->policy.policy, version, *next->matcher));
  if (eager_ && version.active() && next->ownership != nullptr) {
    CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  }
  CORDON_RETURN_IF_ERROR(store_->PutBlob(entries).status());
  CORDON_RETURN_IF_ERROR(Commit(version, next, context.caller));
  if (version.active()) KeepSnapshot(ListsAmong(versions), *next->snapshot);
  response.set_engine_state(state_->Get()->info.digest());
  return response;
}

absl::Status ListManager::Commit(const v1::ListVersion& version, std::shared_ptr<const EngineState> next,
                                 const std::string& caller, bool confirmed) {
  if (version.active()) CORDON_RETURN_IF_ERROR(KeepContent(*next));
  WriteBatch batch;
  // Ownership data are no lists: with them alone the starter list goes on answering.
  batch.lists.push_back({version, /*drop_starter=*/!version.has_ownership()});
  ListChange change;
  change.caller = caller;
  change.time = clock_->Now();
  change.state_before = state_->Get()->info.digest();
  change.state_after = version.active() ? next->info.digest() : change.state_before;
  change.confirmed = confirmed;
  CORDON_ASSIGN_OR_RETURN(LogEvent event, ListChangeEvent(version, change));
  batch.events.push_back(std::move(event));
  CORDON_RETURN_IF_ERROR(store_->TransactAndWait(std::move(batch)).status());
  if (!version.active()) return absl::OkStatus();
  state_->Set(std::move(next));
  if (activated_) activated_(caller);
  return absl::OkStatus();
}

absl::StatusOr<v1::ListEntry> ListManager::GetEntry(const v1::GetListEntryRequest& request) const {
  const std::shared_ptr<const EngineState> state = state_->Get();
  CORDON_ASSIGN_OR_RETURN(const EntryIndex entry, FindEntry(*state, request.list(), request.entry_id()));
  return state->snapshot->Entry(entry);
}

absl::StatusOr<v1::SearchListEntriesResponse> ListManager::Search(const v1::SearchListEntriesRequest& request) const {
  if (absl::StripAsciiWhitespace(request.query()).empty() || request.query().size() > kMaxSearchBytes) {
    return InvalidField("query", "give 1 to 512 bytes to search for");
  }
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  const std::shared_ptr<const EngineState> state = state_->Get();
  const std::string token_scope = absl::StrCat(request.query(), "\n", request.list(), "\n", state->info.digest());
  CORDON_ASSIGN_OR_RETURN(const int64_t start, ReadPageToken(request.page_token(), token_scope));
  const EntrySearch search(absl::StripAsciiWhitespace(request.query()));
  v1::SearchListEntriesResponse response;
  int64_t found = 0;
  for (EntryIndex i = 0; i < state->snapshot->entry_count(); ++i) {
    if (!request.list().empty() && state->snapshot->summary(i).list != request.list()) continue;
    v1::ListEntry entry = state->snapshot->Entry(i);
    if (!search.Matches(entry)) continue;
    if (found >= start && response.entries_size() < page_size) *response.add_entries() = std::move(entry);
    ++found;
  }
  response.set_total_size(found);
  if (start + response.entries_size() < found) {
    response.set_next_page_token(MakePageToken(start + response.entries_size(), token_scope));
  }
  return response;
}

absl::Status ListManager::Export(const v1::ExportListRequest& request,
                                 const std::function<absl::Status(absl::string_view)>& sink) const {
  const std::shared_ptr<const EngineState> state = state_->Get();
  if (!request.list().empty() &&
      std::none_of(state->stamps.begin(), state->stamps.end(),
                   [&](const v1::ListStamp& stamp) { return stamp.list() == request.list(); })) {
    return MakeError(absl::StatusCode::kNotFound, "ENTRY_NOT_FOUND",
                     absl::StrCat("no active list has the code ", request.list()), {{"list", request.list()}});
  }
  std::string piece = ExportOperatorCsvHeader();
  for (EntryIndex i = 0; i < state->snapshot->entry_count(); ++i) {
    if (!request.list().empty() && state->snapshot->summary(i).list != request.list()) continue;
    piece += ExportOperatorCsvRow(state->snapshot->Entry(i));
    if (piece.size() < (64U << 10U)) continue;
    CORDON_RETURN_IF_ERROR(sink(piece));
    piece.clear();
  }
  return piece.empty() ? absl::OkStatus() : sink(piece);
}

}  // namespace cordon
