#include "db/ownership/json_formats.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon::internal {

v1::Identifier MakeIdentifier(absl::string_view scheme, absl::string_view value) {
  v1::Identifier id;
  std::string name = absl::AsciiStrToUpper(CutText(scheme, 32));
  if (name == "XI-LEI" || name == "LEI CODE") name = "LEI";
  if (name.empty()) name = "ID";
  id.set_scheme(name);
  id.set_value(CutText(value, 128));
  return id;
}

absl::Status ImportJson(ByteSource& bytes, ImportRun* run) {
  const OwnershipImportLimits& limits = run->options().limits;
  JsonRecordReader reader(bytes, limits.max_record_bytes);
  JsonParser parser(limits.max_depth, limits.max_values);
  std::unique_ptr<JsonFormat> format;
  JsonValue record;
  const auto with_file = [run](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat(run->options().file_name, ": ", status.message()));
  };
  while (true) {
    absl::StatusOr<bool> more = reader.Next();
    if (!more.ok()) return with_file(more.status());
    if (!*more) break;
    const std::string place = absl::StrCat("record ", reader.number());
    CORDON_RETURN_IF_ERROR(run->Record());
    const absl::Status parsed = parser.Parse(reader.record(), &record);
    if (!parsed.ok()) return run->Invalid(place, parsed.message());
    if (format == nullptr) {
      const bool bods = !record["statementID"].AsString().empty() || !record["statementId"].AsString().empty();
      const bool ftm = !record["schema"].AsString().empty();
      if (bods == ftm) {
        if (!record["op"].AsString().empty() && record["entity"].is_object()) {
          return run->Invalid(place, "this is a delta file; import the full export (entities.ftm.json) instead");
        }
        return run->Invalid(place, "neither a BODS statement (statementId) nor a FollowTheMoney entity (schema)");
      }
      format = bods ? NewBodsFormat(run) : NewFtmFormat(run);
    }
    CORDON_RETURN_IF_ERROR(format->Take(record, place));
  }
  if (format == nullptr) return run->Invalid("record 1", "the file holds no record");
  return format->Finish();
}

}  // namespace cordon::internal
