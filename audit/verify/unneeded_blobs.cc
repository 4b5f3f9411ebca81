#include "audit/verify/unneeded_blobs.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/compressed_file.h"
#include "base/files.h"

namespace cordon::verify {
namespace {

constexpr size_t kDigestDigits = 64;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsDigest(absl::string_view name) {
  return name.size() == kDigestDigits && std::all_of(name.begin(), name.end(), IsHexDigit);
}

}  // namespace

void CollectDigests(absl::string_view text, std::set<std::string>* digests) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && IsHexDigit(text[end])) ++end;
    if (end - begin == kDigestDigits) digests->insert(std::string(text.substr(begin, kDigestDigits)));
    begin = end + 1;
  }
}

absl::StatusOr<std::vector<UnneededBlob>> FindUnneededBlobs(const std::string& blobs_directory,
                                                            const std::set<std::string>& needed) {
  std::error_code error;
  std::vector<UnneededBlob> found;
  std::filesystem::recursive_directory_iterator file(blobs_directory, error);
  for (; !error && file != std::filesystem::recursive_directory_iterator(); file.increment(error)) {
    if (!file->is_regular_file(error) || error) continue;
    const std::string path = file->path().string();
    const std::string name = file->path().filename().string();
    absl::string_view digest = name;
    const bool compressed = absl::ConsumeSuffix(&digest, kCompressedSuffix);
    if (!IsDigest(digest)) continue;
    const bool spare = !compressed && FileExists(absl::StrCat(path, kCompressedSuffix));
    if (needed.count(std::string(digest)) > 0 && !spare) continue;
    found.push_back({path, static_cast<int64_t>(file->file_size(error))});
  }
  if (error == std::errc::no_such_file_or_directory) return absl::NotFoundError(absl::StrCat("no ", blobs_directory));
  if (error) return absl::UnavailableError(absl::StrCat(blobs_directory, ": ", error.message()));
  std::sort(found.begin(), found.end(), [](const UnneededBlob& a, const UnneededBlob& b) { return a.path < b.path; });
  return found;
}

}  // namespace cordon::verify
