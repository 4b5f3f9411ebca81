// cordon check: whole transactions against lists and rules.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "cli/request_id.h"
#include "cli/screen_batch.h"
#include "cli/transaction_input.h"
#include "cli/warnings.h"
#include "service/render/json.h"
#include "service/render/text.h"
#include "service/render/transaction.h"
#include "service/screening/errors.h"
#include "service/screening/policy.h"
#include "service/screening/request_check.h"

namespace cordon::cli {
namespace {

// So many transactions, or as soon as they hold so many bytes, go to the engine together: a batch over the network
// stays well under its limit, and its records share one write to the disk.
constexpr int kCheckBatch = 64;
constexpr size_t kCheckBatchBytes = 1 << 20;

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
  void Answer(const render::TransactionSource& source, const v1::Screening& screening) {
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
  void Error(const render::TransactionSource& source, const std::string& error) {
    switch (format_) {
      case render::Format::kTable:
        context_.terminal.Write(
            absl::StrCat(render::SourceText(source), "  HOLD  not judged: ", render::Printable(error), "\n"));
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

bool CannotBeAnswered(const absl::Status& status) { return status.code() == absl::StatusCode::kFailedPrecondition; }

// Collects rows, has them judged in batches, and prints one answer per row in the order they came.
class CheckRun {
 public:
  CheckRun(const v1::ScreenTransactionRequest& base, const std::string& as_of, Backend& backend, CheckPrinter& printer)
      : base_(base), as_of_(as_of), backend_(backend), printer_(printer) {}

  void Add(render::TransactionSource source, TransactionRow row) {
    pending_.push_back({std::move(source), std::move(row.error), -1});
    if (pending_.back().error.empty()) {
      pending_.back().request = request_.requests_size();
      v1::ScreenTransactionRequest* one = request_.add_requests();
      *one = base_;
      *one->mutable_transaction() = std::move(row.transaction);
      if (!as_of_.empty()) one->mutable_transaction()->set_as_of(as_of_);
      if (!one->no_record()) one->set_request_id(NewRequestId());
      bytes_ += one->ByteSizeLong();
    }
    if (static_cast<int>(pending_.size()) >= kCheckBatch || bytes_ >= kCheckBatchBytes) Flush();
  }

  void Flush() {
    absl::StatusOr<v1::BatchScreenTransactionsResponse> answer = v1::BatchScreenTransactionsResponse();
    if (request_.requests_size() > 0) answer = backend_.BatchScreenTransactions(request_);
    if (answer.ok() && answer->results_size() != request_.requests_size()) {
      answer = absl::InternalError(
          absl::StrCat("got ", answer->results_size(), " results for ", request_.requests_size(), " transactions"));
    }
    for (const Pending& row : pending_) {
      if (row.request < 0) {
        ++totals_.errors;
        printer_.Error(row.source, row.error);
        continue;
      }
      absl::Status status = answer.status();
      if (answer.ok()) {
        const v1::BatchScreenTransactionsResult& one = answer->results(row.request);
        if (one.has_screening() && one.screening().disposition() != v1::DISPOSITION_UNSPECIFIED) {
          Answered(row.source, one.screening());
          continue;
        }
        status = one.has_error() ? FromRpcStatus(one.error()) : absl::OkStatus();
        if (status.ok()) status = absl::InternalError("the answer holds neither a result nor an error");
      }
      ++totals_.errors;
      if (CannotBeAnswered(status)) ++totals_.incomplete;
      printer_.Error(row.source, RowError(status));
    }
    pending_.clear();
    request_.Clear();
    bytes_ = 0;
  }

  const CheckTotals& totals() const { return totals_; }

 private:
  struct Pending {
    render::TransactionSource source;
    std::string error;
    int request;  // index in request_, -1: none
  };

  void Answered(const render::TransactionSource& source, const v1::Screening& screening) {
    if (screening.incomplete_size() > 0) ++totals_.incomplete;
    totals_.worst = std::max(totals_.worst, screening.disposition());
    printer_.Answer(source, screening);
  }

  const v1::ScreenTransactionRequest base_;
  const std::string as_of_;
  Backend& backend_;
  CheckPrinter& printer_;
  std::vector<Pending> pending_;
  v1::BatchScreenTransactionsRequest request_;
  size_t bytes_ = 0;
  CheckTotals totals_;
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

  CheckPrinter printer(context);
  CheckRun run(base, options.as_of, *backend, printer);
  for (const std::string& file : options.files) {
    const absl::StatusOr<std::unique_ptr<TransactionInput>> input = TransactionInput::Open(file);
    TransactionRow row;
    if (!input.ok()) {
      row.error = std::string(input.status().message());
      run.Add({file, 0}, std::move(row));
      continue;
    }
    while ((*input)->Next(&row)) {
      const int64_t number = row.row;
      run.Add({file, number}, std::move(row));
    }
  }
  run.Flush();
  printer.Finish();
  return CheckExitCode(run.totals(), context.options.fail_on);
}

}  // namespace cordon::cli
