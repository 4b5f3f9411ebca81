#include "rules/field_path.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace cordon {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxSteps = 12;

std::string FieldsOf(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::StrJoin(names, ", ");
}

}  // namespace

bool FieldLeaf::Known() const {
  const Reflection* reflection = message->GetReflection();
  if (index >= 0) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return !Text().empty();
      case FieldDescriptor::CPPTYPE_ENUM:
        return Integer() != 0;
      default:
        return true;
    }
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnumValue(*message, field) != 0;
    case FieldDescriptor::CPPTYPE_STRING:
      return !Text().empty();
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reflection->HasField(*message, field);
    default:
      return !field->has_presence() || reflection->HasField(*message, field);
  }
}

int64_t FieldLeaf::Integer() const {
  const Reflection* reflection = message->GetReflection();
  const bool many = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return many ? reflection->GetRepeatedEnumValue(*message, field, index)
                  : reflection->GetEnumValue(*message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? reflection->GetRepeatedInt32(*message, field, index) : reflection->GetInt32(*message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? reflection->GetRepeatedInt64(*message, field, index) : reflection->GetInt64(*message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? reflection->GetRepeatedBool(*message, field, index) : reflection->GetBool(*message, field);
    default:
      return 0;
  }
}

const std::string& FieldLeaf::Text() const {
  static const auto* const kEmpty = new std::string();
  const Reflection* reflection = message->GetReflection();
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return *kEmpty;
  // The scratch string is only used for cord-like storage, which generated messages here do not have.
  static thread_local std::string scratch;
  return index >= 0 ? reflection->GetRepeatedStringReference(*message, field, index, &scratch)
                    : reflection->GetStringReference(*message, field, &scratch);
}

std::string FieldLeaf::Shown() const {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Text();
    case FieldDescriptor::CPPTYPE_BOOL:
      return Integer() != 0 ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = field->enum_type()->FindValueByNumber(static_cast<int>(Integer()));
      return value == nullptr ? absl::StrCat(Integer()) : value->name();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "(set)";
    default:
      return absl::StrCat(Integer());
  }
}

absl::StatusOr<FieldPath> FieldPath::Resolve(absl::string_view text, const Descriptor* each) {
  FieldPath path;
  path.text_ = std::string(text);
  std::vector<std::string> parts = absl::StrSplit(text, '.');
  if (text.empty() || parts.size() > kMaxSteps) {
    return absl::InvalidArgumentError(absl::StrCat("field '", text, "': give a path like txn.activity"));
  }
  const Descriptor* type = v1::Facts::descriptor();
  size_t at = 0;
  if (parts[0] == "each") {
    if (each == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("field '", text, "': 'each' needs for_each in the rule"));
    }
    path.root_ = Root::kEach;
    type = each;
    at = 1;
  } else if (parts[0] == "inputs") {
    path.root_ = Root::kInputs;
    type = v1::FactInputs::descriptor();
    at = 1;
  }
  for (; at < parts.size(); ++at) {
    if (type == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("field '", text, "': ", parts[at - 1], " has no fields of its own"));
    }
    const FieldDescriptor* field = type->FindFieldByName(parts[at]);
    if (field == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("field '", text, "': ", type->name(), " has no '", parts[at], "'; it has: ", FieldsOf(type)));
    }
    path.steps_.push_back(field);
    path.many_ = path.many_ || field->is_repeated();
    type = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? field->message_type() : nullptr;
  }
  if (path.steps_.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("field '", text, "': names no field"));
  }
  return path;
}

void FieldPath::VisitFrom(const Message& message, size_t step, absl::FunctionRef<void(const FieldLeaf&)> visit) const {
  const FieldDescriptor* field = steps_[step];
  const Reflection* reflection = message.GetReflection();
  const bool last = step + 1 == steps_.size();
  if (field->is_repeated()) {
    const int size = reflection->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (last) {
        visit({&message, field, i});
      } else {
        VisitFrom(reflection->GetRepeatedMessage(message, field, i), step + 1, visit);
      }
    }
  } else if (last) {
    visit({&message, field, -1});
  } else {
    VisitFrom(reflection->GetMessage(message, field), step + 1, visit);
  }
}

void FieldPath::Visit(const RuleInput& input, absl::FunctionRef<void(const FieldLeaf&)> visit) const {
  const Message* root = input.facts;
  if (root_ == Root::kEach) root = input.each;
  if (root_ == Root::kInputs) root = input.inputs;
  if (root != nullptr) VisitFrom(*root, 0, visit);
}

}  // namespace cordon
