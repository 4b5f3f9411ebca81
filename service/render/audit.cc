#include "service/render/audit.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/json.h"
#include "service/render/records.h"

namespace cordon::render {
namespace {

// What an event is about, in a few words.
std::string AboutEvent(const v1::AuditEvent& event) {
  if (event.kind() == "log_created") return absl::StrCat(event.origin(), ", ", event.adopted(), " older records");
  if (!event.list_version().empty()) {
    return absl::StrCat(event.source(), event.confirmed() ? " is current" : "", ", ", event.entries(), " entries");
  }
  if (event.kind() == "policy_changed") return event.policy_after();
  if (event.kind() == "access_refused") {
    return absl::StrCat(event.reason(), " in ", event.method(), ", ", event.count(), " times");
  }
  return event.what();
}

std::string ResultOf(const v1::AuditEntry& entry) {
  return entry.screening().empty() ? "" : v1::Disposition_Name(entry.disposition());
}

}  // namespace

std::string AuditEntries(const v1::ListAuditEntriesResponse& entries, Format format, bool color) {
  Records records({{"index", "ENTRY", FieldKind::kInteger},
                   {"time", "TIME"},
                   {"kind", "KIND"},
                   {"actor", "WHO", FieldKind::kString, 24},
                   {"disposition", "RESULT", FieldKind::kString, 0, true},
                   {"about", "ABOUT", FieldKind::kString, 48},
                   {"lists", "LISTS", FieldKind::kString, 24, true},
                   {"external_ref", "REFERENCE", FieldKind::kString, 24, true},
                   {"screening", "", FieldKind::kString, 0, true},
                   {"leaf_hash", ""},
                   {"retain_until", ""}});
  for (const v1::AuditEntry& entry : entries.entries()) {
    const std::string about = entry.has_event() ? AboutEvent(entry.event()) : absl::StrJoin(entry.parties(), "; ");
    records.Add({absl::StrCat(entry.index()), entry.time(), entry.kind(), entry.actor(), ResultOf(entry), about,
                 absl::StrJoin(entry.lists(), " "), entry.external_ref(), entry.screening(), entry.leaf_hash(),
                 entry.retain_until()},
                DispositionShade(entry.disposition()), 4);
  }
  return records.Render(format, color);
}

std::string AuditEntryText(const v1::AuditEntry& entry, Format format) {
  if (format != Format::kTable) {
    std::string out;
    JsonWriter json(&out);
    json.BeginObject().Key("index").Integer(entry.index()).Key("kind").String(entry.kind());
    json.Key("actor").String(entry.actor()).Key("time").String(entry.time());
    json.Key("leaf_hash").String(entry.leaf_hash()).Key("retain_until").String(entry.retain_until());
    json.Key("entry").String(entry.entry());
    if (entry.has_event()) json.Key("event").Proto(entry.event());
    if (entry.has_record()) json.Key("record").Proto(entry.record());
    json.EndObject();
    return format == Format::kJson ? IndentJson(out) : out + "\n";
  }
  std::string out;
  const std::pair<const char*, std::string> kFacts[] = {
      {"entry", absl::StrCat(entry.index())},
      {"kind", entry.kind()},
      {"who", entry.actor()},
      {"time", entry.time()},
      {"result", ResultOf(entry)},
      {"reference", entry.external_ref()},
      {"screening", entry.screening()},
      {"leaf hash", entry.leaf_hash()},
      {"keep until", entry.retain_until()},
  };
  for (const auto& [label, value] : kFacts) {
    if (!value.empty()) absl::StrAppend(&out, label, std::string(12 - std::string(label).size(), ' '), value, "\n");
  }
  // The bytes as they were hashed; the record tells the rest of one that stands here by its digest.
  absl::StrAppend(&out, "\n", entry.entry(), "\n");
  return out;
}

std::string AuditProofText(const v1::AuditProof& proof, Format format) {
  if (format == Format::kTable) return proof.receipt();
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("index").Integer(proof.index()).Key("size").Integer(proof.size());
  json.Key("leaf_hash").String(proof.leaf_hash()).Key("hashes").BeginArray();
  for (const std::string& hash : proof.hashes()) json.String(hash);
  json.EndArray().Key("checkpoint").String(proof.checkpoint()).Key("receipt").String(proof.receipt());
  json.EndObject();
  return format == Format::kJson ? IndentJson(out) : out + "\n";
}

}  // namespace cordon::render
