// The log as a use case: what becomes an entry, how it is found, proven, sampled.
#include "service/screening/audit_log.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "audit/log/checkpoint.h"
#include "base/files.h"
#include "base/sha256.h"
#include "service/screening/audit_watch.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"
#include "tests/support/reference_tree.h"

namespace cordon {
namespace {

class AuditLogTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
  }

  v1::ListAuditEntriesResponse List(const std::string& filter, int page_size = 0) {
    v1::ListAuditEntriesRequest request;
    request.set_filter(filter);
    request.set_page_size(page_size);
    v1::ListAuditEntriesResponse all;
    for (;;) {
      const auto page = engine_->audit().ListEntries(request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return all;
      all.MergeFrom(*page);
      request.set_page_token(page->next_page_token());
      if (request.page_token().empty()) return all;
    }
  }
  std::vector<std::string> Kinds(const v1::ListAuditEntriesResponse& entries) {
    std::vector<std::string> kinds;
    for (const auto& entry : entries.entries()) kinds.push_back(entry.kind());
    return kinds;
  }
  std::vector<int64_t> Indices(const v1::ListAuditEntriesResponse& entries) {
    std::vector<int64_t> indices;
    for (const auto& entry : entries.entries()) indices.push_back(entry.index());
    return indices;
  }
  VerifierKey Key() { return *VerifierKey::Parse(*ReadFile(absl::StrCat(directory_, "/keys/audit.vkey"), 4096)); }

  std::vector<std::string> AllEntries() {
    std::vector<std::string> entries;
    for (int64_t i = 0; i < engine_->store()->LogSize().value(); ++i) {
      entries.push_back(LogEntryBytes(*engine_->store()->GetLogEntry(i)));
    }
    return entries;
  }

  void ExpectProves(const std::string& receipt, int64_t index, const std::string& entry) {
    const size_t blank = receipt.find("\n\n");
    ASSERT_NE(blank, std::string::npos) << receipt;
    const std::vector<std::string> lines = absl::StrSplit(receipt.substr(0, blank), '\n');
    ASSERT_GE(lines.size(), 3u);
    EXPECT_EQ(lines[1], absl::StrCat("extra ", absl::Base64Escape(entry)));
    EXPECT_EQ(lines[2], absl::StrCat("index ", index));
    std::vector<std::string> path;
    for (size_t i = 3; i < lines.size(); ++i) {
      path.emplace_back();
      ASSERT_TRUE(absl::Base64Unescape(lines[i], &path.back()));
    }
    const auto checkpoint = OpenCheckpoint(receipt.substr(blank + 2), Key());
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_TRUE(
        RefCheckInclusion(index, checkpoint->size, RefLeaf(entry), path, std::string(HashBytes(checkpoint->root))));
  }
};

TEST_F(AuditLogTest, WhateverChangesDecisionsIsAnEntry) {
  ASSERT_TRUE(Import(kSmallList).ok());
  ASSERT_TRUE(Import("id,name\ne9,Staged Works\n", "OWN", /*stage=*/true).ok());
  const auto screened = Screen("IFLYTEK");
  ASSERT_TRUE(screened.ok());
  EXPECT_EQ(screened->audit_index(), 4);
  const auto all = List("");
  EXPECT_EQ(Kinds(all),
            (std::vector<std::string>{"screening", "list_staged", "list_activated", "policy_changed", "log_created"}));
  EXPECT_EQ(all.log_size(), 5);
  const v1::AuditEntry& entry = all.entries(0);
  EXPECT_EQ(entry.actor(), "uid:1(test)");
  EXPECT_EQ(entry.screening(), screened->name());
  EXPECT_EQ(entry.parties(0), "IFLYTEK");
  EXPECT_EQ(entry.lists(0), "EL");
  EXPECT_EQ(entry.disposition(), screened->disposition());
  const v1::AuditEvent& activated = all.entries(2).event();
  EXPECT_EQ(activated.entries(), 4);
  EXPECT_EQ(activated.state_after(), screened->engine_state());
  EXPECT_NE(activated.state_before(), activated.state_after());
  const v1::AuditEvent& policy = all.entries(3).event();
  EXPECT_EQ(policy.policy_before(), "");
  EXPECT_EQ(policy.policy_after(), screened->policy_digest());
  EXPECT_EQ(absl::StrCat("sha256:", policy.policy_sha256()), screened->policy_digest());
  EXPECT_TRUE(engine_->store()->GetBlob(policy.policy_sha256()).ok());
}

TEST_F(AuditLogTest, ThePolicyIsAnEntryWhenItChanges) {
  Open();
  EXPECT_EQ(List("kind = policy_changed").entries_size(), 1) << "the same again is none";
  SetPolicy("threshold: 9100");
  Open();
  const auto changes = List("kind = policy_changed");
  ASSERT_EQ(changes.entries_size(), 2);
  EXPECT_EQ(changes.entries(0).event().policy_before(), changes.entries(1).event().policy_after());
}

TEST_F(AuditLogTest, FindsByWhatIsAsked) {
  ASSERT_TRUE(Import(kSmallList).ok());
  for (const char* const name : {"IFLYTEK", "Harmless Bakery", "Zhukovsky Gyroscope Bureau", "Other Bakery"}) {
    v1::ScreenPartyRequest request = Request(name);
    request.set_external_ref(absl::StrCat("PO ", name));
    ASSERT_TRUE(engine_->screener().ScreenPartyAndWait(request, Context()).ok());
  }
  const struct {
    const char* filter;
    std::vector<int64_t> expected;
  } kCases[] = {
      {"kind = screening", {6, 5, 4, 3}},          {"party = bakery", {6, 4}},
      {"party = \"gyroscope BUREAU\"", {5}},       {"list = EL", {5, 3}},
      {"list = EL AND party = iflytek", {3}},      {"disposition = CLEAR", {6, 4}},
      {"external_ref = \"PO Other Bakery\"", {6}}, {"actor = \"uid:1(test)\" AND kind = list_activated", {2}},
      {"create_time < \"2026-11-22\"", {}},        {"party = nobody", {}},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Indices(List(c.filter)), c.expected) << c.filter;
    EXPECT_EQ(Indices(List(c.filter, 1)), c.expected) << c.filter << ", page by page";
  }
  v1::ListAuditEntriesRequest request;
  for (const char* const bad : {"colour = red", "kind > x", "disposition = MAYBE", "kind = ", "party = \"\""}) {
    request.set_filter(bad);
    EXPECT_EQ(GetErrorReason(engine_->audit().ListEntries(request).status()), "INVALID_FILTER") << bad;
  }
}

