#include "base/canonical_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
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

struct TypePlan;

// How one field is written; everything the descriptor would have to be asked for each time.
struct FieldPlan {
  const FieldDescriptor* field;
  std::string key;  // "name":
  FieldDescriptor::CppType type;
  bool repeated;
  bool presence;                             // knows whether it was set; else it is left out when it has its default
  mutable const TypePlan* nested = nullptr;  // of a message field of a compiled-in type, once it was met
};

// The fields of a message type in the order they are written.
struct TypePlan {
  explicit TypePlan(const Message& message);
  const Reflection* reflection;
  bool compiled_in;
  std::vector<FieldPlan> fields;
};

// Dynamic messages may share a compiled-in type's descriptor, but not its reflection.
bool IsCompiledIn(const Message& message) {
  const auto* const prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(message.GetDescriptor());
  return prototype != nullptr && prototype->GetReflection() == message.GetReflection();
}

TypePlan::TypePlan(const Message& message) : reflection(message.GetReflection()), compiled_in(IsCompiledIn(message)) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    FieldPlan plan{field, "", field->cpp_type(), field->is_repeated(), field->has_presence()};
    AppendJsonString(field->name(), &plan.key);
    plan.key.push_back(':');
    fields.push_back(std::move(plan));
  }
  std::sort(fields.begin(), fields.end(),
            [](const FieldPlan& a, const FieldPlan& b) { return a.field->name() < b.field->name(); });
}

// Compiled-in types live as long as the program: one plan per thread and type. Others may go and leave their address to
// another type, so their plans are made anew and kept in `*fresh` by the caller.
const TypePlan& PlanOf(const Message& message, std::unique_ptr<const TypePlan>* fresh) {
  thread_local absl::flat_hash_map<const Reflection*, std::unique_ptr<const TypePlan>> plans;
  const auto found = plans.find(message.GetReflection());
  if (found != plans.end()) return *found->second;
  auto plan = std::make_unique<const TypePlan>(message);
  auto& place = plan->compiled_in ? plans[plan->reflection] : *fresh;
  place = std::move(plan);
  return *place;
}

absl::Status AppendInteger(int64_t value, const FieldDescriptor& field, std::string* out) {
  if (value > kMaxSafeInteger || value < -kMaxSafeInteger) {
    return absl::InvalidArgumentError(
        absl::StrCat("integer beyond 2^53 in record field ", std::string(field.full_name())));
  }
  absl::StrAppend(out, value);
  return absl::OkStatus();
}

absl::Status AppendEnum(int number, const FieldDescriptor& field, std::string* out) {
  const auto* value = field.enum_type()->FindValueByNumber(number);
  if (value == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("unknown enum value ", number, " in record field ", std::string(field.full_name())));
  }
  AppendJsonString(absl::string_view(value->name().data(), value->name().size()), out);
  return absl::OkStatus();
}

absl::Status AppendText(const std::string& text, const FieldDescriptor& field, std::string* out) {
  if (field.type() == FieldDescriptor::TYPE_BYTES) {
    return absl::InvalidArgumentError(
        absl::StrCat("bytes field ", std::string(field.full_name()), " cannot stand in a record"));
  }
  if (!IsValidUtf8(text)) {
    return absl::InvalidArgumentError(absl::StrCat("invalid UTF-8 in record field ", std::string(field.full_name())));
  }
  AppendJsonString(text, out);
  return absl::OkStatus();
}

absl::Status AppendMessage(const Message& message, const TypePlan& plan, int depth, std::string* out);

absl::Status AppendNested(const Message& message, const FieldPlan& item, int depth, std::string* out) {
  if (item.nested != nullptr) return AppendMessage(message, *item.nested, depth, out);
  std::unique_ptr<const TypePlan> fresh;
  const TypePlan& plan = PlanOf(message, &fresh);
  return AppendMessage(message, plan, depth, out);
}

// Writes element `index` of a repeated field, or the singular value when index < 0.
absl::Status AppendValue(const Message& message, const Reflection& r, const FieldPlan& item, int index, int depth,
                         std::string* out) {
  const FieldDescriptor& field = *item.field;
  const bool many = index >= 0;
  switch (item.type) {
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendInteger(many ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field), field, out);
    case FieldDescriptor::CPPTYPE_UINT32:
      return AppendInteger(many ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field), field,
                           out);
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
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendEnum(many ? r.GetRepeatedEnumValue(message, &field, index) : r.GetEnumValue(message, &field), field,
                        out);
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return AppendText(many ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                             : r.GetStringReference(message, &field, &scratch),
                        field, out);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendNested(many ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field), item,
                          depth + 1, out);
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("floating-point field ", std::string(field.full_name()), " cannot stand in a record"));
}

