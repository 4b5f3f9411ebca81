#include "service/screening/state_archive.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "db/lists/import.h"
#include "match/prepared_name.h"
#include "service/screening/entries_file.h"
#include "service/screening/stored_graph.h"

namespace cordon {
namespace {

// What a snapshot is made of.
std::vector<std::string> EntryFiles(const v1::EngineState& info) {
  std::vector<std::string> files;
  for (const v1::ListVersion& version : info.versions()) {
    if (!version.has_ownership()) files.push_back(absl::StrCat(version.source(), " ", version.entries_sha256()));
  }
  return files;
}

bool SameTimes(const EngineState& state, const std::vector<std::string>& times) {
  return std::equal(
      state.info.versions().begin(), state.info.versions().end(), times.begin(), times.end(),
      [](const v1::ListVersion& version, const std::string& time) { return version.retrieved_time() == time; });
}

absl::Status NotAsKept(absl::string_view what, const std::string& digest) {
  return absl::DataLossError(absl::StrCat("the stored ", what, " ", digest, " is not what its digest says"));
}

}  // namespace

absl::StatusOr<std::string> StateArchive::Blob(const std::string& digest, absl::string_view what) const {
  absl::string_view hex = digest;
  absl::ConsumePrefix(&hex, "sha256:");
  absl::StatusOr<std::string> bytes = blobs_.GetBlob(hex);
  if (!absl::IsNotFound(bytes.status())) return bytes;
  return absl::FailedPreconditionError(absl::StrCat(
      "the ", what, " ", digest, " is not in this data directory; restore the directory the record comes from"));
}

absl::StatusOr<LoadedPolicy> StateArchive::PolicyOf(const v1::EngineState& info) const {
  if (last_->policy.digest == info.policy_digest()) return last_->policy;
  CORDON_ASSIGN_OR_RETURN(const std::string text, Blob(info.policy_digest(), "policy"));
  LoadedPolicy loaded;
  loaded.digest = info.policy_digest();
  if (!FromJson(text, &loaded.policy).ok() || PolicyDigest(loaded.policy) != loaded.digest) {
    return NotAsKept("policy", loaded.digest);
  }
  return loaded;
}

absl::StatusOr<std::shared_ptr<const RuleSet>> StateArchive::RulesOf(const v1::EngineState& info) const {
  if (last_->rules->digest() == info.rules_digest()) return last_->rules;
  CORDON_ASSIGN_OR_RETURN(const std::string content, Blob(info.rules_digest(), "rules"));
  return RuleSet::FromContent(content);
}

absl::StatusOr<std::shared_ptr<const ListSnapshot>> StateArchive::SnapshotOf(const v1::EngineState& info) const {
  if (EntryFiles(last_->info) == EntryFiles(info)) return last_->snapshot;
  std::vector<v1::ListVersion> lists;
  for (const v1::ListVersion& version : info.versions()) {
    if (!version.has_ownership()) lists.push_back(version);
  }
  if (auto snapshot = snapshots_.Load(lists); snapshot != nullptr) return snapshot;
  ListSnapshot::Builder builder;
  for (const v1::ListVersion& version : lists) {
    std::string file;
    if (version.starter()) {
      CORDON_ASSIGN_OR_RETURN(const ImportedList starter, LoadStarterList());
      file = WriteEntriesFile(starter.entries);
      if (Sha256Hex(file) != version.entries_sha256()) {
        return absl::FailedPreconditionError(
            "it was answered from the starter list of another version of this program");
      }
    } else {
      CORDON_ASSIGN_OR_RETURN(file, Blob(version.entries_sha256(), absl::StrCat("list version of ", version.source())));
    }
    CORDON_RETURN_IF_ERROR(
        ReadEntriesFile(file, [&builder](absl::string_view bytes) { return builder.AddSerialized(bytes); }));
  }
  return std::move(builder).Build();
}

absl::StatusOr<std::shared_ptr<const EngineState>> StateArchive::Get(const std::string& digest,
                                                                     const std::vector<std::string>& list_times) {
  if (last_->info.digest() == digest && SameTimes(*last_, list_times)) return last_;
  CORDON_ASSIGN_OR_RETURN(const std::string content, Blob(digest, "engine state"));
  v1::EngineState info;
  if (!FromJson(content, &info).ok()) return NotAsKept("engine state", digest);
  if (info.engine_version() != kEngineVersion || info.tables_digest() != TablesDigest()) {
    return absl::FailedPreconditionError(absl::StrCat("it was answered by engine ", info.engine_version(),
                                                      " with the matching tables ", info.tables_digest(),
                                                      ", this program is engine ", kEngineVersion, " with ",
                                                      TablesDigest(), "; replay it with that version of the program"));
  }
  if (static_cast<int>(list_times.size()) != info.versions_size()) {
    return absl::FailedPreconditionError(
        "the record does not say how old its lists were; it is from before records could be replayed");
  }
  for (int i = 0; i < info.versions_size(); ++i) {
    info.mutable_versions(i)->set_retrieved_time(list_times[static_cast<size_t>(i)]);
  }
  CORDON_ASSIGN_OR_RETURN(LoadedPolicy policy, PolicyOf(info));
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> rules, RulesOf(info));
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const ListSnapshot> snapshot, SnapshotOf(info));
  std::vector<std::string> files = OwnershipFiles(info.versions());
  const bool same_owners = files == OwnershipFiles(last_->info.versions());
  const std::shared_ptr<const Lazy<OwnershipGraph>> graph =
      same_owners ? last_->graph : GraphOfFiles(&blobs_, std::move(files));
  const std::shared_ptr<const LinkedOwnership> linked =
      same_owners && last_->ownership != nullptr ? last_->ownership->IfMade() : nullptr;
  CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const EngineState> state,
                          BuildEngineState({info.versions().begin(), info.versions().end()}, std::move(snapshot),
                                           std::move(policy), std::move(rules), graph, linked));
  if (state->info.digest() != digest) return NotAsKept("engine state", digest);
  last_ = state;
  return state;
}

}  // namespace cordon
