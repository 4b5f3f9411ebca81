#include "audit/verify/live_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "audit/verify/database.h"
#include "audit/verify/receipt.h"
#include "audit/verify/stored_cases.h"
#include "audit/verify/unneeded_blobs.h"
#include "base/compressed_file.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

constexpr int64_t kFirstAuditSchema = 4;
constexpr int64_t kMaxBlobBytes = int64_t{1} << 30;
constexpr uint64_t kProgressEvery = 65'536;

// Names of v1::Disposition by number, as records have them.
constexpr const char* kDispositions[] = {"DISPOSITION_UNSPECIFIED", "CLEAR", "NOTE", "HOLD", "ESCALATE", "BLOCK"};

// Columns of `screening` that say again what stands in the record. They decide what a search finds.
enum : int {
  kIdx,
  kLeaf,
  kKind,
  kEvent,
  kSequence,
  kSha256,
  kId,
  kCaller,
  kRequestId,
  kRequestSha256,
  kExternalRef,
  kTime,
  kDisposition,
  kBody
};
constexpr char kEntriesSql[] =
    "SELECT e.idx, e.leaf_hash, e.kind, e.event, e.screening, s.sha256, s.id, s.caller, s.request_id, s.request_sha256,"
    " s.external_ref, s.create_time, s.disposition, s.body"
    " FROM audit_entry e LEFT JOIN screening s ON s.sequence = e.screening WHERE e.idx >= ?1 ORDER BY e.idx";
constexpr char kHashesSql[] = "SELECT idx, leaf_hash, event FROM audit_entry WHERE idx < ?1 ORDER BY idx";

// The column that events are found by repeats what they say.
bool SaysKind(absl::string_view event, absl::string_view kind) {
  bool says = false;
  return ScanTopStrings(event,
                        [&](absl::string_view key, absl::string_view raw) {
                          if (key == "kind") says = raw == kind;
                        }) &&
         says;
}

class StoreCheck {
 public:
  StoreCheck(const VerifyOptions& options, Database* database) : options_(options), database_(*database) {}

