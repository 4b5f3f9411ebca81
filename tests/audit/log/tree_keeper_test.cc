// The keeper over a real store: how a log begins, is taken up again, and what it refuses.
#include "audit/log/tree_keeper.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "audit/log/checkpoint.h"
#include "audit/log/event.h"
#include "audit/log/proof.h"
#include "audit/log/stored_nodes.h"
#include "base/files.h"
#include "base/sha256.h"
#include "db/store/sqlite/sqlite_store.h"
#include "tests/support/reference_tree.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

ScreeningRow SomeRow(const std::string& id) {
  ScreeningRow row;
  row.id = id;
  row.body = absl::StrCat(R"({"name":"screenings/)", id, R"("})");
  row.sha256 = Sha256Hex(row.body);
  row.caller = "alice";
  row.create_time = "2026-11-22T05:04:03.000001Z";
  row.disposition = 1;
  return row;
}

class TreeKeeperTest : public testing::Test {
 protected:
  absl::Status Open(bool logged = true) {
    store_.reset();
    SqliteStoreOptions options;
    options.directory = directory_ / "data";
    keeper_.reset();
    if (logged) {
      TreeKeeper::Options log;
      log.key_directory = directory_ / "data/keys";
      log.actor = "bob";
      keeper_ = std::make_unique<TreeKeeper>(log);
      options.log_keeper = keeper_.get();
    }
    absl::StatusOr<std::unique_ptr<Store>> store = OpenSqliteStore(options);
    if (store.ok()) store_ = *std::move(store);
    return store.status();
  }
  void Close() { store_.reset(); }

  void Write(int first, int end) {
    WriteBatch batch;
    for (int i = first; i < end; ++i) batch.screenings.push_back(SomeRow(absl::StrCat("s", i)));
    const absl::Status status = store_->TransactAndWait(std::move(batch)).status();
    ASSERT_TRUE(status.ok()) << status;
  }

  std::vector<std::string> Entries() {
    std::vector<std::string> entries;
    for (int64_t i = 0; i < store_->LogSize().value(); ++i) entries.push_back(LogEntryBytes(*store_->GetLogEntry(i)));
    return entries;
  }

  VerifierKey Announced() { return *VerifierKey::Parse(*ReadFile(directory_ / "data/keys/audit.vkey", 4096)); }

  // What somebody with the file does.
  void Sql(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((directory_ / "data/cordon.db").c_str(), &db), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db,
                           absl::StrCat("DROP TRIGGER IF EXISTS audit_entry_is_never_updated;"
                                        "DROP TRIGGER IF EXISTS audit_entry_is_never_deleted;"
                                        "DROP TRIGGER IF EXISTS audit_tile_is_never_updated;"
                                        "DROP TRIGGER IF EXISTS screening_is_never_updated;"
                                        "DROP TRIGGER IF EXISTS screening_is_never_deleted;",
                                        sql)
                               .c_str(),
                           nullptr, nullptr, &error),
              SQLITE_OK)
        << error;
    sqlite3_free(error);
    sqlite3_close(db);
  }

  TempDir directory_;
  std::unique_ptr<TreeKeeper> keeper_;
  std::unique_ptr<Store> store_;
};

