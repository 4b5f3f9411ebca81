#include "db/fetch/download_set.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/fetch/url.h"

namespace cordon {
namespace {

// Whether the server still gives the file that was downloaded a moment ago. One that names nothing to ask by cannot be
// asked; then the import has to see whether the files belong together.
absl::Status CheckStill(DownloadRequest request, const v1::ListOrigin& origin) {
  if (origin.etag().empty() && origin.last_modified().empty()) return absl::OkStatus();
  // Beside the file itself, whose place is taken.
  absl::StrAppend(&request.directory, "/again");
  request.etag = origin.etag();
  request.last_modified = origin.last_modified();
  CORDON_ASSIGN_OR_RETURN(const Download again, DownloadFile(request));
  if (again.not_modified || again.origin.sha256() == origin.sha256()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(ShownUrl(request.url),
                                             ": was exchanged while the other files of its list were fetched; the next "
                                             "run fetches them all again"));
}

}  // namespace

absl::StatusOr<std::vector<Download>> DownloadSet(std::vector<DownloadRequest> requests) {
  std::vector<Download> files;
  for (const DownloadRequest& request : requests) {
    CORDON_ASSIGN_OR_RETURN(Download file, DownloadFile(request));
    files.push_back(std::move(file));
  }
  const auto unchanged = [](const Download& file) { return file.not_modified; };
  if (requests.size() == 1 || std::all_of(files.begin(), files.end(), unchanged)) return files;
  for (size_t i = 0; i < requests.size(); ++i) {
    if (!files[i].not_modified) continue;
    requests[i].etag.clear();
    requests[i].last_modified.clear();
    CORDON_ASSIGN_OR_RETURN(files[i], DownloadFile(requests[i]));
  }
  for (size_t i = 0; i < requests.size(); ++i) CORDON_RETURN_IF_ERROR(CheckStill(requests[i], files[i].origin));
  return files;
}

}  // namespace cordon
