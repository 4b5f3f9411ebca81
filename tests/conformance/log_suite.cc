// The log: what every transaction adds to it, and how it is read.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"
#include "tests/support/reference_tree.h"

namespace cordon {
namespace {

LogEvent SomeEvent(const std::string& kind, const std::string& actor = "alice") {
  LogEvent event;
  event.kind = kind;
  event.create_time = "2020-11-22T05:04:04.000001Z";
  event.body = absl::StrCat(R"({"actor":")", actor, R"(","format":"cordon.audit.event.v1","kind":")", kind,
                            R"(","time":")", event.create_time, R"("})");
  return event;
}

WriteBatch OneEvent(const std::string& kind) {
  WriteBatch batch;
  batch.events.push_back(SomeEvent(kind));
  return batch;
}

TEST_P(LogConformance, BeginsWithTheEventThatSaysSo) {
  EXPECT_EQ(store().LogSize().value(), 1);
  EXPECT_FALSE(store().LogOrigin().value().empty());
  const auto created = store().GetLogEntry(0);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->kind, "log_created");
  EXPECT_EQ(created->screening, 0);
  EXPECT_EQ(created->leaf_hash, RefLeaf(created->body));
  EXPECT_TRUE(absl::IsNotFound(store().GetLogEntry(1).status()));
  EXPECT_TRUE(absl::IsNotFound(store().GetLogEntry(-1).status()));
}

TEST_P(LogConformance, EveryScreeningAndEventIsOneEntry) {
  WriteBatch batch = OneScreening(MakeScreeningRow("a"));
  batch.screenings.push_back(MakeScreeningRow("b"));
  batch.events = {SomeEvent("heartbeat"), SomeEvent("export")};
  const auto result = store().TransactAndWait(batch);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->screenings[0].audit_index, 1);
  EXPECT_EQ(result->screenings[1].audit_index, 2);
  EXPECT_EQ(result->events, (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(store().GetScreening("b")->audit_index, 2);
  EXPECT_EQ(store().ListScreenings({}, 0, 10)->rows[1].audit_index, 1);
  EXPECT_EQ(store().LogSize().value(), 5);
  const auto entry = store().GetLogEntry(2);
  EXPECT_EQ(entry->body, batch.screenings[1].body);
  EXPECT_EQ(entry->leaf_hash, RefLeaf(batch.screenings[1].body));
  EXPECT_EQ(entry->screening, 2);
  EXPECT_EQ(entry->retain_until, "2036-11-22");
  EXPECT_EQ(store().GetLogEntry(4)->body, batch.events[1].body);
}

TEST_P(LogConformance, EventsOfSomeKindsAreReadForwards) {
  for (const char* const kind : {"case_decide", "heartbeat", "case_resolve", "case_decide", "case_decide"}) {
    ASSERT_TRUE(store().TransactAndWait(OneEvent(kind)).ok());
  }
  const auto indices = [&](const std::vector<std::string>& kinds, int64_t after, int limit) {
    std::vector<int64_t> found;
    const auto rows = store().EventsAfter(kinds, after, limit);
    EXPECT_TRUE(rows.ok()) << rows.status();
    for (const LogEntryRow& row : *rows) found.push_back(row.index);
    return found;
  };
  EXPECT_EQ(indices({"case_resolve", "case_decide"}, 0, 10), (std::vector<int64_t>{1, 3, 4, 5}));
  EXPECT_EQ(indices({"case_resolve", "case_decide"}, 1, 2), (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(indices({"case_decide"}, 4, 2), (std::vector<int64_t>{5}));
  EXPECT_EQ(indices({}, 0, 2), (std::vector<int64_t>{}));
  EXPECT_TRUE(absl::IsInvalidArgument(store().EventsAfter({"case_decide"}, 0, 0).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(store().EventsAfter({"case_decide"}, 0, kMaxPageRows + 1).status()));
}

TEST_P(LogConformance, ARetryIsNoEntry) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MakeScreeningRow("a"))).ok());
  const auto again = store().TransactAndWait(OneScreening(MakeScreeningRow("a")));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->screenings[0].existing->audit_index, 1);
  EXPECT_EQ(store().LogSize().value(), 2);
  // Two at once.
  WriteBatch batch = OneScreening(MakeScreeningRow("b"));
  batch.screenings.push_back(MakeScreeningRow("b"));
  const auto both = store().TransactAndWait(batch);
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->screenings[0].audit_index, 2);
  EXPECT_EQ(both->screenings[1].existing->audit_index, 2);
  EXPECT_EQ(store().LogSize().value(), 3);
}

