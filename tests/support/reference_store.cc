#include "tests/support/reference_store.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cordon::reference {
namespace {

constexpr char kSchema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA application_id=1129465934; PRAGMA user_version=5; BEGIN;"
    "CREATE TABLE screening (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, sha256 TEXT NOT NULL, caller TEXT NOT "
    "NULL,"
    " request_id TEXT, request_sha256 TEXT, external_ref TEXT, create_time TEXT NOT NULL, disposition INTEGER NOT NULL,"
    " body BLOB NOT NULL) STRICT;"
    "CREATE TABLE list_version (sequence INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL,"
    " state TEXT NOT NULL, version TEXT NOT NULL) STRICT;"
    "CREATE TABLE review_case (screening TEXT PRIMARY KEY, version INTEGER NOT NULL, status INTEGER NOT NULL,"
    " assignee TEXT, update_time TEXT NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE TABLE audit_entry (idx INTEGER PRIMARY KEY, leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),"
    " screening INTEGER, event BLOB, retain_until TEXT NOT NULL, kind TEXT, CHECK ((screening IS NULL) <> (event IS "
    "NULL))) "
    "STRICT;"
    "CREATE UNIQUE INDEX audit_entry_by_screening ON audit_entry (screening) WHERE screening IS NOT NULL;"
    "CREATE TABLE audit_tile (level INTEGER NOT NULL, n INTEGER NOT NULL, hashes BLOB NOT NULL"
    " CHECK (length(hashes) = 8192), PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE audit_checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, create_time TEXT NOT NULL) STRICT;"
    "CREATE TABLE audit_log (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL) STRICT;";

constexpr char kTime[] = "2026-11-22T05:04:03.000123Z";

void Must(sqlite3* db, bool good, const std::string& what) {
  if (good) return;
  std::fprintf(stderr, "%s: %s\n", what.c_str(), sqlite3_errmsg(db));
  std::abort();
}

// ?1, ?2, ... are blobs; empty ones are NULL.
void RunOn(sqlite3* db, const std::string& sql, const std::vector<std::string>& blobs) {
  if (blobs.empty()) {
    Must(db, sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    return;
  }
  sqlite3_stmt* statement = nullptr;
  Must(db, sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK, sql);
  for (size_t i = 0; i < blobs.size(); ++i) {
    sqlite3_bind_blob(statement, static_cast<int>(i + 1), blobs[i].data(), static_cast<int>(blobs[i].size()),
                      SQLITE_STATIC);
  }
  Must(db, sqlite3_step(statement) == SQLITE_DONE, sql);
  sqlite3_finalize(statement);
}

void WriteWhole(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string Quoted(const std::string& text) { return absl::StrCat("\"", text, "\""); }

}  // namespace

Store::Store(std::string directory, const std::string& label)
    : directory_(std::move(directory)), signer_(Signer::Make(kOrigin, label)) {
  std::filesystem::create_directories(directory_);
  Must(nullptr, sqlite3_open((directory_ + "/cordon.db").c_str(), &db_) == SQLITE_OK, "open");
  Run(kSchema);
  Run(absl::StrCat("INSERT INTO audit_log VALUES (1, '", kOrigin, "')"));
  const std::string state = "{\"engine_version\":\"test\"}";
  state_ = verify::HexOf(verify::Sha256Of(state));
  WriteWhole(absl::StrCat(directory_, "/blobs/", state_.substr(0, 2), "/", state_), state);
  keys_.push_back(signer_.VerifierLine());
  Event("log_created", {{"adopted", "0"},
                        {"engine_version", Quoted("test")},
                        {"key", Quoted(keys_.back())},
                        {"origin", Quoted(kOrigin)}});
}

Store::~Store() {
  if (db_ != nullptr) Close();
}

void Store::Run(const std::string& sql, const std::vector<std::string>& blobs) { RunOn(db_, sql, blobs); }

void Store::Append(const std::string& entry, const std::string& sequence, const std::string& event_kind) {
  const size_t index = entries_.size();
  entries_.push_back(entry);
  leaves_.push_back(verify::LeafHash(entry));
  const std::string leaf(verify::BytesOf(leaves_.back()));
  if (!event_kind.empty()) {
    Run(absl::StrCat("INSERT INTO audit_entry VALUES (", index, ", ?1, NULL, ?2, '2036-11-22', '", event_kind, "')"),
        {leaf, entry});
  } else {
    Run(absl::StrCat("INSERT INTO audit_entry VALUES (", index, ", ?1, ", sequence, ", NULL, '2036-11-22', NULL)"),
        {leaf});
  }
  // Every tile that this entry fills.
  uint64_t span = 1;
  for (int level = 0; entries_.size() % (span * 256) == 0; ++level, span *= 256) {
    const size_t n = entries_.size() / (span * 256) - 1;
    std::string hashes;
    for (size_t i = 0; i < 256; ++i) {
      const size_t begin = (n * 256 + i) * span;
      absl::StrAppend(&hashes, verify::BytesOf(TreeHash(leaves_, begin, begin + span)));
    }
    Run(absl::StrCat("INSERT INTO audit_tile VALUES (", level, ", ", n, ", ?1)"), {hashes});
  }
}

std::string Store::Screen(size_t padding) {
  ++sequence_;
  static constexpr const char* kNames[] = {"CLEAR", "NOTE", "HOLD", "ESCALATE", "BLOCK"};
  const size_t disposition = static_cast<size_t>(sequence_) % 5;
  const std::string id = absl::StrCat("id", sequence_);
  const std::string request = absl::StrCat("request-", sequence_);
  const std::string reference = absl::StrCat("PO \\\"", sequence_, "\\\"");
  const std::string request_sha256 = verify::HexOf(verify::Sha256Of(request));
  const std::string body =
      absl::StrCat("{\"caller\":\"uid:1000(anna)\",\"create_time\":\"", kTime, "\",\"disposition\":\"",
                   kNames[disposition], "\",\"engine_state\":\"sha256:", state_, "\",\"external_ref\":\"", reference,
                   "\",\"kind\":\"PARTY\",\"name\":\"screenings/", id, "\",\"party\":{\"name\":\"Company ", sequence_,
                   std::string(padding, 'x'), "\"},\"record_version\":1,\"request_id\":\"", request,
                   "\",\"request_sha256\":\"", request_sha256, "\"}");
  Run(absl::StrCat("INSERT INTO screening VALUES (", sequence_, ", '", id, "', '",
                   verify::HexOf(verify::Sha256Of(body)), "', 'uid:1000(anna)', '", request, "', '", request_sha256,
                   "', 'PO \"", sequence_, "\"', '", kTime, "', ", disposition + 1, ", ?1)"),
      {body});
  Append(body.size() <= 65'535
             ? body
             : absl::StrCat("{\"bytes\":", body.size(), ",\"format\":\"cordon.audit.large.v1\",\"sha256\":\"",
                            verify::HexOf(verify::Sha256Of(body)), "\"}"),
         absl::StrCat(sequence_), "");
  return body;
}

void Store::Event(const std::string& kind, std::vector<std::pair<std::string, std::string>> members) {
  members.emplace_back("actor", Quoted("uid:1000(anna)"));
  members.emplace_back("format", Quoted("cordon.audit.event.v1"));
  members.emplace_back("kind", Quoted(kind));
  members.emplace_back("time", Quoted(kTime));
  std::sort(members.begin(), members.end());
  std::string event;
  for (const auto& [key, value] : members) absl::StrAppend(&event, event.empty() ? "{" : ",", Quoted(key), ":", value);
  Append(event + "}", "", kind);
}

void Store::ActivateList(const std::string& entries) {
  const std::string digest = verify::HexOf(verify::Sha256Of(entries));
  const std::string name = absl::StrCat("listVersions/v", ++versions_);
  WriteWhole(absl::StrCat(directory_, "/blobs/", digest.substr(0, 2), "/", digest), entries);
  Run(absl::StrCat("INSERT INTO list_version VALUES (", versions_, ", '", name, "', 'csl', 'INACTIVE', ",
                   "'{\"entries_sha256\":\"", digest, "\",\"name\":\"", name, "\",\"source\":\"csl\"}')"));
  Event("list_activated",
        {{"entries_sha256", Quoted(digest)}, {"list_version", Quoted(name)}, {"source", Quoted("csl")}});
}

void Store::Review(int64_t screening, int version) {
  const std::string name = absl::StrCat("cases/id", screening);
  const std::string body =
      absl::StrCat("{\"assignee\":\"uid:1000(anna)\",\"name\":\"", name, "\",\"status\":\"IN_REVIEW\"",
                   ",\"subject\":\"version ", version, "\",\"update_time\":\"", kTime, "\"}");
  Run(absl::StrCat("INSERT OR REPLACE INTO review_case VALUES ('id", screening, "', ", version,
                   ", 2, 'uid:1000(anna)', '", kTime, "', ?1)"),
      {body});
  Event("case_note", {{"case_sha256", Quoted(verify::HexOf(verify::Sha256Of(body)))},
                      {"case_status", Quoted("IN_REVIEW")},
                      {"case_version", absl::StrCat(version)},
                      {"review_case", Quoted(name)}});
}

void Store::Rotate(const std::string& label) {
  const Signer next = Signer::Make(kOrigin, label);
  const std::string text =
      absl::StrCat("{\"actor\":\"system\",\"format\":\"cordon.audit.event.v1\",\"kind\":\"key_rotated\",\"new_key\":\"",
                   next.VerifierLine(), "\",\"old_key\":\"", signer_.VerifierLine(), "\",");
  const std::string time = absl::StrCat("\"time\":\"", kTime, "\"}");
  const std::string message = text + time;
  Append(absl::StrCat(text, "\"signature_new\":\"", absl::Base64Escape(next.Sign(message)), "\",\"signature_old\":\"",
                      absl::Base64Escape(signer_.Sign(message)), "\",", time),
         "", "key_rotated");
  signer_ = next;
  keys_.push_back(signer_.VerifierLine());
}

void Store::Commit(bool stored) {
  checkpoints_.emplace_back(entries_.size(),
                            signer_.CheckpointNote(entries_.size(), TreeHash(leaves_, 0, leaves_.size())));
  if (!stored) return;
  Run(absl::StrCat("INSERT INTO audit_checkpoint VALUES (", entries_.size(), ", '", checkpoints_.back().second, "', '",
                   kTime, "')"));
}

void Store::Sync() { Run("COMMIT; BEGIN"); }

void Store::Close() {
  Run("COMMIT");
  sqlite3_close(db_);
  db_ = nullptr;
  WriteWhole(directory_ + "/keys/audit.vkey", signer_.VerifierLine() + "\n");
}

void Tamper(const std::string& path, const std::string& sql, const std::vector<std::string>& blobs) {
  sqlite3* db = nullptr;
  Must(nullptr, sqlite3_open(path.c_str(), &db) == SQLITE_OK, path);
  sqlite3_exec(db, "PRAGMA synchronous=OFF; PRAGMA ignore_check_constraints=ON", nullptr, nullptr, nullptr);
  RunOn(db, sql, blobs);
  sqlite3_close(db);
}

}  // namespace cordon::reference
