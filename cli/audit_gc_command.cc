// cordon audit gc: stored files that nothing names.
#include <unistd.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "audit/verify/live_store.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/audit_commands.h"
#include "cli/open_backend.h"
#include "service/render/json.h"
#include "service/render/text.h"
#include "service/screening/caller.h"

namespace cordon::cli {
namespace {

int64_t TotalBytes(const verify::Report& report) {
  int64_t bytes = 0;
  for (const verify::UnneededBlob& blob : report.unneeded) bytes += blob.bytes;
  return bytes;
}

// After what was removed is gone from the disk for good.
absl::Status Remove(const verify::Report& report) {
  for (const verify::UnneededBlob& blob : report.unneeded) {
    if (::unlink(blob.path.c_str()) != 0) return ErrnoStatus("cannot remove", blob.path);
    CORDON_RETURN_IF_ERROR(SyncDirectory(blob.path.substr(0, blob.path.rfind('/'))));
  }
  return absl::OkStatus();
}

void Write(const verify::Report& report, bool removed, const Context& context) {
  if (context.format() == render::Format::kTable) {
    for (const verify::UnneededBlob& blob : report.unneeded) {
      context.terminal.Write(absl::StrCat(render::Printable(blob.path), "  ", render::WithThousands(blob.bytes), "\n"));
    }
    context.terminal.Write(absl::StrCat(report.unneeded.size(), " files, ", render::WithThousands(TotalBytes(report)),
                                        " bytes that nothing names",
                                        removed                   ? ": removed"
                                        : report.unneeded.empty() ? ""
                                                                  : "; --remove removes them",
                                        "\n"));
    return;
  }
  std::string out;
  render::JsonWriter json(&out);
  json.BeginObject().Key("removed").Bool(removed).Key("bytes").Integer(TotalBytes(report)).Key("files").BeginArray();
  for (const verify::UnneededBlob& blob : report.unneeded) json.String(blob.path);
  json.EndArray().EndObject();
  context.terminal.Write(context.format() == render::Format::kJson ? render::IndentJson(out) : absl::StrCat(out, "\n"));
}

}  // namespace

absl::StatusOr<int> RunAuditGc(bool remove, const Context& context) {
  if (context.options.output == "csv") return UsageError("-o csv: use table, json or jsonl");
  if (!context.options.server.empty()) {
    return UsageError("audit gc works on the data directory itself and asks no server; leave --server out");
  }
  verify::VerifyOptions check;
  check.directory = context.options.data_dir;
  // With the lock nobody can be between storing a file and naming it. Its owner has named what is active by now.
  std::unique_ptr<Engine> engine;
  if (remove) {
    CORDON_ASSIGN_OR_RETURN(engine, OpenEngine(context.options, Access::kWrite));
  }
  CORDON_ASSIGN_OR_RETURN(const verify::Report report, verify::VerifyStore(check));
  if (!report.ok() || !report.complete()) {
    context.terminal.Say("the log could not be verified as a whole, nothing is removed; see: cordon audit verify");
    return report.ok() ? kExitIncomplete : kExitVerificationFailed;
  }
  const bool removes = remove && !report.unneeded.empty();
  if (removes) {
    CORDON_RETURN_IF_ERROR(
        engine->audit().RecordRemoval(LocalCaller(), static_cast<int64_t>(report.unneeded.size()), TotalBytes(report)));
    CORDON_RETURN_IF_ERROR(Remove(report));
  }
  Write(report, removes, context);
  return kExitDone;
}

}  // namespace cordon::cli