TEST_F(AuditLogTest, SamplesCanBeDrawnAgain) {
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(Screen(absl::StrCat("Bakery ", i)).ok());
  v1::ListAuditEntriesRequest request;
  request.set_filter("kind = screening");
  request.set_sample(10);
  request.set_seed("2026-Q4");
  const auto first = engine_->audit().ListEntries(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->entries_size(), 10);
  const std::vector<int64_t> drawn = Indices(*first);
  EXPECT_EQ(std::set<int64_t>(drawn.begin(), drawn.end()).size(), 10u);
  EXPECT_EQ(Indices(*engine_->audit().ListEntries(request)), drawn);
  request.set_seed("2027-Q1");
  EXPECT_NE(Indices(*engine_->audit().ListEntries(request)), drawn);
  request.set_sample(1000);
  EXPECT_EQ(engine_->audit().ListEntries(request)->entries_size(), 40) << "not more than there are";
  // The order is the published one.
  request.set_seed("s");
  request.set_sample(3);
  std::vector<std::pair<std::string, int64_t>> order;
  for (int64_t i = 2; i < 42; ++i) order.emplace_back(Sha256(absl::StrCat("s\n", i)), i);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(Indices(*engine_->audit().ListEntries(request)),
            (std::vector<int64_t>{order[0].second, order[1].second, order[2].second}));
  request.set_sample(kMaxSample + 1);
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().ListEntries(request).status()));
  request.set_sample(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().ListEntries(request).status()));
  request.set_sample(1);
  request.set_page_size(1);
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().ListEntries(request).status()));
}

