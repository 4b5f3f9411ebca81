// Straight happy paths over absl::Status. Exceptions never cross an interface of ours; a non-OK status does.
//
//   CORDON_RETURN_IF_ERROR(store->Open());
//   CORDON_ASSIGN_OR_RETURN(Snapshot snapshot, LoadSnapshot(path));
#ifndef CORDON_BASE_STATUS_MACROS_H_
#define CORDON_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define CORDON_CONCAT_INNER(a, b) a##b
#define CORDON_CONCAT(a, b) CORDON_CONCAT_INNER(a, b)

#define CORDON_RETURN_IF_ERROR(expr)               \
  do {                                             \
    absl::Status cordon_status = (expr);           \
    if (!cordon_status.ok()) return cordon_status; \
  } while (false)

#define CORDON_ASSIGN_OR_RETURN(lhs, expr) \
  CORDON_ASSIGN_OR_RETURN_INNER(CORDON_CONCAT(cordon_status_or_, __LINE__), lhs, expr)
#define CORDON_ASSIGN_OR_RETURN_INNER(tmp, lhs, expr) \
  auto tmp = (expr);                                  \
  if (!tmp.ok()) return tmp.status();                 \
  lhs = std::move(tmp).value()

#endif  // CORDON_BASE_STATUS_MACROS_H_
