// ListManager's part for ownership data: import -> validate -> store -> link -> activate, and the graph of what is
// stored.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/ownership/import.h"
#include "db/ownership/recognise.h"
#include "re2/re2.h"
#include "service/screening/change_guard.h"
#include "service/screening/errors.h"
#include "service/screening/list_history.h"
#include "service/screening/list_manager.h"
#include "service/screening/ownership_file.h"
#include "service/screening/stored_graph.h"

namespace cordon {
namespace {

constexpr char kOwnershipPrefix[] = "ownership/";

absl::StatusOr<std::string> CodeOf(const std::string& as_code, const std::string& format) {
  static const auto* const kCode = new RE2("[A-Z][A-Z0-9_-]{0,31}");
  if (as_code.empty()) return OwnershipCode(format);
  if (RE2::FullMatch(as_code, *kCode)) return as_code;
  return InvalidField("as_code", "use 1 to 32 of A-Z, 0-9, _ and -, a letter first");
}

}  // namespace

std::shared_ptr<const Lazy<OwnershipGraph>> ListManager::GraphOf(const std::vector<v1::ListVersion>& versions,
                                                                 const FreshFile& fresh) const {
  std::vector<std::string> files = OwnershipFiles(versions);
  const std::shared_ptr<const EngineState> current = state_->Get();
  if (current != nullptr && current->graph != nullptr && OwnershipFiles(current->info.versions()) == files) {
    return current->graph;
  }
  return GraphOfFiles(store_, std::move(files), fresh);
}

std::shared_ptr<const LinkedOwnership> ListManager::LinkedBefore() const {
  const std::shared_ptr<const EngineState> current = state_->Get();
  return current == nullptr || current->ownership == nullptr ? nullptr : current->ownership->IfMade();
}

absl::StatusOr<v1::ImportListResponse> ListManager::ImportOwnership(
    ByteSource& bytes, const v1::ImportHeader& header, const CallContext& context,
    const std::function<void(int64_t bytes)>& progress) {
  OwnershipFileWriter writer;
  OwnershipSink sink;
  sink.node = [&writer](const v1::OwnershipNode& node) { return writer.Add(node); };
  sink.edge = [&writer](const v1::OwnershipEdge& edge) { return writer.Add(edge); };
  OwnershipImportOptions options;
  options.file_name = header.file_name();
  options.progress = progress;
  const absl::StatusOr<OwnershipImportReport> report = ImportOwnershipFile(bytes, options, sink);
  if (!report.ok()) return RefuseImport(report.status(), header.file_name());
  CORDON_ASSIGN_OR_RETURN(const std::string code, CodeOf(header.as_code(), report->format));
  CORDON_RETURN_IF_ERROR(CheckImportHeader(header, absl::StrCat(kOwnershipPrefix, code)));

  v1::ImportListResponse response;
  for (const std::string& remark : report->remarks) response.add_remarks(remark);
  v1::ListVersion& version = *response.mutable_version();
  const absl::Time now = clock_->Now();
  version.set_name(absl::StrCat("listVersions/", ids_->NewId(absl::ToUnixMillis(now))));
  version.set_source(absl::StrCat(kOwnershipPrefix, code));
  version.set_sha256(report->sha256);
  version.set_published(DateInOwnershipFileName(header.file_name()));
  version.set_format(report->format);
  version.set_bytes(report->bytes);
  version.set_file_name(header.file_name());
  version.set_retrieved_time(FormatTimestamp(now));
  version.set_imported_by(context.caller);
  version.set_active(!header.stage());
  version.set_staged(header.stage());
  if (header.has_origin()) *version.mutable_origin() = header.origin();
  version.mutable_ownership()->set_entities(report->nodes);
  version.mutable_ownership()->set_interests(report->edges);
  version.mutable_ownership()->set_unknown_shares(report->unknown_shares);
  const auto file = std::make_shared<const std::string>(std::move(writer).Take());
  version.set_entries_sha256(Sha256Hex(*file));

  // One import at a time: the state that is published must be the one the last commit describes.
  MutexLock lock(import_mu_);
  const std::shared_ptr<const EngineState> current = state_->Get();
  std::vector<v1::ListVersion> versions;
  std::string replaced;
  const bool guarded = version.active() && !header.accept_change();
  if (guarded && header.has_origin()) {
    // A download is also compared with what was active before.
    CORDON_ASSIGN_OR_RETURN(const std::vector<v1::ListVersion> stored, store_->ListVersions(true));
    CORDON_RETURN_IF_ERROR(CheckNotReplaced(stored, version));
  }
  for (const v1::ListVersion& other : current->info.versions()) {
    if (other.source() != version.source()) {
      versions.push_back(other);
      continue;
    }
    replaced = other.name();
    if (!guarded) continue;
    CORDON_RETURN_IF_ERROR(CheckListDate(other, version));
    CORDON_RETURN_IF_ERROR(CheckListChange(other, version));
  }
  if (version.active()) NoteActivation(now, context.caller, replaced, &version);
  versions.push_back(version);
  // Building the graph is the last check of the file, so it is done whoever asks.
  const std::shared_ptr<const Lazy<OwnershipGraph>> graph = GraphOf(versions, {version.entries_sha256(), file});
  if (const auto built = graph->Get(); !built.ok()) return RefuseImport(built.status(), header.file_name());
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> next,
                          BuildEngineState(versions, current->snapshot, current->policy, rules_, graph));
  if (eager_ && version.active()) CORDON_RETURN_IF_ERROR(next->ownership->Get().status());
  CORDON_RETURN_IF_ERROR(store_->PutBlob(*file).status());
  CORDON_RETURN_IF_ERROR(Commit(version, std::move(next), context.caller));
  response.set_engine_state(state_->Get()->info.digest());
  return response;
}

}  // namespace cordon
