// Path of a file of the shared reference data (real list files, benign names), which is not part of the checkout:
// $CORDON_SHARED_DATA, by default ../shared/data beside the sources. Empty if it is not there.
//
//   const std::string path = SharedDataPath("lists/us_csl_2026-07-31/consolidated.csv.xz");
//   if (path.empty()) GTEST_SKIP() << "skipped: no shared data";
#ifndef CORDON_TESTS_SUPPORT_SHARED_DATA_H_
#define CORDON_TESTS_SUPPORT_SHARED_DATA_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace cordon {

inline std::string SharedDataPath(const std::string& name) {
  const char* shared = std::getenv("CORDON_SHARED_DATA");
  const char* source = std::getenv("CORDON_SOURCE_DIR");
  std::filesystem::path path;
  if (shared != nullptr && *shared != '\0') {
    path = shared;
  } else {
    path = std::filesystem::path(source != nullptr && *source != '\0' ? source : ".") / ".." / "shared" / "data";
  }
  path /= name;
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? path.string() : std::string();
}

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_SHARED_DATA_H_
