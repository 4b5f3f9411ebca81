// A data directory with an audit log, written by the obvious code straight from docs/audit-format.md: to verify, to
// export and to tamper with. Knows nothing of the product's writer.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_STORE_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "audit/verify/tree.h"
#include "tests/support/reference_log.h"

struct sqlite3;

namespace cordon::reference {

class Store {
 public:
  static constexpr char kOrigin[] = "cordon/0123456789abcdef";

  // Writes log_created. `label` makes the first key.
  explicit Store(std::string directory, const std::string& label = "first key");
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Returns the record's bytes; `padding` makes it longer.
  std::string Screen(size_t padding = 0);
  // The event with these members beside kind, actor, format and time; both in ascending order of key.
  void Event(const std::string& kind, std::vector<std::pair<std::string, std::string>> members);
  // A blob, a list version, and the event that names both.
  void ActivateList(const std::string& entries);
  // The next version of the case of a screening, and its event.
  void Review(int64_t screening, int version);
  // Key rotation to the key made from `label`.
  void Rotate(const std::string& label);
  // A checkpoint of what is there; stored unless it is the newest one in memory.
  void Commit(bool stored = true);
  // Others see what is there; the database stays open.
  void Sync();
  // Makes all of it durable and closes the database.
  void Close();

  const std::string& directory() const { return directory_; }
  const std::vector<std::string>& entries() const { return entries_; }
  const std::vector<Hash>& leaves() const { return leaves_; }
  const std::vector<std::pair<uint64_t, std::string>>& checkpoints() const { return checkpoints_; }
  const Signer& signer() const { return signer_; }
  const std::vector<std::string>& keys() const { return keys_; }

 private:
  void Append(const std::string& entry, const std::string& sequence, const std::string& event_kind);
  void Run(const std::string& sql, const std::vector<std::string>& blobs = {});

  const std::string directory_;
  Signer signer_;
  std::vector<std::string> keys_;
  sqlite3* db_ = nullptr;
  int64_t sequence_ = 0;
  int versions_ = 0;
  std::string state_;  // digest of the engine state that all records name
  std::vector<std::string> entries_;
  std::vector<Hash> leaves_;
  std::vector<std::pair<uint64_t, std::string>> checkpoints_;
};

// Runs SQL on a database file; for tampering. Triggers are not asked.
void Tamper(const std::string& path, const std::string& sql, const std::vector<std::string>& blobs = {});

}  // namespace cordon::reference

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_STORE_H_
