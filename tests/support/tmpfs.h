// A small file system of its own for a test: mounted on a temporary directory, filled, remounted read only, unmounted.
// Needs the right to mount; without it `mounted()` is false and the test skips.
#ifndef CORDON_TESTS_SUPPORT_TMPFS_H_
#define CORDON_TESTS_SUPPORT_TMPFS_H_

#include <sys/mount.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace cordon {

class Tmpfs {
 public:
  // `size` as in the mount option, such as "4m".
  explicit Tmpfs(const std::string& size)
      : mounted_(::mount("cordon-test", directory_.path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV,
                         ("size=" + size).c_str()) == 0) {}
  ~Tmpfs() {
    if (mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  Tmpfs(const Tmpfs&) = delete;
  Tmpfs& operator=(const Tmpfs&) = delete;

  bool mounted() const { return mounted_; }
  const std::string& path() const { return directory_.path(); }
  std::string operator/(const std::string& name) const { return directory_ / name; }

  bool SetReadOnly(bool read_only) {
    unsigned long flags = MS_REMOUNT;
    if (read_only) flags |= MS_RDONLY;
    return ::mount("cordon-test", path().c_str(), "tmpfs", flags, nullptr) == 0;
  }

 private:
  TempDir directory_;
  bool mounted_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_TMPFS_H_
