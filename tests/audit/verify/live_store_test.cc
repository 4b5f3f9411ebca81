#include "audit/verify/live_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/blob_path.h"
#include "tests/support/reference_store.h"
#include "tests/support/temp_dir.h"

namespace cordon::verify {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Told(const Report& report) {
  std::string text;
  for (const Finding& finding : report.findings()) {
    absl::StrAppend(&text, finding.first, "-", finding.last, ": ", finding.what, "\n");
  }
  return text;
}

Report Verify(const std::string& directory, std::vector<Anchor> anchors = {}, std::vector<VerifierKey> pinned = {}) {
  VerifyOptions options;
  options.directory = directory;
  options.anchors = std::move(anchors);
  options.pinned = std::move(pinned);
  absl::StatusOr<Report> report = VerifyStore(options);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : Report();
}

// Everything a log can hold, over a tile's edge.
void Fill(reference::Store& store) {
  store.Commit();
  for (int group = 0; group < 60; ++group) {
    for (int i = 0; i < 5; ++i) store.Screen();
    if (group == 3) store.ActivateList("list one\n");
    if (group == 20) store.Screen(70'000);
    if (group == 30) store.Rotate("second key");
    if (group == 40) store.ActivateList("list two\n");
    store.Commit();
  }
}

TEST(LiveStore, SoundLogsAreSound) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  Fill(store);
  store.Close();
  const Report report = Verify(dir / "data");
  EXPECT_TRUE(report.ok()) << Told(report);
  EXPECT_TRUE(report.complete());
  EXPECT_THAT(report.notes(), IsEmpty());
  EXPECT_EQ(report.entries, store.entries().size());
  EXPECT_EQ(report.checkpoints, 61U);
  EXPECT_EQ(report.newest_checkpoint, report.entries);
  EXPECT_EQ(report.blobs, 3U);  // two lists, one engine state
  EXPECT_EQ(report.keys, store.keys());
  EXPECT_EQ(report.origin, reference::Store::kOrigin);
  // Reading left nothing behind.
  EXPECT_FALSE(std::filesystem::exists(dir / "data/cordon.db-wal"));
  EXPECT_FALSE(std::filesystem::exists(dir / "data/cordon.db-shm"));
}

TEST(LiveStore, PinnedKeysMustHaveSigned) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  Fill(store);
  store.Close();
  for (const std::string& key : store.keys()) {
    EXPECT_TRUE(Verify(dir / "data", {}, {*VerifierKey::Parse(key)}).ok());
  }
  const auto other = reference::Signer::Make(reference::Store::kOrigin, "other").VerifierLine();
  EXPECT_THAT(Told(Verify(dir / "data", {}, {*VerifierKey::Parse(other)})), HasSubstr("none of the keys"));
}

// The newest entries are in the write-ahead log, which belongs to the database.
TEST(LiveStore, IsReadBesideItsWriter) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  Fill(store);
  store.Sync();
  const size_t committed = store.entries().size();
  store.Screen();
  ASSERT_TRUE(std::filesystem::exists(dir / "data/cordon.db-wal"));
  const Report report = Verify(dir / "data");
  EXPECT_TRUE(report.ok()) << Told(report);
  EXPECT_TRUE(report.complete());
  EXPECT_EQ(report.entries, committed);
  store.Commit();
  store.Close();
  EXPECT_EQ(Verify(dir / "data").entries, committed + 1);
}

TEST(LiveStore, WithoutACheckpointNothingIsProven) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Screen();
  store.Close();
  const Report report = Verify(dir / "data");
  EXPECT_TRUE(report.ok()) << Told(report);
  EXPECT_FALSE(report.complete());
}

TEST(LiveStore, TheNewestCheckpointMayBeInMemory) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Commit();
  store.Screen();
  store.Commit(false);
  store.Close();
  const auto& [size, note] = store.checkpoints().back();
  const Report report = Verify(dir / "data", {{"a", note, size}});
  EXPECT_TRUE(report.ok()) << Told(report);
  EXPECT_EQ(report.anchors, 1U);
}

TEST(LiveStore, FromACheckpointOnlyTheRestIsRead) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  Fill(store);
  store.Close();
  VerifyOptions options;
  options.directory = dir / "data";
  const auto& [size, note] = store.checkpoints()[35];
  options.from = Anchor{"from", note, size};
  absl::StatusOr<Report> report = VerifyStore(options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << Told(*report);
  EXPECT_EQ(report->keys, store.keys());
  // Records below it are trusted, their hashes are not.
  reference::Tamper(dir / "data/cordon.db", "UPDATE screening SET body = ?1 WHERE sequence = 3", {"{}"});
  report = VerifyStore(options);
  EXPECT_TRUE(report->ok());
  reference::Tamper(dir / "data/cordon.db", "UPDATE audit_entry SET leaf_hash = ?1 WHERE idx = 3",
                    {std::string(32, 'x')});
  report = VerifyStore(options);
  EXPECT_FALSE(report->ok());
  EXPECT_EQ(report->first()->first, 3U);
}

TEST(LiveStore, NamesTheColumnThatLies) {
  const char* const kChanges[] = {"id = 'idx'",          "caller = 'uid:0(root)'", "request_id = 'r'",
                                  "external_ref = NULL", "create_time = 'x'",      "disposition = 2",
                                  "request_sha256 = ''", "disposition = 77"};
  for (const char* const change : kChanges) {
    const TempDir dir = TempDir::InMemory();
    reference::Store store(dir / "data");
    for (int i = 0; i < 10; ++i) store.Screen();
    store.Commit();
    store.Close();
    reference::Tamper(dir / "data/cordon.db", absl::StrCat("UPDATE screening SET ", change, " WHERE sequence = 5"));
    const Report report = Verify(dir / "data");
    ASSERT_FALSE(report.ok()) << change;
    EXPECT_EQ(report.first()->last, 5U);
    EXPECT_THAT(report.first()->what, HasSubstr("columns of screening 5"));
  }
}

