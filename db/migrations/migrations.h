// The schema changes of the embedded store, compiled in from db/migrations/NNNN_*.sql (embed.cmake).
// Thread-safe (immutable).
#ifndef CORDON_DB_MIGRATIONS_MIGRATIONS_H_
#define CORDON_DB_MIGRATIONS_MIGRATIONS_H_

#include <vector>

namespace cordon {

struct Migration {
  int version;       // user_version after it ran: 1, 2, ...
  const char* name;  // "0001_initial"
  const char* sql;
};

// Ascending and contiguous from version 1.
const std::vector<Migration>& Migrations();

}  // namespace cordon

#endif  // CORDON_DB_MIGRATIONS_MIGRATIONS_H_
