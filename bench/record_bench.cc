// What writing one record costs beyond matching and storing: canonical JSON, digest, id, request digest.
#include <benchmark/benchmark.h>

#include "base/canonical_json.h"
#include "base/ids.h"
#include "base/sha256.h"
#include "cordon/v1/screening.pb.h"
#include "service/screening/request_check.h"

namespace cordon {
namespace {

// As a screening of one name against the Consolidated Screening List with one match.
v1::Screening TypicalScreening() {
  v1::Screening screening;
  screening.set_name("screenings/01m80zc6e2jxz85x974sf02b59");
  screening.set_record_version(1);
  screening.mutable_party()->set_name("Example Technology Development Co.,Ltd.");
  screening.set_as_of("2026-11-22");
  screening.set_threshold(8'500);
  screening.set_disposition(v1::HOLD);
  screening.set_match_count(1);
  v1::Match* const match = screening.add_matches();
  match->set_list("EL");
  match->set_entry_id("1234567");
  match->set_entry_name("Example Technology Development Co., Ltd.");
  match->set_matched_name("Example Technology Development Co., Ltd.");
  match->set_score(9'410);
  match->set_priority(50);
  match->set_disposition(v1::HOLD);
  for (const char* const token : {"example", "technology", "development", "co", "ltd"}) {
    v1::TokenAlignment* const step = match->add_alignment();
    step->set_query(token);
    step->set_listed(token);
    step->set_relation(v1::EQUAL);
    step->set_similarity(10'000);
    step->set_weight(700);
  }
  match->set_citation("84 FR 22961");
  match->set_license_requirement("For all items subject to the EAR (See \xC2\xA7 744.11 of the EAR)");
  match->set_license_policy("Presumption of denial");
  for (const char* const list : {"CAP", "CMIC", "DPL", "DTC", "EL", "ISN", "MBS", "MEU", "PLC", "SDN", "SSI", "UVL"}) {
    v1::ListStamp* const stamp = screening.add_lists();
    stamp->set_list(list);
    stamp->set_published("2026-07-31");
  }
  screening.set_engine_version("cordon-engine/1");
  screening.set_engine_state("sha256:16c62d4ac734018b0c2983f791cb160f57122f45c0e2c38e7a62ee59c3e043e0");
  screening.set_policy_digest("sha256:2cdef60de9e3b07863b257511ec9dafb036f5cfdd8c5d090c9e62ae18d7c20f6");
  screening.set_caller("cert:procurement-backend");
  screening.set_request_id("f1443ee5-f5d9-4293-a9ea-8dd8eed61e59");
  screening.set_create_time("2026-11-22T06:33:55.394507Z");
  screening.set_kind("PARTY");
  screening.set_request_sha256("a830fee609d7e098d2d0970e411582b9aca678380719fbee6c6319a7af75593d");
  return screening;
}

void BM_CanonicalJson(benchmark::State& state) {
  const v1::Screening screening = TypicalScreening();
  for (auto _ : state) benchmark::DoNotOptimize(ToCanonicalJson(screening));
}
BENCHMARK(BM_CanonicalJson);

void BM_ReadBack(benchmark::State& state) {
  const std::string json = *ToCanonicalJson(TypicalScreening());
  v1::Screening screening;
  for (auto _ : state) benchmark::DoNotOptimize(FromJson(json, &screening).ok());
}
BENCHMARK(BM_ReadBack);

void BM_RecordDigest(benchmark::State& state) {
  const std::string json = *ToCanonicalJson(TypicalScreening());
  for (auto _ : state) benchmark::DoNotOptimize(Sha256Hex(json));
}
BENCHMARK(BM_RecordDigest);

void BM_RequestDigest(benchmark::State& state) {
  v1::ScreenPartyRequest request;
  request.mutable_party()->set_name("Example Technology Development Co.,Ltd.");
  request.set_request_id("f1443ee5-f5d9-4293-a9ea-8dd8eed61e59");
  for (auto _ : state) benchmark::DoNotOptimize(RequestDigest(request));
}
BENCHMARK(BM_RequestDigest);

void BM_NewId(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(RandomIdSource()->NewId(1'795'000'000'000));
}
BENCHMARK(BM_NewId);

void BM_Serialize(benchmark::State& state) {
  const v1::Screening screening = TypicalScreening();
  for (auto _ : state) benchmark::DoNotOptimize(screening.SerializeAsString());
}
BENCHMARK(BM_Serialize);

}  // namespace
}  // namespace cordon
