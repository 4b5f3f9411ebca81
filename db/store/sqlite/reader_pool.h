// Read-only connections shared by all threads: a thread leases one for one query and waits while all are leased.
// Thread-safe.
//
//   ReaderPool::Lease reader = pool->Acquire();
//   return GetScreeningRow(*reader, id);
#ifndef CORDON_DB_STORE_SQLITE_READER_POOL_H_
#define CORDON_DB_STORE_SQLITE_READER_POOL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "db/store/sqlite/connection.h"

namespace cordon {

class ReaderPool {
 public:
  class Lease {
   public:
    Lease(ReaderPool* pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    ~Lease() { pool_->Release(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() const { return *connection_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // REQUIRES: mode is one of the readers'.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const std::string& path, Connection::Mode mode, int size);

  Lease Acquire();

 private:
  ReaderPool() = default;
  void Release(std::unique_ptr<Connection> connection);

  Mutex mu_;
  CondVar released_;
  std::vector<std::unique_ptr<Connection>> free_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_DB_STORE_SQLITE_READER_POOL_H_
