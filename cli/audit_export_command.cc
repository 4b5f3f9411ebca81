// cordon audit export: the log, or one entry of it, for somebody who does not trust us.
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "audit/export/log_source.h"
#include "audit/export/rows.h"
#include "audit/export/tiles.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "cli/audit_commands.h"
#include "cli/open_backend.h"
#include "cordon/v1/screening.pb.h"
#include "rules/facts/ownership/picture.h"
#include "service/render/audit_report.h"

namespace cordon::cli {
namespace {

constexpr size_t kMaxWhichBytes = 200;

struct EntryRange {
  int64_t first = 0;
  int64_t end = 0;
};

absl::StatusOr<EntryRange> ParseEntries(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  EntryRange range;
  if (!absl::SimpleAtoi(parts.first, &range.first) || range.first < 0) {
    return UsageError("--entries: an index such as 17, or the first and last such as 17-40");
  }
  range.end = range.first + 1;
  if (text.find('-') != std::string::npos) {
    if (!absl::SimpleAtoi(parts.second, &range.end) || range.end < range.first || range.end == INT64_MAX) {
      return UsageError("--entries: the last index is a number not below the first, such as 17-40");
    }
    ++range.end;
  }
  return range;
}

absl::StatusOr<int64_t> LatestScreening(LogSource& log) {
  CORDON_ASSIGN_OR_RETURN(const int64_t index, log.NewestScreening());
  if (index < 0) return absl::NotFoundError("nothing that was screened is covered by a checkpoint yet");
  return index;
}

absl::StatusOr<EntryRange> WantedEntries(const AuditExportOptions& options, LogSource& log) {
  if (!options.screening.empty()) {
    if (!options.entries.empty()) return UsageError("give --entries or --screening, not both");
    const std::string name = ScreeningName(options.screening);
    CORDON_ASSIGN_OR_RETURN(const int64_t index, name.empty()
                                                     ? LatestScreening(log)
                                                     : log.FindScreening(absl::StripPrefix(name, "screenings/")));
    return EntryRange{index, index + 1};
  }
  if (!options.entries.empty()) return ParseEntries(options.entries);
  return EntryRange{0, log.size()};
}

// A file that is whole or absent, or standard output.
class Output {
 public:
  Output(std::string path, Terminal* terminal) : path_(std::move(path)), terminal_(*terminal) {}
  ~Output() {
    if (fd_ >= 0) ::close(fd_);
    if (fd_ >= 0 && !done_) ::unlink(temporary_.c_str());
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  absl::Status Write(absl::string_view bytes) {
    if (path_.empty()) {
      terminal_.Write(bytes);
      return absl::OkStatus();
    }
    if (fd_ < 0) {
      temporary_ = path_ + ".part";
      fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      if (fd_ < 0) return ErrnoStatus("cannot create", temporary_);
    }
    buffer_.append(bytes.data(), bytes.size());
    return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Finish() {
    if (path_.empty()) return absl::OkStatus();
    CORDON_RETURN_IF_ERROR(Flush());
    if (::fsync(fd_) != 0) return ErrnoStatus("cannot write", temporary_);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return ErrnoStatus("cannot create", path_);
    done_ = true;
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kBufferBytes = 1 << 18;
  absl::Status Flush() {
    for (absl::string_view rest = buffer_; !rest.empty();) {
      const ssize_t written = ::write(fd_, rest.data(), rest.size());
      if (written <= 0) return ErrnoStatus("cannot write", temporary_);
      rest.remove_prefix(static_cast<size_t>(written));
    }
    buffer_.clear();
    return absl::OkStatus();
  }

  const std::string path_;
  Terminal& terminal_;
  std::string temporary_;
  std::string buffer_;
  int fd_ = -1;
  bool done_ = false;
};

absl::Status ExportAsTiles(const AuditExportOptions& options, LogSource& log) {
  if (options.out.empty()) return UsageError("--format tiles: give a new directory with --out DIR");
  if (!options.entries.empty() || !options.screening.empty()) {
    return UsageError("--format tiles is the whole log; --entries and --screening go with jsonl, csv, html, receipt");
  }
  TilesOptions tiles;
  tiles.directory = options.out;
  tiles.with_blobs = options.with_blobs;
  tiles.created = FormatTimestamp(SystemClock()->Now());
  return ExportTiles(log, tiles);
}

absl::StatusOr<std::string> ReportOf(int64_t index, const std::string& receipt, LogSource& log) {
  render::AuditProof proof;
  proof.origin = log.origin();
  proof.index = index;
  proof.size = log.size();
  proof.root = absl::Base64Escape(HashBytes(log.root()));
  proof.key = log.key();
  proof.receipt = receipt;
  v1::Screening screening;
  CORDON_RETURN_IF_ERROR(log.ReadEntries(index, index + 1, [&](const LogSource::Entry& entry) -> absl::Status {
    if (entry.is_event) {
      return absl::InvalidArgumentError(
          absl::StrCat("entry ", index, " is no screening; --format html is a report of one"));
    }
    proof.leaf_hash = absl::BytesToHexString(HashBytes(LeafHash(entry.bytes)));
    proof.record = std::string(entry.record);
    proof.record_sha256 = Sha256Hex(entry.record);
    return FromJson(entry.record, &screening);
  }));
  return render::AuditReportHtml(screening, proof, &OwnershipSvg);
}

absl::Status ExportOne(const AuditExportOptions& options, LogSource& log, Output& output) {
  CORDON_ASSIGN_OR_RETURN(const EntryRange range, WantedEntries(options, log));
  if (range.end != range.first + 1) {
    return UsageError(absl::StrCat("--format ", options.format, " is of one entry: give --screening or --entries N"));
  }
  CORDON_ASSIGN_OR_RETURN(const std::string receipt, ExportReceipt(log, range.first));
  if (options.format == "receipt") return output.Write(receipt);
  CORDON_ASSIGN_OR_RETURN(const std::string html, ReportOf(range.first, receipt, log));
  return output.Write(html);
}

absl::StatusOr<int64_t> CountWanted(const AuditExportOptions& options, LogSource& log) {
  if (options.format == "tiles") return log.size();
  if (options.format == "receipt" || options.format == "html") return 1;
  CORDON_ASSIGN_OR_RETURN(const EntryRange range, WantedEntries(options, log));
  return range.end - range.first;
}

// Who takes records out, and which, is an entry as well, before he does: a whole log then has it. From a copy, or
// without the right to write, it cannot be.
void NoteExport(const AuditExportOptions& options, int64_t entries, const Context& context) {
  v1::RecordExportRequest request;
  const std::string which = options.screening.empty() ? options.entries : options.screening;
  request.set_what(absl::StrCat(options.format, which.empty() ? "" : " ", which.substr(0, kMaxWhichBytes)));
  request.set_size(entries);
  const absl::StatusOr<std::unique_ptr<Backend>> backend = OpenBackend(context.options, Access::kWrite);
  const absl::Status noted = backend.ok() ? (*backend)->RecordExport(request).status() : backend.status();
  if (!noted.ok()) context.terminal.Say(absl::StrCat("the log does not tell of this export: ", noted.message()));
}

}  // namespace

absl::StatusOr<int> RunAuditExport(const AuditExportOptions& options, const Context& context) {
  if (!context.options.server.empty()) {
    return UsageError("audit export reads the data directory itself and asks no server; leave --server out");
  }
  if (options.with_blobs && options.format != "tiles") return UsageError("--with-blobs goes with --format tiles");
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<LogSource> log, LogSource::Open(context.options.data_dir));
  // A checkpoint tells nothing about anybody.
  if (options.format != "checkpoint") {
    CORDON_ASSIGN_OR_RETURN(const int64_t entries, CountWanted(options, *log));
    NoteExport(options, entries, context);
    CORDON_ASSIGN_OR_RETURN(log, LogSource::Open(context.options.data_dir));
  }
  if (options.format == "tiles") {
    CORDON_RETURN_IF_ERROR(ExportAsTiles(options, *log));
    context.terminal.Say(absl::StrCat("exported ", log->size(), " entries to ", options.out, ", and verified them"));
    return kExitDone;
  }
  Output output(options.out, &context.terminal);
  if (options.format == "checkpoint") {
    CORDON_RETURN_IF_ERROR(output.Write(log->checkpoint()));
  } else if (options.format == "receipt" || options.format == "html") {
    CORDON_RETURN_IF_ERROR(ExportOne(options, *log, output));
  } else {
    CORDON_ASSIGN_OR_RETURN(const EntryRange range, WantedEntries(options, *log));
    CORDON_RETURN_IF_ERROR(ExportRows(*log, options.format == "csv" ? RowFormat::kCsv : RowFormat::kJsonl, range.first,
                                      range.end, [&output](absl::string_view text) { return output.Write(text); }));
  }
  CORDON_RETURN_IF_ERROR(output.Finish());
  return kExitDone;
}

}  // namespace cordon::cli
