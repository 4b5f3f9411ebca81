#include "db/store/sqlite/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"

namespace cordon {
namespace {

constexpr size_t kMaxHolder = 200;
constexpr absl::Duration kPoll = absl::Milliseconds(20);

std::string LockPath(const std::string& directory) { return absl::StrCat(directory, "/lock"); }

// The holder's text, printable, for a message.
std::string ReadHolder(int fd) {
  char buffer[kMaxHolder];
  const ssize_t n = ::pread(fd, buffer, sizeof(buffer), 0);
  std::string holder;
  for (ssize_t i = 0; i < n && buffer[i] != '\n'; ++i) {
    holder.push_back(absl::ascii_isprint(static_cast<unsigned char>(buffer[i])) ? buffer[i] : '?');
  }
  return holder.empty() ? "another process" : holder;
}

// The lock is what counts; a text that cannot be written (disk full) only makes a message poorer.
void WriteHolder(int fd, const std::string& holder) {
  const std::string text =
      absl::StrCat((holder.empty() ? absl::StrCat("process ", ::getpid()) : holder).substr(0, kMaxHolder - 1), "\n");
  if (::ftruncate(fd, 0) != 0) return;
  if (::pwrite(fd, text.data(), text.size(), 0) < 0) return;
}

// 0, or errno (EWOULDBLOCK when somebody holds it).
int TryLock(int fd, int operation) {
  while (::flock(fd, operation | LOCK_NB) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

absl::Status InUse(const std::string& directory, int fd) {
  return absl::FailedPreconditionError(absl::StrCat(directory, " is in use by ", ReadHolder(fd),
                                                    "; stop it, wait for it, or use another data directory"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::AcquireExclusive(const std::string& directory,
                                                                               const std::string& holder,
                                                                               absl::Duration wait) {
  const std::string path = LockPath(directory);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return ErrnoStatus("cannot write to the data directory: cannot open", path);
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
  const absl::Time deadline = absl::Now() + wait;
  while (true) {
    const int error = TryLock(fd, LOCK_EX);
    if (error == 0) break;
    if (error != EWOULDBLOCK) {
      errno = error;
      return ErrnoStatus("cannot lock", path);
    }
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) return InUse(directory, fd);
    absl::SleepFor(std::min(left, kPoll));
  }
  WriteHolder(fd, holder);
  return lock;
}

absl::StatusOr<std::unique_ptr<DirectoryLock>> DirectoryLock::AcquireShared(const std::string& directory) {
  const std::string path = LockPath(directory);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) {
    if (errno == ENOENT) return std::unique_ptr<DirectoryLock>(new DirectoryLock(-1));
    return ErrnoStatus("cannot open", path);
  }
  std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
  const int error = TryLock(fd, LOCK_SH);
  if (error == EWOULDBLOCK) return InUse(directory, fd);
  if (error != 0) {
    errno = error;
    return ErrnoStatus("cannot lock", path);
  }
  return lock;
}

DirectoryLock::~DirectoryLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace cordon