TEST_F(TreeKeeperTest, SignsWhatIsStored) {
  ASSERT_TRUE(Open().ok());
  for (int size = 1; size < 600; size += 37) {
    const auto latest = keeper_->Latest();
    ASSERT_TRUE(latest.ok()) << latest.status();
    EXPECT_EQ(latest->size, size);
    const auto checkpoint = OpenCheckpoint(latest->note, Announced());
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(std::string(HashBytes(checkpoint->root)), RefRoot(Entries()));
    EXPECT_EQ(checkpoint->origin, store_->LogOrigin().value());
    Write(size, size + 37);
    if (size % 3 == 0) {
      ASSERT_TRUE(Open().ok());
    }
  }
  struct stat info;
  ASSERT_EQ(::stat((directory_ / ("data/keys/audit-" + Announced().IdHex() + ".pem")).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0400u);
}

TEST_F(TreeKeeperTest, BeginsWithWhatItFound) {
  ASSERT_TRUE(Open(false).ok());
  for (int i = 0; i < 2600; i += 100) Write(i, i + 100);
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(store_->LogSize().value(), 2601);
  const auto created = ReadEvent(store_->GetLogEntry(0)->body);
  EXPECT_EQ(created->adopted(), 2600);
  EXPECT_EQ(created->actor(), "bob");
  EXPECT_EQ(created->key(), Announced().ToString());
  EXPECT_EQ(store_->GetScreening("s0")->audit_index, 1);
  EXPECT_EQ(store_->GetScreening("s2599")->audit_index, 2600);
  const auto checkpoint = OpenCheckpoint(keeper_->Latest()->note, Announced());
  EXPECT_EQ(std::string(HashBytes(checkpoint->root)), RefRoot(Entries()));
  Write(2600, 2601);
  EXPECT_EQ(store_->GetScreening("s2600")->audit_index, 2601);
  ASSERT_TRUE(Open().ok());
}

// Killed after the first transactions of a beginning: before any tile was full, and before the second checkpoint.
TEST_F(TreeKeeperTest, GoesOnWithABeginningThatWasInterrupted) {
  ASSERT_TRUE(Open(false).ok());
  for (int i = 0; i < 700; i += 100) Write(i, i + 100);
  ASSERT_TRUE(Open().ok());
  const std::vector<std::string> entries = Entries();
  Close();
  Sql("DELETE FROM audit_entry WHERE idx > 200; DELETE FROM audit_checkpoint; DROP TRIGGER audit_tile_is_never_deleted;"
      "DELETE FROM audit_tile");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Entries(), entries);
  EXPECT_EQ(std::string(HashBytes(OpenCheckpoint(keeper_->Latest()->note, Announced())->root)), RefRoot(entries));
  ASSERT_TRUE(Open().ok());
}

TEST_F(TreeKeeperTest, NothingIsStoredBesideALog) {
  ASSERT_TRUE(Open().ok());
  Write(0, 3);
  EXPECT_TRUE(absl::IsFailedPrecondition(Open(false)));
}

TEST_F(TreeKeeperTest, WithoutItsKeyNothingIsWritten) {
  ASSERT_TRUE(Open().ok());
  Write(0, 3);
  Close();
  const std::string key = directory_ / ("data/keys/audit-" + Announced().IdHex() + ".pem");
  const std::string pem = *ReadFile(key, 4096);
  ASSERT_EQ(::chmod(key.c_str(), 0440), 0);
  absl::Status status = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "chmod 0400")) << status;
  std::filesystem::remove(key);
  status = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), key)) << status;
  ASSERT_TRUE(WriteFileAtomically(key, *SigningKey::Generate("cordon/0")->ToPem()).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Open())) << "another key";
  ASSERT_TRUE(WriteFileAtomically(key, "").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Open())) << "no key";
  ASSERT_TRUE(WriteFileAtomically(key, pem).ok());
  EXPECT_TRUE(Open().ok()) << "restored";
  // Reading needs none.
  Close();
  std::filesystem::remove_all(directory_ / "data/keys");
  SqliteStoreOptions options;
  options.directory = directory_ / "data";
  options.read_only = true;
  EXPECT_EQ((*OpenSqliteStore(options))->LogSize().value(), 4);
}

