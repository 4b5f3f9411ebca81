// Where the file of one address is kept while it is downloaded: KEY.part with KEY.meta beside it (what identifies the
// partial file), KEY.file when it is whole, KEY.lock held meanwhile. KEY follows from the address.
// Not thread-safe; two places of one address exclude each other, also across processes.
#ifndef CORDON_DB_FETCH_PLACE_H_
#define CORDON_DB_FETCH_PLACE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

class DownloadPlace {
 public:
  // FailedPrecondition when another process downloads from this address.
  static absl::StatusOr<std::shared_ptr<DownloadPlace>> Take(const std::string& directory, const std::string& url);
  ~DownloadPlace();
  DownloadPlace(const DownloadPlace&) = delete;
  DownloadPlace& operator=(const DownloadPlace&) = delete;

  // Bytes of the partial file on disk.
  int64_t size() const { return size_; }
  // What its server said of it; empty when it said nothing, or there is no partial file.
  const v1::ListOrigin& identity() const { return identity_; }

  // Forgets what is there and begins a file of this identity.
  absl::Status Begin(const v1::ListOrigin& identity);
  absl::Status Append(absl::string_view bytes);
  // Gives the file up: the next attempt begins anew.
  void Drop();
  // The sha256 of the whole partial file, 64 hex digits.
  absl::StatusOr<std::string> Digest() const;
  // The partial file is the whole one; its path. It is removed with this object.
  absl::StatusOr<std::string> Finish();

 private:
  DownloadPlace(std::string prefix, int lock) : prefix_(std::move(prefix)), lock_(lock) {}
  absl::Status Open(const std::string& url);

  const std::string prefix_;  // directory/KEY
  const int lock_;
  int file_ = -1;
  int64_t size_ = 0;
  v1::ListOrigin identity_;
};

}  // namespace cordon

#endif  // CORDON_DB_FETCH_PLACE_H_
