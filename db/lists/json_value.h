// A parsed JSON record as a small tree; numbers stay as the source wrote them, because shares are read exactly. Parsed
// by simdjson, with our limits on depth and size, and repeated keys refused. Internal to the importers.
//
// Also the cutting of a stream into records: a JSON array of objects, or objects one after the other (JSON lines).
// Not thread-safe.
#ifndef CORDON_DB_LISTS_JSON_VALUE_H_
#define CORDON_DB_LISTS_JSON_VALUE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon::internal {

struct JsonMember;

struct JsonValue {
  enum Type { kNull, kBool, kNumber, kString, kArray, kObject };
  Type type = kNull;
  bool boolean = false;
  std::string text;  // string, or the number as written
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;

  // Null value if this is no object or has no such member.
  const JsonValue& operator[](absl::string_view key) const;
  // The text of a string; empty for anything else.
  absl::string_view AsString() const { return type == kString ? absl::string_view(text) : absl::string_view(); }
  bool is_object() const { return type == kObject; }
};

// A type of its own: clang 14 refuses a vector of pairs with the incomplete JsonValue.
struct JsonMember {
  std::string name;
  JsonValue value;
};

class JsonParser {
 public:
  JsonParser(int max_depth, int64_t max_values);
  ~JsonParser();
  // InvalidArgument: what is wrong (without place).
  absl::Status Parse(absl::string_view json, JsonValue* value);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class JsonRecordReader {
 public:
  JsonRecordReader(ByteSource& source, int64_t max_record_bytes);

  // Reads up to the end of the next object; false at the end. InvalidArgument names the record.
  absl::StatusOr<bool> Next();
  absl::string_view record() const { return record_; }
  int64_t number() const { return number_; }  // 1-based

 private:
  absl::StatusOr<int> Byte();  // -1 at the end
  absl::StatusOr<int> NextSignificant();
  absl::Status Invalid(absl::string_view what) const;
  absl::Status ReadObject();

  ByteSource& source_;
  const int64_t max_record_bytes_;
  std::string buffer_;
  size_t size_ = 0;
  size_t at_ = 0;
  std::string record_;
  int64_t number_ = 0;
  bool started_ = false;
  bool in_array_ = false;
  bool done_ = false;
};

}  // namespace cordon::internal

#endif  // CORDON_DB_LISTS_JSON_VALUE_H_
