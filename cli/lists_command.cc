#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/csv_input.h"
#include "cli/entry_name.h"
#include "cli/open_backend.h"
#include "cli/progress.h"
#include "cli/warnings.h"
#include "db/lists/list_set.h"
#include "service/render/explain.h"
#include "service/render/json.h"
#include "service/render/lists.h"

namespace cordon::cli {
namespace {

std::string BaseName(const std::string& path) {
  if (path == "-") return "stdin";
  // A folder may end in slashes.
  const size_t last = path.find_last_not_of('/');
  const std::string name = last == std::string::npos ? path : path.substr(0, last + 1);
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

absl::Status CheckArgument(absl::string_view what, const std::string& value) {
  if (IsValidUtf8(value) && value.size() <= 1024) return absl::OkStatus();
  return UsageError(absl::StrCat(what, ": give at most 1024 bytes of valid UTF-8"));
}

absl::Status WriteToDescriptor(int fd, absl::string_view data, const std::string& path) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return ErrnoStatus("cannot write", path);
    }
    data.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

// Writes beside the target and renames, so that a broken export never looks like a whole one.
absl::Status ExportToFile(Backend& backend, const v1::ExportListRequest& request, const std::string& path) {
  const std::string temporary = absl::StrCat(path, ".tmp.", ::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return ErrnoStatus("cannot create", temporary);
  auto remover = absl::MakeCleanup([&] { ::unlink(temporary.c_str()); });
  absl::Status status =
      backend.ExportList(request, [&](absl::string_view piece) { return WriteToDescriptor(fd, piece, temporary); });
  if (::close(fd) != 0 && status.ok()) status = ErrnoStatus("cannot close", temporary);
  CORDON_RETURN_IF_ERROR(status);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return ErrnoStatus("cannot rename to", path);
  std::move(remover).Cancel();
  return absl::OkStatus();
}

std::string VersionText(const v1::ListVersion& version) {
  if (version.has_ownership()) {
    const v1::OwnershipSummary& held = version.ownership();
    return absl::StrCat(
        version.active() ? "active: " : "staged: ", version.source(), " (", version.format(), "), ",
        version.published().empty() ? "no date of its own" : absl::StrCat("published ", version.published()), ", ",
        render::WithThousands(held.entities()), " entities with ", render::WithThousands(held.interests()),
        " interests, ", render::WithThousands(held.unknown_shares()), " of unknown share\nsha256: ", version.sha256(),
        "\n");
  }
  int64_t entries = 0;
  int64_t names = 0;
  for (const v1::ListSummary& list : version.lists()) {
    entries += list.entries();
    names += list.names();
  }
  std::string text =
      absl::StrCat(version.active() ? "active: " : "staged: ", version.source(), ", ",
                   version.published().empty() ? "no date of its own" : absl::StrCat("published ", version.published()),
                   ", ", render::WithThousands(entries), " entries with ", render::WithThousands(names), " names\n");
  absl::StrAppend(&text, "lists: ",
                  absl::StrJoin(version.lists(), ", ",
                                [](std::string* out, const v1::ListSummary& list) {
                                  absl::StrAppend(out, list.list(), " ", render::WithThousands(list.entries()));
                                }),
                  "\nsha256: ", version.sha256(), "\n");
  if (version.format_unverified()) {
    absl::StrAppend(&text, "format unverified: ", version.format(),
                    " was written from the publisher's description and no real file has been read with it; compare the "
                    "counts with the publisher's\n");
  }
  return text;
}

}  // namespace

void WriteVersion(const v1::ListVersion& version, const Context& context) {
  if (context.format() == render::Format::kTable) {
    context.terminal.Write(VersionText(version));
    return;
  }
  v1::ListVersionsResponse one;
  *one.add_versions() = version;
  context.terminal.Write(render::ImportedStatus(one, absl::Now(), context.format(), context.color()));
}

absl::StatusOr<int> RunListsImport(const ImportOptions& options, const Context& context) {
  v1::ImportHeader header;
  header.set_file_name(BaseName(options.file));
  header.set_as_code(options.as_code);
  header.set_stage(options.stage);
  header.set_accept_change(options.accept_change);
  CORDON_RETURN_IF_ERROR(CheckArgument("FILE", options.file));
  CORDON_RETURN_IF_ERROR(CheckArgument("--as", options.as_code));
  int64_t total = 0;
  // A list of several files goes over as one.
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenListSet(options.file, &total));
  if (bytes == nullptr) {
    CORDON_ASSIGN_OR_RETURN(bytes, OpenInput(options.file, &total));
  }
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  absl::StatusOr<v1::ImportListResponse> reply;
  {
    ProgressLine progress(context.terminal);
    reply = backend->ImportList(std::move(bytes), header, [&](int64_t done) {
      progress.Update(done, std::max(done, total), 0, "", absl::StrCat("importing ", header.file_name()));
    });
  }
  if (!reply.ok()) return reply.status();
  for (const std::string& remark : reply->remarks()) context.terminal.Say(absl::StrCat("note: ", remark));
  WriteVersion(reply->version(), context);
  return kExitDone;
}

absl::StatusOr<int> RunListsStatus(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ListVersionsResponse versions, backend->ListVersions({}));
  CORDON_ASSIGN_OR_RETURN(const v1::GetEngineStateResponse state, backend->GetEngineState());
  SayListConditions(state, context.terminal);
  context.terminal.Write(render::ImportedStatus(versions, absl::Now(), context.format(), context.color()));
  return state.incomplete_size() > 0 ? kExitIncomplete : kExitDone;
}

