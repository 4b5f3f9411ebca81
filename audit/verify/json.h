// Canonical JSON as records and events are written (base/canonical_json.h), read strictly: keys ascending, no blanks,
// integers only, strings with no escape that is not needed. What is accepted is exactly one spelling of its value.
//
// Pure functions. A JsonValue refers to the text it was read from, which must outlive it.
//
//   CORDON_ASSIGN_OR_RETURN(JsonValue event, ParseCanonicalJson(bytes));
//   event.Text("kind")                       // "" where there is no such member, or no string
#ifndef CORDON_AUDIT_VERIFY_JSON_H_
#define CORDON_AUDIT_VERIFY_JSON_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon::verify {

inline constexpr int kMaxJsonDepth = 40;

struct JsonMember;

struct JsonValue {
  enum class Kind { kObject, kArray, kString, kInteger, kBool };
  Kind kind = Kind::kObject;
  absl::string_view raw;  // as it stands in the text
  std::string text;       // of a string
  int64_t integer = 0;    // of an integer; 0 or 1 of a boolean
  std::vector<JsonMember> members;
  std::vector<JsonValue> items;

  const JsonValue* Find(absl::string_view key) const;
  std::string Text(absl::string_view key) const;
  // False if there is no such integer.
  bool Integer(absl::string_view key, int64_t* value) const;
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

// InvalidArgument with the byte at which the text stops being canonical JSON.
absl::StatusOr<JsonValue> ParseCanonicalJson(absl::string_view text);

// The object without these members, again canonical. REQUIRES: an object.
std::string WithoutMembers(const JsonValue& object, const std::vector<absl::string_view>& keys);

// The members of an event that name blobs, at any depth: those called entries_sha256 or policy_sha256, and the items of
// an array called blobs.
void CollectBlobs(const JsonValue& event, const std::function<void(const JsonValue& digest)>& found);

// The string members of the outermost object of canonical JSON, raw between their quotes, in order; deeper ones are
// skipped. Fast and lenient: for bytes whose digest is checked beside it. False if it is no object to the end.
bool ScanTopStrings(absl::string_view text,
                    const std::function<void(absl::string_view key, absl::string_view raw)>& found);

// The value of a raw string. False if it is not canonical.
bool UnescapeCanonical(absl::string_view raw, std::string* text);

// The blob that a record names, its engine state, in hex. Empty if it names none.
std::string EngineStateBlob(absl::string_view record);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_JSON_H_
