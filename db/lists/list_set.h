// A list that is published as several files (OFAC's CSV) found on disk: a folder, or the main file with its mates
// beside it, is packed into one stream for the import. Thread-safe (no shared state).
#ifndef CORDON_DB_LISTS_LIST_SET_H_
#define CORDON_DB_LISTS_LIST_SET_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "db/lists/byte_source.h"

namespace cordon {

// Null if `path` is a single file that is no part of such a set. NotFound names the files that a set lacks: a list
// without its aliases or addresses is not imported. `*total` is the size of what the source gives.
//
//   CORDON_ASSIGN_OR_RETURN(auto bytes, OpenListSet("lists/2026-02-27", &total));
absl::StatusOr<std::unique_ptr<ByteSource>> OpenListSet(const std::string& path, int64_t* total);

// The same of files that lie anywhere: their names as published, and their paths. InvalidArgument if they are not
// exactly the files of a set.
struct PublishedFile {
  std::string name;
  std::string path;
};
absl::StatusOr<std::unique_ptr<ByteSource>> OpenListSet(const std::vector<PublishedFile>& files, int64_t* total);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_LIST_SET_H_
