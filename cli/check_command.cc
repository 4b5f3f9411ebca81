// cordon check: whole transactions against lists and rules.
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "cli/warnings.h"
#include "service/render/json.h"
#include "service/render/text.h"
#include "service/render/transaction.h"
#include "service/screening/policy.h"
#include "service/screening/request_check.h"

namespace cordon::cli {
namespace {

constexpr int64_t kMaxTransactionBytes = 1 << 20;

absl::StatusOr<v1::Transaction> ReadTransaction(const std::string& file) {
  CORDON_ASSIGN_OR_RETURN(const std::string text, ReadFile(file == "-" ? "/dev/stdin" : file, kMaxTransactionBytes));
  v1::Transaction transaction;
  const absl::Status parsed = FromJson(text, &transaction);
  if (!parsed.ok()) return absl::InvalidArgumentError(absl::StrCat("not a transaction in JSON: ", parsed.message()));
  return transaction;
}

absl::StatusOr<v1::Screening> CheckFile(const std::string& file, const CheckOptions& options,
                                        const v1::ScreenTransactionRequest& base, Backend& backend) {
  v1::ScreenTransactionRequest request = base;
  CORDON_ASSIGN_OR_RETURN(*request.mutable_transaction(), ReadTransaction(file));
  if (!options.as_of.empty()) request.mutable_transaction()->set_as_of(options.as_of);
  return backend.ScreenTransaction(request);
}

struct CheckTotals {
  int errors = 0;
  int incomplete = 0;
  v1::Disposition worst = v1::CLEAR;
};

int CheckExitCode(const CheckTotals& totals, v1::Disposition fail_on) {
  if (totals.worst == v1::BLOCK) return kExitBlockFound;
  if (totals.incomplete > 0) return kExitIncomplete;
  if (totals.errors > 0) return kExitRowsFailed;
  return totals.worst >= fail_on ? kExitHoldFound : kExitDone;
}

// Prints one answer in the chosen format.
class CheckPrinter {
 public:
  explicit CheckPrinter(const Context& context) : context_(context), format_(context.format()) {
    if (format_ == render::Format::kCsv) context_.terminal.Write(render::TransactionCsvHeader());
  }
  void Answer(const std::string& source, const v1::Screening& screening) {
    switch (format_) {
      case render::Format::kTable:
        context_.terminal.Write(render::TransactionText(source, screening, context_.color()));
        break;
      case render::Format::kJson:
        context_.terminal.Write(array_.Row(render::TransactionJson(source, screening)));
        break;
      case render::Format::kJsonl:
        context_.terminal.Write(absl::StrCat(render::TransactionJson(source, screening), "\n"));
        break;
      case render::Format::kCsv:
        context_.terminal.Write(render::TransactionCsvRow(source, screening));
        break;
    }
  }
  void Error(const std::string& source, const std::string& error) {
    switch (format_) {
      case render::Format::kTable:
        context_.terminal.Write(
            absl::StrCat(render::Printable(source), "  HOLD  not judged: ", render::Printable(error), "\n"));
        break;
      case render::Format::kJson:
        context_.terminal.Write(array_.Row(render::TransactionErrorJson(source, error)));
        break;
      case render::Format::kJsonl:
        context_.terminal.Write(absl::StrCat(render::TransactionErrorJson(source, error), "\n"));
        break;
      case render::Format::kCsv:
        context_.terminal.Write(render::TransactionErrorCsvRow(source, error));
        break;
    }
  }
  void Finish() {
    if (format_ == render::Format::kJson) context_.terminal.Write(array_.End());
  }

 private:
  const Context& context_;
  render::Format format_;
  render::JsonArrayLines array_;
};

}  // namespace

absl::StatusOr<int> RunCheck(const CheckOptions& options, const Context& context) {
  v1::ScreenTransactionRequest base;
  if (!options.threshold.empty()) {
    const auto score = ParseScore(options.threshold);
    if (!score.ok() || *score < kMinThreshold) return UsageError("--threshold: a score from 0.5 to 1, such as 0.85");
    base.set_threshold(*score);
  }
  if (!options.as_of.empty() && !ParseDate(options.as_of).ok())
    return UsageError("--as-of: a date of the form YYYY-MM-DD");
  base.set_external_ref(options.external_ref);
  base.set_no_record(options.no_record);
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend,
                          OpenBackend(context.options, options.no_record ? Access::kRead : Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::GetEngineStateResponse state, backend->GetEngineState());
  SayListConditions(state, context.terminal);

  CheckTotals totals;
  CheckPrinter printer(context);
  for (const std::string& file : options.files) {
    const absl::StatusOr<v1::Screening> answer = CheckFile(file, options, base, *backend);
    if (!answer.ok()) {
      ++totals.errors;
      if (answer.status().code() == absl::StatusCode::kFailedPrecondition) ++totals.incomplete;
      printer.Error(file, std::string(answer.status().message()));
      continue;
    }
    if (answer->incomplete_size() > 0) ++totals.incomplete;
    if (answer->disposition() > totals.worst) totals.worst = answer->disposition();
    printer.Answer(file, *answer);
  }
  printer.Finish();
  return CheckExitCode(totals, context.options.fail_on);
}

}  // namespace cordon::cli
