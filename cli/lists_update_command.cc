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
#include "db/fetch/download_set.h"
#include "db/fetch/url.h"
#include "db/lists/list_set.h"
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

absl::StatusOr<PlainFile> LookAtPlain(std::unique_ptr<ByteSource> file) {
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
  // OFAC's files end with the end-of-file mark of another time.
  return PlainFile{HexEncode(hasher.Finish()), rows && last != '\n' && last != '"' && last != '\x1a'};
}

// What is downloaded of one list: its file, or its files, none of which may be cut off.
struct Fetched {
  std::vector<Download> files;
  std::vector<PublishedFile> published;
  v1::ListOrigin origin;
  int64_t bytes = 0;

  bool not_modified() const { return files[0].not_modified; }
};

absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Fetched& fetched) {
  if (fetched.files.size() == 1) return OpenFileSource(fetched.files[0].path);
  int64_t total = 0;
  return OpenListSet(fetched.published, &total);
}

// What was served of `url` when the version was made or last confirmed.
v1::ListOrigin KnownOrigin(const v1::ListOrigin& origin, const std::string& url) {
  if (origin.url() == url) {
    v1::ListOrigin known = origin;
    known.clear_also();
    return known;
  }
  for (const v1::ListOrigin& other : origin.also()) {
    if (other.url() == url) return other;
  }
  return {};
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
  absl::Status Import(const v1::ListDownload& wanted, const Fetched& fetched, ListUpdate* update);
  absl::StatusOr<Fetched> Fetch(const v1::ListDownload& wanted, const v1::ListVersion& active);

  const UpdateOptions& options_;
  const Context& context_;
  const v1::Policy policy_;
};

absl::StatusOr<Fetched> Updater::Fetch(const v1::ListDownload& wanted, const v1::ListVersion& active) {
  ProgressLine progress(context_.terminal);
  std::vector<std::string> urls = {wanted.url()};
  urls.insert(urls.end(), wanted.also().begin(), wanted.also().end());
  std::vector<DownloadRequest> requests;
  for (const std::string& url : urls) {
    DownloadRequest request;
    request.url = url;
    request.directory = absl::StrCat(context_.options.data_dir, "/downloads");
    request.sha256 = wanted.sha256();
    request.allow_http = wanted.allow_http();
    request.max_bytes = wanted.max_bytes();
    request.limits = policy_.download_limits();
    const v1::ListOrigin known = KnownOrigin(active.origin(), url);
    request.etag = known.etag();
    request.last_modified = known.last_modified();
    request.progress = [&](int64_t done, int64_t total) {
      progress.Update(done, std::max(done, total), 0, "", absl::StrCat("downloading ", wanted.source()));
      return true;
    };
    requests.push_back(std::move(request));
  }
  Fetched fetched;
  CORDON_ASSIGN_OR_RETURN(fetched.files, DownloadSet(std::move(requests)));
  for (size_t i = 0; i < urls.size(); ++i) {
    v1::ListOrigin origin = fetched.files[i].origin;
    if (fetched.not_modified()) {
      const v1::ListOrigin known = KnownOrigin(active.origin(), urls[i]);
      origin.set_sha256(known.sha256());
      origin.set_bytes(known.bytes());
    }
    fetched.published.push_back({FileNameOfUrl(urls[i]), fetched.files[i].path});
    fetched.bytes += origin.bytes();
    (i == 0 ? fetched.origin : *fetched.origin.add_also()) = std::move(origin);
  }
  return fetched;
}

absl::Status Updater::Try(const v1::ListDownload& wanted, const v1::ListVersion& active, ListUpdate* update) {
  CORDON_ASSIGN_OR_RETURN(const Fetched fetched, Fetch(wanted, active));
  const v1::ListOrigin& origin = fetched.origin;
  bool same = fetched.not_modified();
  if (!same) {
    // A list is known by its plain bytes. A file that cannot be unpacked is the import's to refuse.
    CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, Open(fetched));
    const absl::StatusOr<PlainFile> whole = LookAtPlain(std::move(bytes));
    same = whole.ok() && whole->sha256 == active.sha256();
    for (const Download& file : fetched.files) {
      if (same) break;
      CORDON_ASSIGN_OR_RETURN(bytes, OpenFileSource(file.path));
      const absl::StatusOr<PlainFile> plain = LookAtPlain(std::move(bytes));
      if (!plain.ok() || !plain->cut) continue;
      return absl::DataLossError(absl::StrCat(ShownUrl(file.origin.url()), ": ends inside its last line, after ",
                                              file.origin.bytes(),
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
  return Import(wanted, fetched, update);
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

absl::Status Updater::Import(const v1::ListDownload& wanted, const Fetched& fetched, ListUpdate* update) {
  v1::ImportHeader header;
  header.set_file_name(FileNameOfUrl(wanted.url()));
  header.set_as_code(CodeOfSource(wanted.source()));
  header.set_accept_change(options_.accept_change);
  header.set_source(wanted.source());
  *header.mutable_origin() = fetched.origin;
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, Open(fetched));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context_.options, Access::kWrite));
  ProgressLine progress(context_.terminal);
  CORDON_ASSIGN_OR_RETURN(
      v1::ImportListResponse reply, backend->ImportList(std::move(bytes), header, [&](int64_t done) {
        progress.Update(done, std::max(done, fetched.bytes), 0, "", absl::StrCat("importing ", wanted.source()));
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
