#include "cli/screen_command.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/batch_pipeline.h"
#include "cli/open_backend.h"
#include "cli/progress.h"
#include "cli/screen_batch.h"
#include "cli/warnings.h"
#include "service/screening/policy.h"
#include "service/screening/request_check.h"

namespace cordon::cli {
namespace {

constexpr int kBatchRows = 256;
constexpr size_t kBatchBytes = 1U << 20U;
constexpr int kScreenThreads = 2;
// While two batches are computed, others wait for the disk or for the reader.
constexpr int kScreenThreadsRecording = 4;
constexpr int64_t kMaxPending = 8;
constexpr size_t kTablePortion = 500;

// What holds for every party of the run.
absl::StatusOr<v1::ScreenPartyRequest> BaseRequest(const ScreenOptions& options, bool remote) {
  v1::ScreenPartyRequest base;
  std::string threshold = options.threshold;
  std::string origin = "--threshold";
  // In process the policy reads the variable; a server cannot see it.
  const char* const variable = std::getenv("CORDON_THRESHOLD");
  if (threshold.empty() && remote && variable != nullptr) {
    threshold = variable;
    origin = "environment CORDON_THRESHOLD";
  }
  if (!threshold.empty()) {
    const auto score = ParseScore(threshold);
    if (!score.ok()) return UsageError(absl::StrCat(origin, ": ", score.status().message()));
    if (*score < kMinThreshold)
      return UsageError(absl::StrCat(origin, ": ", threshold, " is below 0.5, the least allowed"));
    base.set_threshold(*score);
  }
  if (!options.as_of.empty()) {
    const auto day = ParseDate(options.as_of);
    if (!day.ok()) return UsageError(absl::StrCat("--as-of: ", day.status().message()));
    base.set_as_of(options.as_of);
  }
  if (!IsValidUtf8(options.external_ref) || options.external_ref.size() > kMaxKeyBytes) {
    return UsageError(absl::StrCat("--external-ref: give at most ", kMaxKeyBytes, " bytes of UTF-8"));
  }
  base.set_external_ref(options.external_ref);
  if (!options.batch.empty() && options.no_record) {
    return UsageError("--batch and --no-record exclude each other: what is not recorded cannot be found again");
  }
  base.set_request_id(options.batch);  // each row's own is made of it
  base.set_near_misses(options.near_misses);
  base.set_no_record(options.no_record);
  return base;
}

absl::StatusOr<std::unique_ptr<PartySource>> OpenSource(const ScreenOptions& options) {
  CORDON_ASSIGN_OR_RETURN(const v1::Party party, PartyFromFlags(options.party));
  const bool has_values = party.addresses_size() + party.ids_size() + party.wallets_size() > 0;
  const bool from_stdin = options.names.size() == 1 && options.names[0] == "-";
  if (!options.file.empty() || from_stdin) {
    if (!options.file.empty() && !options.names.empty()) {
      return UsageError("give either names or -f FILE, not both");
    }
    if (has_values || party.countries_size() > 0 || !party.ref().empty()) {
      return UsageError(
          "--country, --address, --id, --wallet and --ref describe a party named on the command line; "
          "in a file they are columns (country, address, id, wallet, ref)");
    }
    return OpenPartyFile(from_stdin ? "-" : options.file, party);
  }
  if (options.names.empty() && !has_values) {
    return UsageError(
        "nothing to screen: give a NAME, -f parties.csv, - for standard input, or --address, --id, --wallet");
  }
  return PartiesFromNames(options.names, party);
}

// Reads the next batch; empty at the end. What was read before an error is in the batch.
absl::Status ReadBatch(PartySource& source, size_t rows, std::vector<InputRow>* batch) {
  size_t bytes = 0;
  while (batch->size() < rows && bytes < kBatchBytes) {
    InputRow row;
    CORDON_ASSIGN_OR_RETURN(const bool more, source.Next(&row));
    if (!more) break;
    bytes += row.party.ByteSizeLong();
    batch->push_back(std::move(row));
  }
  return absl::OkStatus();
}

// Prints results in input order, whatever the format.
class RowPrinter {
 public:
  RowPrinter(const Context& context, const render::ScreeningOptions& rendering)
      : terminal_(context.terminal), format_(context.format()), color_(context.color()), rendering_(rendering) {
    if (format_ == render::Format::kCsv) terminal_.Write(render::ScreeningCsvHeader());
  }

  void Print(const ScreenBatchResult& result) {
    switch (format_) {
      case render::Format::kTable:
        for (const render::ScreenedParty& party : result.parties) {
          render::AddToTable(party, rendering_, &table_);
          if (table_.pending() >= kTablePortion) terminal_.Write(table_.Draw(color_));
        }
        break;
      case render::Format::kJson:
        if (!result.text.empty()) terminal_.Write(lines_.Row(result.text));
        break;
      default:
        terminal_.Write(result.text);
    }
  }

