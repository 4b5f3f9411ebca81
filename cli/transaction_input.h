// Transactions out of a file or standard input: one as JSON, several in a JSON array, or one per line (JSON lines).
// Read as a stream: of JSON lines and arrays never more than one transaction is held. Not thread-safe.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<TransactionInput> input, TransactionInput::Open("orders.jsonl"));
//   TransactionRow row;
//   while (input->Next(&row)) ...
#ifndef CORDON_CLI_TRANSACTION_INPUT_H_
#define CORDON_CLI_TRANSACTION_INPUT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cordon/v1/transaction.pb.h"
#include "db/lists/byte_source.h"

namespace cordon::cli {

struct TransactionRow {
  int64_t row = 0;    // from 1 in a file that may hold several; 0 in one that is a single transaction
  std::string error;  // not empty: what cannot be read, and the row is one all the same
  v1::Transaction transaction;
};

inline constexpr size_t kMaxTransactionBytes = 1 << 20;  // JSON of one transaction

class TransactionInput {
 public:
  // `-` is standard input; .xz and .gz are unpacked.
  static absl::StatusOr<std::unique_ptr<TransactionInput>> Open(const std::string& file);
  // `lines`: one transaction per line whatever the text looks like.
  TransactionInput(std::unique_ptr<ByteSource> source, bool lines);

  // False at the end. A file that is damaged or ends early has a last row that says so.
  bool Next(TransactionRow* row);

 private:
  enum class Layout { kUnknown, kSingle, kArray, kLines };

  bool Fill();  // more text into buffer_; false at the end
  void DetectLayout();
  // The next piece of text that is to be a transaction; false at the end. An error is final.
  bool NextLine(std::string* text);
  bool NextElement(std::string* text);
  void SkipBlanks();
  bool Fail(TransactionRow* row, std::string error);

  std::unique_ptr<ByteSource> source_;
  Layout layout_;
  std::string buffer_;
  size_t at_ = 0;  // of buffer_: what stands before was consumed
  bool end_ = false;
  bool done_ = false;
  bool first_element_ = true;
  int64_t rows_ = 0;
  std::string error_;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_TRANSACTION_INPUT_H_
