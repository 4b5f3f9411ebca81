// UTF-8 in and out of code points. Strict: overlong forms, surrogates and values above U+10FFFF are invalid.
#ifndef CORDON_BASE_UTF8_H_
#define CORDON_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr char32_t kInvalidCodePoint = 0xFFFFFFFF;

// Reads one code point at `*pos` and advances. On an invalid sequence returns kInvalidCodePoint and advances by one
// byte. REQUIRES: *pos < text.size().
char32_t DecodeUtf8(absl::string_view text, size_t* pos);
void AppendUtf8(char32_t code_point, std::string* out);

// Byte offset of the first invalid sequence, or npos if `text` is valid.
size_t FindInvalidUtf8(absl::string_view text);
inline bool IsValidUtf8(absl::string_view text) { return FindInvalidUtf8(text) == absl::string_view::npos; }
// Number of code points; an invalid byte counts as one.
size_t CountCodePoints(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_BASE_UTF8_H_
