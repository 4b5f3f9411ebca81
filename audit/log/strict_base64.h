// Base64 (RFC 4648 section 4) with exactly one text for each value: padded, without white space or spare bits.
// Thread-safe (a pure function).
#ifndef CORDON_AUDIT_LOG_STRICT_BASE64_H_
#define CORDON_AUDIT_LOG_STRICT_BASE64_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline bool StrictBase64Decode(absl::string_view text, std::string* bytes) {
  return absl::Base64Unescape(text, bytes) && absl::Base64Escape(*bytes) == text;
}

}  // namespace cordon

#endif  // CORDON_AUDIT_LOG_STRICT_BASE64_H_
