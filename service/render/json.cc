#include "service/render/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/utf8.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::string_view View(const std::string& text) { return absl::string_view(text.data(), text.size()); }

// Element `index` of a repeated field, or the singular value when `index` is negative.
void WriteProtoValue(const Message& message, const FieldDescriptor& field, int index, JsonWriter* json) {
  const auto& r = *message.GetReflection();
  const bool many = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      json->Integer(many ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      json->Integer(many ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      json->Integer(many ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      json->Bool(many ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field));
      return;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = many ? r.GetRepeatedEnumValue(message, &field, index) : r.GetEnumValue(message, &field);
      const auto* value = field.enum_type()->FindValueByNumber(number);
      json->String(value != nullptr ? View(value->name()) : absl::StrCat("UNKNOWN(", number, ")"));
      return;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      json->String(View(many ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                             : r.GetStringReference(message, &field, &scratch)));
      return;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      json->Proto(many ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field));
      return;
    default:
      // No message that is shown has floating-point or unsigned 64-bit fields.
      json->String("");
  }
}

}  // namespace

void JsonWriter::Separate() {
  if (need_comma_) out_->push_back(',');
  need_comma_ = true;
}

JsonWriter& JsonWriter::Open(char bracket) {
  Separate();
  out_->push_back(bracket);
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  out_->push_back(bracket);
  need_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Key(absl::string_view key) {
  Separate();
  AppendJsonString(key, out_);
  out_->push_back(':');
  need_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::String(absl::string_view value) {
  Separate();
  if (IsValidUtf8(value)) {
    AppendJsonString(value, out_);
  } else {
    AppendJsonString(ValidUtf8(value), out_);
  }
  return *this;
}

JsonWriter& JsonWriter::Integer(int64_t value) {
  Separate();
  absl::StrAppend(out_, value);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  Separate();
  out_->append(value ? "true" : "false");
  return *this;
}

JsonWriter& JsonWriter::Decimal(int32_t basis_points) {
  Separate();
  out_->append(ScoreText(basis_points));
  return *this;
}

JsonWriter& JsonWriter::Proto(const Message& message) {
  BeginObject();
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::sort(fields.begin(), fields.end(),
            [](const FieldDescriptor* a, const FieldDescriptor* b) { return a->index() < b->index(); });
  for (const FieldDescriptor* field : fields) {
    Key(View(field->name()));
    if (!field->is_repeated()) {
      WriteProtoValue(message, *field, -1, this);
      continue;
    }
    BeginArray();
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) WriteProtoValue(message, *field, i, this);
    EndArray();
  }
  return EndObject();
}

std::string IndentJson(absl::string_view compact) {
  std::string out;
  size_t depth = 0;
  bool in_string = false;
  const auto new_line = [&] { absl::StrAppend(&out, "\n", std::string(2 * depth, ' ')); };
  for (size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    if (in_string) {
      out.push_back(c);
      if (c == '\\' && i + 1 < compact.size()) out.push_back(compact[++i]);
      if (c == '"') in_string = false;
      continue;
    }
    switch (c) {
      case '"':
        in_string = true;
        out.push_back(c);
        break;
      case '{':
      case '[':
        out.push_back(c);
        if (i + 1 < compact.size() && (compact[i + 1] == '}' || compact[i + 1] == ']')) {
          out.push_back(compact[++i]);
        } else {
          ++depth;
          new_line();
        }
        break;
      case '}':
      case ']':
        if (depth > 0) --depth;
        new_line();
        out.push_back(c);
        break;
      case ',':
        out.push_back(c);
        new_line();
        break;
      case ':':
        out.append(": ");
        break;
      default:
        out.push_back(c);
    }
  }
  out.push_back('\n');
  return out;
}

std::string JsonArrayLines::Row(absl::string_view compact) {
  const char* before = any_ ? ",\n" : "[\n";
  any_ = true;
  return absl::StrCat(before, compact);
}

}  // namespace cordon::render