TEST(LiveStore, RemovedCheckpointsAreMissedByHeartbeatAndAnchor) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  for (int i = 0; i < 10; ++i) {
    store.Screen();
    store.Commit();
  }
  store.Event("heartbeat", {{"checkpoints", "10"}});
  store.Commit();
  store.Close();
  ASSERT_TRUE(Verify(dir / "data").ok());
  reference::Tamper(dir / "data/cordon.db", "DELETE FROM audit_checkpoint WHERE size = 6");
  EXPECT_THAT(Told(Verify(dir / "data")), HasSubstr("checkpoints are missing: 9"));
  const auto& [size, note] = store.checkpoints()[4];
  ASSERT_EQ(size, 6U);
  EXPECT_THAT(Told(Verify(dir / "data", {{"a", note, size}})), HasSubstr("5-5: checkpoint 6 was removed"));
}

TEST(LiveStore, AForgedRotationIsNotFollowed) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Commit();
  const auto next = reference::Signer::Make(reference::Store::kOrigin, "next");
  store.Event("key_rotated", {{"new_key", absl::StrCat("\"", next.VerifierLine(), "\"")},
                              {"old_key", absl::StrCat("\"", store.keys()[0], "\"")},
                              {"signature_new", "\"AAAA\""},
                              {"signature_old", "\"AAAA\""}});
  store.Commit();
  store.Close();
  const Report report = Verify(dir / "data");
  EXPECT_THAT(Told(report), HasSubstr("1-1: key_rotated is not signed by the old key"));
  EXPECT_EQ(report.keys.size(), 1U);
}

TEST(LiveStore, CasesAreWhatTheirLastEventLeft) {
  const char* const kChanges[] = {"UPDATE review_case SET body = CAST(replace(CAST(body AS TEXT), '2', '1') AS BLOB)",
                                  "UPDATE review_case SET status = 6",
                                  "UPDATE review_case SET assignee = 'somebody'",
                                  "UPDATE review_case SET version = 3",
                                  "DELETE FROM review_case",
                                  nullptr};
  for (const char* const change : kChanges) {
    const TempDir dir = TempDir::InMemory();
    reference::Store store(dir / "data");
    store.Screen();
    store.Screen();
    store.Review(2, 1);
    store.Screen();
    store.Review(2, 2);
    store.Commit();
    store.Close();
    if (change != nullptr) reference::Tamper(dir / "data/cordon.db", change);
    const Report report = Verify(dir / "data");
    if (change == nullptr) {
      EXPECT_TRUE(report.ok()) << Told(report);
    } else {
      EXPECT_THAT(Told(report), HasSubstr("5-5: ")) << change;
      EXPECT_THAT(Told(report), HasSubstr("cases/id2")) << change;
    }
  }
  // A case that nobody is said to have opened, and a version that was left out.
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Screen();
  store.Review(1, 2);
  store.Commit();
  store.Close();
  EXPECT_THAT(Told(Verify(dir / "data")), HasSubstr("2-2: cases/id1 was at version 0, this event makes it 2"));
  reference::Tamper(dir / "data/cordon.db", "UPDATE review_case SET screening = 'id9'");
  EXPECT_THAT(Told(Verify(dir / "data")), HasSubstr("cases/id9 was decided, and no event"));
}

TEST(LiveStore, RecordsNeedTheirEngineState) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Event("heartbeat", {});
  store.Screen();
  store.Screen();
  store.Commit();
  store.Close();
  const std::string digest = HexOf(Sha256Of("{\"engine_version\":\"test\"}"));
  std::filesystem::remove(BlobPath(dir / "data", digest));
  EXPECT_THAT(Told(Verify(dir / "data")), HasSubstr(absl::StrCat("2-2: blob ", digest)));
}

TEST(LiveStore, RefusesWhatIsNoStore) {
  const TempDir dir = TempDir::InMemory();
  EXPECT_TRUE(absl::IsNotFound(VerifyStore({dir / "none", {}, {}, {}, {}}).status()));
  std::filesystem::create_directories(dir / "data");
  std::ofstream(dir / "data/cordon.db") << "not a database, but long enough to be taken for one at first sight";
  EXPECT_FALSE(VerifyStore({dir / "data", {}, {}, {}, {}}).ok());
}

TEST(Anchors, AreReadFromFileAndDirectory) {
  const TempDir dir = TempDir::InMemory();
  const auto signer = reference::Signer::Make("o", "k");
  std::filesystem::create_directories(dir / "anchors");
  for (const int size : {300, 20, 1000}) {
    std::ofstream(absl::StrCat(dir / "anchors/", size))
        << signer.CheckpointNote(static_cast<uint64_t>(size), EmptyRoot());
  }
  const auto anchors = ReadAnchors(dir / "anchors");
  ASSERT_TRUE(anchors.ok()) << anchors.status();
  ASSERT_EQ(anchors->size(), 3U);
  EXPECT_EQ((*anchors)[0].size, 20U);
  EXPECT_EQ((*anchors)[2].size, 1000U);
  EXPECT_EQ(ReadAnchors(dir / "anchors/20")->size(), 1U);
  std::ofstream(dir / "anchors/readme") << "hello";
  EXPECT_THAT(std::string(ReadAnchors(dir / "anchors").status().message()), HasSubstr("readme"));
  EXPECT_FALSE(ReadAnchors(dir / "nothing").ok());
  std::filesystem::create_directories(dir / "empty");
  EXPECT_FALSE(ReadAnchors(dir / "empty").ok());
}

}  // namespace
}  // namespace cordon::verify
