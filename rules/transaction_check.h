// Refuses a transaction that cannot be judged: limits of every text and list, dates, countries, ranges, required
// fields. Pure function, thread-safe. The error names the field path, the limit and the remedy:
//
//   InvalidArgument: transaction.parties[2].owners[0].exact_bp: 10001 is outside 0..10000 (basis points)
#ifndef CORDON_RULES_TRANSACTION_CHECK_H_
#define CORDON_RULES_TRANSACTION_CHECK_H_

#include "absl/status/status.h"
#include "cordon/v1/transaction.pb.h"

namespace cordon {

inline constexpr int kMaxParties = 64;
inline constexpr int kMaxItems = 256;
inline constexpr int64_t kMaxQuantity = 1000000000;       // pieces, GPUs
inline constexpr int64_t kMaxTransactionTpp = 100000000;  // of one chip

absl::Status CheckTransaction(const v1::Transaction& transaction);

}  // namespace cordon

#endif  // CORDON_RULES_TRANSACTION_CHECK_H_
