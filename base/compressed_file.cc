#include "base/compressed_file.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

// Lists shrink to a tenth at this level, at several hundred MB a second; higher ones cost much and save little.
constexpr int kLevel = 3;

struct FreeDecoder {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

struct FreeEncoder {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

absl::StatusOr<std::string> Compress(absl::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, FreeEncoder> context(ZSTD_createCCtx());
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  size_t size = 0;
  if (context == nullptr || ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel)) != 0 ||
      ZSTD_isError(ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1)) != 0 ||
      ZSTD_isError(size = ZSTD_compress2(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size())) != 0) {
    return absl::InternalError(absl::StrCat("cannot compress ", bytes.size(), " bytes"));
  }
  packed.resize(size);
  return packed;
}

absl::StatusOr<std::string> Decompress(absl::string_view bytes, int64_t max_bytes) {
  const std::unique_ptr<ZSTD_DCtx, FreeDecoder> context(ZSTD_createDCtx());
  if (context == nullptr) return absl::InternalError("cannot decompress: no memory");
  std::string plain;
  std::string piece(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  size_t wanted = 1;  // 0 at the end of a frame
  while (wanted != 0 || in.pos < in.size) {
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    const size_t before = in.pos;
    wanted = ZSTD_decompressStream(context.get(), &out, &in);
    if (ZSTD_isError(wanted) != 0) {
      return absl::DataLossError(absl::StrCat("damaged compressed data: ", ZSTD_getErrorName(wanted)));
    }
    if (out.pos > static_cast<size_t>(max_bytes) - plain.size()) {
      return absl::ResourceExhaustedError(absl::StrCat("decompressed larger than the limit of ", max_bytes, " bytes"));
    }
    plain.append(piece.data(), out.pos);
    if (wanted != 0 && out.pos == 0 && in.pos == before) {
      return absl::DataLossError("damaged compressed data: it ends within a frame");
    }
  }
  return plain;
}

std::string CompressedOrPlain(const std::string& path) {
  std::string compressed = absl::StrCat(path, kCompressedSuffix);
  return FileExists(compressed) ? compressed : path;
}

absl::StatusOr<std::string> ReadCompressedOrPlain(const std::string& path, int64_t max_bytes) {
  const std::string file = CompressedOrPlain(path);
  // What does not shrink grows by less than this (ZSTD_compressBound).
  const int64_t max_file = max_bytes + max_bytes / 256 + (64 << 10);
  CORDON_ASSIGN_OR_RETURN(std::string bytes, ReadFile(file, file == path ? max_bytes : max_file));
  if (file == path) return bytes;
  absl::StatusOr<std::string> plain = Decompress(bytes, max_bytes);
  if (plain.ok()) return plain;
  return absl::Status(plain.status().code(), absl::StrCat(file, ": ", plain.status().message()));
}

}  // namespace cordon
