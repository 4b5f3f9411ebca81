// The record as a log: every screening and every event is an entry, numbered from 0 without gaps. The store keeps the
// entries in the transaction of what they record; the tree over them and its signatures are a LogKeeper's (audit/log).
//
// An entry's bytes are the record itself, for a record beyond kMaxEntryBytes its size and digest, and for everything
// that is not a screening the event. docs/audit-format.md has the formats.
//
// Thread contract: LogReader from any thread; LogKeeper as it says.
#ifndef CORDON_DB_STORE_LOG_H_
#define CORDON_DB_STORE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr size_t kMaxEntryBytes = 65'535;
inline constexpr size_t kMaxEventBytes = 32 << 10;
inline constexpr size_t kMaxEventKindBytes = 64;
inline constexpr int64_t kLogTileHashes = 256;
inline constexpr int kRetainYears = 10;

// Something that changes or explains decisions without being one. `body` is canonical JSON and says kind and time too.
struct LogEvent {
  std::string kind;  // "list_activated", ...
  std::string body;
  std::string create_time;  // RFC 3339 UTC, six fractional digits
};

struct LogEntryRow {
  int64_t index = 0;
  std::string leaf_hash;  // 32 bytes
  int64_t screening = 0;  // sequence; 0: an event
  std::string body;       // the record or the event, whole
  std::string kind;       // of an event
  std::string retain_until;
};

// 256 hashes of 32 bytes.
struct LogTileRow {
  int level = 0;
  int64_t number = 0;
  std::string hashes;
};

struct LogCheckpointRow {
  int64_t size = 0;
  std::string note;
  std::string create_time;
};

// AND of what is set.
struct LogFilter {
  std::string kind;   // "screening", or an event's
  std::string actor;  // who asked or did it
  std::optional<int> disposition;
  std::string external_ref;
  std::string created_from;    // inclusive, RFC 3339 as stored
  std::string created_before;  // exclusive
};

struct LogPage {
  std::vector<LogEntryRow> rows;  // newest first
  int64_t next_before = 0;        // index to continue before; 0 = no more
};

// The bytes that entry `row` stands for in the tree.
std::string LogEntryBytes(const LogEntryRow& row);
std::string LogEntryBytesOfRecord(absl::string_view body);
// Ten years after the day of `create_time`, or a day that never comes if that cannot be read.
std::string RetainUntil(absl::string_view create_time);

class LogReader {
 public:
  virtual ~LogReader() = default;
  // Of the log; 0 while there is none.
  virtual absl::StatusOr<int64_t> LogSize() = 0;
  // "" while there is no log.
  virtual absl::StatusOr<std::string> LogOrigin() = 0;
  // NotFound beyond the log.
  virtual absl::StatusOr<LogEntryRow> GetLogEntry(int64_t index) = 0;
  // The leaf hashes of [first, end), 32 bytes each; DataLoss if one is missing. At most kLogTileHashes.
  virtual absl::StatusOr<std::string> LeafHashes(int64_t first, int64_t end) = 0;
  // The hashes of a full tile; NotFound if it is not full yet.
  virtual absl::StatusOr<std::string> GetLogTile(int level, int64_t number) = 0;
  // The stored checkpoint of the greatest size.
  virtual absl::StatusOr<std::optional<LogCheckpointRow>> NewestCheckpoint() = 0;
  // Stored ones.
  virtual absl::StatusOr<int64_t> CountCheckpoints() = 0;
  // At most `limit` events of a kind (1..kMaxPageRows), newest first.
  virtual absl::StatusOr<std::vector<LogEntryRow>> NewestEvents(absl::string_view kind, int limit) = 0;
  // Events of these kinds with an index > `after`, oldest first, at most `limit` (1..kMaxPageRows).
  virtual absl::StatusOr<std::vector<LogEntryRow>> EventsAfter(const std::vector<std::string>& kinds, int64_t after,
                                                               int limit) = 0;
  // Entries with an index < `before` (0 = newest), at most `limit` (1..kMaxPageRows).
  virtual absl::StatusOr<LogPage> ListLog(const LogFilter& filter, int64_t before, int limit) = 0;
};

// Keeps the tree over the entries and signs it. Called by whoever opens the store and then by its writer thread, never
// by two at once.
//
// In each transaction: Begin -> Append for each entry -> store Tiles() and Unstored() -> COMMIT -> the entries are read
// back and hashed again -> Seal, or RolledBack instead. An entry that the tree has but the file has not, or a signature
// over either, is what this order excludes.
class LogKeeper {
 public:
  virtual ~LogKeeper() = default;

  // How a log begins: its origin, and its first entry. Makes the key durable.
  struct Beginning {
    std::string origin;
    LogEvent created;
  };
  virtual absl::StatusOr<Beginning> Create(int64_t adopted_screenings) = 0;
  // Takes up the log as it is stored. DataLoss if it is not what was signed, FailedPrecondition without its key.
  virtual absl::Status Load(LogReader& log) = 0;

  // 32 bytes. Of any thread.
  virtual std::string HashEntry(absl::string_view entry) const = 0;

  virtual void Begin() = 0;
  // Returns the entry's index.
  virtual int64_t Append(absl::string_view leaf_hash) = 0;
  // Undo takes back what was appended since the last Mark.
  virtual void Mark() = 0;
  virtual void Undo() = 0;
  // Tiles that became full since Begin.
  virtual std::vector<LogTileRow> Tiles() const = 0;
  // A signed checkpoint that is not stored yet; the transaction that is open takes it along.
  virtual std::optional<LogCheckpointRow> Unstored() const = 0;
  virtual void RolledBack() = 0;
  // The transaction is durable and its entries were read back: signs the tree.
  virtual absl::Status Seal() = 0;
  // Proof of an entry that the last Seal covered, for whoever asked; `log` has what is no longer in memory.
  virtual absl::StatusOr<std::string> Receipt(int64_t index, absl::string_view entry, LogReader& log) const = 0;
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_LOG_H_
