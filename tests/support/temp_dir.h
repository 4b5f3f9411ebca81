// A directory of its own for a test, removed with everything in it when it goes out of scope.
#ifndef CORDON_TESTS_SUPPORT_TEMP_DIR_H_
#define CORDON_TESTS_SUPPORT_TEMP_DIR_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace cordon {

class TempDir {
 public:
  TempDir() : TempDir(DefaultBase()) {}
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  // In memory where there is such a place: for a test that syncs a lot and does not mean the disk.
  static TempDir InMemory() {
    return TempDir(std::filesystem::is_directory("/dev/shm") ? std::string("/dev/shm") : DefaultBase());
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  explicit TempDir(const std::string& base) : path_(base + "/cordon-test-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  static std::string DefaultBase() {
    const char* base = std::getenv("TMPDIR");
    return base != nullptr && *base != '\0' ? base : "/tmp";
  }

  std::string path_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_TEMP_DIR_H_