TEST_P(LogConformance, WhatIsNotStoredIsNoEntry) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MakeScreeningRow("taken"))).ok());
  WriteBatch batch = OneScreening(MakeScreeningRow("new"));
  ScreeningRow taken = MakeScreeningRow("taken");
  taken.request_id = "another";
  batch.screenings.push_back(taken);
  batch.events.push_back(SomeEvent("heartbeat"));
  EXPECT_TRUE(absl::IsAlreadyExists(store().TransactAndWait(batch).status()));
  EXPECT_EQ(store().LogSize().value(), 2);
  const auto result = store().TransactAndWait(OneScreening(MakeScreeningRow("after")));
  EXPECT_EQ(result->screenings[0].audit_index, 2) << "no gap";
}

TEST_P(LogConformance, RefusesEventsThatAreNone) {
  LogEvent no_kind = SomeEvent("");
  LogEvent no_body = SomeEvent("heartbeat");
  no_body.body.clear();
  LogEvent long_kind = SomeEvent(std::string(kMaxEventKindBytes + 1, 'k'));
  LogEvent large = SomeEvent("heartbeat");
  large.body.resize(kMaxEventBytes + 1, ' ');
  for (const LogEvent& event : {no_kind, no_body, long_kind, large, SomeEvent("screening")}) {
    WriteBatch batch;
    batch.events.push_back(event);
    EXPECT_TRUE(absl::IsInvalidArgument(store().TransactAndWait(batch).status())) << event.kind;
  }
  large.body.resize(kMaxEventBytes);
  WriteBatch most;
  most.events.push_back(large);
  EXPECT_TRUE(store().TransactAndWait(most).ok());
}

TEST_P(LogConformance, ALargeRecordStandsInTheTreeByItsDigest) {
  ScreeningRow at_limit = MakeScreeningRow("limit");
  SetBody(std::string(kMaxEntryBytes, 'x'), &at_limit);
  ScreeningRow beyond = MakeScreeningRow("beyond");
  SetBody(std::string(kMaxEntryBytes + 1, 'y'), &beyond);
  WriteBatch batch = OneScreening(at_limit);
  batch.screenings.push_back(beyond);
  ASSERT_TRUE(store().TransactAndWait(batch).ok());
  EXPECT_EQ(store().GetLogEntry(1)->leaf_hash, RefLeaf(at_limit.body));
  const std::string entry =
      absl::StrCat(R"({"bytes":65536,"format":"cordon.audit.large.v1","sha256":")", beyond.sha256, R"("})");
  EXPECT_EQ(LogEntryBytes(*store().GetLogEntry(2)), entry);
  EXPECT_EQ(store().GetLogEntry(2)->leaf_hash, RefLeaf(entry));
  EXPECT_EQ(store().GetLogEntry(2)->body, beyond.body);
}

TEST_P(LogConformance, CheckpointsAndTilesAreThoseOfTheEntries) {
  constexpr int kScreenings = 600;
  std::vector<std::string> entries = {store().GetLogEntry(0)->body};
  for (int i = 0; i < kScreenings; i += 30) {
    WriteBatch batch;
    for (int n = i; n < i + 30; ++n) {
      batch.screenings.push_back(MakeScreeningRow(absl::StrCat("s", n)));
      entries.push_back(batch.screenings.back().body);
    }
    ASSERT_TRUE(store().TransactAndWait(batch).ok());
    if (i == 300) Reopen();
  }
  Reopen();
  EXPECT_EQ(store().LogSize().value(), kScreenings + 1);
  for (int64_t tile = 0; tile < 2; ++tile) {
    std::string hashes;
    for (int64_t i = 0; i < kLogTileHashes; ++i) hashes += RefLeaf(entries[static_cast<size_t>(tile * 256 + i)]);
    EXPECT_EQ(store().GetLogTile(0, tile).value(), hashes);
    EXPECT_EQ(store().LeafHashes(tile * 256, tile * 256 + 256).value(), hashes);
  }
  EXPECT_TRUE(absl::IsNotFound(store().GetLogTile(0, 2).status()));
  EXPECT_TRUE(absl::IsNotFound(store().GetLogTile(1, 0).status()));
  EXPECT_TRUE(absl::IsDataLoss(store().LeafHashes(512, 700).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(store().LeafHashes(0, 257).status()));
}

TEST_P(LogConformance, TheLastCheckpointIsStoredAtClosing) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MakeScreeningRow("a"))).ok());
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MakeScreeningRow("b"))).ok());
  const auto running = store().NewestCheckpoint();
  ASSERT_TRUE(running.ok() && running->has_value());
  EXPECT_EQ((*running)->size, 2) << "with each transaction that of the one before";
  const int64_t counted = store().CountCheckpoints().value();
  Reopen();
  EXPECT_EQ(store().CountCheckpoints().value(), counted + 1);
  const auto closed = store().NewestCheckpoint();
  ASSERT_TRUE(closed.ok() && closed->has_value());
  EXPECT_EQ((*closed)->size, 3);
}

