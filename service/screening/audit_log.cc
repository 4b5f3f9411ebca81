#include "service/screening/audit_log.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "audit/log/checkpoint.h"
#include "audit/log/event.h"
#include "audit/log/proof.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "service/screening/audit_entries.h"
#include "service/screening/errors.h"
#include "service/screening/record.h"
#include "service/screening/screening_filter.h"

namespace cordon {
namespace {

// Records that one page looks into for a party or a list.
constexpr int kMaxRecordsRead = 20'000;
constexpr int kRecordsAtOnce = 500;
constexpr size_t kMaxSeedBytes = 128;

absl::Status NotInLog(int64_t index) {
  return MakeError(absl::StatusCode::kNotFound, "AUDIT_ENTRY_NOT_FOUND", absl::StrCat("the log has no entry ", index),
                   {{"index", absl::StrCat(index)}});
}

absl::Status ReadingFailed(const absl::Status& status) {
  return absl::IsDataLoss(status) ? MakeError(absl::StatusCode::kInternal, "INTERNAL", status.message())
                                  : StoreError(status);
}

// What a signed note says, without asking who signed it: the note is ours, and whoever gets it checks it.
absl::StatusOr<TreeHash> RootInNote(const LogCheckpointRow& row) {
  const std::vector<std::string> lines = absl::StrSplit(row.note, absl::MaxSplits('\n', 3));
  std::string root;
  if (lines.size() != 4 || !absl::Base64Unescape(lines[2], &root) || root.size() != kTreeHashBytes) {
    return absl::DataLossError(absl::StrCat("the checkpoint of ", row.size, " entries cannot be read"));
  }
  return ToTreeHash(root);
}

// Where an entry stands in the order in which a sample is drawn: the first eight bytes of SHA-256("seed\nindex").
uint64_t SampleRank(absl::string_view seed, int64_t index) {
  const std::string digest = Sha256(absl::StrCat(seed, "\n", index));
  uint64_t rank = 0;
  for (size_t i = 0; i < 8; ++i) rank = rank << 8U | static_cast<unsigned char>(digest[i]);
  return rank;
}

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditLog::ListEntries(const v1::ListAuditEntriesRequest& request) const {
  if (request.sample() != 0) return Sample(request);
  if (!request.seed().empty()) return InvalidField("seed", "belongs to a sample");
  CORDON_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  CORDON_ASSIGN_OR_RETURN(const AuditFilter filter, ParseAuditFilter(request.filter()));
  const std::string scope = absl::StrCat("audit\n", request.filter());
  CORDON_ASSIGN_OR_RETURN(int64_t before, ReadPageToken(request.page_token(), scope));
  v1::ListAuditEntriesResponse response;
  if (store_ == nullptr) return response;
  const absl::StatusOr<int64_t> size = store_->LogSize();
  if (!size.ok()) return ReadingFailed(size.status());
  response.set_log_size(*size);
  for (int read = 0; read < kMaxRecordsRead && response.entries_size() < page_size;) {
    const int want = page_size - response.entries_size();
    const absl::StatusOr<LogPage> page =
        store_->ListLog(filter.stored, before, filter.reads_records() ? kRecordsAtOnce : want);
    if (!page.ok()) return ReadingFailed(page.status());
    before = page->next_before;
    for (const LogEntryRow& row : page->rows) {
      ++read;
      CORDON_ASSIGN_OR_RETURN(const bool matches, MatchesRecord(row, filter));
      if (matches) {
        CORDON_ASSIGN_OR_RETURN(*response.add_entries(), DescribeEntry(row, false));
      }
      if (response.entries_size() < page_size) continue;
      before = row.index;  // the rest of what was read belongs to the next page
      break;
    }
    if (before == 0) return response;
  }
  response.set_next_page_token(MakePageToken(before, scope));
  return response;
}

absl::StatusOr<v1::ListAuditEntriesResponse> AuditLog::Sample(const v1::ListAuditEntriesRequest& request) const {
  if (request.sample() < 0 || request.sample() > kMaxSample) {
    return InvalidField("sample", absl::StrCat("is ", request.sample(), ", at most ", kMaxSample));
  }
  if (request.page_size() != 0 || !request.page_token().empty()) {
    return InvalidField("page_size", "a sample is one page; leave page_size and page_token out");
  }
  if (request.seed().size() > kMaxSeedBytes) return InvalidField("seed", "has more than 128 bytes");
  CORDON_ASSIGN_OR_RETURN(const AuditFilter filter, ParseAuditFilter(request.filter()));
  v1::ListAuditEntriesResponse response;
  if (store_ == nullptr) return response;
  const absl::StatusOr<int64_t> size = store_->LogSize();
  if (!size.ok()) return ReadingFailed(size.status());
  if (*size > kMaxSampledLog) {
    return InvalidField("sample", absl::StrCat("the log has ", *size, " entries, a sample is drawn from at most ",
                                               kMaxSampledLog, "; sample an export"));
  }
  response.set_log_size(*size);
  std::vector<std::pair<uint64_t, int64_t>> order;
  order.reserve(static_cast<size_t>(*size));
  for (int64_t index = 0; index < *size; ++index) order.emplace_back(SampleRank(request.seed(), index), index);
  std::sort(order.begin(), order.end());
  for (const auto& [rank, index] : order) {
    if (response.entries_size() == request.sample()) break;
    CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, Entry(index));
    CORDON_ASSIGN_OR_RETURN(const bool matches, MatchesFilter(row, filter));
    if (!matches) continue;
    CORDON_ASSIGN_OR_RETURN(*response.add_entries(), DescribeEntry(row, false));
  }
  return response;
}

absl::StatusOr<LogEntryRow> AuditLog::Entry(int64_t index) const {
  if (store_ == nullptr) return NotInLog(index);
  absl::StatusOr<LogEntryRow> row = store_->GetLogEntry(index);
  if (absl::IsNotFound(row.status())) return NotInLog(index);
  if (!row.ok()) return ReadingFailed(row.status());
  return row;
}

absl::StatusOr<v1::AuditEntry> AuditLog::GetEntry(const v1::GetAuditEntryRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, Entry(request.index()));
  return DescribeEntry(row, true);
}

