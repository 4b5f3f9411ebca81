// cordon audit replay: recorded screenings judged again, from what is stored about the day they were answered on.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "cli/audit_commands.h"
#include "cli/open_backend.h"
#include "cli/progress.h"
#include "service/render/replay.h"
#include "service/screening/engine.h"
#include "service/screening/replay.h"

namespace cordon::cli {
namespace {

constexpr size_t kMaxShownEntries = 1000;

// Which entries: [first, end), or the one that is named.
struct Wanted {
  int64_t first = 0;
  int64_t end = 0;
  bool one = false;
};

class ReplayRun {
 public:
  ReplayRun(const AuditReplayOptions& options, Engine& engine, Store* store, const Context& context)
      : options_(options),
        store_(*store),
        replayer_(store, engine.state().Get(), engine.suppressions().book()->Get(), context.options.data_dir),
        progress_(context.terminal) {
    report_.current = options.current;
  }

  absl::Status Range(const Wanted& wanted) {
    LogFilter filter;
    filter.kind = "screening";
    for (int64_t before = wanted.end; before > wanted.first;) {
      CORDON_ASSIGN_OR_RETURN(const LogPage page, store_.ListLog(filter, before, kMaxPageRows));
      for (const LogEntryRow& row : page.rows) {
        if (row.index < wanted.first) return absl::OkStatus();
        CORDON_RETURN_IF_ERROR(One(row, wanted.one));
        progress_.Update(wanted.end - row.index, wanted.end - wanted.first, report_.replayed, "screenings", "");
      }
      before = page.next_before;
    }
    return absl::OkStatus();
  }

  absl::Status One(const LogEntryRow& row, bool show) {
    render::ReplayedEntry entry;
    entry.entry = row.index;
    const absl::StatusOr<Replayed> again =
        options_.current ? replayer_.Current(row.body, absl::Now()) : replayer_.Replay(row.body);
    if (!again.ok()) {
      // What is stored is damaged: that is no property of one record.
      if (absl::IsDataLoss(again.status())) return again.status();
      ++report_.not_replayed;
      entry.outcome = "NOT_REPLAYED";
      entry.details = {std::string(again.status().message())};
    } else {
      ++report_.replayed;
      entry.screening = again->recorded.name();
      entry.details = Details(*again, &entry.outcome);
    }
    const bool equal = entry.outcome == "IDENTICAL" || entry.outcome == "SAME_DECISION";
    if (equal && !show) return absl::OkStatus();
    if (report_.entries.size() < kMaxShownEntries) {
      report_.entries.push_back(std::move(entry));
    } else {
      ++report_.left_out;
    }
    return absl::OkStatus();
  }

  const render::ReplayReport& report() const { return report_; }

 private:
  std::vector<std::string> Details(const Replayed& again, std::string* outcome) {
    std::vector<std::string> details;
    if (options_.current) {
      details = DecisionDifferences(again);
      *outcome = details.empty() ? "SAME_DECISION" : "OTHER_DECISION";
      if (!details.empty() && again.recorded.engine_state() == again.again.engine_state()) {
        details.emplace_back("under the same lists, rules and policy: only their age is another");
      }
    } else {
      *outcome = again.identical ? "IDENTICAL" : "DIFFERENT";
      if (!again.identical) details = FieldDifferences(again);
    }
    const bool equal = options_.current ? details.empty() : again.identical;
    ++(equal ? report_.equal : report_.unequal);
    return details;
  }

  const AuditReplayOptions& options_;
  Store& store_;
  Replayer replayer_;
  ProgressLine progress_;
  render::ReplayReport report_;
};

// "17", "17-40", "all", "latest".
absl::StatusOr<Wanted> ParseWanted(const std::string& text, Store& store) {
  CORDON_ASSIGN_OR_RETURN(const int64_t size, store.LogSize());
  Wanted wanted;
  if (text == "all") {
    wanted.end = size;
    return wanted;
  }
  if (text == "latest") {
    LogFilter filter;
    filter.kind = "screening";
    CORDON_ASSIGN_OR_RETURN(const LogPage page, store.ListLog(filter, 0, 1));
    if (page.rows.empty()) return absl::NotFoundError("nothing has been screened and recorded yet");
    return Wanted{page.rows[0].index, page.rows[0].index + 1, true};
  }
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  const bool range = absl::StrContains(text, '-');
  if (!absl::SimpleAtoi(parts.first, &wanted.first) || wanted.first < 0 ||
      (range && (!absl::SimpleAtoi(parts.second, &wanted.end) || wanted.end < wanted.first))) {
    return UsageError(absl::StrCat("\"", text, "\" names no entries: give a number, two such as 17-40, latest or all"));
  }
  if (!range) wanted.end = wanted.first;
  wanted.one = !range;
  if (wanted.end >= size) {
    return absl::NotFoundError(absl::StrCat("there is no entry ", wanted.end, ", the log has ", size));
  }
  ++wanted.end;
  return wanted;
}

absl::Status ReplaySample(const AuditReplayOptions& options, Store* store, ReplayRun* run) {
  v1::ListAuditEntriesRequest request;
  request.set_sample(options.sample);
  request.set_seed(options.seed);
  request.set_filter("kind = screening");
  CORDON_ASSIGN_OR_RETURN(const v1::ListAuditEntriesResponse drawn,
                          AuditLog(store, nullptr, SystemClock()).ListEntries(request));
  for (const v1::AuditEntry& entry : drawn.entries()) {
    CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, store->GetLogEntry(entry.index()));
    CORDON_RETURN_IF_ERROR(run->One(row, false));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunAuditReplay(const AuditReplayOptions& options, const Context& context) {
  if (context.options.output == "csv") return UsageError("-o csv: a replay is no table; use table, json or jsonl");
  if (!context.options.server.empty()) {
    return UsageError("audit replay reads the data directory itself and asks no server; leave --server out");
  }
  if (options.entries.empty() == (options.sample == 0)) {
    return UsageError("audit replay: give entries (a number, 17-40, latest or all) or --sample");
  }
  if (options.sample == 0 && !options.seed.empty()) return UsageError("--seed belongs to --sample");
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, OpenEngine(context.options, Access::kRead));
  Store* const store = engine->store();
  if (store == nullptr) return absl::NotFoundError("nothing has been recorded here yet");
  ReplayRun run(options, *engine, store, context);
  if (options.sample > 0) {
    CORDON_RETURN_IF_ERROR(ReplaySample(options, store, &run));
  } else {
    CORDON_ASSIGN_OR_RETURN(const Wanted wanted, ParseWanted(options.entries, *store));
    if (wanted.one) {
      CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, store->GetLogEntry(wanted.first));
      if (row.screening == 0) {
        return UsageError(absl::StrCat("entry ", row.index, " is no screening but an event, ", row.kind));
      }
      CORDON_RETURN_IF_ERROR(run.One(row, true));
    } else {
      CORDON_RETURN_IF_ERROR(run.Range(wanted));
    }
  }
  context.terminal.Progress("");
  const render::ReplayReport& report = run.report();
  context.terminal.Write(render::ReplayText(report, context.format(), context.color()));
  if (!options.current && report.unequal > 0) return kExitVerificationFailed;
  return report.not_replayed > 0 ? kExitIncomplete : kExitDone;
}

}  // namespace cordon::cli
