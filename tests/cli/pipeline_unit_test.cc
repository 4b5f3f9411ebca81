// Ordered parallel batches, and what a batch makes of good, bad and missing answers.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "cli/batch_pipeline.h"
#include "cli/screen_batch.h"
#include "cli/screen_command.h"
#include "service/screening/errors.h"

namespace cordon::cli {
namespace {

TEST(BatchPipeline, ResultsComeInTheOrderOfSubmission) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  BatchPipeline<int, int> pipeline(3, [&](int n) {
    int seen = most.load();
    const int now = ++running;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds((n * 7919) % 500));
    --running;
    return n * 10;
  });
  for (int i = 0; i < 200; ++i) {
    pipeline.Submit(i);
    if (pipeline.pending() == 8) {
      EXPECT_EQ(pipeline.Next(), (i - 7) * 10);
    }
  }
  for (int i = 193; i < 200; ++i) EXPECT_EQ(pipeline.Next(), i * 10);
  EXPECT_EQ(pipeline.pending(), 0);
  EXPECT_LE(most.load(), 3);
}

TEST(BatchPipeline, LeavingWithBatchesPendingEnds) {
  BatchPipeline<int, int> pipeline(2, [](int n) { return n; });
  for (int i = 0; i < 50; ++i) pipeline.Submit(i);
  EXPECT_EQ(pipeline.Next(), 0);
}

// Answers what it is told to.
class ScriptedBackend : public Backend {
 public:
  absl::StatusOr<v1::BatchScreenPartiesResponse> reply = v1::BatchScreenPartiesResponse();
  v1::BatchScreenPartiesRequest asked;

