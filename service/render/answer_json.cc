#include "service/render/answer_json.h"

#include <algorithm>
#include <string>

namespace cordon::render {

void AppendReasons(const google::protobuf::RepeatedPtrField<v1::Incompleteness>& incomplete, JsonWriter* json) {
  json->Key("incomplete").BeginArray();
  for (const v1::Incompleteness& reason : incomplete) json->Proto(reason);
  json->EndArray();
}

void AppendWarnings(const google::protobuf::RepeatedPtrField<v1::Warning>& warnings, JsonWriter* json) {
  json->Key("warnings").BeginArray();
  for (const v1::Warning& warning : warnings) json->Proto(warning);
  json->EndArray();
}

void AppendListDates(const google::protobuf::RepeatedPtrField<v1::ListStamp>& lists, JsonWriter* json) {
  // A code that several sources carry stands once, with its oldest date.
  json->Key("lists").BeginObject();
  for (int i = 0; i < lists.size(); ++i) {
    std::string oldest = lists.Get(i).published();
    for (; i + 1 < lists.size() && lists.Get(i + 1).list() == lists.Get(i).list(); ++i) {
      oldest = std::min(oldest, lists.Get(i + 1).published());
    }
    json->Key(lists.Get(i).list()).String(oldest);
  }
  json->EndObject();
}

void AppendRecordKeys(const v1::Screening& screening, JsonWriter* json) {
  if (screening.record_sha256().empty()) return;  // not recorded
  json->Key("screening").String(screening.name());
  json->Key("record_sha256").String(screening.record_sha256());
  if (screening.audit_index() > 0) json->Key("audit_index").Integer(screening.audit_index());
  if (screening.has_resolution()) json->Key("resolution").Proto(screening.resolution());
  if (!screening.audit_receipt().empty()) json->Key("audit_receipt").String(screening.audit_receipt());
}

}  // namespace cordon::render
