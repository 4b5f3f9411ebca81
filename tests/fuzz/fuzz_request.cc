// The request decoder and everything behind it: any bytes as a ScreenPartyRequest, screened against the starter list
// without a store. Whatever is answered must be an answer: never less than HOLD when something is missing, writable as
// a record, and the same the second time.
#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/published.h"
#include "cordon/v1/screening.pb.h"
#include "rules/engine.h"
#include "service/screening/errors.h"
#include "service/screening/list_manager.h"
#include "service/screening/policy.h"
#include "service/screening/request_check.h"
#include "service/screening/screener.h"

namespace {

void RequireForFuzz(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

std::shared_ptr<const cordon::RuleSet> ShippedRules() {
  auto rules = cordon::RuleSet::LoadWithDirectory("");
  if (!rules.ok()) std::abort();
  return *std::move(rules);
}

struct RequestFuzzEngine {
  RequestFuzzEngine() {
    google::protobuf::SetLogHandler(nullptr);  // it would report each string that is not UTF-8
    auto policy = cordon::LoadPolicy("", {});
    RequireForFuzz(policy.ok() && lists.LoadActive(*std::move(policy)).ok(), "the starter list loads");
  }
  cordon::FixedClock clock{absl::FromUnixSeconds(1'795'000'000)};
  cordon::Published<cordon::EngineState> state;
  cordon::ListManager lists{&state, ShippedRules(), nullptr, false, false, &clock, cordon::RandomIdSource()};
  cordon::Screener screener{&state, nullptr, false, &clock, cordon::RandomIdSource()};
};

cordon::CallContext RequestFuzzContext() {
  cordon::CallContext context;
  context.caller = "fuzz";
  return context;
}

void CheckAnswer(const cordon::v1::Screening& answer) {
  RequireForFuzz(answer.disposition() >= cordon::v1::CLEAR && answer.disposition() <= cordon::v1::BLOCK, "disposition");
  RequireForFuzz(answer.incomplete().empty() || answer.disposition() >= cordon::v1::HOLD,
                 "incomplete is at least HOLD");
  RequireForFuzz(answer.match_count() == 0 || answer.disposition() > cordon::v1::CLEAR, "a match is never CLEAR");
  RequireForFuzz(answer.match_count() >= answer.matches_size(), "match_count is the truth");
  for (const auto& match : answer.matches()) {
    const bool full_name = match.matched_on() != cordon::v1::POSSIBLE_AFFILIATE;
    RequireForFuzz((match.score() >= answer.threshold()) == full_name && match.score() <= 10'000, "score");
    RequireForFuzz(match.disposition() <= answer.disposition(), "worst wins");
  }
  const auto record = cordon::ToCanonicalJson(answer);
  RequireForFuzz(record.ok(), "an answer can be written as a record");
  cordon::v1::Screening back;
  RequireForFuzz(cordon::FromJson(*record, &back).ok() && *cordon::ToCanonicalJson(back) == *record,
                 "a record reads back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* const engine = new RequestFuzzEngine;
  cordon::v1::ScreenPartyRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  request.set_no_record(true);
  const auto answer = engine->screener.ScreenPartyAndWait(request, RequestFuzzContext());
  if (!answer.ok()) {
    RequireForFuzz(!cordon::GetErrorReason(answer.status()).empty(), "an error has a reason");
    return 0;
  }
  CheckAnswer(*answer);
  const auto again = engine->screener.ScreenPartyAndWait(request, RequestFuzzContext());
  RequireForFuzz(again.ok() && again->SerializeAsString() == answer->SerializeAsString(), "the same answer again");
  cordon::v1::ScreenPartyRequest copy;
  RequireForFuzz(copy.ParseFromString(request.SerializeAsString()) &&
                     cordon::RequestDigest(copy) == cordon::RequestDigest(request),
                 "the request's digest is of its content");
  return 0;
}