  bool remote() const override { return false; }
  absl::StatusOr<v1::BatchScreenPartiesResponse> BatchScreenParties(
      const v1::BatchScreenPartiesRequest& request) override {
    asked = request;
    return reply;
  }
  absl::StatusOr<v1::BatchScreenTransactionsResponse> BatchScreenTransactions(
      const v1::BatchScreenTransactionsRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::Screening> GetScreening(const v1::GetScreeningRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListScreeningsResponse> ListScreenings(const v1::ListScreeningsRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::ExplainNonMatchResponse> ExplainNonMatch(const v1::ExplainNonMatchRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::GetEngineStateResponse> GetEngineState() override { return Unused(); }
  absl::StatusOr<v1::ServerInfo> GetServerInfo() override { return Unused(); }
  absl::StatusOr<v1::GetOwnershipResponse> GetOwnership(const v1::GetOwnershipRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(const v1::ListAuditEntriesRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::AuditEntry> GetAuditEntry(const v1::GetAuditEntryRequest&) override { return Unused(); }
  absl::StatusOr<v1::AuditEntry> RecordExport(const v1::RecordExportRequest&) override { return Unused(); }
  absl::StatusOr<v1::AuditProof> ProveAuditEntry(const v1::ProveAuditEntryRequest&) override { return Unused(); }
  absl::StatusOr<v1::AuditEntry> RotateAuditKey() override { return Unused(); }
  absl::StatusOr<v1::ListRulesResponse> ListRules(const v1::ListRulesRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListCasesResponse> ListCases(const v1::ListCasesRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> GetCase(const v1::GetCaseRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> UpdateCase(const v1::UpdateCaseRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> DecideAlert(const v1::DecideAlertRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> ResolveCase(const v1::ResolveCaseRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> ApproveCase(const v1::ApproveCaseRequest&) override { return Unused(); }
  absl::StatusOr<v1::ReviewCase> ReopenCase(const v1::ReopenCaseRequest&) override { return Unused(); }
  absl::StatusOr<v1::Suppression> ProposeSuppression(const v1::ProposeSuppressionRequest&) override { return Unused(); }
  absl::StatusOr<v1::Suppression> ApproveSuppression(const v1::ApproveSuppressionRequest&) override { return Unused(); }
  absl::StatusOr<v1::Suppression> EndSuppression(const v1::EndSuppressionRequest&) override { return Unused(); }
  absl::StatusOr<v1::Suppression> GetSuppression(const v1::GetSuppressionRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListSuppressionsResponse> ListSuppressions(const v1::ListSuppressionsRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::RegisterPartiesResponse> RegisterParties(const v1::RegisterPartiesRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::RemovePartiesResponse> RemoveParties(const v1::RemovePartiesRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListMonitoredPartiesResponse> ListMonitoredParties(
      const v1::ListMonitoredPartiesRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::MonitorStatus> CompareParties(const v1::ComparePartiesRequest&) override { return Unused(); }
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest&) override { return Unused(); }
  absl::Status WatchEvents(const v1::WatchEventsRequest&,
                           const std::function<bool(const v1::WatchEventsResponse&)>&) override {
    return Unused();
  }
  absl::StatusOr<v1::ListVersionsResponse> ListVersions(const v1::ListVersionsRequest&) override { return Unused(); }
  absl::StatusOr<v1::ActivateListVersionResponse> ActivateListVersion(const v1::ActivateListVersionRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::ListVersion> ConfirmListVersion(const v1::ConfirmListVersionRequest&) override { return Unused(); }
  absl::StatusOr<v1::DiffListVersionsResponse> DiffListVersions(const v1::DiffListVersionsRequest&) override {
    return Unused();
  }
  absl::StatusOr<v1::ListEntry> GetListEntry(const v1::GetListEntryRequest&) override { return Unused(); }
  absl::StatusOr<v1::SearchListEntriesResponse> SearchListEntries(const v1::SearchListEntriesRequest&) override {
    return Unused();
  }
  absl::Status ExportList(const v1::ExportListRequest&,
                          const std::function<absl::Status(absl::string_view)>&) override {
    return Unused();
  }
  absl::StatusOr<v1::ImportListResponse> ImportList(std::unique_ptr<ByteSource>, const v1::ImportHeader&,
                                                    const std::function<void(int64_t)>&) override {
    return Unused();
  }

 private:
  static absl::Status Unused() { return absl::UnimplementedError("not asked here"); }
};

std::vector<InputRow> ThreeRows() {
  std::vector<InputRow> rows(3);
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].row = static_cast<int64_t>(i) + 1;
    rows[i].party.set_name(absl::StrCat("party ", i + 1));
  }
  rows[1].error = "unreadable";
  return rows;
}

v1::Screening Clear() {
  v1::Screening screening;
  screening.set_disposition(v1::CLEAR);
  return screening;
}

TEST(ScreenBatch, AnswersOfAnEarlierRunThatCouldBeOthersNowAreCounted) {
  const RunBeginning now = {"sha256:a", "2026-06-15T10:00:00.000000Z", false};
  struct Row {
    const char* what;
    const char* state;
    const char* time;
    const char* as_of;
    bool lists_old;
    const char* asked_as_of;
    int outdated;
  };
  const std::vector<Row> rows = {
      {"of this run", "sha256:b", "2026-06-15T10:00:00.000001Z", "2026-06-15", true, "", 0},
      {"same day, same lists", "sha256:a", "2026-06-15T09:00:00.000000Z", "2026-06-15", false, "", 0},
      {"other lists", "sha256:b", "2026-06-15T09:00:00.000000Z", "2026-06-15", false, "", 1},
      {"another day", "sha256:a", "2026-06-14T23:59:59.000000Z", "2026-06-14", false, "", 1},
      {"another day, asked for one", "sha256:a", "2026-06-14T09:00:00.000000Z", "2026-01-01", false, "2026-01-01", 0},
      {"lists have grown old", "sha256:a", "2026-06-15T09:00:00.000000Z", "2026-06-15", true, "", 1},
  };
  for (const Row& row : rows) {
    ScriptedBackend backend;
    v1::Screening* const answer = backend.reply->add_results()->mutable_screening();
    *answer = Clear();
    answer->set_engine_state(row.state);
    answer->set_create_time(row.time);
    answer->set_as_of(row.as_of);
    std::vector<InputRow> one = ThreeRows();
    one.resize(1);
    v1::ScreenPartyRequest base;
    base.set_as_of(row.asked_as_of);
    RunBeginning beginning = now;
    beginning.incomplete = row.lists_old;
    EXPECT_EQ(ScreenBatch(backend, std::move(one), base, render::Format::kTable, {}, beginning).outdated, row.outdated)
        << row.what;
  }
}

TEST(ScreenBatch, RowsAndAnswersKeepTogether) {
  ScriptedBackend backend;
  *backend.reply->add_results()->mutable_screening() = Clear();
  *backend.reply->add_results()->mutable_error() = ToRpcStatus(InvalidField("requests[1].party.name", "too long"));
  const ScreenBatchResult result = ScreenBatch(backend, ThreeRows(), {}, render::Format::kTable, {}, {});
  ASSERT_EQ(result.parties.size(), 3U);
  EXPECT_EQ(backend.asked.requests_size(), 2);
  EXPECT_NE(backend.asked.requests(0).request_id(), "");
  EXPECT_NE(backend.asked.requests(0).request_id(), backend.asked.requests(1).request_id());
  EXPECT_EQ(result.parties[0].error, "");
  EXPECT_EQ(result.parties[1].error, "unreadable");
  EXPECT_EQ(result.parties[2].error, "name: too long");
  EXPECT_EQ(result.summary.errors, 2);
}

TEST(ScreenBatch, NoFailureIsEverClear) {
  struct Case {
    const char* what;
    absl::StatusOr<v1::BatchScreenPartiesResponse> reply;
  };
  std::vector<Case> cases;
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kCancelled,
        absl::StatusCode::kResourceExhausted, absl::StatusCode::kInternal, absl::StatusCode::kDataLoss}) {
    cases.push_back({"a failed call", absl::Status(code, "")});
  }
  v1::BatchScreenPartiesResponse short_reply;
  *short_reply.add_results()->mutable_screening() = Clear();
  cases.push_back({"one result for two parties", short_reply});
  v1::BatchScreenPartiesResponse empty_results;
  empty_results.add_results();
  empty_results.add_results();
  cases.push_back({"neither screening nor error", empty_results});
  v1::BatchScreenPartiesResponse undecided;
  undecided.add_results()->mutable_screening();
  undecided.add_results()->mutable_screening();
  cases.push_back({"no disposition", undecided});
  v1::BatchScreenPartiesResponse ok_errors;
  ok_errors.add_results()->mutable_error();
  ok_errors.add_results()->mutable_error();
  cases.push_back({"an error that says OK", ok_errors});
  for (Case& one : cases) {
    ScriptedBackend backend;
    backend.reply = std::move(one.reply);
    const ScreenBatchResult result = ScreenBatch(backend, ThreeRows(), {}, render::Format::kJsonl, {}, {});
    EXPECT_EQ(result.summary.errors, 3) << one.what;
    EXPECT_EQ(result.text.find("CLEAR"), std::string::npos) << one.what;
    EXPECT_EQ(ScreenExitCode(result.summary, result.refused, v1::BLOCK), kExitRowsFailed) << one.what;
  }
}

TEST(ScreenBatch, ListsThatAreRefusedMakeTheRunIncomplete) {
  for (const char* const reason : {"NO_LIST", "LISTS_TOO_OLD"}) {
    ScriptedBackend backend;
    backend.reply = MakeError(absl::StatusCode::kFailedPrecondition, reason, "no");
    std::vector<InputRow> rows = ThreeRows();
    rows[1].error.clear();
    const ScreenBatchResult result = ScreenBatch(backend, std::move(rows), {}, render::Format::kJsonl, {}, {});
    EXPECT_EQ(result.refused, 3);
    EXPECT_EQ(ScreenExitCode(result.summary, result.refused, v1::HOLD), kExitIncomplete);
  }
}

TEST(ScreenExitCodes, Precedence) {
  const auto code = [](v1::Disposition worst, int64_t incomplete, int64_t errors, v1::Disposition fail_on) {
    render::ScreeningSummary summary;
    summary.dispositions[worst] = 1;
    summary.incomplete = incomplete;
    summary.errors = errors;
    return ScreenExitCode(summary, 0, fail_on);
  };
  EXPECT_EQ(code(v1::CLEAR, 0, 0, v1::HOLD), 0);
  EXPECT_EQ(code(v1::NOTE, 0, 0, v1::HOLD), 0);
  EXPECT_EQ(code(v1::HOLD, 0, 0, v1::HOLD), 3);
  EXPECT_EQ(code(v1::ESCALATE, 0, 0, v1::HOLD), 3);
  EXPECT_EQ(code(v1::HOLD, 0, 0, v1::ESCALATE), 0);
  EXPECT_EQ(code(v1::ESCALATE, 0, 0, v1::ESCALATE), 3);
  EXPECT_EQ(code(v1::ESCALATE, 0, 0, v1::BLOCK), 0);
  EXPECT_EQ(code(v1::BLOCK, 1, 1, v1::BLOCK), 4);
  EXPECT_EQ(code(v1::HOLD, 1, 1, v1::BLOCK), 5);
  EXPECT_EQ(code(v1::HOLD, 0, 1, v1::BLOCK), 6);
}

TEST(RowErrors, NameTheFieldAsTheAnalystKnowsIt) {
  EXPECT_EQ(RowError(absl::InvalidArgumentError("requests[12].party.countries[0]: bad")), "countries[0]: bad");
  EXPECT_EQ(RowError(absl::InvalidArgumentError("party.name: bad")), "name: bad");
  EXPECT_EQ(RowError(absl::UnavailableError("server gone")), "server gone");
  EXPECT_NE(RowError(absl::Status(absl::StatusCode::kInternal, "")), "");
}

}  // namespace
}  // namespace cordon::cli
