#include "service/screening/ownership_file.h"

#include <google/protobuf/io/coded_stream.h>

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "db/store/store.h"

namespace cordon {
namespace {

constexpr char kOwnershipMagic[] = "cordon ownership 1\n";
// Fields 1 and 2, length-delimited.
constexpr char kNodeTag = 0x0A;
constexpr char kEdgeTag = 0x12;

}  // namespace

OwnershipFileWriter::OwnershipFileWriter() : bytes_(kOwnershipMagic) {}

absl::Status OwnershipFileWriter::AddRecord(char tag, const google::protobuf::MessageLite& message) {
  // Neither message holds a map, so that equal values give equal bytes.
  const auto size = static_cast<uint32_t>(message.ByteSizeLong());
  uint8_t prefix[10];
  const uint8_t* const end = google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(size, prefix);
  if (bytes_.size() + size + sizeof(prefix) > static_cast<size_t>(kMaxBlobBytes)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("more than ", kMaxBlobBytes,
                     " bytes of ownership data in one file; import it in parts, each with a "
                     "code of its own (--as)"));
  }
  bytes_.push_back(tag);
  bytes_.append(reinterpret_cast<const char*>(prefix), static_cast<size_t>(end - prefix));
  message.AppendToString(&bytes_);
  return absl::OkStatus();
}

absl::Status OwnershipFileWriter::Add(const v1::OwnershipNode& node) { return AddRecord(kNodeTag, node); }
absl::Status OwnershipFileWriter::Add(const v1::OwnershipEdge& edge) { return AddRecord(kEdgeTag, edge); }

absl::Status ReadOwnershipFile(absl::string_view file, OwnershipGraphBuilder* builder) {
  const auto damaged = [] { return absl::DataLossError("stored ownership data are damaged; import them again"); };
  if (!absl::ConsumePrefix(&file, kOwnershipMagic)) return damaged();
  // Reused, so that their strings keep their room.
  v1::OwnershipNode node;
  v1::OwnershipEdge edge;
  while (!file.empty()) {
    const char tag = file[0];
    file.remove_prefix(1);
    uint32_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
      if (file.empty() || shift > 28) return damaged();
      const auto byte = static_cast<unsigned char>(file[0]);
      file.remove_prefix(1);
      size |= static_cast<uint32_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) break;
    }
    if (size > file.size()) return damaged();
    const int length = static_cast<int>(size);
    if (tag == kNodeTag) {
      if (!node.ParseFromArray(file.data(), length)) return damaged();
      CORDON_RETURN_IF_ERROR(builder->AddNode(node));
    } else if (tag == kEdgeTag) {
      if (!edge.ParseFromArray(file.data(), length)) return damaged();
      CORDON_RETURN_IF_ERROR(builder->AddEdge(edge));
    } else {
      return damaged();
    }
    file.remove_prefix(size);
  }
  return absl::OkStatus();
}

}  // namespace cordon
