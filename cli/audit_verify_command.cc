// cordon audit verify: a data directory, an export, or one receipt.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/live_store.h"
#include "audit/verify/receipt.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/audit_commands.h"
#include "cli/progress.h"
#include "service/render/json.h"
#include "service/render/text.h"

namespace cordon::cli {
namespace {

constexpr int64_t kMaxKeyFileBytes = 1 << 20;
constexpr int64_t kMaxRecordFileBytes = 8 << 20;

// A key on the command line, or the keys of a file.
absl::StatusOr<std::vector<verify::VerifierKey>> ReadKeys(const std::vector<std::string>& arguments) {
  std::vector<verify::VerifierKey> keys;
  for (const std::string& argument : arguments) {
    std::string text = argument;
    if (FileExists(argument)) {
      CORDON_ASSIGN_OR_RETURN(text, ReadFile(argument, kMaxKeyFileBytes));
    }
    const absl::StatusOr<std::vector<verify::VerifierKey>> some = verify::ParseVerifierKeys(text);
    if (!some.ok()) {
      return UsageError(absl::StrCat("--key ", argument, ": ", std::string(some.status().message()),
                                     "; give a verifier key or a file with some, such as keys/audit.vkey"));
    }
    keys.insert(keys.end(), some->begin(), some->end());
  }
  return keys;
}

std::string EntriesText(const verify::Finding& finding) {
  if (finding.first == finding.last) return absl::StrCat("entry ", finding.first);
  return absl::StrCat("entries ", finding.first, " to ", finding.last);
}

std::string ReportText(const verify::Report& report, const Context& context) {
  std::string text;
  const auto line = [&text](absl::string_view name, absl::string_view value) {
    absl::StrAppend(&text, render::PadRight(name, 13), value, "\n");
  };
  line("log", render::Printable(report.origin));
  line("entries", absl::StrCat(render::WithThousands(static_cast<int64_t>(report.entries)), ", root ", report.root));
  line("checkpoints",
       absl::StrCat(render::WithThousands(static_cast<int64_t>(report.checkpoints)),
                    report.checkpoints == 0
                        ? ""
                        : absl::StrCat(", the newest covers ",
                                       render::WithThousands(static_cast<int64_t>(report.newest_checkpoint)))));
  if (report.anchors > 0) line("anchors", absl::StrCat(report.anchors));
  line("blobs", absl::StrCat(report.blobs));
  if (!report.unneeded.empty()) {
    line("unneeded", absl::StrCat(report.unneeded.size(), " stored files that nothing names (cordon audit gc)"));
  }
  for (const std::string& key : report.keys) line("key", render::Printable(key));
  for (const std::string& note : report.notes()) line("note", render::Printable(note));
  for (const std::string& what : report.incomplete()) line("incomplete", render::Printable(what));
  for (const verify::Finding& finding : report.findings()) {
    line("bad", absl::StrCat(EntriesText(finding), ": ", render::Printable(finding.what)));
  }
  if (report.bad_count() > report.findings().size()) {
    line("bad", absl::StrCat("and ", report.bad_count() - report.findings().size(), " more"));
  }
  if (!report.ok()) {
    line("", render::Paint(absl::StrCat("VERIFICATION FAILED, first at ", EntriesText(*report.first())),
                           render::Shade::kWorst, context.color()));
  } else if (!report.complete()) {
    line("", render::Paint("nothing wrong was found, but not everything could be checked", render::Shade::kBad,
                           context.color()));
  } else {
    line("", render::Paint("OK: entries, tree, checkpoints and what they name agree", render::Shade::kGood,
                           context.color()));
  }
  return text;
}

std::string ReportJson(const verify::Report& report) {
  std::string out;
  render::JsonWriter json(&out);
  json.BeginObject().Key("ok").Bool(report.ok()).Key("complete").Bool(report.complete());
  json.Key("origin").String(report.origin).Key("entries").Integer(static_cast<int64_t>(report.entries));
  json.Key("root").String(report.root).Key("checkpoints").Integer(static_cast<int64_t>(report.checkpoints));
  json.Key("newest_checkpoint").Integer(static_cast<int64_t>(report.newest_checkpoint));
  json.Key("anchors").Integer(static_cast<int64_t>(report.anchors));
  json.Key("blobs").Integer(static_cast<int64_t>(report.blobs));
  json.Key("unneeded").Integer(static_cast<int64_t>(report.unneeded.size()));
  const auto texts = [&json](absl::string_view key, const std::vector<std::string>& values) {
    json.Key(key).BeginArray();
    for (const std::string& value : values) json.String(value);
    json.EndArray();
  };
  texts("keys", report.keys);
  texts("notes", report.notes());
  texts("incomplete", report.incomplete());
  json.Key("bad_count").Integer(static_cast<int64_t>(report.bad_count()));
  if (!report.ok()) {
    json.Key("first_bad").BeginObject().Key("first").Integer(static_cast<int64_t>(report.first()->first));
    json.Key("last").Integer(static_cast<int64_t>(report.first()->last)).EndObject();
  }
  json.Key("bad").BeginArray();
  for (const verify::Finding& finding : report.findings()) {
    json.BeginObject().Key("first").Integer(static_cast<int64_t>(finding.first));
    json.Key("last").Integer(static_cast<int64_t>(finding.last)).Key("what").String(finding.what).EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

void WriteJson(const std::string& json, const Context& context) {
  context.terminal.Write(context.format() == render::Format::kJson ? render::IndentJson(json)
                                                                   : absl::StrCat(json, "\n"));
}

// What a receipt is for: the bytes beside it, or those it carries.
absl::StatusOr<std::string> EntryOfReceipt(const AuditVerifyOptions& options, const verify::Receipt& receipt) {
  if (!options.record.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::string record, ReadFile(options.record, kMaxRecordFileBytes));
    return verify::EntryOfRecord(record);
  }
  if (receipt.extra.empty()) {
    return UsageError("the receipt does not carry its entry; give the record with --record FILE");
  }
  return receipt.extra;
}

absl::StatusOr<int> VerifyOneReceipt(const AuditVerifyOptions& options, std::vector<verify::VerifierKey> keys,
                                     const Context& context) {
  if (keys.empty()) {
    const std::string own = absl::StrCat(context.options.data_dir, "/keys/audit.vkey");
    if (!FileExists(own)) return UsageError("--receipt: give the log's public key with --key KEY or --key FILE");
    CORDON_ASSIGN_OR_RETURN(keys, ReadKeys({own}));
  }
  CORDON_ASSIGN_OR_RETURN(const std::string text, ReadFile(options.receipt, verify::kMaxReceiptBytes));
  std::string why;
  absl::StatusOr<verify::Receipt> receipt = verify::ParseReceipt(text);
  absl::StatusOr<verify::ReceiptFacts> facts = verify::ReceiptFacts();
  if (!receipt.ok()) {
    facts = receipt.status();
  } else {
    CORDON_ASSIGN_OR_RETURN(const std::string entry, EntryOfReceipt(options, *receipt));
    facts = verify::CheckReceipt(*receipt, entry, keys);
  }
  if (!facts.ok()) why = std::string(facts.status().message());
  if (context.format() == render::Format::kTable) {
    context.terminal.Write(
        facts.ok() ? absl::StrCat("OK: entry ", receipt->index, " of log ", render::Printable(facts->checkpoint.origin),
                                  ", in the checkpoint of its first ", facts->checkpoint.size, " entries\n")
                   : absl::StrCat("VERIFICATION FAILED", receipt.ok() ? absl::StrCat(", entry ", receipt->index) : "",
                                  ": ", render::Printable(why), "\n"));
  } else {
    std::string out;
    render::JsonWriter json(&out);
    json.BeginObject().Key("ok").Bool(facts.ok());
    if (receipt.ok()) json.Key("index").Integer(static_cast<int64_t>(receipt->index));
    if (facts.ok()) {
      json.Key("origin").String(facts->checkpoint.origin);
      json.Key("size").Integer(static_cast<int64_t>(facts->checkpoint.size)).Key("key").String(facts->key);
    } else {
      json.Key("error").String(why);
    }
    json.EndObject();
    WriteJson(out, context);
  }
  return facts.ok() ? kExitDone : kExitVerificationFailed;
}

}  // namespace

absl::StatusOr<int> RunAuditVerify(const AuditVerifyOptions& options, const Context& context) {
  if (context.options.output == "csv")
    return UsageError("-o csv: a verification is no table; use table, json or jsonl");
  if (!options.record.empty() && options.receipt.empty()) return UsageError("--record goes with --receipt");
  CORDON_ASSIGN_OR_RETURN(std::vector<verify::VerifierKey> keys, ReadKeys(options.keys));
  if (!options.receipt.empty()) return VerifyOneReceipt(options, std::move(keys), context);
  if (!context.options.server.empty()) {
    return UsageError("audit verify reads the data directory itself and asks no server; leave --server out");
  }
  verify::VerifyOptions check;
  check.directory = options.directory.empty() ? context.options.data_dir : options.directory;
  check.pinned = std::move(keys);
  if (!options.anchors.empty()) {
    CORDON_ASSIGN_OR_RETURN(check.anchors, verify::ReadAnchors(options.anchors));
  }
  if (!options.from.empty()) {
    CORDON_ASSIGN_OR_RETURN(std::vector<verify::Anchor> from, verify::ReadAnchors(options.from));
    check.from = std::move(from.back());
  }
  ProgressLine progress(context.terminal);
  check.progress = [&progress](uint64_t entries) {
    progress.Update(0, 0, static_cast<int64_t>(entries), "entries", "");
  };
  const bool is_export = !options.directory.empty() && verify::LooksLikeExport(options.directory);
  if (is_export && check.from.has_value()) return UsageError("--from: an export is read whole");
  CORDON_ASSIGN_OR_RETURN(const verify::Report report,
                          is_export ? verify::VerifyExport(check) : verify::VerifyStore(check));
  context.terminal.Progress("");
  if (context.format() == render::Format::kTable) {
    context.terminal.Write(ReportText(report, context));
  } else {
    WriteJson(ReportJson(report), context);
  }
  if (!report.ok()) return kExitVerificationFailed;
  return report.complete() ? kExitDone : kExitIncomplete;
}

}  // namespace cordon::cli
