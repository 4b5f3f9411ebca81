// `cordon lists update`: downloads what the policy names, imports what is new. The download runs here, in front of a
// server too: the server takes lists, it fetches none.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "cli/progress.h"
#include "db/fetch/download.h"
#include "db/fetch/url.h"
#include "service/render/list_updates.h"
#include "service/screening/errors.h"

namespace cordon::cli {
namespace {

using render::ListUpdate;
using render::UpdateOutcome;

// Of a downloaded file that is unpacked only to be compared.
constexpr DecompressLimits kCompareLimits{.max_input = 4LL << 30, .max_output = 16LL << 30, .max_ratio = 100};

// The policy's downloads that `lists` name, in the policy's order; all without names.
absl::StatusOr<std::vector<v1::ListDownload>> ChosenDownloads(const v1::Policy& policy,
                                                              const std::vector<std::string>& lists) {
  std::vector<v1::ListDownload> chosen;
  std::vector<std::string> known;
  for (const v1::ListDownload& download : policy.downloads()) {
    if (download.url().empty()) continue;
    known.push_back(download.source());
    if (lists.empty() || std::find(lists.begin(), lists.end(), download.source()) != lists.end()) {
      chosen.push_back(download);
    }
  }
  for (const std::string& list : lists) {
    if (!IsValidUtf8(list) || std::find(known.begin(), known.end(), list) == known.end()) {
      return UsageError(absl::StrCat("LIST: the policy has no download of source \"", absl::Utf8SafeCEscape(list),
                                     "\"; it has ", known.empty() ? "none" : absl::StrJoin(known, ", ")));
    }
  }
  if (chosen.empty()) return UsageError("the policy names no download; add `downloads` to it, or import files");
  return chosen;
}

v1::ListVersion ActiveVersion(const v1::ListVersionsResponse& versions, const std::string& source) {
  for (const v1::ListVersion& version : versions.versions()) {
    if (version.active() && !version.starter() && version.source() == source) return version;
  }
  return {};
}

// "operator/DENY" -> "DENY": what the import is told to take the file for.
std::string CodeOfSource(const std::string& source) {
  const size_t slash = source.find('/');
  const bool own = absl::StartsWith(source, "operator/") || absl::StartsWith(source, "ownership/");
  return own ? source.substr(slash + 1) : "";
}

struct PlainFile {
  std::string sha256;
  // Rows of text that end inside a line. A server that announces fewer bytes than there are cuts a file off without a
  // sign, and a row cut inside its last cell is a row like any other. Quoted cells, XML and JSON tell it themselves.
  bool cut = false;
};

absl::StatusOr<PlainFile> LookAtPlain(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> file, OpenFileSource(path));
  const std::unique_ptr<ByteSource> plain = Decompress(std::move(file), kCompareLimits);
  Sha256Hasher hasher;
  std::string buffer(256U << 10U, '\0');
  char first = '\0';
  char last = '\n';
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const size_t size, plain->Read(buffer.data(), buffer.size()));
    if (size == 0) break;
    const absl::string_view piece(buffer.data(), size);
    const absl::string_view text = absl::StripLeadingAsciiWhitespace(piece);
    if (first == '\0' && !text.empty()) first = text.front();
    last = piece.back();
    hasher.Update(piece);
  }
  const bool rows = first != '<' && first != '{' && first != '[';
  return PlainFile{HexEncode(hasher.Finish()), rows && last != '\n' && last != '"'};
}

class Updater {
 public:
  Updater(const UpdateOptions& options, const Context& context, v1::Policy policy)
      : options_(options), context_(context), policy_(std::move(policy)) {}

  ListUpdate Run(const v1::ListDownload& wanted, const v1::ListVersion& active) {
    ListUpdate update;
    update.source = wanted.source();
    update.url = ShownUrl(wanted.url());
    update.version = active;
    const absl::Status status = Try(wanted, active, &update);
    if (status.ok()) return update;
    update.outcome = UpdateOutcome::kCouldNotCheck;
    update.reason = GetErrorReason(status);
    if (update.reason.empty()) update.reason = absl::StatusCodeToString(status.code());
    update.detail = std::string(status.message());
    return update;
  }

 private:
  absl::Status Try(const v1::ListDownload& wanted, const v1::ListVersion& active, ListUpdate* update);
  absl::Status Confirm(const v1::ListVersion& active, const v1::ListOrigin& origin, ListUpdate* update);
  absl::Status Import(const v1::ListDownload& wanted, const Download& download, ListUpdate* update);

  const UpdateOptions& options_;
  const Context& context_;
  const v1::Policy policy_;
};

