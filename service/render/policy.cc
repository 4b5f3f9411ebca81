#include "service/render/policy.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace cordon::render {

std::string PolicyText(const v1::Policy& policy, const std::map<std::string, std::string>& origins) {
  v1::Policy rest = policy;
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  policy.GetReflection()->ListFields(policy, &fields);
  std::string out;
  for (const auto* field : fields) {
    // One field at a time, so that its origin can stand above it.
    v1::Policy one;
    policy.GetReflection()->SwapFields(&rest, &one, {field});
    const auto origin = origins.find(field->name());
    if (origin != origins.end()) absl::StrAppend(&out, "# ", origin->second, "\n");
    std::string text;
    google::protobuf::TextFormat::PrintToString(one, &text);
    out += text;
  }
  return out;
}

std::string PolicyJson(const v1::Policy& policy, const std::map<std::string, std::string>& origins) {
  std::string out;
  JsonWriter json(&out);
  if (origins.empty()) {
    json.Proto(policy);
    return out;
  }
  json.BeginObject().Key("policy").Proto(policy).Key("origin").BeginObject();
  for (const auto& [field, origin] : origins) json.Key(field).String(origin);
  json.EndObject().EndObject();
  return out;
}

}  // namespace cordon::render
