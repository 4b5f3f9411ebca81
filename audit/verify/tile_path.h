// Names of files in a tlog-tiles directory. Pure functions.
//
//   TilePath(1, 1'234'067, 256)    // "tile/1/x001/x234/067"
//   BundlePath(5, 17)              // "tile/entries/005.p/17"
#ifndef CORDON_AUDIT_VERIFY_TILE_PATH_H_
#define CORDON_AUDIT_VERIFY_TILE_PATH_H_

#include <cstdint>
#include <string>

namespace cordon::verify {

// `width` 256: the full tile; 1 to 255: the partial one of that width.
std::string TilePath(int level, uint64_t n, uint64_t width);
std::string BundlePath(uint64_t n, uint64_t width);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_TILE_PATH_H_