  absl::Status Finish() {
    if (format_ == render::Format::kJson) terminal_.Write(lines_.End());
    if (format_ == render::Format::kTable && table_.pending() > 0) terminal_.Write(table_.Draw(color_));
    return terminal_.Flush();
  }

 private:
  Terminal& terminal_;
  const render::Format format_;
  const bool color_;
  const render::ScreeningOptions rendering_;
  render::Table table_ = render::ScreeningTable();
  render::JsonArrayLines lines_;
};

struct RunTotals {
  render::ScreeningSummary summary;
  int64_t refused = 0;
  int64_t outdated = 0;
};

int64_t Alerts(const render::ScreeningSummary& summary) {
  int64_t alerts = 0;
  for (const auto& [disposition, count] : summary.dispositions) {
    if (disposition >= v1::HOLD) alerts += count;
  }
  return alerts;
}

absl::Status ScreenAll(PartySource& source, Backend& backend, const v1::ScreenPartyRequest& base, size_t batch_rows,
                       const render::ScreeningOptions& rendering, const RunBeginning& beginning, const Context& context,
                       RunTotals* totals) {
  struct Job {
    std::vector<InputRow> rows;
    int64_t bytes_done = 0;
  };
  const render::Format format = context.format();
  BatchPipeline<Job, ScreenBatchResult> pipeline(
      base.no_record() ? kScreenThreads : kScreenThreadsRecording, [&](Job job) {
        ScreenBatchResult result = ScreenBatch(backend, std::move(job.rows), base, format, rendering, beginning);
        result.bytes_done = job.bytes_done;
        return result;
      });
  RowPrinter printer(context, rendering);
  ProgressLine progress(context.terminal);
  absl::Status failure;  // of the input: what was read before is still answered and printed
  bool end = false;
  while (true) {
    while (!end && pipeline.pending() < kMaxPending) {
      std::vector<InputRow> batch;
      failure = ReadBatch(source, batch_rows, &batch);
      end = !failure.ok() || batch.empty();
      if (!batch.empty()) pipeline.Submit({std::move(batch), source.bytes_done()});
    }
    if (pipeline.pending() == 0) break;
    const ScreenBatchResult result = pipeline.Next();
    totals->summary.Add(result.summary);
    totals->refused += result.refused;
    totals->outdated += result.outdated;
    printer.Print(result);
    progress.Update(result.bytes_done, source.bytes_total(), totals->summary.rows, "rows",
                    absl::StrCat(Alerts(totals->summary), " alerts"));
  }
  CORDON_RETURN_IF_ERROR(printer.Finish());
  return failure;
}

}  // namespace

int ScreenExitCode(const render::ScreeningSummary& summary, int64_t refused, v1::Disposition fail_on) {
  const auto count = [&](v1::Disposition disposition) {
    const auto it = summary.dispositions.find(disposition);
    return it == summary.dispositions.end() ? 0 : it->second;
  };
  if (count(v1::BLOCK) > 0) return kExitBlockFound;
  if (summary.incomplete > 0 || refused > 0) return kExitIncomplete;
  if (summary.errors > refused) return kExitRowsFailed;
  if ((fail_on <= v1::ESCALATE && count(v1::ESCALATE) > 0) || (fail_on <= v1::HOLD && count(v1::HOLD) > 0)) {
    return kExitHoldFound;
  }
  return kExitDone;
}

absl::StatusOr<int> RunScreen(const ScreenOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<PartySource> source, OpenSource(options));
  CORDON_RETURN_IF_ERROR(BaseRequest(options, true).status());
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend,
                          OpenBackend(context.options, options.no_record ? Access::kRead : Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::ScreenPartyRequest base, BaseRequest(options, backend->remote()));
  CORDON_ASSIGN_OR_RETURN(const v1::GetEngineStateResponse state, backend->GetEngineState());
  SayListConditions(state, context.terminal);

  const int most = state.policy().limits().max_batch();
  const auto batch_rows = static_cast<size_t>(std::clamp(most, 1, kBatchRows));
  const render::ScreeningOptions rendering = {options.limit, options.near_misses};
  RunTotals totals;
  const RunBeginning beginning = {state.state().digest(), FormatTimestamp(absl::Now()), state.incomplete_size() > 0};
  CORDON_RETURN_IF_ERROR(ScreenAll(*source, *backend, base, batch_rows, rendering, beginning, context, &totals));
  if (context.format() == render::Format::kTable || context.terminal.progress()) {
    context.terminal.Note(render::SummaryLine(totals.summary, {state.lists().begin(), state.lists().end()}));
  }
  if (totals.outdated > 0) {
    context.terminal.Say(absl::StrCat(totals.outdated,
                                      " rows were answered from an earlier run, at another date or under other ",
                                      "lists, rules or policy than now; screen them anew under another --batch name"));
  }
  return ScreenExitCode(totals.summary, totals.refused + totals.outdated, context.options.fail_on);
}

}  // namespace cordon::cli
