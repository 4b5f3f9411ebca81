// What is kept: list versions, screenings (record v1) and request ids, the cases people work on (cases.h), the log over
// all of them (log.h), and large bytes named by their sha256.
//
// The store is the embedded SQLite implementation by default (db/store/sqlite); the contract of every implementation is
// the conformance suite in tests/conformance. Roles are narrow interfaces so that a use case names what it needs.
//
// Durability: when Transact reports OK, everything in the batch survives a crash of process or machine. When it reports
// an error nothing of the batch is visible, except after Unavailable "outcome unknown", where a retry with the same
// request_id finds out. After an I/O error the store refuses all further writes until it is opened again.
//
// Thread contract: all methods may be called from any thread.
#ifndef CORDON_DB_STORE_STORE_H_
#define CORDON_DB_STORE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "cordon/v1/list.pb.h"
#include "db/store/cases.h"
#include "db/store/log.h"
#include "db/store/monitored.h"

namespace cordon {

// Limits. What is beyond them is refused with InvalidArgument; nothing is ever cut.
inline constexpr size_t kMaxScreeningIdBytes = 64;
inline constexpr size_t kMaxRecordBytes = 4 << 20;  // body
inline constexpr size_t kMaxCallerBytes = 1024;
inline constexpr size_t kMaxRequestIdBytes = 128;
inline constexpr size_t kMaxExternalRefBytes = 512;  // 128 characters
inline constexpr size_t kMaxTimeBytes = 40;
inline constexpr int kMaxPageRows = 1000;
inline constexpr size_t kMaxMarks = 4096;  // of one screening
inline constexpr size_t kMaxMarkKeyBytes = 1024;
inline constexpr size_t kMaxMarkFactBytes = 8192;
inline constexpr int kMarksPerSubject = 8;
inline constexpr size_t kMaxMarkKeys = 1024;       // of one search
inline constexpr size_t kMaxPageBytes = 16 << 20;  // of bodies; a page ends early, after the row that exceeds it
inline constexpr int64_t kMaxBlobBytes = int64_t{1} << 30;

// What later screenings may look for in this one, beside the record and not part of it. The fact's bytes are the
// caller's own.
//
// Marks with one key and one subject say the same: of them the kMarksPerSubject with the lowest rank are kept, one of
// each origin; of equal ones the earlier. A mark without a subject is always kept.
struct HistoryMark {
  std::string key;
  std::string fact;
  std::string subject;
  std::string origin;
  int64_t rank = 0;
};
struct FoundMark {
  std::string key;
  std::string fact;
  int64_t sequence = 0;  // of the screening it belongs to
};

// A screening as stored: the record's bytes and the columns it can be found by.
struct ScreeningRow {
  std::string id;      // without "screenings/"
  std::string body;    // record v1, canonical JSON: the bytes that are hashed
  std::string sha256;  // hex of body; checked when written and whenever read
  std::string caller;
  std::string request_id;      // empty: not retryable
  std::string request_sha256;  // hex; may be empty only if request_id is
  std::string external_ref;
  std::string create_time;         // RFC 3339 UTC, six fractional digits (sorts as text)
  int disposition = 0;             // v1::Disposition
  std::vector<HistoryMark> marks;  // written with the row, not read back with it
  bool want_receipt = false;       // the same
  int64_t audit_index = -1;        // of its entry in the log, once stored; -1: there is no log
};

// Result per screening of a batch, in order.
struct ScreeningOutcome {
  // Set when (caller, request_id) was stored before: the earlier row; the new one was not written.
  std::optional<ScreeningRow> existing;
  int64_t sequence = 0;      // contiguous number of the stored row, 1-based
  int64_t audit_index = -1;  // as in the row, of the new one
  std::string receipt;       // if it was wanted
};

// Stores version.name, or updates it (activating an earlier version again is how a rollback is written).
struct ListActivation {
  // version.active: it becomes the active one of its source and the previous one inactive. Otherwise a new version is
  // staged, a staged one stays so, and an active one becomes inactive.
  v1::ListVersion version;
  bool drop_starter = false;  // deactivates the active version of source "starter"
};

struct WriteBatch {
  std::vector<ScreeningRow> screenings;
  std::vector<ListActivation> lists;
  std::vector<CaseRow> cases;  // each the successor of the stored version, else Aborted and nothing is stored
  std::vector<MonitoredRow> monitored;
  std::vector<std::string> unmonitored;  // refs of parties that are registered no longer
  std::string monitor_progress;          // replaces what is stored; empty: that stays
  std::vector<LogEvent> events;  // entries of the log after those of the screenings; refused where there is no log
};

struct WriteResult {
  std::vector<ScreeningOutcome> screenings;
  std::vector<int64_t> events;  // their indices
};

struct ScreeningFilter {
  std::optional<int> disposition;
  std::string caller;
  std::string external_ref;
  std::string request_id;
  std::string created_from;    // inclusive, RFC 3339 as stored, empty = open
  std::string created_before;  // exclusive
};

struct ScreeningPage {
  std::vector<ScreeningRow> rows;  // newest first
  int64_t next_before = 0;         // sequence to continue before; 0 = no more
};

class ScreeningReader {
 public:
  virtual ~ScreeningReader() = default;
  // NotFound if absent.
  virtual absl::StatusOr<ScreeningRow> GetScreening(absl::string_view id) = 0;
  // nullopt if this caller never used this id.
  virtual absl::StatusOr<std::optional<ScreeningRow>> FindByRequest(absl::string_view caller,
                                                                    absl::string_view request_id) = 0;
  // Rows with sequence < `before` (0 = newest), at most `limit` (1..kMaxPageRows). A page of large records may hold
  // fewer rows; next_before alone tells whether there are more.
  virtual absl::StatusOr<ScreeningPage> ListScreenings(const ScreeningFilter& filter, int64_t before, int limit) = 0;
  virtual absl::StatusOr<int64_t> CountScreenings() = 0;
  // The newest `per_key` marks under each key, in the order of `keys`, newest first. At most kMaxMarkKeys keys and
  // kMaxPageRows of each.
  virtual absl::StatusOr<std::vector<FoundMark>> FindMarks(absl::Span<const std::string> keys, int per_key) = 0;
};

class ListVersionReader {
 public:
  virtual ~ListVersionReader() = default;
  // Active and staged versions (and inactive ones with `all`), ascending by source, then newest first.
  virtual absl::StatusOr<std::vector<v1::ListVersion>> ListVersions(bool all) = 0;
};

// Content-addressed bytes. A blob is durable when PutBlob returns OK; putting the same bytes again is a no-op.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  // Returns the sha256 in hex.
  virtual absl::StatusOr<std::string> PutBlob(absl::string_view bytes) = 0;
  // NotFound if absent, DataLoss if the bytes do not have this digest.
  virtual absl::StatusOr<std::string> GetBlob(absl::string_view sha256) = 0;
};

