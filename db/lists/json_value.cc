#include "db/lists/json_value.h"

// Without this, simdjson's results convert to values by throwing; every error must be asked for instead.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon::internal {
namespace {

namespace ondemand = simdjson::ondemand;

absl::Status JsonError(simdjson::error_code code) {
  return absl::InvalidArgumentError(absl::StrCat("not valid JSON: ", simdjson::error_message(code)));
}

// RFC 8259 number.
bool IsJsonNumber(absl::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t from = at;
    while (at < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) ++at;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const size_t first = at;
  const size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

// Copies a simdjson value into the tree.
class TreeBuilder {
 public:
  TreeBuilder(int max_depth, int64_t max_values) : max_depth_(max_depth), values_left_(max_values) {}

  absl::Status Copy(ondemand::value from, int depth, JsonValue* to) {
    if (depth > max_depth_) return absl::InvalidArgumentError(absl::StrCat("nested deeper than ", max_depth_));
    if (values_left_-- <= 0) return absl::InvalidArgumentError("too many values in one record");
    ondemand::json_type type{};
    if (const auto code = from.type().get(type)) return JsonError(code);
    switch (type) {
      case ondemand::json_type::object:
        return CopyObject(from, depth, to);
      case ondemand::json_type::array:
        return CopyArray(from, depth, to);
      case ondemand::json_type::string: {
        std::string_view text;
        if (const auto code = from.get_string().get(text)) return JsonError(code);
        to->type = JsonValue::kString;
        to->text.assign(text.data(), text.size());
        return absl::OkStatus();
      }
      case ondemand::json_type::number: {
        const std::string_view token = from.raw_json_token();
        const absl::string_view text = absl::StripAsciiWhitespace(absl::string_view(token.data(), token.size()));
        if (!IsJsonNumber(text)) return absl::InvalidArgumentError("not valid JSON: a malformed number");
        to->type = JsonValue::kNumber;
        to->text.assign(text.data(), text.size());
        return absl::OkStatus();
      }
      case ondemand::json_type::boolean:
        to->type = JsonValue::kBool;
        if (const auto code = from.get_bool().get(to->boolean)) return JsonError(code);
        return absl::OkStatus();
      case ondemand::json_type::null:
        to->type = JsonValue::kNull;
        return CheckNull(from);
    }
    return absl::InvalidArgumentError("not valid JSON");
  }

  static absl::Status CheckNull(ondemand::value from) {
    bool null = false;
    if (const auto code = from.is_null().get(null)) return JsonError(code);
    return null ? absl::OkStatus() : absl::InvalidArgumentError("not valid JSON: a malformed null");
  }

  absl::Status CopyObject(ondemand::value from, int depth, JsonValue* to) {
    ondemand::object object;
    if (const auto code = from.get_object().get(object)) return JsonError(code);
    return CopyMembers(object, depth, to);
  }

  absl::Status CopyMembers(ondemand::object& object, int depth, JsonValue* to) {
    to->type = JsonValue::kObject;
    for (auto result : object) {
      ondemand::field field;
      if (const auto code = std::move(result).get(field)) return JsonError(code);
      std::string_view key;
      if (const auto code = field.unescaped_key().get(key)) return JsonError(code);
      const std::string name(key.data(), key.size());
      const bool repeated = std::any_of(to->members.begin(), to->members.end(),
                                        [&name](const auto& member) { return member.name == name; });
      if (repeated)
        return absl::InvalidArgumentError(absl::StrCat("the key \"", name.substr(0, 64), "\" stands twice"));
      to->members.push_back({name, JsonValue()});
      CORDON_RETURN_IF_ERROR(Copy(field.value(), depth + 1, &to->members.back().value));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CopyArray(ondemand::value from, int depth, JsonValue* to) {
    ondemand::array array;
    if (const auto code = from.get_array().get(array)) return JsonError(code);
    to->type = JsonValue::kArray;
    for (auto result : array) {
      ondemand::value item;
      if (const auto code = result.get(item)) return JsonError(code);
      to->items.emplace_back();
      CORDON_RETURN_IF_ERROR(Copy(item, depth + 1, &to->items.back()));
    }
    return absl::OkStatus();
  }

  const int max_depth_;
  int64_t values_left_;
};

}  // namespace

const JsonValue& JsonValue::operator[](absl::string_view key) const {
  static const JsonValue* const kNothing = new JsonValue();
  for (const auto& member : members) {
    if (member.name == key) return member.value;
  }
  return *kNothing;
}

struct JsonParser::Impl {
  int max_depth;
  int64_t max_values;
  ondemand::parser parser;
  std::string padded;
};

JsonParser::JsonParser(int max_depth, int64_t max_values) : impl_(std::make_unique<Impl>()) {
  impl_->max_depth = max_depth;
  impl_->max_values = max_values;
}
JsonParser::~JsonParser() = default;

absl::Status JsonParser::Parse(absl::string_view json, JsonValue* value) {
  *value = JsonValue();
  impl_->padded.assign(json.data(), json.size());
  impl_->padded.append(simdjson::SIMDJSON_PADDING, '\0');
  ondemand::document document;
  if (const auto code = impl_->parser.iterate(impl_->padded.data(), json.size(), impl_->padded.size()).get(document)) {
    return JsonError(code);
  }
  ondemand::object object;
  if (const auto code = document.get_object().get(object)) return JsonError(code);
  TreeBuilder builder(impl_->max_depth, impl_->max_values);
  CORDON_RETURN_IF_ERROR(builder.CopyMembers(object, 1, value));
  // Only at the end has the document no current place.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return absl::InvalidArgumentError("not valid JSON: text behind the object");
  }
  return absl::OkStatus();
}

JsonRecordReader::JsonRecordReader(ByteSource& source, int64_t max_record_bytes)
    : source_(source), max_record_bytes_(max_record_bytes), buffer_(size_t{64} << 10U, '\0') {}

absl::StatusOr<int> JsonRecordReader::Byte() {
  if (at_ == size_) {
    CORDON_ASSIGN_OR_RETURN(size_, source_.Read(&buffer_[0], buffer_.size()));
    at_ = 0;
    if (size_ == 0) return -1;
  }
  return static_cast<int>(static_cast<unsigned char>(buffer_[at_++]));
}

absl::StatusOr<int> JsonRecordReader::NextSignificant() {
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const int c, Byte());
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
  }
}

