// One file over HTTPS to disk, carefully: conditional, limited in size, time and redirects, resumed where it broke off,
// checked against a pinned digest. What it gives is the bytes as served; whether they are a list is the import's
// business.
//
// A file that breaks off stays in `directory` with what its server said identifies it, and the next attempt, also of
// another process, asks for the rest of exactly that file (Range with If-Range). One process at a time per address.
//
// Thread contract: DownloadFile may be called from any thread.
//
//   DownloadRequest request;
//   request.url = "https://example.org/list.csv";
//   request.directory = cache;
//   CORDON_ASSIGN_OR_RETURN(Download download, DownloadFile(request));
//   if (!download.not_modified) Import(download.path());
#ifndef CORDON_DB_FETCH_DOWNLOAD_H_
#define CORDON_DB_FETCH_DOWNLOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/policy.pb.h"

namespace cordon {

struct DownloadRequest {
  std::string url;
  std::string directory;  // made if it is missing
  // What the server said of the file one has: it may answer that this is still it. Either may be empty.
  std::string etag;
  std::string last_modified;
  std::string sha256;         // of the bytes as served, 64 hex digits; empty: not known beforehand
  bool allow_http = false;    // see db/fetch/url.h
  int64_t max_bytes = 0;      // 0: limits.max_bytes
  v1::DownloadLimits limits;  // all set
  // Called now and then with the bytes on disk and those expected (0: not known); false gives up.
  std::function<bool(int64_t done, int64_t total)> progress;
};

// Holds the address's place in the directory; the file goes with it.
class DownloadPlace;

struct Download {
  bool not_modified = false;  // there is no file
  v1::ListOrigin origin;      // of the file, or as sent with the request
  std::string path;
  std::shared_ptr<const DownloadPlace> place;
};

// InvalidArgument: an address that is not allowed. ResourceExhausted: too large. DataLoss: another digest than the
// pinned one. FailedPrecondition: refused by the server, or by us. Unavailable: not reached, too slow or broken off, in
// every attempt. Cancelled: `progress` said so. The message names the address without its query.
absl::StatusOr<Download> DownloadFile(const DownloadRequest& request);

}  // namespace cordon

#endif  // CORDON_DB_FETCH_DOWNLOAD_H_
