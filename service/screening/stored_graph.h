// The ownership graph of stored files, read when it is first asked for.
// Thread contract: as Lazy.
#ifndef CORDON_SERVICE_SCREENING_STORED_GRAPH_H_
#define CORDON_SERVICE_SCREENING_STORED_GRAPH_H_

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cordon/v1/list.pb.h"
#include "db/store/store.h"
#include "rules/facts/ownership/graph.h"
#include "service/screening/lazy.h"

namespace cordon {

// Digests of the ownership files among `versions`, ascending: what a graph is made of.
template <typename Versions>
std::vector<std::string> OwnershipFiles(const Versions& versions) {
  std::vector<std::string> files;
  for (const v1::ListVersion& version : versions) {
    if (version.has_ownership()) files.push_back(version.entries_sha256());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// A file that the store does not have yet, with its digest.
struct FreshFile {
  std::string sha256;
  std::shared_ptr<const std::string> bytes;
};

// Null without files. `blobs` must outlive it.
std::shared_ptr<const Lazy<OwnershipGraph>> GraphOfFiles(BlobStore* blobs, std::vector<std::string> files,
                                                         const FreshFile& fresh = {});

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_STORED_GRAPH_H_
