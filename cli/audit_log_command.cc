// `cordon audit list | show | prove | rotate-key`: the log through the use cases, in process or in a server.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/audit_commands.h"
#include "cli/open_backend.h"
#include "service/render/audit.h"

namespace cordon::cli {
namespace {

constexpr int kMostOnOnePage = 1000;

absl::StatusOr<std::string> FilterOf(const AuditListOptions& options) {
  const std::pair<const char*, std::string> kTerms[] = {
      {"kind = ", options.kind},
      {"actor = ", options.actor},
      {"disposition = ", absl::AsciiStrToUpper(options.disposition)},
      {"external_ref = ", options.external_ref},
      {"party = ", options.party},
      {"list = ", absl::AsciiStrToUpper(options.list)},
      {"create_time >= ", options.since},
      {"create_time < ", options.until},
  };
  std::vector<std::string> terms;
  for (const auto& [comparison, value] : kTerms) {
    if (value.empty()) continue;
    if (!IsValidUtf8(value)) return UsageError("audit list: a filter is not valid UTF-8");
    terms.push_back(absl::StrCat(comparison, "\"", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\""));
  }
  return absl::StrJoin(terms, " AND ");
}

absl::StatusOr<int64_t> EntryNumber(const std::string& text, Backend& backend) {
  int64_t index = 0;
  if (text == "latest") {
    v1::ListAuditEntriesRequest newest;
    newest.set_page_size(1);
    CORDON_ASSIGN_OR_RETURN(const v1::ListAuditEntriesResponse page, backend.ListAuditEntries(newest));
    if (page.entries_size() == 0) return absl::NotFoundError("nothing has been recorded yet");
    return page.entries(0).index();
  }
  if (!absl::SimpleAtoi(text, &index) || index < 0) {
    return UsageError(absl::StrCat("\"", text, "\" is no entry: give its number, from 0 on, or latest"));
  }
  return index;
}

absl::Status NoTable(const Context& context) {
  if (context.format() != render::Format::kCsv) return absl::OkStatus();
  return UsageError("-o csv: this is no table; use table, json or jsonl");
}

}  // namespace

absl::StatusOr<int> RunAuditList(const AuditListOptions& options, const Context& context) {
  v1::ListAuditEntriesRequest request;
  CORDON_ASSIGN_OR_RETURN(*request.mutable_filter(), FilterOf(options));
  if (options.sample == 0 && !options.seed.empty()) return UsageError("--seed belongs to --sample");
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::ListAuditEntriesResponse found;
  if (options.sample > 0) {
    request.set_sample(options.sample);
    request.set_seed(options.seed);
    CORDON_ASSIGN_OR_RETURN(found, backend->ListAuditEntries(request));
  } else {
    do {
      request.set_page_size(std::min(kMostOnOnePage, options.limit - found.entries_size()));
      CORDON_ASSIGN_OR_RETURN(v1::ListAuditEntriesResponse page, backend->ListAuditEntries(request));
      request.set_page_token(page.next_page_token());
      found.set_log_size(page.log_size());
      for (v1::AuditEntry& entry : *page.mutable_entries()) *found.add_entries() = std::move(entry);
    } while (!request.page_token().empty() && found.entries_size() < options.limit);
  }
  context.terminal.Write(render::AuditEntries(found, context.format(), context.color()));
  if (options.sample > 0) {
    context.terminal.Say(absl::StrCat(found.entries_size(), " drawn from a log of ", found.log_size(),
                                      " entries with the seed \"", options.seed, "\""));
  } else if (!request.page_token().empty()) {
    context.terminal.Say(absl::StrCat("the newest ", found.entries_size(), " are shown; --limit shows more"));
  }
  return kExitDone;
}

absl::StatusOr<int> RunAuditShow(const std::string& entry, const Context& context) {
  CORDON_RETURN_IF_ERROR(NoTable(context));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::GetAuditEntryRequest request;
  CORDON_ASSIGN_OR_RETURN(const int64_t index, EntryNumber(entry, *backend));
  request.set_index(index);
  CORDON_ASSIGN_OR_RETURN(const v1::AuditEntry found, backend->GetAuditEntry(request));
  context.terminal.Write(render::AuditEntryText(found, context.format()));
  return kExitDone;
}

absl::StatusOr<int> RunAuditProve(const std::string& entry, const Context& context) {
  CORDON_RETURN_IF_ERROR(NoTable(context));
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  v1::ProveAuditEntryRequest request;
  CORDON_ASSIGN_OR_RETURN(const int64_t index, EntryNumber(entry, *backend));
  request.set_index(index);
  CORDON_ASSIGN_OR_RETURN(const v1::AuditProof proof, backend->ProveAuditEntry(request));
  // A receipt is a file, also where no format was asked for and nobody sits at a terminal.
  const bool json = context.options.output == "json" || context.options.output == "jsonl";
  context.terminal.Write(render::AuditProofText(proof, json ? context.format() : render::Format::kTable));
  return kExitDone;
}

absl::StatusOr<int> RunAuditRotateKey(const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kWrite));
  CORDON_ASSIGN_OR_RETURN(const v1::AuditEntry entry, backend->RotateAuditKey());
  context.terminal.Write(absl::StrCat(entry.event().new_key(), "\n"));
  context.terminal.Say(absl::StrCat("entry ", entry.index(), " hands over from ", entry.event().old_key(),
                                    "; give the new line to whoever audits, and keep the old one: it checks what was "
                                    "signed before"));
  return kExitDone;
}

}  // namespace cordon::cli
