// A list that is published as several files, downloaded as one: all of them new, or all still what one has. A file that
// its server exchanges meanwhile makes the whole download fail, so that no list is put together of two dates.
//
// Thread contract: as DownloadFile.
#ifndef CORDON_DB_FETCH_DOWNLOAD_SET_H_
#define CORDON_DB_FETCH_DOWNLOAD_SET_H_

#include <vector>

#include "absl/status/statusor.h"
#include "db/fetch/download.h"

namespace cordon {

// One request per file, with addresses that differ; what is the same for all is taken from each. Errors are those of
// DownloadFile for the first file that fails; Unavailable when a file was exchanged meanwhile. One request is simply
// DownloadFile.
absl::StatusOr<std::vector<Download>> DownloadSet(std::vector<DownloadRequest> requests);

}  // namespace cordon

#endif  // CORDON_DB_FETCH_DOWNLOAD_SET_H_
