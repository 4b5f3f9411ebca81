#include "tests/golden/golden_file.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace cordon {
namespace {

std::string GoldenPath(const std::string& name) {
  const char* const root = std::getenv("CORDON_SOURCE_DIR");
  return std::string(root != nullptr ? root : ".") + "/tests/golden/" + name;
}

}  // namespace

testing::AssertionResult MatchesGolden(const std::string& name, const std::string& actual) {
  const std::string path = GoldenPath(name);
  if (std::getenv("CORDON_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return testing::AssertionSuccess();
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return testing::AssertionFailure() << path << " is missing; CORDON_UPDATE_GOLDEN=1 writes it";
  std::stringstream expected;
  expected << file.rdbuf();
  if (expected.str() == actual) return testing::AssertionSuccess();
  return testing::AssertionFailure() << name << " differs.\n--- expected\n"
                                     << expected.str() << "\n--- actual\n"
                                     << actual << "\nCORDON_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace cordon
