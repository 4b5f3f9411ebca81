#include "base/json_keys.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

constexpr size_t kMaxKeyDepth = 256;  // the parser stops at 100

// The field a key means: escapes of ASCII undone, as_of read as asOf.
std::string FieldOfKey(absl::string_view key) {
  std::string plain;
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i] == '\\' && i + 5 < key.size() && key[i + 1] == 'u') {
      int code = 0;
      if (absl::SimpleHexAtoi(key.substr(i + 2, 4), &code) && code > 0 && code < 128) {
        plain.push_back(static_cast<char>(code));
        i += 5;
        continue;
      }
    }
    plain.push_back(key[i]);
  }
  std::string field;
  bool capital = false;
  for (const char c : plain) {
    if (c == '_') {
      capital = true;
      continue;
    }
    field.push_back(capital ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    capital = false;
  }
  return field;
}

size_t EndOfText(absl::string_view json, size_t quote) {
  for (size_t i = quote + 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i;
    }
  }
  return json.size();
}

}  // namespace

absl::Status CheckJsonKeys(absl::string_view json) {
  std::vector<absl::flat_hash_set<std::string>> objects;  // one per open bracket; arrays stay empty
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '{' || c == '[') {
      if (objects.size() >= kMaxKeyDepth) return absl::OkStatus();
      objects.emplace_back();
    } else if (c == '}' || c == ']') {
      if (objects.empty()) return absl::OkStatus();
      objects.pop_back();
    } else if (c == '"') {
      const size_t end = EndOfText(json, i);
      if (end == json.size()) return absl::OkStatus();
      const size_t after = json.find_first_not_of(" \t\r\n", end + 1);
      const absl::string_view text = json.substr(i + 1, end - i - 1);
      if (after < json.size() && json[after] == ':' && !objects.empty() &&
          !objects.back().insert(FieldOfKey(text)).second) {
        const auto line = std::count(json.begin(), json.begin() + static_cast<std::ptrdiff_t>(i), '\n') + 1;
        return absl::InvalidArgumentError(
            absl::StrCat("line ", line, ": '", text, "' is given twice in one object; keep one"));
      }
      i = end;
    }
  }
  return absl::OkStatus();
}

}  // namespace cordon
