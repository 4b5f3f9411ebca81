// Random identifiers for resource names. Thread-safe.
#ifndef CORDON_BASE_IDS_H_
#define CORDON_BASE_IDS_H_

#include <string>

namespace cordon {

// Source of resource ids; a constructor argument, so that tests and replays get fixed ones.
class IdSource {
 public:
  virtual ~IdSource() = default;
  // 26 characters of [0-9a-z]: 48 bits of milliseconds `unix_ms`, then 80 random bits (the ULID idea), so that ids
  // sort roughly by creation.
  virtual std::string NewId(long long unix_ms) = 0;
};

// From the operating system's generator. Never null, never deleted, thread-safe.
IdSource* RandomIdSource();

}  // namespace cordon

#endif  // CORDON_BASE_IDS_H_
