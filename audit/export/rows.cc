#include "audit/export/rows.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "audit/log/checkpoint.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/json.h"
#include "audit/verify/tree.h"
#include "base/canonical_json.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"

namespace cordon {
namespace {

absl::StatusOr<std::vector<TreeHash>> CheckedProof(LogSource& log, const LogSource::Entry& entry) {
  CORDON_ASSIGN_OR_RETURN(const std::vector<TreeHash> proof, InclusionProof(entry.index, log.size(), log));
  std::vector<verify::Hash> hashes;
  hashes.reserve(proof.size());
  for (const TreeHash& hash : proof) hashes.push_back(verify::HashFrom(HashBytes(hash)));
  const absl::Status checked =
      verify::CheckInclusion(verify::LeafHash(entry.bytes), static_cast<uint64_t>(entry.index),
                             static_cast<uint64_t>(log.size()), hashes, verify::HashFrom(HashBytes(log.root())));
  if (checked.ok()) return proof;
  return absl::DataLossError(absl::StrCat("entry ", entry.index, ": ", std::string(checked.message()),
                                          "; nothing is exported: run cordon audit verify"));
}

std::string ProofText(const std::vector<TreeHash>& proof, absl::string_view quote, absl::string_view between) {
  std::string text;
  for (const TreeHash& hash : proof) {
    absl::StrAppend(&text, text.empty() ? "" : between, quote, absl::Base64Escape(HashBytes(hash)), quote);
  }
  return text;
}

std::string JsonHead(const LogSource& log) {
  std::string head = "{\"checkpoint\":";
  AppendJsonString(log.checkpoint(), &head);
  absl::StrAppend(&head, ",\"format\":\"", verify::kLinesFormat, "\",\"key\":");
  AppendJsonString(log.key(), &head);
  return head + "}\n";
}

constexpr char kCsvHead[] =
    "index,kind,time,actor,name,disposition,external_ref,entry_base64,leaf_hash,proof,checkpoint,key\n";

std::string CsvRow(const LogSource& log, const LogSource::Entry& entry, const std::vector<TreeHash>& proof,
                   bool first) {
  std::string kind = entry.is_event ? "" : "screening";
  std::string time;
  std::string actor;
  std::string name;
  std::string disposition;
  std::string reference;
  verify::ScanTopStrings(entry.record, [&](absl::string_view key, absl::string_view raw) {
    std::string* const field = key == (entry.is_event ? "time" : "create_time") ? &time
                               : key == (entry.is_event ? "actor" : "caller")   ? &actor
                               : entry.is_event && key == "kind"                ? &kind
                               : entry.is_event && key == "list_version"        ? &name
                               : entry.is_event                                 ? nullptr
                               : key == "name"                                  ? &name
                               : key == "disposition"                           ? &disposition
                               : key == "external_ref"                          ? &reference
                                                                                : nullptr;
    if (field != nullptr && !verify::UnescapeCanonical(raw, field)) *field = std::string(raw);
  });
  std::string row = absl::StrCat(entry.index);
  const auto add = [&row](absl::string_view text) {
    row.push_back(',');
    AppendCsvFieldFormulaSafe(text, &row);
  };
  for (const std::string& text : {kind, time, actor, name, disposition, reference}) add(text);
  add(absl::Base64Escape(entry.bytes));  // of an object: begins with "ey"
  add(absl::BytesToHexString(HashBytes(LeafHash(entry.bytes))));
  add(ProofText(proof, "", " "));
  add(first ? log.checkpoint() : "");
  add(first ? log.key() : "");
  row.push_back('\n');
  return row;
}

}  // namespace

absl::Status ExportRows(LogSource& log, RowFormat format, int64_t first, int64_t end,
                        const std::function<absl::Status(absl::string_view)>& sink) {
  if (first < 0 || first > end || end > log.size()) {
    return absl::OutOfRangeError(absl::StrCat("the newest checkpoint covers the entries 0 to ", log.size() - 1,
                                              ", asked for ", first, " to ", end - 1));
  }
  CORDON_RETURN_IF_ERROR(sink(format == RowFormat::kJsonl ? JsonHead(log) : std::string(kCsvHead)));
  return log.ReadEntries(first, end, [&](const LogSource::Entry& entry) -> absl::Status {
    CORDON_ASSIGN_OR_RETURN(const std::vector<TreeHash> proof, CheckedProof(log, entry));
    return sink(format == RowFormat::kJsonl ? absl::StrCat("{\"entry\":", entry.bytes, ",\"index\":", entry.index,
                                                           ",\"proof\":[", ProofText(proof, "\"", ","), "]}\n")
                                            : CsvRow(log, entry, proof, entry.index == first));
  });
}

absl::StatusOr<std::string> ExportReceipt(LogSource& log, int64_t index) {
  if (index < 0 || index >= log.size()) {
    return absl::OutOfRangeError(absl::StrCat("the newest checkpoint does not cover entry ", index, " yet"));
  }
  std::string receipt;
  CORDON_RETURN_IF_ERROR(log.ReadEntries(index, index + 1, [&](const LogSource::Entry& entry) -> absl::Status {
    CORDON_ASSIGN_OR_RETURN(const std::vector<TreeHash> proof, CheckedProof(log, entry));
    receipt = ReceiptText(entry.bytes, index, proof, log.checkpoint());
    return absl::OkStatus();
  }));
  return receipt;
}

}  // namespace cordon