TEST_F(TreeKeeperTest, RefusesALogThatIsNotWhatWasSigned) {
  const struct {
    const char* what;
    const char* sql;
  } kCases[] = {
      {"a hash", "UPDATE audit_entry SET leaf_hash = zeroblob(32) WHERE idx = 298"},
      {"two swapped",
       "UPDATE audit_entry SET leaf_hash = (SELECT leaf_hash FROM audit_entry WHERE idx = 299) WHERE idx = 298"},
      {"a tile", "UPDATE audit_tile SET hashes = zeroblob(8192)"},
      {"the tail with its records",
       "DELETE FROM audit_entry WHERE idx = 300; DELETE FROM screening WHERE sequence = 300"},
      {"the tail's entry", "DELETE FROM audit_entry WHERE idx = 300"},
      {"the tail's record", "DELETE FROM screening WHERE sequence = 300"},
      {"one in the middle", "DELETE FROM audit_entry WHERE idx = 290"},
      // One character, and always another: the key is new each time, so no letter is sure to occur.
      {"the checkpoint's root",
       "UPDATE audit_checkpoint SET note = substr(note, 1, instr(note, char(10) || size || char(10)) + length(size) + "
       "1)"
       " || iif(substr(note, instr(note, char(10) || size || char(10)) + length(size) + 2, 1) = 'A', 'B', 'A')"
       " || substr(note, instr(note, char(10) || size || char(10)) + length(size) + 3)"},
      {"the checkpoint's signature",
       "UPDATE audit_checkpoint SET note = substr(note, 1, length(note) - 10)"
       " || iif(substr(note, length(note) - 9, 1) = 'A', 'B', 'A') || substr(note, length(note) - 8)"},
      {"its size", "DELETE FROM audit_checkpoint WHERE size < 301; UPDATE audit_checkpoint SET size = 300"},
      {"the origin", "UPDATE audit_log SET origin = 'cordon/0000000000000000'"},
      {"the first entry",
       "UPDATE audit_entry SET event = CAST(replace(CAST(event AS TEXT), 'bob', 'eve') AS BLOB) "
       "WHERE idx = 0; UPDATE audit_entry SET kind = 'x' WHERE idx = 0"},
      {"all entries", "DELETE FROM audit_entry"},
      {"a record stored by somebody else",
       "INSERT INTO screening (id, sha256, caller, create_time, disposition, body) SELECT 'x', sha256, caller, "
       "create_time, disposition, body FROM screening WHERE sequence = 1"},
  };
  for (const auto& c : kCases) {
    std::filesystem::remove_all(directory_ / "data");
    ASSERT_TRUE(Open().ok());
    Write(0, 150);
    Write(150, 300);
    Close();
    ASSERT_TRUE(Open().ok());
    Close();
    Sql(c.sql);
    const absl::Status status = Open();
    EXPECT_TRUE(absl::IsDataLoss(status)) << c.what << ": " << status;
    Close();
  }
}

// A process that was killed before it stored its checkpoint leaves entries that nobody signed.
TEST_F(TreeKeeperTest, AnUnsignedTailIsHashedAgain) {
  ASSERT_TRUE(Open().ok());
  Write(0, 20);
  Write(20, 40);
  Close();
  Sql("DELETE FROM audit_checkpoint WHERE size > 21");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(keeper_->Latest()->size, 41);
  Close();
  Sql("DELETE FROM audit_checkpoint WHERE size > 21; UPDATE screening SET body = X'7B7D' WHERE sequence = 33");
  const absl::Status status = Open();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_TRUE(absl::StrContains(status.message(), "entry 33 ")) << status;
}