TEST_F(AuditLogTest, ProofsAndReceiptsVerify) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Screen(absl::StrCat("Bakery ", i)).ok());
  const std::vector<std::string> entries = AllEntries();
  for (size_t i = 0; i < entries.size(); ++i) {
    v1::ProveAuditEntryRequest request;
    request.set_index(static_cast<int64_t>(i));
    const auto proof = engine_->audit().ProveEntry(request);
    ASSERT_TRUE(proof.ok()) << proof.status();
    ExpectProves(proof->receipt(), request.index(), entries[i]);
  }
  v1::ProveAuditEntryRequest beyond;
  beyond.set_index(static_cast<int64_t>(entries.size()));
  EXPECT_EQ(GetErrorReason(engine_->audit().ProveEntry(beyond).status()), "AUDIT_ENTRY_NOT_FOUND");
  beyond.set_index(-1);
  EXPECT_EQ(GetErrorReason(engine_->audit().ProveEntry(beyond).status()), "AUDIT_ENTRY_NOT_FOUND");

  v1::ScreenPartyRequest request = Request("Receipt Wanted");
  request.set_request_id("r-1");
  request.set_want_receipt(true);
  const auto answer = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(answer.ok());
  const std::string body = engine_->store()->GetLogEntry(answer->audit_index())->body;
  ExpectProves(answer->audit_receipt(), answer->audit_index(), body);
  // The record is the same with and without, and a retry gets its receipt later too.
  ASSERT_TRUE(Screen("Somebody Else").ok());
  const auto again = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name(), answer->name());
  ExpectProves(again->audit_receipt(), answer->audit_index(), body);
  request.set_want_receipt(false);
  const auto without = engine_->screener().ScreenPartyAndWait(request, Context());
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(without->audit_receipt(), "");
}

TEST_F(AuditLogTest, ConsistencyWithOlderCheckpoints) {
  ASSERT_TRUE(Screen("First").ok());
  const auto before = engine_->audit().GetCheckpoint();
  ASSERT_TRUE(before.ok());
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(Screen(absl::StrCat("Bakery ", i)).ok());
  v1::ProveConsistencyRequest request;
  request.set_from_size(before->size());
  const auto proof = engine_->audit().ProveConsistency(request);
  ASSERT_TRUE(proof.ok()) << proof.status();
  std::vector<std::string> path(static_cast<size_t>(proof->hashes_size()));
  for (int i = 0; i < proof->hashes_size(); ++i) {
    ASSERT_TRUE(absl::Base64Unescape(proof->hashes(i), &path[static_cast<size_t>(i)]));
  }
  std::string root;
  ASSERT_TRUE(absl::Base64Unescape(before->root(), &root));
  const auto now = OpenCheckpoint(proof->checkpoint(), Key());
  EXPECT_TRUE(RefCheckConsistency(before->size(), now->size, root, std::string(HashBytes(now->root)), path));
  for (const int64_t bad : {int64_t{0}, int64_t{-1}, now->size + 1}) {
    request.set_from_size(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().ProveConsistency(request).status()));
  }
}

TEST_F(AuditLogTest, ReadOnlyProvesWhatTheStoredCheckpointCovers) {
  ASSERT_TRUE(Screen("First").ok());
  ASSERT_TRUE(Screen("Second").ok());
  EngineOptions options = Options();
  options.read_only = true;
  const auto reader = Engine::Open(options);
  ASSERT_TRUE(reader.ok()) << reader.status();
  v1::ProveAuditEntryRequest request;
  request.set_index(2);
  EXPECT_TRUE((*reader)->audit().ProveEntry(request).ok());
  request.set_index(3);
  EXPECT_EQ(GetErrorReason((*reader)->audit().ProveEntry(request).status()), "AUDIT_NOT_SIGNED");
  EXPECT_TRUE(absl::IsFailedPrecondition((*reader)->audit().RotateKey("x").status()));
  engine_.reset();
  EXPECT_TRUE((*reader)->audit().ProveEntry(request).ok()) << "stored at closing";
}

TEST_F(AuditLogTest, ANewKeySignsFromItsEntryOn) {
  const VerifierKey old = Key();
  const auto rotated = engine_->audit().RotateKey("uid:1(test)");
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_EQ(rotated->event().old_key(), old.ToString());
  EXPECT_EQ(rotated->event().new_key(), Key().ToString());
  EXPECT_TRUE(OpenCheckpoint(engine_->audit().GetCheckpoint()->note(), Key()).ok());
  Open();
  EXPECT_TRUE(Screen("Afterwards").ok());
}

