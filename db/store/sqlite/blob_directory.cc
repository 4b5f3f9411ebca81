#include "db/store/sqlite/blob_directory.h"

#include <dirent.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/compressed_file.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

// Removes the regular files of `directory`; what cannot be removed is left for the next time.
absl::Status ClearDirectory(const std::string& directory) {
  DIR* dir = ::opendir(directory.c_str());
  if (dir == nullptr) return ErrnoStatus("cannot open", directory);
  const auto closer = absl::MakeCleanup([dir] { ::closedir(dir); });
  while (const dirent* entry = ::readdir(dir)) {
    if (entry->d_type == DT_DIR) continue;
    ::unlink(absl::StrCat(directory, "/", entry->d_name).c_str());
  }
  return absl::OkStatus();
}

}  // namespace

bool IsSha256Hex(absl::string_view text) {
  if (text.size() != 64) return false;
  for (const char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::string BlobDirectory::DirectoryOf(absl::string_view sha256) const {
  return absl::StrCat(path_, "/", sha256.substr(0, 2));
}

absl::Status BlobDirectory::PrepareForWriting() const {
  const std::string incoming = absl::StrCat(path_, "/incoming");
  CORDON_RETURN_IF_ERROR(MakeDirectories(incoming));
  CORDON_RETURN_IF_ERROR(SyncDirectory(path_));
  return ClearDirectory(incoming);
}

absl::StatusOr<std::string> BlobDirectory::Put(absl::string_view bytes) const {
  if (static_cast<int64_t>(bytes.size()) > max_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("cannot store ", bytes.size(), " bytes as one file, the limit is ", max_bytes_));
  }
  const std::string sha256 = Sha256Hex(bytes);
  const std::string directory = DirectoryOf(sha256);
  const std::string path = absl::StrCat(directory, "/", sha256, kCompressedSuffix);
  if (Get(sha256).ok()) {
    // Whoever moved it here may have died before the directory was synced.
    CORDON_RETURN_IF_ERROR(SyncDirectory(directory));
    return sha256;
  }
  if (!FileExists(directory)) {
    CORDON_RETURN_IF_ERROR(MakeDirectories(directory));
    CORDON_RETURN_IF_ERROR(SyncDirectory(path_));
  }
  // Two threads may put the same bytes: each writes its own file, and the second move replaces equal by equal.
  static std::atomic<unsigned> counter{0};
  const std::string incoming = absl::StrCat(path_, "/incoming/", sha256, ".", counter.fetch_add(1));
  CORDON_ASSIGN_OR_RETURN(const std::string packed, Compress(bytes));
  CORDON_RETURN_IF_ERROR(WriteFileAtomically(incoming, packed));
  if (::rename(incoming.c_str(), path.c_str()) != 0) {
    const absl::Status status = ErrnoStatus("cannot rename to", path);
    ::unlink(incoming.c_str());
    return status;
  }
  CORDON_RETURN_IF_ERROR(SyncDirectory(directory));
  return sha256;
}

absl::StatusOr<std::string> BlobDirectory::Get(absl::string_view sha256) const {
  if (!IsSha256Hex(sha256)) {
    return absl::InvalidArgumentError("a stored file is named by its sha256: 64 lower-case hex digits");
  }
  const std::string path = absl::StrCat(DirectoryOf(sha256), "/", sha256);
  absl::StatusOr<std::string> bytes = ReadCompressedOrPlain(path, max_bytes_);
  if (bytes.ok() && Sha256Hex(*bytes) != sha256) {
    return absl::DataLossError(absl::StrCat(
        CompressedOrPlain(path), " was changed: its bytes do not have the digest that is its name. Restore it from a backup"));
  }
  return bytes;
}

}  // namespace cordon
