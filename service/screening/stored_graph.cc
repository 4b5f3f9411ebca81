#include "service/screening/stored_graph.h"

#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "service/screening/ownership_file.h"

namespace cordon {

std::shared_ptr<const Lazy<OwnershipGraph>> GraphOfFiles(BlobStore* blobs, std::vector<std::string> files,
                                                         const FreshFile& fresh) {
  if (files.empty()) return nullptr;
  return std::make_shared<const Lazy<OwnershipGraph>>(
      [blobs, files = std::move(files), fresh]() -> absl::StatusOr<std::shared_ptr<const OwnershipGraph>> {
        OwnershipGraphBuilder builder;
        for (const std::string& sha256 : files) {
          if (sha256 == fresh.sha256) {
            CORDON_RETURN_IF_ERROR(ReadOwnershipFile(*fresh.bytes, &builder));
            continue;
          }
          CORDON_ASSIGN_OR_RETURN(const std::string file, blobs->GetBlob(sha256));
          CORDON_RETURN_IF_ERROR(ReadOwnershipFile(file, &builder));
        }
        return std::move(builder).Build();
      });
}

}  // namespace cordon
