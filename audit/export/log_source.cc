#include "audit/export/log_source.h"

#include "absl/strings/str_cat.h"
#include "audit/verify/json.h"
#include "audit/verify/note.h"
#include "audit/verify/receipt.h"
#include "base/compressed_file.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kMaxSubtrees = 4096;
constexpr int64_t kMaxBlobBytesRead = int64_t{1} << 30;

absl::Status Damaged(int64_t index, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("entry ", index, " ", what, "; nothing is exported: run cordon audit verify"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogSource>> LogSource::Open(const std::string& directory) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<verify::Database> database,
                          verify::Database::Open(absl::StrCat(directory, "/cordon.db")));
  std::unique_ptr<LogSource> source(new LogSource(directory, std::move(database)));
  CORDON_RETURN_IF_ERROR(source->Load());
  return source;
}

absl::Status LogSource::Load() {
  CORDON_ASSIGN_OR_RETURN(const int64_t has_log,
                          database_->QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = 'audit_log'"));
  if (has_log == 0) {
    return absl::FailedPreconditionError("there is no audit log yet: the next command that writes starts it");
  }
  CORDON_ASSIGN_OR_RETURN(origin_, database_->QueryText("SELECT origin FROM audit_log"));
  CORDON_ASSIGN_OR_RETURN(checkpoint_,
                          database_->QueryText("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1"));
  if (checkpoint_.empty()) {
    return absl::FailedPreconditionError(
        "no checkpoint is stored yet: it is, once the server stops or writes again, or within the hour");
  }
  CORDON_ASSIGN_OR_RETURN(const verify::Note note, verify::ParseNote(checkpoint_));
  CORDON_ASSIGN_OR_RETURN(const verify::Checkpoint checkpoint, verify::ParseCheckpoint(note.text));
  size_ = static_cast<int64_t>(checkpoint.size);
  root_ = ToTreeHash(verify::BytesOf(checkpoint.root));
  verify::Rows keys = database_->Query(
      "SELECT event FROM audit_entry WHERE kind IN ('log_created', 'key_rotated') AND idx < ?1 ORDER BY idx");
  keys.Bind(1, size_);
  while (keys.Next()) {
    CORDON_ASSIGN_OR_RETURN(const verify::JsonValue event, verify::ParseCanonicalJson(keys.Bytes(0)));
    const std::string next = event.Text("new_key");
    key_ = next.empty() ? event.Text("key") : next;
  }
  return keys.status();
}

absl::Status LogSource::ReadEntries(int64_t first, int64_t end,
                                    const std::function<absl::Status(const Entry&)>& entry) {
  verify::Rows rows = database_->Query(
      "SELECT e.idx, e.leaf_hash, e.event, s.body FROM audit_entry e LEFT JOIN screening s ON s.sequence = e.screening"
      " WHERE e.idx >= ?1 AND e.idx < ?2 ORDER BY e.idx");
  rows.Bind(1, first);
  rows.Bind(2, end);
  int64_t next = first;
  std::string large;
  for (; rows.Next(); ++next) {
    if (rows.Int(0) != next) return Damaged(next, "is missing");
    Entry one;
    one.index = next;
    one.is_event = !rows.IsNull(2);
    one.record = one.is_event ? rows.Bytes(2) : rows.Bytes(3);
    one.bytes = one.record;
    if (!one.is_event && rows.IsNull(3)) return Damaged(next, "has no record");
    if (!one.is_event && one.record.size() > verify::kMaxEntryBytes) {
      large = verify::EntryOfRecord(one.record);
      one.bytes = large;
    }
    if (HashBytes(LeafHash(one.bytes)) != rows.Bytes(1)) return Damaged(next, "does not have its leaf hash");
    CORDON_RETURN_IF_ERROR(entry(one));
  }
  CORDON_RETURN_IF_ERROR(rows.status());
  if (next != end) return Damaged(next, "is missing");
  return absl::OkStatus();
}

absl::StatusOr<int64_t> LogSource::FindScreening(absl::string_view id) {
  verify::Rows rows =
      database_->Query("SELECT e.idx FROM screening s JOIN audit_entry e ON e.screening = s.sequence WHERE s.id = ?1");
  rows.Bind(1, id);
  if (rows.Next()) return rows.Int(0);
  CORDON_RETURN_IF_ERROR(rows.status());
  return absl::NotFoundError(absl::StrCat("no screening screenings/", id, " is in the log"));
}

absl::StatusOr<int64_t> LogSource::NewestScreening() {
  verify::Rows rows = database_->Query(
      "SELECT idx FROM audit_entry WHERE screening IS NOT NULL AND idx < ?1 ORDER BY idx DESC LIMIT 1");
  rows.Bind(1, size_);
  const int64_t newest = rows.Next() && !rows.IsNull(0) ? rows.Int(0) : -1;
  CORDON_RETURN_IF_ERROR(rows.status());
  return newest;
}

absl::StatusOr<std::string> LogSource::ReadBlob(absl::string_view sha256) const {
  return ReadCompressedOrPlain(absl::StrCat(directory_, "/blobs/", sha256.substr(0, 2), "/", sha256), kMaxBlobBytesRead);
}

absl::StatusOr<std::string> LogSource::FullTile(int level, int64_t number) {
  const auto cached = newest_tile_.find(level);
  if (cached != newest_tile_.end() && cached->second.first == number) return cached->second.second;
  verify::Rows rows = database_->Query("SELECT hashes FROM audit_tile WHERE level = ?1 AND n = ?2");
  rows.Bind(1, static_cast<int64_t>(level));
  rows.Bind(2, number);
  if (!rows.Next()) {
    CORDON_RETURN_IF_ERROR(rows.status());
    return absl::NotFoundError("not full");
  }
  std::string hashes(rows.Bytes(0));
  newest_tile_[level] = {number, hashes};
  return hashes;
}

absl::StatusOr<std::string> LogSource::LevelHashes(int level, int64_t first, int64_t count) {
  const absl::StatusOr<std::string> tile = FullTile(level, first / kTileHashes);
  if (tile.ok()) {
    return tile->substr(static_cast<size_t>(first % kTileHashes) * kTreeHashBytes,
                        static_cast<size_t>(count) * kTreeHashBytes);
  }
  if (!absl::IsNotFound(tile.status())) return tile.status();
  std::string hashes;
  if (level > 0) {  // the roots of the full tiles below
    for (int64_t i = first; i < first + count; ++i) {
      CORDON_ASSIGN_OR_RETURN(const std::string below, LevelHashes(level - 1, i * kTileHashes, kTileHashes));
      absl::StrAppend(&hashes, HashBytes(PerfectRoot(below)));
    }
    return hashes;
  }
  verify::Rows rows = database_->Query("SELECT leaf_hash FROM audit_entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx");
  rows.Bind(1, first);
  rows.Bind(2, first + count);
  while (rows.Next()) absl::StrAppend(&hashes, rows.Bytes(0));
  CORDON_RETURN_IF_ERROR(rows.status());
  if (hashes.size() != static_cast<size_t>(count) * kTreeHashBytes)
    return Damaged(first, "or one behind it is missing");
  return hashes;
}

absl::StatusOr<TreeHash> LogSource::Subtree(int height, int64_t number) {
  const auto known = subtrees_.find({height, number});
  if (known != subtrees_.end()) return known->second;
  const int within = height % kTileHeight;
  CORDON_ASSIGN_OR_RETURN(const std::string hashes,
                          LevelHashes(height / kTileHeight, number << within, int64_t{1} << within));
  if (subtrees_.size() >= kMaxSubtrees) subtrees_.clear();
  return subtrees_[{height, number}] = PerfectRoot(hashes);
}

}  // namespace cordon
