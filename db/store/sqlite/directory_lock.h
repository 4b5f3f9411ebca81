// One process writes a data directory: an exclusive flock on DIR/lock, which the kernel drops when the process ends,
// however it ends. The file's text says who holds it, for people; it is never deleted and means nothing while unlocked.
// Not thread-safe; the lock is held until destruction.
#ifndef CORDON_DB_STORE_SQLITE_DIRECTORY_LOCK_H_
#define CORDON_DB_STORE_SQLITE_DIRECTORY_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace cordon {

class DirectoryLock {
 public:
  // Waits up to `wait`, then FailedPrecondition "DIR is in use by <holder>".
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> AcquireExclusive(const std::string& directory,
                                                                         const std::string& holder,
                                                                         absl::Duration wait);
  // Keeps writers out while reading a directory in which nothing can be created. Works on a read-only file system;
  // without a lock file there is nothing to hold and never was a writer.
  static absl::StatusOr<std::unique_ptr<DirectoryLock>> AcquireShared(const std::string& directory);

  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  const int fd_;  // -1: nothing to hold
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_DIRECTORY_LOCK_H_
