// A transaction as JSON (what begins with a brace) or as ScreenTransactionRequest bytes, through the whole screener on
// the starter list, without a store. Whatever is answered must be an answer: never less than HOLD when something is
// missing, never less than its worst red flag, writable as a record, and the same the second time.
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
#include "cli/transaction_input.h"
#include "cordon/v1/screening.pb.h"
#include "rules/engine.h"
#include "service/screening/errors.h"
#include "service/screening/list_manager.h"
#include "service/screening/policy.h"
#include "service/screening/screener.h"

namespace {

void RequireOfDeal(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

struct DealFuzzEngine {
  DealFuzzEngine() {
    google::protobuf::SetLogHandler(nullptr);
    auto policy = cordon::LoadPolicy("", {});
    RequireOfDeal(policy.ok() && lists.LoadActive(*std::move(policy)).ok(), "the starter list loads");
  }
  static std::shared_ptr<const cordon::RuleSet> Rules() {
    auto rules = cordon::RuleSet::LoadWithDirectory("");
    RequireOfDeal(rules.ok(), "the shipped rules load");
    return *std::move(rules);
  }
  cordon::FixedClock clock{absl::FromUnixSeconds(1'795'000'000)};
  cordon::Published<cordon::EngineState> state;
  cordon::ListManager lists{&state, Rules(), nullptr, false, false, &clock, cordon::RandomIdSource()};
  cordon::Screener screener{&state, nullptr, false, &clock, cordon::RandomIdSource()};
};

void CheckDealAnswer(const cordon::v1::Screening& answer) {
  RequireOfDeal(answer.disposition() >= cordon::v1::CLEAR && answer.disposition() <= cordon::v1::BLOCK, "disposition");
  RequireOfDeal(answer.incomplete().empty() || answer.disposition() >= cordon::v1::HOLD, "incomplete is at least HOLD");
  RequireOfDeal(answer.match_count() == 0 || answer.disposition() > cordon::v1::CLEAR, "a match is never CLEAR");
  RequireOfDeal(answer.disposition() >= answer.decision().disposition(), "the decision is not lowered");
  RequireOfDeal(answer.decision().legal_status() != cordon::v1::LEGAL_STATUS_UNSPECIFIED, "a legal status");
  RequireOfDeal(answer.parties_size() == answer.transaction().parties_size(), "one result per party");
  for (const auto& flag : answer.decision().red_flags()) {
    RequireOfDeal(flag.disposition() <= answer.disposition(), "worst wins");
    RequireOfDeal(!flag.explanation().empty(), "a red flag is explained");
  }
  const auto record = cordon::ToCanonicalJson(answer);
  RequireOfDeal(record.ok(), "an answer can be written as a record");
  cordon::v1::Screening back;
  RequireOfDeal(cordon::FromJson(*record, &back).ok() && *cordon::ToCanonicalJson(back) == *record,
                "a record reads back");
}

void ScreenDeal(cordon::v1::ScreenTransactionRequest request) {
  static const auto* const engine = new DealFuzzEngine;
  request.set_no_record(true);
  cordon::CallContext context;
  context.caller = "fuzz";
  const auto answer = engine->screener.ScreenTransactionAndWait(request, context);
  if (!answer.ok()) {
    RequireOfDeal(!cordon::GetErrorReason(answer.status()).empty(), "an error has a reason");
    return;
  }
  CheckDealAnswer(*answer);
  const auto again = engine->screener.ScreenTransactionAndWait(request, context);
  RequireOfDeal(again.ok() && again->SerializeAsString() == answer->SerializeAsString(), "the same answer again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  cordon::v1::ScreenTransactionRequest request;
  if (size > 0 && (data[0] == '{' || data[0] == '[')) {
    cordon::cli::TransactionInput input(cordon::MemorySource(bytes), false);
    cordon::cli::TransactionRow row;
    for (int rows = 0; rows < 4 && input.Next(&row); ++rows) {
      if (!row.error.empty()) continue;
      *request.mutable_transaction() = row.transaction;
      ScreenDeal(request);
    }
    return 0;
  }
  if (request.ParseFromString(bytes)) ScreenDeal(std::move(request));
  return 0;
}
