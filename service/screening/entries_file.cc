#include "service/screening/entries_file.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstdint>

#include "absl/strings/strip.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr char kMagic[] = "cordon entries 1\n";

}  // namespace

std::string WriteEntriesFile(const std::vector<v1::ListEntry>& entries) {
  std::string file = kMagic;
  google::protobuf::io::StringOutputStream stream(&file);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  for (const auto& entry : entries) {
    coded.WriteVarint32(static_cast<uint32_t>(entry.ByteSizeLong()));
    entry.SerializeToCodedStream(&coded);
  }
  coded.Trim();
  return file;
}

absl::Status ReadEntriesFile(absl::string_view file, const std::function<absl::Status(absl::string_view)>& add) {
  const auto damaged = [] { return absl::DataLossError("stored list entries are damaged; import the list again"); };
  if (!absl::ConsumePrefix(&file, kMagic)) return damaged();
  while (!file.empty()) {
    uint32_t size = 0;
    int shift = 0;
    while (true) {
      if (file.empty() || shift > 28) return damaged();
      const auto byte = static_cast<unsigned char>(file[0]);
      file.remove_prefix(1);
      size |= static_cast<uint32_t>(byte & 0x7FU) << static_cast<unsigned>(shift);
      if ((byte & 0x80U) == 0) break;
      shift += 7;
    }
    if (size > file.size()) return damaged();
    CORDON_RETURN_IF_ERROR(add(file.substr(0, size)));
    file.remove_prefix(size);
  }
  return absl::OkStatus();
}

}  // namespace cordon
