#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace cordon {

char32_t DecodeUtf8(absl::string_view text, size_t* pos) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(*pos);
  if (lead < 0x80) {
    ++*pos;
    return lead;
  }
  int extra = 0;
  char32_t value = 0;
  char32_t least = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    extra = 1;
    value = lead & 0x1FU;
    least = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    extra = 2;
    value = lead & 0x0FU;
    least = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    extra = 3;
    value = lead & 0x07U;
    least = 0x10000;
  } else {
    ++*pos;
    return kInvalidCodePoint;
  }
  for (int i = 1; i <= extra; ++i) {
    const size_t at = *pos + static_cast<size_t>(i);
    if (at >= text.size() || (byte(at) & 0xC0U) != 0x80U) {
      ++*pos;
      return kInvalidCodePoint;
    }
    value = (value << 6U) | (byte(at) & 0x3FU);
  }
  if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    ++*pos;
    return kInvalidCodePoint;
  }
  *pos += static_cast<size_t>(extra) + 1;
  return value;
}

void AppendUtf8(char32_t code_point, std::string* out) {
  const auto put = [&](char32_t bits) { out->push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

size_t FindInvalidUtf8(absl::string_view text) {
  size_t pos = 0;
  while (pos < text.size()) {
    // Most text is ASCII: eight bytes at a time.
    uint64_t eight = 0;
    if (text.size() - pos >= sizeof eight) {
      std::memcpy(&eight, text.data() + pos, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        pos += sizeof eight;
        continue;
      }
    }
    const size_t start = pos;
    if (DecodeUtf8(text, &pos) == kInvalidCodePoint) return start;
  }
  return absl::string_view::npos;
}

size_t CountCodePoints(absl::string_view text) {
  size_t pos = 0;
  size_t count = 0;
  while (pos < text.size()) {
    DecodeUtf8(text, &pos);
    ++count;
  }
  return count;
}

}  // namespace cordon