TEST_P(LogConformance, ReceiptsOnRequest) {
  WriteBatch batch;
  for (int i = 0; i < 40; ++i) {
    batch.screenings.push_back(MakeScreeningRow(absl::StrCat("s", i)));
    batch.screenings.back().want_receipt = i % 2 == 0;
  }
  const auto result = store().TransactAndWait(batch);
  ASSERT_TRUE(result.ok()) << result.status();
  for (size_t i = 0; i < 40; ++i) EXPECT_EQ(result->screenings[i].receipt.empty(), i % 2 != 0) << i;
  EXPECT_NE(result->screenings[6].receipt.find("\nindex 7\n"), std::string::npos) << result->screenings[6].receipt;
}

TEST_P(LogConformance, ListsByWhatIsAskedFor) {
  for (int i = 0; i < 6; ++i) {
    ScreeningRow row = MakeScreeningRow(absl::StrCat("s", i));
    row.caller = i % 2 == 0 ? "alice" : "bob";
    row.disposition = i;
    row.create_time = absl::StrCat("2020-11-2", i, "T05:04:03.000001Z");
    ASSERT_TRUE(store().TransactAndWait(OneScreening(row)).ok());
  }
  ASSERT_TRUE(store().TransactAndWait(OneEvent("heartbeat")).ok());  // 7, by alice, on the 22nd
  ASSERT_TRUE(store().TransactAndWait(OneEvent("export")).ok());     // 8
  const auto indices = [&](const LogFilter& filter, int limit = 100) {
    std::vector<int64_t> found;
    int64_t before = 0;
    do {
      const auto page = store().ListLog(filter, before, limit);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const LogEntryRow& row : page->rows) found.push_back(row.index);
      before = page->next_before;
    } while (before != 0);
    return found;
  };
  const auto with = [](const std::function<void(LogFilter*)>& set) {
    LogFilter filter;
    set(&filter);
    return filter;
  };
  const std::vector<int64_t> all = {8, 7, 6, 5, 4, 3, 2, 1, 0};
  EXPECT_EQ(indices({}), all);
  EXPECT_EQ(indices({}, 1), all);
  EXPECT_EQ(indices({}, 4), all);
  EXPECT_EQ(indices({}, 9), all);
  EXPECT_EQ(indices(with([](LogFilter* f) { f->kind = "screening"; })), (std::vector<int64_t>{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(indices(with([](LogFilter* f) { f->kind = "export"; })), (std::vector<int64_t>{8}));
  EXPECT_EQ(indices(with([](LogFilter* f) { f->actor = "alice"; })), (std::vector<int64_t>{8, 7, 5, 3, 1}));
  EXPECT_EQ(indices(with([](LogFilter* f) { f->disposition = 4; })), (std::vector<int64_t>{5}));
  EXPECT_EQ(indices(with([](LogFilter* f) { f->external_ref = "PO-s2"; })), (std::vector<int64_t>{3}));
  EXPECT_EQ(indices(with([](LogFilter* f) {
              f->created_from = "2020-11-22";
              f->created_before = "2020-11-23";
            })),
            (std::vector<int64_t>{8, 7, 3}));
  EXPECT_EQ(store().NewestEvents("heartbeat", 5)->size(), 1u);
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListLog({}, 0, 0).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListLog({}, 0, kMaxPageRows + 1).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(store().ListLog({}, -1, 1).status()));
}

}  // namespace
}  // namespace cordon