  absl::StatusOr<Report> Run() {
    CORDON_ASSIGN_OR_RETURN(const int64_t schema, database_.QueryInt("PRAGMA user_version"));
    CORDON_ASSIGN_OR_RETURN(const int64_t has_log,
                            database_.QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = 'audit_log'"));
    if (schema < kFirstAuditSchema || has_log == 0) {
      report_.Incomplete("there is no audit log yet: the next command that writes starts it with what is stored");
      return std::move(report_);
    }
    absl::Status status = Check();
    if (absl::IsDataLoss(status)) {
      report_.Bad(next_, absl::StrCat("the database is damaged: ", std::string(status.message())));
      status = absl::OkStatus();
    }
    if (!status.ok()) return status;
    if (!database_.Undisturbed()) report_.Incomplete("somebody began to write while this was read: run it again");
    return std::move(report_);
  }

 private:
  absl::Status Check() {
    LogCheckOptions check;
    CORDON_ASSIGN_OR_RETURN(check.origin, database_.QueryText("SELECT origin FROM audit_log"));
    check.anchors = options_.anchors;
    if (options_.from.has_value()) {
      const auto place = std::upper_bound(check.anchors.begin(), check.anchors.end(), *options_.from,
                                          [](const Anchor& a, const Anchor& b) { return a.size < b.size; });
      check.anchors.insert(place, *options_.from);
    }
    check.pinned = options_.pinned;
    check.stored_has_anchors = true;
    Rows checkpoints = database_.Query("SELECT size, note FROM audit_checkpoint ORDER BY size");
    const auto next_checkpoint = [&checkpoints]() -> std::optional<LogChecker::StoredCheckpoint> {
      if (!checkpoints.Next()) return std::nullopt;
      return LogChecker::StoredCheckpoint{static_cast<uint64_t>(checkpoints.Int(0)), std::string(checkpoints.Bytes(1))};
    };
    Rows tiles = database_.Query("SELECT hashes FROM audit_tile WHERE level = ?1 AND n = ?2");
    const auto full_tile = [&](int level, uint64_t n, absl::string_view hashes) {
      tiles.Reset();
      tiles.Bind(1, static_cast<int64_t>(level));
      tiles.Bind(2, static_cast<int64_t>(n));
      ++tiles_;
      CheckTile(level, n, hashes, tiles.Next() ? tiles.Bytes(0) : absl::string_view());
    };
    LogChecker checker(std::move(check), next_checkpoint, full_tile, &report_);
    checker_ = &checker;
    if (options_.from.has_value()) CORDON_RETURN_IF_ERROR(ReadHashes());
    CORDON_RETURN_IF_ERROR(ReadEntries());
    checker.Finish();
    CORDON_RETURN_IF_ERROR(checkpoints.status());
    CORDON_RETURN_IF_ERROR(tiles.status());
    CORDON_RETURN_IF_ERROR(CheckTileCount());
    CORDON_RETURN_IF_ERROR(CheckScreeningsWithoutEntry());
    CheckKeyFile();
    CORDON_RETURN_IF_ERROR(CheckListVersions());
    CORDON_RETURN_IF_ERROR(CheckStoredCases(&database_, checker.cases(), next_, &report_));
    CORDON_RETURN_IF_ERROR(CheckBlobs());
    return options_.from.has_value() || !report_.ok() || !report_.complete() ? absl::OkStatus() : LookForUnneeded();
  }

  // Where entries are missing everything behind is out of place, and nothing more is said about it.
  bool Contiguous(int64_t index) {
    if (index == static_cast<int64_t>(next_)) return true;
    report_.Bad(next_, absl::StrCat("the entry is missing: the next one has index ", index));
    return false;
  }

  absl::Status ReadHashes() {
    Rows rows = database_.Query(kHashesSql);
    rows.Bind(1, static_cast<int64_t>(options_.from->size));
    for (; rows.Next(); ++next_) {
      if (!Contiguous(rows.Int(0))) break;
      if (rows.Bytes(1).size() != kHashBytes) {
        report_.Bad(next_, "the leaf hash has not 32 bytes");
        break;
      }
      const Hash stored = HashFrom(rows.Bytes(1));
      if (rows.IsNull(2)) {
        checker_->AddHash(stored);
      } else {
        AddEntry(rows.Bytes(2), true, stored);
      }
    }
    return rows.status();
  }

  absl::Status ReadEntries() {
    Rows rows = database_.Query(kEntriesSql);
    rows.Bind(1, static_cast<int64_t>(next_));
    for (; rows.Next(); ++next_) {
      if (!Contiguous(rows.Int(kIdx))) break;
      if (rows.Bytes(kLeaf).size() != kHashBytes) {
        report_.Bad(next_, "the leaf hash has not 32 bytes");
        break;
      }
      const Hash stored = HashFrom(rows.Bytes(kLeaf));
      if (rows.IsNull(kEvent) == rows.IsNull(kSequence)) {
        report_.Bad(next_, "the entry is neither of a screening nor an event");
        checker_->AddHash(stored);
      } else if (!rows.IsNull(kEvent)) {
        if (!SaysKind(rows.Bytes(kEvent), rows.Bytes(kKind))) {
          report_.Bad(next_, "the kind in its column is not the event's");
        }
        AddEntry(rows.Bytes(kEvent), true, stored);
      } else if (rows.IsNull(kBody)) {
        report_.Bad(next_, absl::StrCat("its screening, number ", rows.Int(kSequence), ", is missing"));
        checker_->AddHash(stored);
      } else {
        AddScreening(rows, stored);
      }
      if (options_.progress && next_ % kProgressEvery == 0) options_.progress(next_);
    }
    return rows.status();
  }

  void AddEntry(absl::string_view bytes, bool is_event, const Hash& stored) {
    const Hash leaf = LeafHash(bytes);
    if (leaf != stored) report_.Bad(next_, "its bytes do not have the stored leaf hash");
    if (is_event) CollectDigests(bytes, &named_);
    checker_->Add(bytes, is_event, leaf);
  }

  void AddScreening(const Rows& rows, const Hash& stored) {
    const absl::string_view body = rows.Bytes(kBody);
    if (rows.Int(kSequence) != last_sequence_ + 1 && options_.from == std::nullopt) {
      report_.Bad(next_, absl::StrCat("screening ", rows.Int(kSequence), " follows screening ", last_sequence_));
    }
    last_sequence_ = rows.Int(kSequence);
    Hash digest;
    if (!HashFromHex(rows.Bytes(kSha256), &digest) || digest != Sha256Of(body)) {
      report_.Bad(next_, absl::StrCat("the bytes of screening ", last_sequence_, " do not have their sha256"));
    } else {
      CheckColumns(rows, body);
    }
    if (body.size() <= kMaxEntryBytes) {
      AddEntry(body, false, stored);
    } else {
      AddEntry(EntryOfRecord(body), false, stored);
    }
  }

  void CheckColumns(const Rows& rows, absl::string_view body) {
    std::array<absl::string_view, kBody> said{};
    const bool read = ScanTopStrings(body, [&said, this](absl::string_view key, absl::string_view raw) {
      if (key == "engine_state" && raw != last_state_) NoteState(raw);
      static constexpr struct {
        absl::string_view key;
        int column;
      } kMembers[] = {{"caller", kCaller},
                      {"create_time", kTime},
                      {"disposition", kDisposition},
                      {"external_ref", kExternalRef},
                      {"name", kId},
                      {"request_id", kRequestId},
                      {"request_sha256", kRequestSha256}};
      for (const auto& member : kMembers) {
        if (member.key == key) said[static_cast<size_t>(member.column)] = raw;
      }
    });
    if (!read) return report_.Bad(next_, absl::StrCat("screening ", last_sequence_, " is no record"));
    for (const int column : {kId, kCaller, kRequestId, kRequestSha256, kExternalRef, kTime, kDisposition}) {
      absl::string_view in_record = said[static_cast<size_t>(column)];
      absl::string_view in_column = rows.Bytes(column);
      if (column == kId) in_record.remove_prefix(std::min(in_record.size(), sizeof "screenings/" - 1));
      if (column == kDisposition) {
        const int64_t number = rows.Int(column);
        in_column = number >= 0 && number < 6 ? kDispositions[number] : "unknown";
      }
      if (in_record == in_column) continue;
      std::string plain;
      if (UnescapeCanonical(in_record, &plain) && plain == in_column) continue;
      report_.Bad(next_,
                  absl::StrCat("the columns of screening ", last_sequence_, " say something else than its record"));
      return;
    }
  }

  // What a record was decided by is a blob, without which nobody can decide it again.
  void NoteState(absl::string_view digest) {
    last_state_ = std::string(digest);
    if (absl::ConsumePrefix(&digest, "sha256:")) states_.insert({std::string(digest), next_});
  }

  void CheckTile(int level, uint64_t n, absl::string_view computed, absl::string_view stored) {
    const uint64_t per_hash = uint64_t{1} << (static_cast<unsigned>(kTileHeight) * static_cast<unsigned>(level));
    const uint64_t begin = n * kTileWidth * per_hash;
    const std::string name = absl::StrCat("tile ", level, "/", n);
    if (stored.size() != computed.size()) {
      ++bad_tiles_;
      return report_.BadBetween(begin, begin + kTileWidth * per_hash - 1,
                                absl::StrCat(name, stored.empty() ? " is missing" : " has not 8,192 bytes"));
    }
    for (size_t i = 0; i < kTileWidth; ++i) {
      if (stored.substr(i * kHashBytes, kHashBytes) == computed.substr(i * kHashBytes, kHashBytes)) continue;
      return report_.BadBetween(begin + i * per_hash, begin + (i + 1) * per_hash - 1,
                                absl::StrCat(name, " does not have the hashes of its entries"));
    }
  }

  absl::Status CheckTileCount() {
    CORDON_ASSIGN_OR_RETURN(const int64_t stored, database_.QueryInt("SELECT count(*) FROM audit_tile"));
    const int64_t expected = tiles_ - bad_tiles_;
    if (stored > expected + bad_tiles_) {
      report_.Bad(next_, absl::StrCat("there are ", stored, " tiles for entries that fill ", tiles_));
    }
    return absl::OkStatus();
  }

  absl::Status CheckScreeningsWithoutEntry() {
    CORDON_ASSIGN_OR_RETURN(const int64_t screenings, database_.QueryInt("SELECT count(*) FROM screening"));
    CORDON_ASSIGN_OR_RETURN(const int64_t entries, database_.QueryInt("SELECT count(screening) FROM audit_entry"));
    if (screenings <= entries) return absl::OkStatus();  // fewer: an entry without its screening was reported
    CORDON_ASSIGN_OR_RETURN(const int64_t first,
                            database_.QueryInt("SELECT min(sequence) FROM screening s WHERE NOT EXISTS"
                                               " (SELECT 1 FROM audit_entry e WHERE e.screening = s.sequence)"));
    if (first <= checker_->adopted() && first == last_sequence_ + 1 &&
        static_cast<int64_t>(next_) <= checker_->adopted()) {
      report_.Incomplete(absl::StrCat("older screenings are still being taken into the log: ", last_sequence_, " of ",
                                      checker_->adopted()));
    } else {
      report_.Bad(next_, absl::StrCat("screening ", first, " is not in the log"));
    }
    return absl::OkStatus();
  }

  void CheckKeyFile() {
    const std::string path = absl::StrCat(options_.directory, "/keys/audit.vkey");
    const absl::StatusOr<std::string> text = ReadFile(path, 4096);
    if (absl::IsNotFound(text.status())) return;  // a copy without keys
    const auto keys = text.ok() ? ParseVerifierKeys(*text) : text.status();
    if (!keys.ok()) return report_.Note(absl::StrCat(path, ": ", std::string(keys.status().message())));
    if (report_.keys.empty() || keys->back().line() == report_.keys.back()) return;
    report_.Bad(next_, absl::StrCat(path, " is another key than the one the log says signs now"));
  }

  // What is stored about a version must be what was logged about it, and its entries must exist.
  absl::Status CheckListVersions() {
    Rows rows = database_.Query("SELECT name, version FROM list_version ORDER BY sequence");
    while (rows.Next()) {
      const std::string name(rows.Bytes(0));
      std::string entries;
      bool built_in = false;  // the starter list is part of the program
      ScanTopStrings(rows.Bytes(1), [&](absl::string_view key, absl::string_view raw) {
        if (key == "entries_sha256") entries = std::string(raw);
        if (key == "source" && raw == "starter") built_in = true;
      });
      const auto logged = checker_->versions().find(name);
      const uint64_t index = logged == checker_->versions().end() ? 0 : logged->second.index;
      if (logged != checker_->versions().end() && logged->second.entries_sha256 != entries) {
        report_.Bad(index, absl::StrCat(name, " is stored with other entries than this event says"));
      }
      if (!entries.empty() && !built_in) blobs_.insert({entries, index});
    }
    return rows.status();
  }

  std::string BlobPath(const std::string& digest) const {
    return absl::StrCat(options_.directory, "/blobs/", digest.substr(0, 2), "/", digest);
  }

  absl::Status CheckBlobs() {
    for (const auto& [digest, index] : checker_->blobs()) blobs_[digest] = index;
    for (const auto& [digest, index] : states_) {
      // Records from before the log may be from before states were kept.
      if (static_cast<int64_t>(index) <= checker_->adopted() && !FileExists(CompressedOrPlain(BlobPath(digest)))) {
        report_.Note(absl::StrCat("the engine state of entry ", index, ", older than the log, was not kept"));
      } else {
        blobs_.insert({digest, index});
      }
    }
    for (const auto& [digest, index] : blobs_) {
      ++report_.blobs;
      const std::string name = absl::StrCat("blob ", digest);
      Hash expected;
      if (!HashFromHex(digest, &expected)) {
        report_.Bad(index, absl::StrCat(name, " has no name"));
        continue;
      }
      const auto bytes = ReadCompressedOrPlain(BlobPath(digest), kMaxBlobBytes);
      if (!bytes.ok()) {
        report_.Bad(index, absl::StrCat(name, ": ", std::string(bytes.status().message())));
      } else if (Sha256Of(*bytes) != expected) {
        report_.Bad(index, absl::StrCat(name, " does not have the bytes of its name"));
      } else if (states_.count(digest) > 0) {
        CollectDigests(*bytes, &named_);
      }
    }
    return absl::OkStatus();
  }

  absl::Status LookForUnneeded() {
    for (const auto& [digest, index] : blobs_) named_.insert(digest);
    absl::StatusOr<std::vector<UnneededBlob>> found =
        FindUnneededBlobs(absl::StrCat(options_.directory, "/blobs"), named_);
    if (absl::IsNotFound(found.status())) return absl::OkStatus();
    if (!found.ok()) return found.status();
    report_.unneeded = *std::move(found);
    return absl::OkStatus();
  }

  const VerifyOptions& options_;
  Database& database_;
  Report report_;
  LogChecker* checker_ = nullptr;
  uint64_t next_ = 0;  // the index that is read
  int64_t last_sequence_ = 0;
  int64_t tiles_ = 0;
  int64_t bad_tiles_ = 0;
  std::map<std::string, uint64_t> blobs_;  // digest -> the first entry that needs it
  std::string last_state_;
  std::map<std::string, uint64_t> states_;  // of records, likewise
  std::set<std::string> named_;             // digests of whatever kind that an event or an engine state names
};

}  // namespace

absl::StatusOr<Report> VerifyStore(const VerifyOptions& options) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Database> database,
                          Database::Open(absl::StrCat(options.directory, "/cordon.db")));
  return StoreCheck(options, database.get()).Run();
}

}  // namespace cordon::verify