absl::Status JsonRecordReader::Invalid(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat("record ", number_, ": ", what));
}

absl::Status JsonRecordReader::ReadObject() {
  record_.assign(1, '{');
  int depth = 1;
  bool in_string = false;
  while (depth > 0) {
    if (at_ == size_) {
      CORDON_ASSIGN_OR_RETURN(const int c, Byte());
      if (c < 0) return Invalid("the file ends inside the record; it is truncated");
      --at_;
    }
    size_t end = at_;
    for (; end < size_ && depth > 0; ++end) {
      const char c = buffer_[end];
      if (in_string) {
        if (c == '"') in_string = false;
        if (c == '\\') {
          // The escaped byte may lie in the next chunk: take it here, whole.
          record_.append(buffer_, at_, end + 1 - at_);
          at_ = end + 1;
          CORDON_ASSIGN_OR_RETURN(const int escaped, Byte());
          if (escaped < 0) return Invalid("the file ends inside the record; it is truncated");
          record_.push_back(static_cast<char>(escaped));
          end = at_ - 1;  // the loop goes on behind the escaped byte
        }
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    }
    record_.append(buffer_, at_, end - at_);
    at_ = end;
    if (static_cast<int64_t>(record_.size()) > max_record_bytes_) {
      return Invalid(absl::StrCat("longer than the limit of ", max_record_bytes_, " bytes"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> JsonRecordReader::Next() {
  if (done_) return false;
  CORDON_ASSIGN_OR_RETURN(int c, NextSignificant());
  if (!started_) {
    started_ = true;
    if (c == 0xEF) {  // byte order mark
      CORDON_ASSIGN_OR_RETURN(const int second, Byte());
      CORDON_ASSIGN_OR_RETURN(const int third, Byte());
      if (second != 0xBB || third != 0xBF) return Invalid("the file is not UTF-8 text");
      CORDON_ASSIGN_OR_RETURN(c, NextSignificant());
    }
    if (c == '[') {
      in_array_ = true;
      CORDON_ASSIGN_OR_RETURN(c, NextSignificant());
    }
  } else if (in_array_) {
    if (c == ',') {
      CORDON_ASSIGN_OR_RETURN(c, NextSignificant());
      if (c == ']') return Invalid("a comma before the end of the array");
    } else if (c != ']' && c >= 0) {
      return Invalid("a comma or the end of the array is missing behind it");
    }
  }
  if (in_array_ && c == ']') {
    CORDON_ASSIGN_OR_RETURN(c, NextSignificant());
    if (c >= 0) return Invalid("text behind the end of the array");
    done_ = true;
    return false;
  }
  if (c < 0) {
    if (in_array_) return Invalid("the file ends inside the array; it is truncated");
    done_ = true;
    return false;
  }
  ++number_;
  if (c != '{') return Invalid("expected an object ({...})");
  CORDON_RETURN_IF_ERROR(ReadObject());
  return true;
}

}  // namespace cordon::internal
