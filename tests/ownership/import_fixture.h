// Runs one ownership import from memory in small pieces and keeps everything it hands out.
#ifndef CORDON_TESTS_OWNERSHIP_IMPORT_FIXTURE_H_
#define CORDON_TESTS_OWNERSHIP_IMPORT_FIXTURE_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/ownership/import.h"

namespace cordon {

struct Imported {
  absl::Status status;
  OwnershipImportReport report;
  std::vector<v1::OwnershipNode> nodes;
  std::vector<v1::OwnershipEdge> edges;

  std::string error() const { return std::string(status.message()); }
  // "owner>asset min..max[?] start/end"
  std::vector<std::string> Edges() const {
    std::vector<std::string> out;
    for (const v1::OwnershipEdge& e : edges) {
      out.push_back(absl::StrCat(e.owner(), ">", e.asset(), " ", e.min_bp(), "..", e.max_bp(), e.unknown() ? "?" : "",
                                 " ", e.start_date(), "/", e.end_date()));
    }
    return out;
  }
};

// Hands out `step` bytes at a time, so that records fall across chunks.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string bytes, size_t step) : bytes_(std::move(bytes)), step_(step) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t count = std::min({size, step_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, count, buffer);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  size_t step_;
  size_t at_ = 0;
};

inline Imported Import(const std::string& bytes, const std::string& name, const OwnershipImportLimits& limits = {},
                       size_t step = 7) {
  Imported out;
  SlowSource source(bytes, step);
  OwnershipImportOptions options;
  options.file_name = name;
  options.limits = limits;
  OwnershipSink sink;
  sink.node = [&out](const v1::OwnershipNode& node) {
    out.nodes.push_back(node);
    return absl::OkStatus();
  };
  sink.edge = [&out](const v1::OwnershipEdge& edge) {
    out.edges.push_back(edge);
    return absl::OkStatus();
  };
  auto report = ImportOwnershipFile(source, options, sink);
  out.status = report.status();
  if (report.ok()) out.report = *report;
  return out;
}

// A file and what its refusal must say.
struct ErrorCase {
  std::string bytes;
  std::string message;
};

}  // namespace cordon

#endif  // CORDON_TESTS_OWNERSHIP_IMPORT_FIXTURE_H_
