#include "base/canonical_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 32;
constexpr int64_t kMaxSafeInteger = int64_t{1} << 53;

absl::Status AppendInteger(int64_t value, const FieldDescriptor& field, std::string* out) {
  if (value > kMaxSafeInteger || value < -kMaxSafeInteger) {
    return absl::InvalidArgumentError(
        absl::StrCat("integer beyond 2^53 in record field ", std::string(field.full_name())));
  }
  absl::StrAppend(out, value);
  return absl::OkStatus();
}

absl::Status AppendMessage(const Message& message, int depth, std::string* out);

// Writes element `index` of a repeated field, or the singular value when index < 0.
absl::Status AppendValue(const Message& message, const FieldDescriptor& field, int index, int depth,
                         std::string* out) {
  const Reflection& r = *message.GetReflection();
  const bool many = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendInteger(many ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field), field, out);
    case FieldDescriptor::CPPTYPE_UINT32:
      return AppendInteger(many ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field), field, out);
    case FieldDescriptor::CPPTYPE_INT64:
      return AppendInteger(many ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field), field, out);
    case FieldDescriptor::CPPTYPE_UINT64: {
      const uint64_t value = many ? r.GetRepeatedUInt64(message, &field, index) : r.GetUInt64(message, &field);
      if (value > static_cast<uint64_t>(kMaxSafeInteger)) return AppendInteger(INT64_MAX, field, out);
      return AppendInteger(static_cast<int64_t>(value), field, out);
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      out->append((many ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field)) ? "true" : "false");
      return absl::OkStatus();
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = many ? r.GetRepeatedEnumValue(message, &field, index) : r.GetEnumValue(message, &field);
      const auto* value = field.enum_type()->FindValueByNumber(number);
      if (value == nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("unknown enum value ", number, " in record field ", std::string(field.full_name())));
      }
      AppendJsonString(absl::string_view(value->name().data(), value->name().size()), out);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      const std::string& text = many ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                                     : r.GetStringReference(message, &field, &scratch);
      if (field.type() == FieldDescriptor::TYPE_BYTES) {
        return absl::InvalidArgumentError(
            absl::StrCat("bytes field ", std::string(field.full_name()), " cannot stand in a record"));
      }
      if (!IsValidUtf8(text)) {
        return absl::InvalidArgumentError(
            absl::StrCat("invalid UTF-8 in record field ", std::string(field.full_name())));
      }
      AppendJsonString(text, out);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendMessage(many ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field), depth + 1, out);
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("floating-point field ", std::string(field.full_name()), " cannot stand in a record"));
}

absl::Status AppendMessage(const Message& message, int depth, std::string* out) {
  if (depth > kMaxDepth) return absl::InvalidArgumentError("record nested deeper than 32 levels");
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::sort(fields.begin(), fields.end(),
            [](const FieldDescriptor* a, const FieldDescriptor* b) { return a->name() < b->name(); });
  out->push_back('{');
  bool first = true;
  for (const FieldDescriptor* field : fields) {
    if (!first) out->push_back(',');
    first = false;
    AppendJsonString(field->name(), out);
    out->push_back(':');
    if (field->is_map()) {
      return absl::InvalidArgumentError(
          absl::StrCat("map field ", std::string(field->full_name()), " cannot stand in a record"));
    }
    if (!field->is_repeated()) {
      CORDON_RETURN_IF_ERROR(AppendValue(message, *field, -1, depth, out));
      continue;
    }
    out->push_back('[');
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (i > 0) out->push_back(',');
      CORDON_RETURN_IF_ERROR(AppendValue(message, *field, i, depth, out));
    }
    out->push_back(']');
  }
  out->push_back('}');
  return absl::OkStatus();
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"': out->append("\\\""); break;
      case '\\': out->append("\\\\"); break;
      case '\b': out->append("\\b"); break;
      case '\f': out->append("\\f"); break;
      case '\n': out->append("\\n"); break;
      case '\r': out->append("\\r"); break;
      case '\t': out->append("\\t"); break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out->append("\\u00");
          out->push_back(kHex[(static_cast<unsigned char>(c) >> 4U) & 0xFU]);
          out->push_back(kHex[static_cast<unsigned char>(c) & 0xFU]);
        } else {
          out->push_back(c);
        }
    }
  }
  out->push_back('"');
}

absl::StatusOr<std::string> ToCanonicalJson(const Message& message) {
  std::string out;
  out.reserve(1024);
  CORDON_RETURN_IF_ERROR(AppendMessage(message, 0, &out));
  return out;
}

absl::Status FromJson(absl::string_view json, Message* message) {
  message->Clear();
  google::protobuf::util::JsonParseOptions options;
  const auto status =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(json.data(), json.size()), message, options);
  if (!status.ok()) return absl::InvalidArgumentError(status.ToString());
  return absl::OkStatus();
}

}  // namespace cordon
