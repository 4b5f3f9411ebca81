#include "db/store/sqlite/reader_pool.h"

#include <algorithm>

#include "base/status_macros.h"

namespace cordon {

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const std::string& path, Connection::Mode mode, int size) {
  std::unique_ptr<ReaderPool> pool(new ReaderPool);
  for (int i = 0; i < std::max(1, size); ++i) {
    CORDON_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(path, mode));
    // Opening reads nothing; the first query is what finds out whether the file can be used.
    CORDON_RETURN_IF_ERROR(connection->QueryInt("PRAGMA schema_version").status());
    MutexLock lock(pool->mu_);
    pool->free_.push_back(std::move(connection));
  }
  return pool;
}

ReaderPool::Lease ReaderPool::Acquire() {
  MutexLock lock(mu_);
  while (free_.empty()) released_.Wait(mu_);
  std::unique_ptr<Connection> connection = std::move(free_.back());
  free_.pop_back();
  return Lease(this, std::move(connection));
}

void ReaderPool::Release(std::unique_ptr<Connection> connection) {
  MutexLock lock(mu_);
  free_.push_back(std::move(connection));
  released_.NotifyOne();
}

}  // namespace cordon
