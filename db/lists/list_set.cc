#include "db/lists/list_set.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "db/lists/tar.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSetFiles = 4;
// The main file first. Publishers change between upper and lower case.
constexpr absl::string_view kSets[][kSetFiles] = {
    {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"},
    {"cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"},
};
constexpr int kMaxFolderFiles = 10'000;

std::string LowerName(const fs::path& path) { return LowerAscii(path.filename().string()); }

// The files of the folder whose names, in lower case, are those of the set; empty where there is none.
absl::StatusOr<std::vector<fs::path>> FindSet(const fs::path& folder, const absl::string_view (&set)[kSetFiles]) {
  std::vector<fs::path> found(kSetFiles);
  std::error_code failed;
  int files = 0;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    if (++files > kMaxFolderFiles) {
      return absl::InvalidArgumentError(
          absl::StrCat(folder.string(), ": too many files; give the list a folder of its own"));
    }
    const std::string name = LowerName(it->path());
    for (size_t i = 0; i < kSetFiles; ++i) {
      if (name != set[i]) continue;
      if (!found[i].empty()) {
        return absl::InvalidArgumentError(
            absl::StrCat(folder.string(), ": holds ", set[i], " twice, in upper and lower case"));
      }
      found[i] = it->path();
    }
  }
  if (failed) return absl::NotFoundError(absl::StrCat("cannot read ", folder.string(), ": ", failed.message()));
  return found;
}

// OFAC's files have no header: they begin with the number of an entry. Somebody's own list may have the same file name.
bool BeginsWithNumber(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const int first = file.get();
  return first >= '0' && first <= '9';
}

absl::StatusOr<std::unique_ptr<ByteSource>> PackSet(const fs::path& folder, const std::vector<fs::path>& files,
                                                    const absl::string_view (&set)[kSetFiles], int64_t* total) {
  std::vector<absl::string_view> missing;
  for (size_t i = 0; i < kSetFiles; ++i) {
    if (files[i].empty()) missing.push_back(set[i]);
  }
  if (!missing.empty()) {
    return absl::NotFoundError(
        absl::StrCat(folder.string(), ": ", absl::StrJoin(missing, ", "), missing.size() == 1 ? " is" : " are",
                     " missing; the list is the four files ", absl::StrJoin(set, ", "), " together, fetch them all"));
  }
  std::vector<TarMember> members;
  *total = 0;
  for (size_t i = 0; i < kSetFiles; ++i) {
    std::error_code failed;
    TarMember member;
    member.name = std::string(set[i]);
    member.size = static_cast<int64_t>(fs::file_size(files[i], failed));
    if (failed) return absl::NotFoundError(absl::StrCat("cannot read ", files[i].string(), ": ", failed.message()));
    CORDON_ASSIGN_OR_RETURN(member.bytes, OpenFileSource(files[i].string()));
    *total += member.size;
    members.push_back(std::move(member));
  }
  return PackTar(std::move(members));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenListSet(const std::string& path, int64_t* total) {
  const fs::path given(path);
  std::error_code failed;
  if (!fs::is_directory(given, failed)) {
    for (const auto& set : kSets) {
      if (LowerName(given) != set[0] || !BeginsWithNumber(path)) continue;
      const fs::path folder = given.has_parent_path() ? given.parent_path() : fs::path(".");
      CORDON_ASSIGN_OR_RETURN(std::vector<fs::path> files, FindSet(folder, set));
      files[0] = given;
      return PackSet(folder, files, set, total);
    }
    return std::unique_ptr<ByteSource>();
  }
  std::vector<std::pair<size_t, std::vector<fs::path>>> there;
  for (size_t i = 0; i < std::size(kSets); ++i) {
    CORDON_ASSIGN_OR_RETURN(std::vector<fs::path> files, FindSet(given, kSets[i]));
    if (!files[0].empty()) there.emplace_back(i, std::move(files));
  }
  if (there.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": holds two lists, sdn.csv and cons_prim.csv; import each by the path of that file"));
  }
  if (there.empty()) {
    return absl::NotFoundError(absl::StrCat(path,
                                            ": is a folder without sdn.csv or cons_prim.csv; only OFAC's CSV sets are "
                                            "imported as a folder, give the path of the file"));
  }
  return PackSet(given, there[0].second, kSets[there[0].first], total);
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenListSet(const std::vector<PublishedFile>& files, int64_t* total) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const PublishedFile& file : files) names.push_back(file.name);
  for (const auto& set : kSets) {
    std::vector<fs::path> paths(kSetFiles);
    size_t found = 0;
    for (const PublishedFile& file : files) {
      const auto* const at = std::find(std::begin(set), std::end(set), LowerAscii(file.name));
      if (at == std::end(set) || !paths[static_cast<size_t>(at - set)].empty()) continue;
      paths[static_cast<size_t>(at - set)] = file.path;
      ++found;
    }
    if (found == kSetFiles && files.size() == kSetFiles) return PackSet("", paths, set, total);
  }
  return absl::InvalidArgumentError(absl::StrCat(absl::StrJoin(names, ", "),
                                                 ": are not the files of a list: ", absl::StrJoin(kSets[0], ", "),
                                                 "; or ", absl::StrJoin(kSets[1], ", ")));
}

}  // namespace cordon
