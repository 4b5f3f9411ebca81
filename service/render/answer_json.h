// Keys that every answer has, for parties and transactions alike. Pure functions.
#ifndef CORDON_SERVICE_RENDER_ANSWER_JSON_H_
#define CORDON_SERVICE_RENDER_ANSWER_JSON_H_

#include "cordon/v1/screening.pb.h"
#include "service/render/json.h"

namespace cordon::render {

void AppendReasons(const google::protobuf::RepeatedPtrField<v1::Incompleteness>& incomplete, JsonWriter* json);
void AppendWarnings(const google::protobuf::RepeatedPtrField<v1::Warning>& warnings, JsonWriter* json);
// "lists": code -> date.
void AppendListDates(const google::protobuf::RepeatedPtrField<v1::ListStamp>& lists, JsonWriter* json);
// Nothing when the answer was not recorded.
void AppendRecordKeys(const v1::Screening& screening, JsonWriter* json);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_ANSWER_JSON_H_