class Writer {
 public:
  using Done = std::function<void(absl::StatusOr<WriteResult>)>;
  virtual ~Writer() = default;
  // Group commit: batches that wait together are committed together; each is atomic by itself, so one that cannot be
  // stored does not take the others with it. `done` runs exactly once, on the writer thread or, when the batch is
  // refused at once (malformed, queue full, store broken), on the caller's; it must not block and must not wait for the
  // store. Errors: InvalidArgument (malformed), AlreadyExists (the screening's id is taken), Aborted (a
  // case is not at the version before), ResourceExhausted (more
  // than the configured number of rows wait: retry later), FailedPrecondition (read only), Unavailable (disk full,
  // store broken, or outcome unknown: see above).
  virtual void Transact(WriteBatch batch, Done done) = 0;
  // Same, waiting.
  absl::StatusOr<WriteResult> TransactAndWait(WriteBatch batch);
};

class Store : public ScreeningReader,
              public ListVersionReader,
              public CaseReader,
              public MonitoredReader,
              public LogReader,
              public BlobStore,
              public Writer {
 public:
  // Not OK while writing is impossible: disk full (clears by itself when space is freed), I/O error or damage (stays
  // until the store is opened again), read only. For health checks; cheap.
  virtual absl::Status Health() = 0;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_STORE_H_
