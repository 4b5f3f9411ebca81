// The stored form of imported ownership data: nodes and edges behind a magic line, each with a tag and its length, so
// that the rest of the file reads as one protobuf message {repeated OwnershipNode = 1; repeated OwnershipEdge = 2}.
// Written once at import, read at every start. The reader is a pure function; the writer is not thread-safe.
#ifndef CORDON_SERVICE_SCREENING_OWNERSHIP_FILE_H_
#define CORDON_SERVICE_SCREENING_OWNERSHIP_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/ownership.pb.h"
#include "rules/facts/ownership/graph.h"

namespace cordon {

class OwnershipFileWriter {
 public:
  OwnershipFileWriter();
  // ResourceExhausted beyond what the store keeps as one file.
  absl::Status Add(const v1::OwnershipNode& node);
  absl::Status Add(const v1::OwnershipEdge& edge);
  std::string Take() && { return std::move(bytes_); }

 private:
  absl::Status AddRecord(char tag, const google::protobuf::MessageLite& message);
  std::string bytes_;
};

// Adds everything in `file` to `builder`; stops at its first error. DataLoss when the file is damaged.
absl::Status ReadOwnershipFile(absl::string_view file, OwnershipGraphBuilder* builder);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_OWNERSHIP_FILE_H_