absl::StatusOr<int> RunListsSearch(const SearchOptions& options, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckArgument("QUERY", options.query));
  CORDON_RETURN_IF_ERROR(CheckArgument("--list", options.list));
  v1::SearchListEntriesRequest request;
  request.set_query(options.query);
  request.set_list(absl::AsciiStrToUpper(options.list));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::SearchListEntriesResponse found;
  do {
    request.set_page_size(std::min(1000, options.limit - found.entries_size()));
    CORDON_ASSIGN_OR_RETURN(v1::SearchListEntriesResponse page, backend->SearchListEntries(request));
    request.set_page_token(page.next_page_token());
    found.set_total_size(page.total_size());
    for (v1::ListEntry& entry : *page.mutable_entries()) *found.add_entries() = std::move(entry);
  } while (!request.page_token().empty() && found.entries_size() < options.limit);
  std::string out;
  if (context.format() == render::Format::kJson) {
    render::JsonArrayLines lines;
    for (const v1::ListEntry& entry : found.entries()) out += lines.Row(render::EntryJson(entry));
    out += lines.End();
  } else if (context.format() == render::Format::kJsonl) {
    for (const v1::ListEntry& entry : found.entries()) out += render::EntryJson(entry) + "\n";
  } else {
    out = render::FoundEntries(found).Render(context.format(), context.color());
  }
  context.terminal.Write(out);
  if (found.total_size() > found.entries_size()) {
    context.terminal.Say(
        absl::StrCat("showing ", found.entries_size(), " of ", found.total_size(), " entries; --limit shows more"));
  }
  return kExitDone;
}

absl::StatusOr<int> RunListsShow(const std::string& entry, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckArgument("ENTRY", entry));
  const EntryName name = ParseEntryName(entry);
  v1::GetListEntryRequest request;
  request.set_list(name.list);
  request.set_entry_id(name.id);
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ListEntry found, backend->GetListEntry(request));
  switch (context.format()) {
    case render::Format::kTable:
      context.terminal.Write(render::EntryText(found, context.color()));
      break;
    case render::Format::kJson:
      context.terminal.Write(render::IndentJson(render::EntryJson(found)));
      break;
    case render::Format::kJsonl:
      context.terminal.Write(absl::StrCat(render::EntryJson(found), "\n"));
      break;
    case render::Format::kCsv: {
      v1::SearchListEntriesResponse one;
      *one.add_entries() = found;
      context.terminal.Write(render::FoundEntries(one).Render(context.format(), false));
    }
  }
  return kExitDone;
}

absl::StatusOr<int> RunListsExport(const std::string& list, const std::string& out_path, const Context& context) {
  CORDON_RETURN_IF_ERROR(CheckArgument("CODE", list));
  v1::ExportListRequest request;
  request.set_list(absl::AsciiStrToUpper(list));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  if (!out_path.empty() && out_path != "-") {
    CORDON_RETURN_IF_ERROR(ExportToFile(*backend, request, out_path));
    return kExitDone;
  }
  CORDON_RETURN_IF_ERROR(backend->ExportList(request, [&](absl::string_view piece) {
    context.terminal.Write(piece);
    return absl::OkStatus();
  }));
  return kExitDone;
}

}  // namespace cordon::cli