absl::Status Updater::Try(const v1::ListDownload& wanted, const v1::ListVersion& active, ListUpdate* update) {
  DownloadRequest request;
  request.url = wanted.url();
  request.directory = absl::StrCat(context_.options.data_dir, "/downloads");
  request.sha256 = wanted.sha256();
  request.allow_http = wanted.allow_http();
  request.max_bytes = wanted.max_bytes();
  request.limits = policy_.download_limits();
  if (active.origin().url() == wanted.url()) {
    request.etag = active.origin().etag();
    request.last_modified = active.origin().last_modified();
  }
  ProgressLine progress(context_.terminal);
  request.progress = [&](int64_t done, int64_t total) {
    progress.Update(done, std::max(done, total), 0, "", absl::StrCat("downloading ", wanted.source()));
    return true;
  };
  CORDON_ASSIGN_OR_RETURN(const Download download, DownloadFile(request));
  v1::ListOrigin origin = download.origin;
  bool same = download.not_modified;
  if (same) {
    origin.set_sha256(active.origin().sha256());
    origin.set_bytes(active.origin().bytes());
  } else {
    // A list is known by its plain bytes. A file that cannot be unpacked is the import's to refuse.
    const absl::StatusOr<PlainFile> plain = LookAtPlain(download.path);
    same = plain.ok() && plain->sha256 == active.sha256();
    if (plain.ok() && plain->cut && !same) {
      return absl::DataLossError(absl::StrCat(ShownUrl(wanted.url()), ": ends inside its last line, after ",
                                              origin.bytes(),
                                              " bytes: it was cut off. If the publisher writes it so, import it as a "
                                              "file"));
    }
  }
  if (same) return Confirm(active, origin, update);
  if (options_.check) {
    update->outcome = UpdateOutcome::kAvailable;
    update->detail = "`cordon lists update` imports it";
    return absl::OkStatus();
  }
  return Import(wanted, download, update);
}

absl::Status Updater::Confirm(const v1::ListVersion& active, const v1::ListOrigin& origin, ListUpdate* update) {
  update->outcome = UpdateOutcome::kUpToDate;
  if (options_.check) return absl::OkStatus();
  v1::ConfirmListVersionRequest request;
  request.set_name(active.name());
  *request.mutable_origin() = origin;
  // Opened only now: a download must not keep others from writing.
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context_.options, Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(update->version, backend->ConfirmListVersion(request));
  return absl::OkStatus();
}

absl::Status Updater::Import(const v1::ListDownload& wanted, const Download& download, ListUpdate* update) {
  v1::ImportHeader header;
  header.set_file_name(FileNameOfUrl(wanted.url()));
  header.set_as_code(CodeOfSource(wanted.source()));
  header.set_accept_change(options_.accept_change);
  header.set_source(wanted.source());
  *header.mutable_origin() = download.origin;
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenFileSource(download.path));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context_.options, Access::kWrite));
  ProgressLine progress(context_.terminal);
  CORDON_ASSIGN_OR_RETURN(v1::ImportListResponse reply,
                          backend->ImportList(std::move(bytes), header, [&](int64_t done) {
                            progress.Update(done, std::max(done, download.origin.bytes()), 0, "",
                                            absl::StrCat("importing ", wanted.source()));
                          }));
  update->outcome = UpdateOutcome::kUpdated;
  update->version = std::move(*reply.mutable_version());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> RunListsUpdate(const UpdateOptions& options, const Context& context) {
  v1::Policy policy;
  v1::ListVersionsResponse versions;
  {
    CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
    CORDON_ASSIGN_OR_RETURN(v1::GetEngineStateResponse state, backend->GetEngineState());
    policy = std::move(*state.mutable_policy());
    CORDON_ASSIGN_OR_RETURN(versions, backend->ListVersions({}));
  }
  CORDON_ASSIGN_OR_RETURN(const std::vector<v1::ListDownload> chosen, ChosenDownloads(policy, options.lists));
  Updater updater(options, context, std::move(policy));
  render::ListUpdates shown;
  bool unchecked = false;
  bool available = false;
  for (const v1::ListDownload& wanted : chosen) {
    const ListUpdate update = updater.Run(wanted, ActiveVersion(versions, wanted.source()));
    shown.Add(update);
    if (update.outcome == UpdateOutcome::kCouldNotCheck) {
      unchecked = true;
      context.terminal.Say(absl::StrCat(update.source, ": could not check: ", update.detail));
    }
    available = available || update.outcome == UpdateOutcome::kAvailable;
  }
  context.terminal.Write(shown.Render(context.format(), context.color()));
  if (unchecked) return kExitRuntimeError;
  return available ? kExitUpdateAvailable : kExitDone;
}

}  // namespace cordon::cli