absl::StatusOr<LogCheckpointRow> AuditLog::Newest() const {
  if (keeper_ != nullptr) {
    absl::StatusOr<LogCheckpointRow> latest = keeper_->Latest();
    if (latest.ok()) return latest;
  } else if (store_ != nullptr) {
    absl::StatusOr<std::optional<LogCheckpointRow>> stored = store_->NewestCheckpoint();
    if (!stored.ok()) return ReadingFailed(stored.status());
    if (stored->has_value()) return **std::move(stored);
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "AUDIT_NOT_SIGNED", "nothing was recorded and signed yet");
}

absl::StatusOr<v1::AuditProof> AuditLog::ProveEntry(const v1::ProveAuditEntryRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, Entry(request.index()));
  CORDON_ASSIGN_OR_RETURN(const LogCheckpointRow newest, Newest());
  if (row.index >= newest.size) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "AUDIT_NOT_SIGNED",
                     absl::StrCat("the newest stored checkpoint covers ", newest.size, " entries, not yet entry ",
                                  row.index, "; ask the server that is writing, or again later"));
  }
  MutexLock lock(mu_);
  const absl::StatusOr<std::vector<TreeHash>> hashes = InclusionProof(row.index, newest.size, nodes_);
  if (!hashes.ok()) return ReadingFailed(hashes.status());
  v1::AuditProof proof;
  proof.set_index(row.index);
  proof.set_size(newest.size);
  proof.set_leaf_hash(HexEncode(row.leaf_hash));
  for (const TreeHash& hash : *hashes) proof.add_hashes(absl::Base64Escape(HashBytes(hash)));
  proof.set_checkpoint(newest.note);
  proof.set_receipt(ReceiptText(LogEntryBytes(row), row.index, *hashes, newest.note));
  return proof;
}

absl::StatusOr<v1::AuditCheckpoint> AuditLog::GetCheckpoint() const {
  CORDON_ASSIGN_OR_RETURN(const LogCheckpointRow newest, Newest());
  const absl::StatusOr<TreeHash> root = RootInNote(newest);
  if (!root.ok()) return ReadingFailed(root.status());
  const absl::StatusOr<std::string> origin = store_->LogOrigin();
  if (!origin.ok()) return ReadingFailed(origin.status());
  v1::AuditCheckpoint checkpoint;
  checkpoint.set_origin(*origin);
  checkpoint.set_size(newest.size);
  checkpoint.set_root(absl::Base64Escape(HashBytes(*root)));
  checkpoint.set_note(newest.note);
  checkpoint.set_create_time(newest.create_time);
  return checkpoint;
}

