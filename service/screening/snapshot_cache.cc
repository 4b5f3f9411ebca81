#include "service/screening/snapshot_cache.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/mapped_file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "match/snapshot_file.h"

namespace cordon {
namespace {

constexpr int64_t kMaxSnapshotBytes = int64_t{8} << 30;

// 32 raw bytes. The order in which versions are given does not matter: what they hold does.
std::string SnapshotKey(const std::vector<v1::ListVersion>& versions) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const auto& version : versions) parts.emplace_back(version.source(), version.entries_sha256());
  std::sort(parts.begin(), parts.end());
  Sha256Hasher hasher;
  hasher.UpdateField(SnapshotFormat());
  hasher.UpdateField(kEngineVersion);
  for (const auto& [source, entries] : parts) {
    hasher.UpdateField(source);
    hasher.UpdateField(entries);
  }
  return hasher.Finish();
}

}  // namespace

std::string SnapshotCache::PathOf(const std::vector<v1::ListVersion>& versions) const {
  return absl::StrCat(directory_, "/", HexEncode(SnapshotKey(versions)), ".snapshot");
}

std::shared_ptr<const ListSnapshot> SnapshotCache::Load(const std::vector<v1::ListVersion>& versions) const {
  const auto file = MappedFile::Open(PathOf(versions), kMaxSnapshotBytes);
  if (!file.ok()) return nullptr;
  auto snapshot = SnapshotFromFile((*file)->bytes(), *file, SnapshotKey(versions));
  return snapshot.ok() ? *std::move(snapshot) : nullptr;
}

absl::Status SnapshotCache::Keep(const std::vector<v1::ListVersion>& versions, const ListSnapshot& snapshot) const {
  if (snapshot.name_count() < kLeastNames) return absl::OkStatus();
  CORDON_RETURN_IF_ERROR(MakeDirectories(directory_));
  const std::string path = PathOf(versions);
  CORDON_RETURN_IF_ERROR(WriteFileAtomically(path, SnapshotFileBytes(snapshot, SnapshotKey(versions))));
  // Whoever still maps an older file keeps it until it lets go.
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory_, error), end; !error && at != end; at.increment(error)) {
    if (at->path().string() == path) continue;
    std::error_code ignored;
    std::filesystem::remove(at->path(), ignored);
  }
  return absl::OkStatus();
}

}  // namespace cordon
