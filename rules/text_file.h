// A textproto with places: parse errors and later findings name file, line and column. Pure functions; a ParsedText is
// immutable after parsing.
//
//   CORDON_ASSIGN_OR_RETURN(TextPlaces places, ParseText({"core.textproto", text}, &pack));
#ifndef CORDON_RULES_TEXT_FILE_H_
#define CORDON_RULES_TEXT_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "rules/shipped.h"

namespace cordon {

inline constexpr int64_t kMaxTextBytes = 4 << 20;
inline constexpr int kMaxTextDepth = 64;

using TextTree = google::protobuf::TextFormat::ParseInfoTree;

// InvalidArgument "FILE:LINE:COLUMN: what" on a syntax error, unknown field or value; also above the limits.
absl::StatusOr<std::unique_ptr<TextTree>> ParseText(const NamedText& source, google::protobuf::Message* message);

// Where something stands, for error messages. `tree` may be null.
struct TextPlace {
  absl::string_view file;
  const TextTree* tree = nullptr;

  // The place of element `index` (-1: singular) of the named field of `message_descriptor`.
  TextPlace Nested(const google::protobuf::Descriptor* message_descriptor, const char* field, int index) const;
  // "core.textproto:17" or "core.textproto".
  std::string At(const google::protobuf::Descriptor* message_descriptor, const char* field, int index) const;
};

}  // namespace cordon

#endif  // CORDON_RULES_TEXT_FILE_H_
