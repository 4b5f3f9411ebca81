#include "audit/verify/tile_path.h"

#include "absl/strings/str_cat.h"
#include "audit/verify/tree.h"

namespace cordon::verify {
namespace {

std::string NumberPath(uint64_t n, uint64_t width) {
  std::string path = absl::StrCat(absl::Dec(n % 1000, absl::kZeroPad3));
  for (n /= 1000; n > 0; n /= 1000) path = absl::StrCat("x", absl::Dec(n % 1000, absl::kZeroPad3), "/", path);
  return width == kTileWidth ? path : absl::StrCat(path, ".p/", width);
}

}  // namespace

std::string TilePath(int level, uint64_t n, uint64_t width) {
  return absl::StrCat("tile/", level, "/", NumberPath(n, width));
}

std::string BundlePath(uint64_t n, uint64_t width) { return absl::StrCat("tile/entries/", NumberPath(n, width)); }

}  // namespace cordon::verify
