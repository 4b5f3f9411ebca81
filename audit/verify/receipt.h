// A receipt: the C2SP tlog-proof of one entry. Whoever holds it and the log's public key can show, without the log,
// that the entry stood at this index of the log the checkpoint names.
//
// Pure functions.
//
//   CORDON_ASSIGN_OR_RETURN(Receipt receipt, ParseReceipt(text));
//   CORDON_ASSIGN_OR_RETURN(ReceiptFacts facts, CheckReceipt(receipt, entry, keys));
#ifndef CORDON_AUDIT_VERIFY_RECEIPT_H_
#define CORDON_AUDIT_VERIFY_RECEIPT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "audit/verify/note.h"
#include "audit/verify/tree.h"

namespace cordon::verify {

// The longest entry tlog-tiles allows. A longer record stands in the log as its digest (LargeEntry).
inline constexpr size_t kMaxEntryBytes = 65'535;
inline constexpr size_t kMaxReceiptBytes = 262'144;

struct Receipt {
  std::string extra;  // entry bytes; empty if the receipt does not carry them
  uint64_t index = 0;
  std::vector<Hash> proof;
  std::string note;
};

absl::StatusOr<Receipt> ParseReceipt(absl::string_view text);

// The entry that stands for these record bytes: themselves, or for a long record the object naming its digest.
std::string EntryOfRecord(absl::string_view record);

struct ReceiptFacts {
  Checkpoint checkpoint;
  std::string key;  // line of the key that signed
};

// InvalidArgument saying what does not hold. `keys`: the receipt must be signed by one of them, under its own name.
absl::StatusOr<ReceiptFacts> CheckReceipt(const Receipt& receipt, absl::string_view entry,
                                          absl::Span<const VerifierKey> keys);

// As CheckReceipt writes it; for exports and tests.
std::string FormatReceipt(const Receipt& receipt);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_RECEIPT_H_
