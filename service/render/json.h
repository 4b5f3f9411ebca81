// Writing JSON by hand where the order of keys is part of the contract: compact, no floats, valid UTF-8 always.
// Not thread-safe; one writer per string.
//
//   std::string out;
//   JsonWriter json(&out);
//   json.BeginObject().Key("score").Decimal(9410).Key("list").String("EL").EndObject();
//   // {"score":0.9410,"list":"EL"}
#ifndef CORDON_SERVICE_RENDER_JSON_H_
#define CORDON_SERVICE_RENDER_JSON_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace cordon::render {

class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  JsonWriter& Key(absl::string_view key);
  // Invalid UTF-8 becomes U+FFFD.
  JsonWriter& String(absl::string_view value);
  JsonWriter& Integer(int64_t value);
  JsonWriter& Bool(bool value);
  // Basis points as a number with four digits after the point.
  JsonWriter& Decimal(int32_t basis_points);
  // Every set field in declaration order, keys as in the .proto, enums by name.
  JsonWriter& Proto(const google::protobuf::Message& message);

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();

  std::string* out_;
  bool need_comma_ = false;
};

// The same document with two blanks of indentation per level and a line end. REQUIRES: `compact` was made by
// JsonWriter.
std::string IndentJson(absl::string_view compact);

// A stream of rows as a JSON array, one row per line; "[]" when there was none.
class JsonArrayLines {
 public:
  std::string Row(absl::string_view compact);
  std::string End() const { return any_ ? "\n]\n" : "[]\n"; }

 private:
  bool any_ = false;
};

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_JSON_H_
