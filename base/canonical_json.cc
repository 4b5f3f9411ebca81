#include "base/canonical_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"

namespace cordon {
namespace {

using google::protobuf::Descriptor;
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

// The fields of a message type in the order they are written, each with its key as it stands in the output.
struct FieldPlan {
  const FieldDescriptor* field;
  std::string key;  // "name":
};

std::vector<FieldPlan> MakePlan(const Descriptor& type) {
  std::vector<FieldPlan> plan;
  for (int i = 0; i < type.field_count(); ++i) {
    FieldPlan item{type.field(i), ""};
    AppendJsonString(type.field(i)->name(), &item.key);
    item.key.push_back(':');
    plan.push_back(std::move(item));
  }
  std::sort(plan.begin(), plan.end(),
            [](const FieldPlan& a, const FieldPlan& b) { return a.field->name() < b.field->name(); });
  return plan;
}

// Plans of compiled-in types live as long as the program, so they are made once per thread and type. Types made at run
// time may go and leave their address to another.
const std::vector<FieldPlan>& PlanOf(const Descriptor& type, std::vector<FieldPlan>* fresh) {
  if (type.file()->pool() != google::protobuf::DescriptorPool::generated_pool()) {
    *fresh = MakePlan(type);
    return *fresh;
  }
  thread_local absl::flat_hash_map<const Descriptor*, std::unique_ptr<const std::vector<FieldPlan>>> plans;
  auto& plan = plans[&type];
  if (plan == nullptr) plan = std::make_unique<const std::vector<FieldPlan>>(MakePlan(type));
  return *plan;
}

absl::Status AppendRepeated(const Message& message, const FieldDescriptor& field, int size, int depth, std::string* out) {
  out->push_back('[');
  for (int i = 0; i < size; ++i) {
    if (i > 0) out->push_back(',');
    CORDON_RETURN_IF_ERROR(AppendValue(message, field, i, depth, out));
  }
  out->push_back(']');
  return absl::OkStatus();
}

absl::Status AppendMessage(const Message& message, int depth, std::string* out) {
  if (depth > kMaxDepth) return absl::InvalidArgumentError("record nested deeper than 32 levels");
  const Reflection& reflection = *message.GetReflection();
  std::vector<FieldPlan> fresh;
  out->push_back('{');
  bool first = true;
  for (const FieldPlan& item : PlanOf(*message.GetDescriptor(), &fresh)) {
    const FieldDescriptor& field = *item.field;
    const int size = field.is_repeated() ? reflection.FieldSize(message, &field) : 0;
    if (field.is_repeated() ? size == 0 : !reflection.HasField(message, &field)) continue;
    if (!first) out->push_back(',');
    first = false;
    out->append(item.key);
    if (field.is_map()) {
      return absl::InvalidArgumentError(
          absl::StrCat("map field ", std::string(field.full_name()), " cannot stand in a record"));
    }
    CORDON_RETURN_IF_ERROR(field.is_repeated() ? AppendRepeated(message, field, size, depth, out)
                                               : AppendValue(message, field, -1, depth, out));
  }
  out->push_back('}');
  return absl::OkStatus();
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.data() + written, i - written);  // everything up to here stands as it is
    written = i + 1;
    switch (c) {
      case '"': out->append("\\\""); break;
      case '\\': out->append("\\\\"); break;
      case '\b': out->append("\\b"); break;
      case '\f': out->append("\\f"); break;
      case '\n': out->append("\\n"); break;
      case '\r': out->append("\\r"); break;
      case '\t': out->append("\\t"); break;
      default:
        out->append("\\u00");
        out->push_back(kHex[c >> 4U]);
        out->push_back(kHex[c & 0xFU]);
    }
  }
  out->append(text.data() + written, text.size() - written);
  out->push_back('"');
}

absl::StatusOr<std::string> ToCanonicalJson(const Message& message) {
  std::string out;
  out.reserve(2048);
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
