#include "audit/export/tiles.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/json.h"
#include "audit/verify/log_check.h"
#include "audit/verify/tile_path.h"
#include "base/canonical_json.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

class TilesWriter {
 public:
  TilesWriter(LogSource* log, const TilesOptions& options) : log_(*log), options_(options) {}

  absl::Status Run() {
    CORDON_RETURN_IF_ERROR(Begin());
    CORDON_RETURN_IF_ERROR(
        log_.ReadEntries(0, log_.size(), [this](const LogSource::Entry& entry) { return Add(entry); }));
    if (HashBytes(edge_.Root()) != HashBytes(log_.root())) {
      return absl::DataLossError("the entries do not have the root of the newest checkpoint: run cordon audit verify");
    }
    CORDON_RETURN_IF_ERROR(FinishTiles());
    CORDON_RETURN_IF_ERROR(WriteBlobs());
    CORDON_RETURN_IF_ERROR(Write("checkpoint", log_.checkpoint()));
    CORDON_RETURN_IF_ERROR(Write("log.vkey", absl::StrCat(log_.key(), "\n")));
    const std::string manifest = Manifest();
    CORDON_RETURN_IF_ERROR(Write("MANIFEST.json", manifest));
    return CheckWritten();
  }

 private:
  absl::Status Begin() {
    std::error_code error;
    if (std::filesystem::exists(options_.directory, error) && !std::filesystem::is_empty(options_.directory, error)) {
      return absl::AlreadyExistsError(
          absl::StrCat(options_.directory, " holds something already: give a new directory"));
    }
    return MakeDirectories(options_.directory);
  }

  absl::Status Write(const std::string& name, absl::string_view bytes) {
    const std::string path = absl::StrCat(options_.directory, "/", name);
    const std::string folder = std::filesystem::path(path).parent_path().string();
    if (folder != last_folder_) {
      CORDON_RETURN_IF_ERROR(MakeDirectories(folder));
      last_folder_ = folder;
    }
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return ErrnoStatus("cannot create", path);
    const auto closer = absl::MakeCleanup([fd] { ::close(fd); });
    for (absl::string_view rest = bytes; !rest.empty();) {
      const ssize_t written = ::write(fd, rest.data(), rest.size());
      if (written <= 0) return ErrnoStatus("cannot write", path);
      rest.remove_prefix(static_cast<size_t>(written));
    }
    files_[name] = {static_cast<int64_t>(bytes.size()), Sha256Hex(bytes)};
    return absl::OkStatus();
  }

  absl::Status Add(const LogSource::Entry& entry) {
    bundle_.push_back(static_cast<char>(entry.bytes.size() >> 8U));
    bundle_.push_back(static_cast<char>(entry.bytes.size() & 0xFFU));
    absl::StrAppend(&bundle_, entry.bytes);
    if (entry.bytes.size() != entry.record.size()) {
      const std::string name = absl::StrCat("large/", Sha256Hex(entry.record));
      if (!files_.contains(name)) CORDON_RETURN_IF_ERROR(Write(name, entry.record));
    }
    if (options_.with_blobs) CORDON_RETURN_IF_ERROR(CollectBlobs(entry));
    edge_.Append(LeafHash(entry.bytes));
    if (edge_.size() % kTileHashes != 0) return absl::OkStatus();
    CORDON_RETURN_IF_ERROR(
        Write(verify::BundlePath(static_cast<uint64_t>(edge_.size() / kTileHashes - 1), kTileHashes), bundle_));
    bundle_.clear();
    for (const TreeEdge::Tile& tile : edge_.FullTiles()) {
      CORDON_RETURN_IF_ERROR(
          Write(verify::TilePath(tile.level, static_cast<uint64_t>(tile.number), kTileHashes), tile.hashes));
    }
    edge_.DropFull();
    return absl::OkStatus();
  }

  absl::Status FinishTiles() {
    const auto size = static_cast<uint64_t>(edge_.size());
    if (!bundle_.empty()) {
      CORDON_RETURN_IF_ERROR(Write(verify::BundlePath(size / kTileHashes, size % kTileHashes), bundle_));
    }
    for (int level = 0; level < edge_.levels(); ++level) {
      const TreeEdge::Run run = edge_.InMemory(level);
      if (run.hashes.empty()) continue;
      CORDON_RETURN_IF_ERROR(Write(verify::TilePath(level, static_cast<uint64_t>(run.first_hash / kTileHashes),
                                                    run.hashes.size() / kTreeHashBytes),
                                   run.hashes));
    }
    return absl::OkStatus();
  }

  absl::Status CollectBlobs(const LogSource::Entry& entry) {
    if (!entry.is_event) {
      if (std::string state = verify::EngineStateBlob(entry.record); !state.empty()) states_.insert(std::move(state));
      return absl::OkStatus();
    }
    CORDON_ASSIGN_OR_RETURN(const verify::JsonValue event, verify::ParseCanonicalJson(entry.bytes));
    verify::CollectBlobs(event, [this](const verify::JsonValue& blob) { blobs_.insert(blob.text); });
    return absl::OkStatus();
  }

  absl::Status WriteBlobs() {
    for (const std::string& digest : blobs_) {
      CORDON_ASSIGN_OR_RETURN(const std::string bytes, log_.ReadBlob(digest));
      CORDON_RETURN_IF_ERROR(Write(absl::StrCat("blobs/", digest), bytes));
    }
    for (const std::string& digest : states_) {
      const absl::StatusOr<std::string> bytes = log_.ReadBlob(digest);
      // Of records that are older than the log it may not have been kept; what is written is verified in the end.
      if (absl::IsNotFound(bytes.status())) continue;
      CORDON_RETURN_IF_ERROR(bytes.status());
      CORDON_RETURN_IF_ERROR(Write(absl::StrCat("blobs/", digest), *bytes));
    }
    return absl::OkStatus();
  }

  std::string Manifest() const {
    std::string out = "{\"created\":";
    AppendJsonString(options_.created, &out);
    absl::StrAppend(&out, ",\"files\":[");
    bool first = true;
    for (const auto& [name, file] : files_) {
      absl::StrAppend(&out, first ? "" : ",", "{\"bytes\":", file.bytes, ",\"path\":");
      AppendJsonString(name, &out);
      absl::StrAppend(&out, ",\"sha256\":\"", file.sha256, "\"}");
      first = false;
    }
    absl::StrAppend(&out, "],\"format\":\"", verify::kExportFormat, "\",\"origin\":");
    AppendJsonString(log_.origin(), &out);
    absl::StrAppend(&out, ",\"root\":\"", absl::Base64Escape(HashBytes(log_.root())), "\",\"size\":", log_.size(), "}");
    return out;
  }

  absl::Status CheckWritten() {
    ::sync();
    verify::VerifyOptions check;
    check.directory = options_.directory;
    CORDON_ASSIGN_OR_RETURN(const verify::Report report, verify::VerifyExport(check));
    if (report.ok()) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("what was written does not verify, first at entry ", report.first()->first,
                                            ": ", report.first()->what));
  }

  struct File {
    int64_t bytes;
    std::string sha256;
  };

  LogSource& log_;
  const TilesOptions& options_;
  TreeEdge edge_;
  std::string bundle_;
  std::string last_folder_;
  std::map<std::string, File> files_;
  std::set<std::string> blobs_;   // of events
  std::set<std::string> states_;  // of records
};

}  // namespace

absl::Status ExportTiles(LogSource& log, const TilesOptions& options) { return TilesWriter(&log, options).Run(); }

}  // namespace cordon
