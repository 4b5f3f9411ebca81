// Finds the row of a retry by its request_id.
//
// Request ids are random. An ordinary index would write a page of its own for nearly every row: twice the bytes of
// everything else. So the keys of recent rows are kept in memory; when there are enough of them they are merged into
// the table request_key in that table's order, a few with each group, so that one written page takes many. Nothing is
// lost with the memory: rows beyond request_key_state.merged_through are read again when the store is opened.
//
// Two rows never have the same (caller, request_id) because there is one writer, which looks here before each insert.
//
// Thread contract: as the connection, one thread; inside the transactions of its owner, who tells how each of them
// ended.
//
//   index.Find(request_id, ...) -> insert the row -> index.Add(request_id, sequence)
//   index.MergeSome() before COMMIT; then index.Committed() or index.RolledBack()
#ifndef CORDON_DB_STORE_SQLITE_REQUEST_INDEX_H_
#define CORDON_DB_STORE_SQLITE_REQUEST_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

class RequestIndex {
 public:
  // Sequences of rows that may have the request id, ascending.
  using Candidates = absl::InlinedVector<int64_t, 4>;

  // With `merge_at` keys in memory a merge begins; each group takes a 64th of so many.
  RequestIndex(int merge_at, Connection* connection)
      : merge_at_(static_cast<size_t>(merge_at)), connection_(*connection) {}

  // Reads the keys of the rows that are not merged.
  absl::Status Load();

  // Returns the SQLite result code of what failed, SQLITE_OK if nothing did.
  int Find(absl::string_view request_id, Candidates* candidates) const;

  // A row was inserted. Undone by RolledBack, or by Undo for what was added since Mark.
  void Add(absl::string_view request_id, int64_t sequence);
  size_t Mark() const { return added_.size(); }
  void Undo(size_t mark);

  // Merges the next keys if it is time to. SQLite result code.
  int MergeSome();
  void Committed();
  void RolledBack();

  // Merges all in a transaction of its own, unless there are so few that the next opening reads them faster. REQUIRES:
  // no open transaction.
  absl::Status MergeAtClose();

 private:
  struct Key {
    int64_t key;
    int64_t sequence;
    bool operator<(const Key& other) const { return key != other.key ? key < other.key : sequence < other.sequence; }
  };

  void BeginMerge();
  int MergeKeys(size_t end);

  const size_t merge_at_;
  Connection& connection_;
  // By key; more than one sequence when callers use the same request id.
  absl::flat_hash_map<int64_t, absl::InlinedVector<int64_t, 1>> recent_;
  std::vector<Key> added_;         // in the open transaction, also in recent_
  std::vector<Key> merging_;       // sorted; empty while no merge is under way
  size_t merged_ = 0;              // of merging_, committed
  size_t merged_uncommitted_ = 0;  // of merging_, with the open transaction
  int64_t merge_through_ = 0;      // the greatest sequence in merging_
};

// The key of a request id in request_key: the first eight bytes of its SHA-256.
int64_t RequestKey(absl::string_view request_id);

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_REQUEST_INDEX_H_
