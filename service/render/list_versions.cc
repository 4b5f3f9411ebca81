#include "service/render/list_versions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "service/render/json.h"

namespace cordon::render {
namespace {

// "2026-11-22T12:00:00.000000Z" -> "2026-11-22 12:00".
std::string MinuteText(const std::string& time) {
  std::string text = time.substr(0, 16);
  if (text.size() > 10) text[10] = ' ';
  return text;
}

std::string KindWord(v1::EntryChangeKind kind) {
  switch (kind) {
    case v1::ENTRY_ADDED:
      return "added";
    case v1::ENTRY_REMOVED:
      return "removed";
    case v1::ENTRY_CHANGED:
      return "changed";
    default:
      return absl::StrCat("UNKNOWN(", static_cast<int>(kind), ")");
  }
}

// "names +2 -1, addresses reordered".
std::string FieldsText(const v1::EntryChange& change) {
  return absl::StrJoin(change.fields(), ", ", [](std::string* out, const v1::FieldChange& field) {
    absl::StrAppend(out, field.field());
    if (field.added_size() > 0) absl::StrAppend(out, " +", field.added_size());
    if (field.removed_size() > 0) absl::StrAppend(out, " -", field.removed_size());
    if (field.added_size() + field.removed_size() == 0) absl::StrAppend(out, " reordered");
  });
}

void WriteStrings(absl::string_view key, const google::protobuf::RepeatedPtrField<std::string>& values,
                  JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& value : values) json->String(value);
  json->EndArray();
}

void WriteChange(const v1::EntryChange& change, JsonWriter* json) {
  json->BeginObject().Key("kind").String(KindWord(change.kind())).Key("list").String(change.list());
  json->Key("entry_id").String(change.entry_id()).Key("entry_name").String(change.entry_name());
  json->Key("fields").BeginArray();
  for (const v1::FieldChange& field : change.fields()) {
    json->BeginObject().Key("field").String(field.field());
    WriteStrings("removed", field.removed(), json);
    WriteStrings("added", field.added(), json);
    if (field.truncated()) json->Key("truncated").Bool(true);
    json->EndObject();
  }
  json->EndArray().EndObject();
}

void WriteSide(absl::string_view key, const v1::ListVersion& version, JsonWriter* json) {
  json->Key(key).BeginObject().Key("version").String(version.name()).Key("source").String(version.source());
  json->Key("published").String(version.published()).Key("sha256").String(version.sha256()).EndObject();
}

std::string DiffJson(const v1::DiffListVersionsResponse& diff) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  WriteSide("from", diff.from(), &json);
  WriteSide("to", diff.to(), &json);
  json.Key("added").Integer(diff.added()).Key("removed").Integer(diff.removed());
  json.Key("changed").Integer(diff.changed()).Key("unchanged").Integer(diff.unchanged());
  json.Key("changes").BeginArray();
  for (const v1::EntryChange& change : diff.changes()) WriteChange(change, &json);
  json.EndArray().EndObject();
  return IndentJson(out);
}

}  // namespace

std::string VersionId(const v1::ListVersion& version) {
  return std::string(absl::StripPrefix(version.name(), "listVersions/"));
}

Records StoredVersions(const v1::ListVersionsResponse& versions) {
  Records records({{"source", "SOURCE"},
                   {"version", ""},
                   {"", "VERSION"},
                   {"state", "STATE"},
                   {"published", "PUBLISHED"},
                   {"retrieved_time", ""},
                   {"activated_time", ""},
                   {"", "ACTIVATED"},
                   {"activated_by", "BY"},
                   {"activations", "", FieldKind::kInteger},
                   {"entries", "ENTRIES", FieldKind::kInteger},
                   {"lists", "LISTS", FieldKind::kString, 40},
                   {"sha256", ""},
                   {"", "SHA256"},
                   {"format", ""},
                   {"file_name", ""},
                   {"url", ""}});
  for (const v1::ListVersion& version : versions.versions()) {
    int64_t entries = version.ownership().interests();
    for (const v1::ListSummary& list : version.lists()) entries += list.entries();
    const std::string lists = absl::StrJoin(version.lists(), ", ", [](std::string* out, const v1::ListSummary& list) {
      absl::StrAppend(out, list.list(), " ", list.entries());
    });
    const int events = version.activations_size();
    const v1::ActivationEvent last = events == 0 ? v1::ActivationEvent() : version.activations(events - 1);
    const std::string state = version.starter()  ? "starter"
                              : version.active() ? "active"
                              : version.staged() ? "staged"
                                                 : "earlier";
    records.Add({version.source(), version.name(), VersionId(version), state, version.published(),
                 version.retrieved_time(), last.time(), MinuteText(last.time()), last.caller(), absl::StrCat(events),
                 absl::StrCat(entries), lists, version.sha256(), version.sha256().substr(0, 12), version.format(),
                 version.file_name(), version.origin().url()},
                version.active() ? Shade::kGood : Shade::kDim, 3);
  }
  return records;
}

std::string DiffSummary(const v1::DiffListVersionsResponse& diff) {
  return absl::StrCat(WithThousands(diff.added()), " added, ", WithThousands(diff.removed()), " removed, ",
                      WithThousands(diff.changed()), " changed, ", WithThousands(diff.unchanged()), " unchanged");
}

std::string VersionDiff(const v1::DiffListVersionsResponse& diff, Format format, bool color) {
  if (format == Format::kJson) return DiffJson(diff);
  std::string out;
  if (format == Format::kJsonl) {
    for (const v1::EntryChange& change : diff.changes()) {
      JsonWriter json(&out);
      WriteChange(change, &json);
      out.push_back('\n');
    }
    return out;
  }
  Records records({{"kind", "CHANGE"},
                   {"list", ""},
                   {"entry_id", ""},
                   {"", "ENTRY", FieldKind::kString, 44},
                   {"entry_name", "NAME", FieldKind::kString, 60},
                   {"fields", "FIELDS", FieldKind::kString, 60}});
  for (const v1::EntryChange& change : diff.changes()) {
    records.Add({KindWord(change.kind()), change.list(), change.entry_id(),
                 absl::StrCat(change.list(), ":", change.entry_id()), change.entry_name(), FieldsText(change)},
                change.kind() == v1::ENTRY_ADDED     ? Shade::kGood
                : change.kind() == v1::ENTRY_REMOVED ? Shade::kBad
                                                     : Shade::kNote,
                0);
  }
  return records.Render(format, color);
}

}  // namespace cordon::render
