#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "audit/verify/live_store.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

constexpr size_t kMaxAnchors = 1'000'000;

absl::StatusOr<Anchor> ReadAnchor(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, static_cast<int64_t>(kMaxNoteBytes)));
  Anchor anchor{std::filesystem::path(path).filename().string(), std::move(bytes), 0};
  const auto read = [&anchor]() -> absl::Status {
    CORDON_ASSIGN_OR_RETURN(const Note note, ParseNote(anchor.note));
    CORDON_ASSIGN_OR_RETURN(const Checkpoint checkpoint, ParseCheckpoint(note.text));
    anchor.size = checkpoint.size;
    return absl::OkStatus();
  }();
  if (read.ok()) return anchor;
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is ", std::string(read.message()), "; an anchor is a file with one checkpoint"));
}

}  // namespace

absl::StatusOr<std::vector<Anchor>> ReadAnchors(const std::string& path) {
  std::vector<Anchor> anchors;
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    CORDON_ASSIGN_OR_RETURN(Anchor anchor, ReadAnchor(path));
    anchors.push_back(std::move(anchor));
    return anchors;
  }
  for (std::filesystem::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name[0] == '.' || at->is_directory(error)) continue;
    if (anchors.size() == kMaxAnchors) {
      return absl::InvalidArgumentError(absl::StrCat(path, " holds more than ", kMaxAnchors, " files"));
    }
    CORDON_ASSIGN_OR_RETURN(Anchor anchor, ReadAnchor(at->path().string()));
    anchors.push_back(std::move(anchor));
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot read ", path, ": ", error.message()));
  if (anchors.empty()) return absl::InvalidArgumentError(absl::StrCat(path, " holds no checkpoint"));
  std::sort(anchors.begin(), anchors.end(),
            [](const Anchor& a, const Anchor& b) { return a.size != b.size ? a.size < b.size : a.label < b.label; });
  return anchors;
}

}  // namespace cordon::verify
