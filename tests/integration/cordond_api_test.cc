// The API's contract against a real cordond: records, retries, batches, errors, limits, lists.
#include <atomic>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "tests/integration/cordond_fixture.h"

namespace cordon {
namespace {

using Api = CordondTest;

TEST_F(Api, ScreensAndReadsBack) {
  Start();
  Import(kOwnList, "OWNA");
  v1::ScreenPartyRequest request = PartyRequest("Qorvandel Gyroscope Bureau");
  request.set_external_ref("PO-17");
  request.set_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  const v1::Screening answer = Screen(request);
  EXPECT_EQ(answer.disposition(), v1::HOLD);
  ASSERT_EQ(answer.matches_size(), 1);
  EXPECT_EQ(answer.matches(0).list(), "OWNA");
  EXPECT_EQ(answer.matches(0).entry_id(), "Q1");
  EXPECT_EQ(answer.caller(), "loopback");
  EXPECT_EQ(answer.external_ref(), "PO-17");
  EXPECT_EQ(answer.record_sha256().size(), 64U);
  EXPECT_FALSE(answer.engine_state().empty());

  v1::Screening stored;
  ASSERT_TRUE(ReadWith(*client_, answer.name(), &stored).ok());
  EXPECT_EQ(stored.SerializeAsString(), answer.SerializeAsString());
  EXPECT_EQ(ReadWith(*client_, "screenings/none", &stored).error_code(), grpc::StatusCode::NOT_FOUND);

  EXPECT_EQ(Screen(PartyRequest("Unremarkable Bakery of Lower Saxony")).disposition(), v1::CLEAR);

  grpc::ClientContext context;
  v1::ListScreeningsRequest list;
  list.set_filter("external_ref = \"PO-17\"");
  v1::ListScreeningsResponse listed;
  ASSERT_TRUE(client_->screening->ListScreenings(&context, list, &listed).ok());
  ASSERT_EQ(listed.screenings_size(), 1);
  EXPECT_EQ(listed.screenings(0).SerializeAsString(), answer.SerializeAsString());
}

TEST_F(Api, CallerOverTheSocketIsItsOwner) {
  Start();
  client_ = std::make_unique<Client>(server_->socket());
  EXPECT_EQ(Screen(PartyRequest("Example")).caller().rfind(absl::StrCat("uid:", getuid()), 0), 0U);
}

TEST_F(Api, WhatIfNeedsTheSocket) {
  Start();
  v1::ScreenPartyRequest request = PartyRequest("Example");
  request.set_no_record(true);
  v1::Screening answer;
  const grpc::Status refused = ScreenWith(*client_, request, &answer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Reason(refused), "NO_RECORD_REFUSED");
  client_ = std::make_unique<Client>(server_->socket());
  EXPECT_TRUE(Screen(request).record_sha256().empty());
}

TEST_F(Api, RetryGetsTheStoredAnswerByteForByte) {
  Start();
  const v1::ScreenPartyRequest request = PartyRequest("Qorvandel", "0c9b7e0e-5d0e-4a3e-9a53-1b8d8a4f1f01");
  const v1::Screening first = Screen(request);
  v1::ScreenPartyRequest retry = request;
  retry.set_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");  // a retry is traced anew
  EXPECT_EQ(Screen(retry).SerializeAsString(), first.SerializeAsString());

  v1::ScreenPartyRequest other = request;
  other.mutable_party()->set_name("Somebody Else");
  v1::Screening answer;
  const grpc::Status refused = ScreenWith(*client_, other, &answer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Reason(refused), "REQUEST_ID_REUSED");
  EXPECT_EQ(GetErrorMetadata(Details(refused)).at("screening"), first.name());

  // Another caller's id is another id.
  const Client socket(server_->socket());
  ASSERT_TRUE(ScreenWith(socket, other, &answer).ok());
  EXPECT_NE(answer.name(), first.name());
}

TEST_F(Api, SimultaneousRetriesMakeOneRecord) {
  Start();
  const v1::ScreenPartyRequest request = PartyRequest("Qorvandel", "0c9b7e0e-5d0e-4a3e-9a53-1b8d8a4f1f02");
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 16; ++i) {
    answers.push_back(std::async(std::launch::async, [&] { return Screen(request).SerializeAsString(); }));
  }
  const std::string first = answers[0].get();
  EXPECT_FALSE(first.empty());
  for (size_t i = 1; i < answers.size(); ++i) EXPECT_EQ(answers[i].get(), first);
}

TEST_F(Api, BatchKeepsOrderAndFailsByItem) {
  Start();
  Import(kOwnList, "OWNA");
  v1::BatchScreenPartiesRequest batch;
  const char* const kNames[] = {"Zephyrtronic Lattice Works", "", "Plain Bakery", "Qorvandel Instruments"};
  for (const char* const name : kNames) *batch.add_requests() = PartyRequest(name);
  batch.mutable_requests(2)->set_threshold(17);
  grpc::ClientContext context;
  v1::BatchScreenPartiesResponse response;
  const grpc::Status status = client_->screening->BatchScreenParties(&context, batch, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.results_size(), 4);
  EXPECT_EQ(response.results(0).screening().matches(0).entry_id(), "Q2");
  EXPECT_EQ(GetErrorReason(FromRpcStatus(response.results(1).error())), "NOTHING_TO_SCREEN");
  EXPECT_EQ(GetErrorMetadata(FromRpcStatus(response.results(2).error())).at("field"), "requests[2].threshold");
  EXPECT_EQ(response.results(3).screening().matches(0).entry_id(), "Q1");
  v1::Screening stored;
  ASSERT_TRUE(ReadWith(*client_, response.results(3).screening().name(), &stored).ok());
  EXPECT_EQ(stored.SerializeAsString(), response.results(3).screening().SerializeAsString());
}

TEST_F(Api, BatchLimit) {
  Start();
  v1::BatchScreenPartiesRequest batch;
  for (int i = 0; i < 1'000; ++i) *batch.add_requests() = PartyRequest(absl::StrCat("Party Number ", i));
  grpc::ClientContext full;
  v1::BatchScreenPartiesResponse response;
  const grpc::Status accepted = client_->screening->BatchScreenParties(&full, batch, &response);
  EXPECT_TRUE(accepted.ok()) << accepted.error_message();
  EXPECT_EQ(response.results_size(), 1'000);
  *batch.add_requests() = PartyRequest("One Too Many");
  grpc::ClientContext over;
  EXPECT_EQ(Reason(client_->screening->BatchScreenParties(&over, batch, &response)), "BATCH_TOO_LARGE");
}

TEST_F(Api, BadFieldsAreNamed) {
  Start();
  const struct {
    const char* field;
    std::function<void(v1::ScreenPartyRequest*)> spoil;
  } kCases[] = {
      {"party", [](v1::ScreenPartyRequest* r) { r->clear_party(); }},
      {"party.name", [](v1::ScreenPartyRequest* r) { r->mutable_party()->set_name(std::string(513, 'a')); }},
      {"party.countries[1]",
       [](v1::ScreenPartyRequest* r) {
         r->mutable_party()->add_countries("CN");
         r->mutable_party()->add_countries("China");
       }},
      {"as_of", [](v1::ScreenPartyRequest* r) { r->set_as_of("2026-02-30"); }},
      {"threshold", [](v1::ScreenPartyRequest* r) { r->set_threshold(10'001); }},
      {"external_ref", [](v1::ScreenPartyRequest* r) { r->set_external_ref(std::string(129, 'a')); }},
      {"party.aliases",
       [](v1::ScreenPartyRequest* r) {
         for (int i = 0; i < 33; ++i) r->mutable_party()->add_aliases("x");
       }},
  };
  for (const auto& item : kCases) {
    v1::ScreenPartyRequest request = PartyRequest("Example");
    item.spoil(&request);
    v1::Screening answer;
    const grpc::Status status = ScreenWith(*client_, request, &answer);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << item.field;
    EXPECT_EQ(GetErrorMetadata(Details(status))["field"], item.field) << status.error_message();
  }
}

TEST_F(Api, CapFromTheFlagRefusesWithRetryInfo) {
  Start({"--max-in-flight", "1"});
  std::atomic<int> answered{0};
  std::atomic<int> refused{0};
  std::atomic<int> other{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 20; ++k) {
        v1::Screening answer;
        const grpc::Status status = ScreenWith(*client_, PartyRequest(absl::StrCat("Party ", i, " ", k)), &answer);
        if (status.ok()) {
          ++answered;
        } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
                   GetRetryAfterMs(Details(status)) > 0) {
          ++refused;
        } else {
          ++other;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(answered, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(other, 0);
  grpc::ClientContext context;
  v1::ServerInfo info;
  ASSERT_TRUE(client_->engine->GetServerInfo(&context, {}, &info).ok());
  EXPECT_EQ(info.screenings_recorded(), answered) << "a refused call leaves no record";
}

TEST_F(Api, DeadlineOfThePolicy) {
  ASSERT_TRUE(
      WriteFileAtomically(directory_ / "policy.textproto", "limits { default_deadline_ms: 10 max_batch: 1000 }").ok());
  Start({"--config", directory_ / "policy.textproto"});
  v1::BatchScreenPartiesRequest batch;
  for (int i = 0; i < 1'000; ++i)
    *batch.add_requests() = PartyRequest(absl::StrCat("Party Number ", i, " of Many Trading Companies"));
  grpc::ClientContext context;
  v1::BatchScreenPartiesResponse response;
  const grpc::Status status = client_->screening->BatchScreenParties(&context, batch, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(Reason(status), "DEADLINE");
  EXPECT_EQ(response.results_size(), 0);
}

TEST_F(Api, ListsByStreamWhileScreening) {
  Start();
  Import(kOwnList, "OWNA");
  std::atomic<bool> stop{false};
  std::atomic<int> calls{0};
  std::atomic<int> wrong{0};
  std::thread screens([&] {
    while (!stop) {
      v1::Screening answer;
      const grpc::Status status = ScreenWith(*client_, PartyRequest("Zephyrtronic Lattice Works"), &answer);
      // Both versions of the list have it; no moment may be without.
      if (!status.ok() || answer.match_count() != 1) ++wrong;
      ++calls;
    }
  });
  std::string larger = kOwnList;
  for (int i = 0; i < 3'000; ++i) absl::StrAppend(&larger, "N", i, ",Nonesuch Holding Number ", i, ",,DE\n");
  for (int round = 0; round < 3; ++round) Import(round % 2 == 0 ? larger : std::string(kOwnList), "OWNA");
  stop = true;
  screens.join();
  EXPECT_GT(calls, 0);
  EXPECT_EQ(wrong, 0);
}

TEST_F(Api, RefusedImportChangesNothing) {
  Start();
  Import(kOwnList, "OWNA");
  const std::string before = Screen(PartyRequest("Qorvandel Instruments")).engine_state();
  v1::ImportListResponse response;
  const grpc::Status status = ImportWith(*client_, "id,name\nA,First\nA,Same id again\n", "OWNA", &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Reason(status), "IMPORT_REFUSED");
  EXPECT_NE(status.error_message().find("row"), std::string::npos) << status.error_message();
  EXPECT_EQ(Screen(PartyRequest("Qorvandel Instruments")).engine_state(), before);
}

TEST_F(Api, ListsReadBack) {
  Start();
  Import(kOwnList, "OWNA");
  grpc::ClientContext show;
  v1::GetListEntryRequest get;
  get.set_list("OWNA");
  get.set_entry_id("Q2");
  v1::ListEntry entry;
  ASSERT_TRUE(client_->lists->GetListEntry(&show, get, &entry).ok());
  EXPECT_EQ(entry.entry_name(), "Zephyrtronic Lattice Works");

  grpc::ClientContext search;
  v1::SearchListEntriesRequest query;
  query.set_query("qorvandel");
  v1::SearchListEntriesResponse found;
  const grpc::Status searched = client_->lists->SearchListEntries(&search, query, &found);
  ASSERT_TRUE(searched.ok()) << searched.error_message();
  EXPECT_EQ(found.total_size(), 1);

  grpc::ClientContext write;
  v1::ExportListRequest which;
  which.set_list("OWNA");
  const auto reader = client_->lists->ExportList(&write, which);
  std::string file;
  for (v1::ExportListResponse message; reader->Read(&message);) file += message.chunk();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(file.rfind("id,name", 0), 0U);
  EXPECT_NE(file.find("Zephyrtronic Lattice Works"), std::string::npos);

  grpc::ClientContext versions;
  v1::ListVersionsResponse active;
  ASSERT_TRUE(client_->lists->ListVersions(&versions, {}, &active).ok());
  EXPECT_GT(active.versions_size(), 0);

  grpc::ClientContext state;
  v1::GetEngineStateResponse engine;
  ASSERT_TRUE(client_->engine->GetEngineState(&state, {}, &engine).ok());
  EXPECT_EQ(engine.state().digest(), Screen(PartyRequest("Example")).engine_state());
}

TEST_F(Api, LogNamesNoParty) {
  Start({"--log-level", "debug"});
  Import(kOwnList, "OWNA");
  Screen(PartyRequest("Qorvandel Gyroscope Bureau"));
  v1::Screening answer;
  v1::ScreenPartyRequest bad = PartyRequest("Qorvandel Gyroscope Bureau");
  bad.set_threshold(1);
  EXPECT_FALSE(ScreenWith(*client_, bad, &answer).ok());
  server_->Signal(SIGTERM);
  EXPECT_EQ(server_->WaitForExit(), 0);
  const std::string log = server_->Log();
  EXPECT_NE(log.find("\"method\":\"ScreenParty\""), std::string::npos);
  EXPECT_EQ(log.find("Qorvandel"), std::string::npos) << log;
}

}  // namespace
}  // namespace cordon
