#include "db/fetch/place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr int64_t kMaxIdentityBytes = 16 << 10;

}  // namespace

absl::StatusOr<std::shared_ptr<DownloadPlace>> DownloadPlace::Take(const std::string& directory,
                                                                   const std::string& url) {
  CORDON_RETURN_IF_ERROR(MakeDirectories(directory));
  const std::string prefix = absl::StrCat(directory, "/", Sha256Hex(url).substr(0, 32));
  const std::string lock_path = prefix + ".lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return ErrnoStatus("cannot create", lock_path);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return absl::FailedPreconditionError("another process is downloading it; wait for that one");
  }
  std::shared_ptr<DownloadPlace> place(new DownloadPlace(prefix, lock));
  CORDON_RETURN_IF_ERROR(place->Open(url));
  return place;
}

absl::Status DownloadPlace::Open(const std::string& url) {
  const std::string path = prefix_ + ".part";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) return ErrnoStatus("cannot create", path);
  const off_t end = ::lseek(file_, 0, SEEK_END);
  if (end < 0) return ErrnoStatus("cannot read", path);
  size_ = end;
  // A partial file without its identity cannot be gone on with.
  const absl::StatusOr<std::string> meta = ReadFile(prefix_ + ".meta", kMaxIdentityBytes);
  if (!meta.ok() || !identity_.ParseFromString(*meta) || identity_.url() != url) Drop();
  return absl::OkStatus();
}

DownloadPlace::~DownloadPlace() {
  if (file_ >= 0) ::close(file_);
  ::unlink((prefix_ + ".file").c_str());
  ::close(lock_);
}

void DownloadPlace::Drop() {
  identity_.Clear();
  ::unlink((prefix_ + ".meta").c_str());
  // Should this fail, the missing identity keeps the bytes from being used.
  if (::ftruncate(file_, 0) == 0) size_ = 0;
}

absl::Status DownloadPlace::Begin(const v1::ListOrigin& identity) {
  Drop();
  if (size_ != 0 || ::lseek(file_, 0, SEEK_SET) != 0) return ErrnoStatus("cannot empty", prefix_ + ".part");
  CORDON_RETURN_IF_ERROR(WriteFileAtomically(prefix_ + ".meta", identity.SerializeAsString()));
  identity_ = identity;
  return absl::OkStatus();
}

absl::Status DownloadPlace::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_, bytes.data(), bytes.size(), size_);
    if (n < 0) {
      if (errno == EINTR) continue;
      return ErrnoStatus("cannot write", prefix_ + ".part");
    }
    size_ += n;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> DownloadPlace::Digest() const {
  Sha256Hasher hasher;
  std::string buffer(256U << 10U, '\0');
  for (int64_t at = 0; at < size_;) {
    const ssize_t n = ::pread(file_, buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return ErrnoStatus("cannot read", prefix_ + ".part");
    hasher.Update(absl::string_view(buffer.data(), static_cast<size_t>(n)));
    at += n;
  }
  return HexEncode(hasher.Finish());
}

absl::StatusOr<std::string> DownloadPlace::Finish() {
  std::string path = prefix_ + ".file";
  if (::rename((prefix_ + ".part").c_str(), path.c_str()) != 0) return ErrnoStatus("cannot rename to", path);
  ::unlink((prefix_ + ".meta").c_str());
  return path;
}

}  // namespace cordon