TEST_F(TreeKeeperTest, ReceiptsProve) {
  ASSERT_TRUE(Open().ok());
  for (int round = 0; round < 9; ++round) {
    WriteBatch batch;
    for (int i = 0; i < 61; ++i) {
      batch.screenings.push_back(SomeRow(absl::StrCat("s", round, "x", i)));
      batch.screenings.back().want_receipt = true;
    }
    const auto result = store_->TransactAndWait(batch);
    ASSERT_TRUE(result.ok()) << result.status();
    for (size_t i = 0; i < batch.screenings.size(); ++i) {
      const std::string& receipt = result->screenings[i].receipt;
      const size_t blank = receipt.find("\n\n");
      const std::vector<std::string> lines = absl::StrSplit(receipt.substr(0, blank), '\n');
      ASSERT_GE(lines.size(), 3u);
      EXPECT_EQ(lines[0], "c2sp.org/tlog-proof@v1");
      EXPECT_EQ(lines[1], absl::StrCat("extra ", absl::Base64Escape(batch.screenings[i].body)));
      EXPECT_EQ(lines[2], absl::StrCat("index ", result->screenings[i].audit_index));
      std::vector<std::string> path;
      for (size_t n = 3; n < lines.size(); ++n) {
        path.emplace_back();
        ASSERT_TRUE(absl::Base64Unescape(lines[n], &path.back()));
      }
      const auto checkpoint = OpenCheckpoint(receipt.substr(blank + 2), Announced());
      ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
      EXPECT_TRUE(RefCheckInclusion(result->screenings[i].audit_index, checkpoint->size,
                                    RefLeaf(batch.screenings[i].body), path, std::string(HashBytes(checkpoint->root))));
    }
  }
}

// The proofs of old entries, from what is stored.
TEST_F(TreeKeeperTest, StoredProofsAreThoseOfTheDefinition) {
  ASSERT_TRUE(Open().ok());
  for (int i = 0; i < 800; i += 80) Write(i, i + 80);
  const std::vector<std::string> entries = Entries();
  const auto n = static_cast<int64_t>(entries.size());
  StoredNodes nodes(store_.get());
  for (const int64_t index : {0, 1, 255, 256, 300, 511, 512, 700, 799, 800}) {
    const auto proof = InclusionProof(index, n, nodes);
    ASSERT_TRUE(proof.ok()) << proof.status();
    std::vector<std::string> texts;
    for (const TreeHash& hash : *proof) texts.emplace_back(HashBytes(hash));
    EXPECT_EQ(texts, RefInclusion(static_cast<size_t>(index), entries)) << index;
  }
}

TEST_F(TreeKeeperTest, RotationHandsOver) {
  ASSERT_TRUE(Open().ok());
  Write(0, 5);
  const VerifierKey first = Announced();
  const auto event = keeper_->PrepareRotation("carol");
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(Announced(), first) << "not before it is recorded";
  WriteBatch batch;
  batch.events.push_back(*event);
  const auto result = store_->TransactAndWait(batch);
  ASSERT_TRUE(result.ok()) << result.status();
  const VerifierKey second = Announced();
  EXPECT_FALSE(second == first);
  EXPECT_TRUE(OpenCheckpoint(keeper_->Latest()->note, second).ok());
  EXPECT_FALSE(OpenCheckpoint(keeper_->Latest()->note, first).ok());
  auto rotated = *ReadEvent(event->body);
  std::string by_old;
  std::string by_new;
  ASSERT_TRUE(absl::Base64Unescape(rotated.signature_old(), &by_old));
  ASSERT_TRUE(absl::Base64Unescape(rotated.signature_new(), &by_new));
  rotated.clear_signature_old();
  rotated.clear_signature_new();
  const auto unsigned_event = MakeEvent("key_rotated", "carol", *ParseTimestamp(rotated.time()), rotated);
  EXPECT_TRUE(first.Verify(unsigned_event->body, by_old));
  EXPECT_TRUE(second.Verify(unsigned_event->body, by_new));
  // Also when nothing was signed by the new key before the process ended, and when audit.vkey was not written.
  Close();
  Sql(absl::StrCat("DELETE FROM audit_checkpoint WHERE size > ", result->events[0]));
  ASSERT_TRUE(WriteFileAtomically(directory_ / "data/keys/audit.vkey", first.ToString() + "\n").ok());
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Announced(), second);
  EXPECT_TRUE(OpenCheckpoint(keeper_->Latest()->note, second).ok());
  Write(5, 9);
  ASSERT_TRUE(Open().ok());
}

}  // namespace
}  // namespace cordon