absl::StatusOr<v1::ConsistencyProof> AuditLog::ProveConsistency(const v1::ProveConsistencyRequest& request) const {
  CORDON_ASSIGN_OR_RETURN(const LogCheckpointRow newest, Newest());
  if (request.from_size() < 1 || request.from_size() > newest.size) {
    return InvalidField("from_size", absl::StrCat("is ", request.from_size(), "; the newest checkpoint covers ",
                                                  newest.size, " entries, and a log is compared from 1 on"));
  }
  MutexLock lock(mu_);
  const absl::StatusOr<std::vector<TreeHash>> hashes = ConsistencyProof(request.from_size(), newest.size, nodes_);
  if (!hashes.ok()) return ReadingFailed(hashes.status());
  v1::ConsistencyProof proof;
  proof.set_from_size(request.from_size());
  proof.set_to_size(newest.size);
  for (const TreeHash& hash : *hashes) proof.add_hashes(absl::Base64Escape(HashBytes(hash)));
  proof.set_checkpoint(newest.note);
  return proof;
}

absl::StatusOr<int64_t> AuditLog::Record(const std::string& kind, const std::string& caller, v1::AuditEvent fields) {
  CORDON_ASSIGN_OR_RETURN(LogEvent event, MakeEvent(kind, caller, clock_.Now(), std::move(fields)));
  WriteBatch batch;
  batch.events.push_back(std::move(event));
  CORDON_ASSIGN_OR_RETURN(const WriteResult result, store_->TransactAndWait(std::move(batch)));
  return result.events.at(0);
}

absl::StatusOr<v1::AuditEntry> AuditLog::RotateKey(const std::string& caller) {
  if (keeper_ == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE", "the data directory is open for reading only");
  }
  CORDON_ASSIGN_OR_RETURN(LogEvent event, keeper_->PrepareRotation(caller));
  WriteBatch batch;
  batch.events.push_back(std::move(event));
  const absl::StatusOr<WriteResult> result = store_->TransactAndWait(std::move(batch));
  if (!result.ok()) return StoreError(result.status());
  CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, Entry(result->events.at(0)));
  return DescribeEntry(row, true);
}

absl::StatusOr<v1::AuditEntry> AuditLog::RecordExport(const v1::RecordExportRequest& request,
                                                      const std::string& caller) {
  if (keeper_ == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STORE", "the data directory is open for reading only");
  }
  if (request.what().empty() || request.what().size() > kMaxExportWhat) {
    return InvalidField("what", absl::StrCat("says what is exported in 1 to ", kMaxExportWhat, " bytes"));
  }
  if (request.size() < 0) return InvalidField("size", "is the number of entries, not below 0");
  v1::AuditEvent event;
  event.set_what(request.what());
  event.set_size(request.size());
  const absl::StatusOr<int64_t> index = Record("export", caller, std::move(event));
  if (!index.ok()) return StoreError(index.status());
  CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, Entry(*index));
  return DescribeEntry(row, true);
}

absl::Status AuditLog::RecordRemoval(const std::string& caller, int64_t files, int64_t bytes) {
  v1::AuditEvent event;
  event.set_files(files);
  event.set_bytes(bytes);
  return Record("blobs_removed", caller, std::move(event)).status();
}

absl::Status AuditLog::CountCheckpoints(const std::string& kind, const std::string& caller) {
  // Those stored by now have sizes up to this event's index, so that one that is removed later is missed.
  CORDON_ASSIGN_OR_RETURN(const int64_t checkpoints, store_->CountCheckpoints());
  v1::AuditEvent event;
  event.set_checkpoints(checkpoints);
  return Record(kind, caller, std::move(event)).status();
}

absl::Status AuditLog::RecordRefusal(const std::string& caller, const std::string& method, const std::string& reason,
                                     int64_t count) {
  v1::AuditEvent event;
  event.set_method(method);
  event.set_reason(reason);
  event.set_count(count);
  return Record("access_refused", caller, std::move(event)).status();
}

}  // namespace cordon