// Whether a singular field is to be written. Asked of the value itself where that is the cheaper way; strings are not
// asked here at all (AppendSingularText).
bool IsSet(const Message& message, const Reflection& r, const FieldPlan& item) {
  if (item.presence) return r.HasField(message, item.field);
  switch (item.type) {
    case FieldDescriptor::CPPTYPE_INT32:
      return r.GetInt32(message, item.field) != 0;
    case FieldDescriptor::CPPTYPE_INT64:
      return r.GetInt64(message, item.field) != 0;
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.GetBool(message, item.field);
    default:
      return r.HasField(message, item.field);
  }
}

void AppendKey(const FieldPlan& item, bool* first, std::string* out) {
  if (!*first) out->push_back(',');
  *first = false;
  out->append(item.key);
}

// Most fields are strings without presence: looked at once, written unless empty.
absl::Status AppendSingularText(const Message& message, const Reflection& r, const FieldPlan& item, bool* first,
                                std::string* out) {
  std::string scratch;
  const std::string& text = r.GetStringReference(message, item.field, &scratch);
  if (text.empty()) return absl::OkStatus();
  AppendKey(item, first, out);
  return AppendText(text, *item.field, out);
}

absl::Status AppendMessage(const Message& message, const TypePlan& plan, int depth, std::string* out) {
  if (depth > kMaxDepth) return absl::InvalidArgumentError("record nested deeper than 32 levels");
  const Reflection& r = *plan.reflection;
  out->push_back('{');
  bool first = true;
  for (const FieldPlan& item : plan.fields) {
    if (item.type == FieldDescriptor::CPPTYPE_STRING && !item.repeated && !item.presence) {
      CORDON_RETURN_IF_ERROR(AppendSingularText(message, r, item, &first, out));
      continue;
    }
    const int size = item.repeated ? r.FieldSize(message, item.field) : 0;
    if (item.repeated ? size == 0 : !IsSet(message, r, item)) continue;
    AppendKey(item, &first, out);
    if (item.field->is_map()) {
      return absl::InvalidArgumentError(
          absl::StrCat("map field ", std::string(item.field->full_name()), " cannot stand in a record"));
    }
    if (plan.compiled_in && item.type == FieldDescriptor::CPPTYPE_MESSAGE && item.nested == nullptr) {
      const Message& one =
          item.repeated ? r.GetRepeatedMessage(message, item.field, 0) : r.GetMessage(message, item.field);
      std::unique_ptr<const TypePlan> fresh;
      const TypePlan& nested = PlanOf(one, &fresh);
      if (fresh == nullptr) item.nested = &nested;
    }
    if (!item.repeated) {
      CORDON_RETURN_IF_ERROR(AppendValue(message, r, item, -1, depth, out));
      continue;
    }
    out->push_back('[');
    for (int i = 0; i < size; ++i) {
      if (i > 0) out->push_back(',');
      CORDON_RETURN_IF_ERROR(AppendValue(message, r, item, i, depth, out));
    }
    out->push_back(']');
  }
  out->push_back('}');
  return absl::OkStatus();
}

// True when none of these eight bytes needs an escape: no control character, quotation mark or backslash.
bool EightPlainBytes(const char* bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kHigh = 0x8080808080808080U;
  uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  const auto any_zero = [](uint64_t x) { return (x - kOnes) & ~x & kHigh; };
  return (((eight - kOnes * 0x20) & ~eight & kHigh) | any_zero(eight ^ (kOnes * '"')) |
          any_zero(eight ^ (kOnes * '\\'))) == 0;
}

}  // namespace

void AppendJsonString(absl::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out->push_back('"');
  size_t written = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    while (text.size() - i >= 8 && EightPlainBytes(text.data() + i)) i += 8;
    if (i == text.size()) break;
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out->append(text.data() + written, i - written);  // everything up to here stands as it is
    written = i + 1;
    switch (c) {
      case '"':
        out->append("\\\"");
        break;
      case '\\':
        out->append("\\\\");
        break;
      case '\b':
        out->append("\\b");
        break;
      case '\f':
        out->append("\\f");
        break;
      case '\n':
        out->append("\\n");
        break;
      case '\r':
        out->append("\\r");
        break;
      case '\t':
        out->append("\\t");
        break;
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
  std::unique_ptr<const TypePlan> fresh;
  const TypePlan& plan = PlanOf(message, &fresh);
  CORDON_RETURN_IF_ERROR(AppendMessage(message, plan, 0, &out));
  return out;
}

absl::Status FromJson(absl::string_view json, Message* message) {
  message->Clear();
  google::protobuf::util::JsonParseOptions options;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), message, options);
  if (!status.ok()) return absl::InvalidArgumentError(status.ToString());
  return absl::OkStatus();
}

}  // namespace cordon
