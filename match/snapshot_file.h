// A list snapshot as one file: the flat arrays of the index and the tables beside it, as they lie in memory, so that a
// start maps the file instead of building the index again. A cache and nothing more: it holds no fact that is not in
// the stored lists, and a file that is not exactly what this program would have written is refused, never repaired.
//
// What is checked before a byte is used: magic, sizes, the key (what the snapshot was built from, and by which
// matching: SnapshotFormat), the sha256 over everything after it, the place and element size of every array, and that
// the arrays fit together, so that no search can read outside them.
//
//   offset 0  magic (16)  sha256 of the bytes from 48 on (32)  key (32)  byte order (8)  bytes of the file (8)
//             number of arrays (8)  reserved (24);  then per array: offset, count, bytes per element (8 each);
//             then the arrays, each at a multiple of 64
//
// Thread contract: pure functions.
//
//   std::string file = SnapshotFileBytes(*snapshot, key);
//   absl::StatusOr<std::shared_ptr<const ListSnapshot>> read = SnapshotFromFile(mapped->bytes(), mapped, key);
#ifndef CORDON_MATCH_SNAPSHOT_FILE_H_
#define CORDON_MATCH_SNAPSHOT_FILE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "match/list_snapshot.h"

namespace cordon {

inline constexpr size_t kSnapshotKeyBytes = 32;
inline constexpr size_t kSnapshotDigestAt = 16;    // where the sha256 stands
inline constexpr size_t kSnapshotDigestFrom = 48;  // first byte it covers
inline constexpr size_t kSnapshotHeaderBytes = 128;

// Names the layout of the file and everything that decides what is in it besides the entries: the frozen tables and the
// sources of match/ themselves, so that no build reads what another one made differently.
const std::string& SnapshotFormat();

// REQUIRES: key.size() == kSnapshotKeyBytes.
std::string SnapshotFileBytes(const ListSnapshot& snapshot, absl::string_view key);

// `owner` keeps `bytes` alive for as long as the snapshot lives. REQUIRES: bytes start at a multiple of 64. DataLoss:
// not a sound snapshot file. FailedPrecondition: one with another key.
absl::StatusOr<std::shared_ptr<const ListSnapshot>> SnapshotFromFile(absl::string_view bytes,
                                                                     std::shared_ptr<const void> owner,
                                                                     absl::string_view key);

}  // namespace cordon

#endif  // CORDON_MATCH_SNAPSHOT_FILE_H_
