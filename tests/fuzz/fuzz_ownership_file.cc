// The stored form of ownership data: any bytes are read or refused, and what was written reads back.
#include <cstddef>
#include <cstdint>

#include "service/screening/ownership_file.h"
#include "tests/fuzz/ownership_fuzz_util.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cordon;
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  OwnershipGraphBuilder builder;
  const absl::Status read = ReadOwnershipFile(bytes, &builder);
  if (!read.ok()) return 0;
  const auto graph = std::move(builder).Build();
  OwnershipRequire(graph.ok(), "what was read builds");
  OwnershipFileWriter writer;
  for (OwnershipNodeIndex node = 0; node < (*graph)->node_count(); ++node) {
    OwnershipRequire(writer.Add((*graph)->Node(node)).ok(), "a node fits");
  }
  const std::string again = std::move(writer).Take();
  OwnershipGraphBuilder second;
  OwnershipRequire(ReadOwnershipFile(again, &second).ok(), "what was written reads back");
  const auto same = std::move(second).Build();
  OwnershipRequire(same.ok() && (*same)->node_count() == (*graph)->node_count(), "with the same nodes");
  return 0;
}