TEST_F(AuditLogTest, TheWatchTellsHeartbeatsAndRefusals) {
  {
    AuditWatchOptions options;
    options.heartbeat = absl::Milliseconds(30);
    options.refusals = absl::Minutes(1);
    options.actor = "uid:7(server)";
    options.anchors = absl::StrCat(directory_, "/anchors");
    ASSERT_TRUE(MakeDirectories(options.anchors).ok());
    AuditWatch watch(&engine_->audit(), options);
    for (int i = 0; i < 5; ++i) watch.NoteRefusal("loopback", "ScreenParty", "NO_RECORD_REFUSED");
    watch.NoteRefusal("", "ScreenParty", "CALLER_UNKNOWN");
    const absl::Time patience = absl::Now() + absl::Seconds(10);
    while (List("kind = heartbeat").entries_size() < 2 && absl::Now() < patience) absl::SleepFor(absl::Milliseconds(5));
  }
  const auto beats = List("kind = heartbeat");
  ASSERT_GE(beats.entries_size(), 2);
  EXPECT_EQ(beats.entries(0).actor(), "uid:7(server)");
  EXPECT_GT(beats.entries(1).event().checkpoints(), 0);
  const auto closed = List("kind = log_closed");
  ASSERT_EQ(closed.entries_size(), 1);
  EXPECT_GT(closed.entries(0).event().checkpoints(), beats.entries(0).event().checkpoints());
  // One at the start, one with each heartbeat, one of the whole log at the end.
  int64_t anchors = 0;
  for (const auto& file : std::filesystem::directory_iterator(absl::StrCat(directory_, "/anchors"))) {
    ++anchors;
    const auto note = OpenCheckpoint(*ReadFile(file.path().string(), 4096), Key());
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(file.path().filename().string(), AnchorFileName(note->size));
  }
  EXPECT_GE(anchors, 3);
  EXPECT_TRUE(FileExists(absl::StrCat(directory_, "/anchors/", AnchorFileName(engine_->store()->LogSize().value()))));
  EXPECT_GT(beats.entries(0).event().checkpoints(), beats.entries(1).event().checkpoints()) << "newest first";
  int64_t told = 0;
  const auto refused = List("kind = access_refused");
  for (const auto& entry : refused.entries()) {
    if (entry.event().reason() == "NO_RECORD_REFUSED") told += entry.event().count();
  }
  EXPECT_EQ(told, 5) << "all, in however many entries";
  EXPECT_LE(refused.entries_size(), 3);
}

TEST_F(AuditLogTest, WhoTakesRecordsOutIsAnEntry) {
  v1::RecordExportRequest request;
  request.set_what("csv 17-40");
  request.set_size(24);
  const auto entry = engine_->audit().RecordExport(request, "uid:8(auditor)");
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->kind(), "export");
  EXPECT_EQ(entry->actor(), "uid:8(auditor)");
  EXPECT_EQ(entry->event().what(), "csv 17-40");
  EXPECT_EQ(entry->event().size(), 24);
  request.set_what(std::string(kMaxExportWhat, 'x'));
  EXPECT_TRUE(engine_->audit().RecordExport(request, "uid:8(auditor)").ok());
  request.set_what(std::string(kMaxExportWhat + 1, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().RecordExport(request, "uid:8(auditor)").status()));
  request.set_what("");
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().RecordExport(request, "uid:8(auditor)").status()));
  request.set_what("x");
  request.set_size(-1);
  EXPECT_TRUE(absl::IsInvalidArgument(engine_->audit().RecordExport(request, "uid:8(auditor)").status()));
  EXPECT_EQ(List("kind = export").entries_size(), 2);
}

TEST_F(AuditLogTest, RefusalsOfManyKindsAreBounded) {
  {
    AuditWatchOptions options;
    options.refusals = absl::Minutes(1);
    AuditWatch watch(&engine_->audit(), options);
    for (int i = 0; i < 1000; ++i) watch.NoteRefusal(absl::StrCat("cert:", i), "ScreenParty", "X");
  }
  int64_t told = 0;
  const auto entries = List("kind = access_refused", 1000);
  for (const auto& entry : entries.entries()) told += entry.event().count();
  EXPECT_EQ(told, 1000);
  EXPECT_LE(entries.entries_size(), 130);
}

}  // namespace
}  // namespace cordon
