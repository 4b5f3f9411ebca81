#include "audit/verify/json.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/canonical_json.h"
#include "base/status_macros.h"
#include "base/utf8.h"

namespace cordon::verify {
namespace {

class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<JsonValue> Document() {
    JsonValue value;
    CORDON_RETURN_IF_ERROR(Value(0, &value));
    if (at_ != text_.size()) return Bad("something follows the value");
    return value;
  }

 private:
  absl::Status Bad(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat("not canonical JSON at byte ", at_, ": ", what));
  }
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool TakeWord(absl::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  absl::Status Value(int depth, JsonValue* value) {
    if (depth > kMaxJsonDepth) return Bad("nested too deep");
    const size_t begin = at_;
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    absl::Status status;
    if (c == '{') {
      status = Object(depth, value);
    } else if (c == '[') {
      status = Array(depth, value);
    } else if (c == '"') {
      value->kind = JsonValue::Kind::kString;
      status = String(&value->text);
    } else if (TakeWord("true") || TakeWord("false")) {
      value->kind = JsonValue::Kind::kBool;
      value->integer = c == 't' ? 1 : 0;
    } else {
      status = Integer(value);
    }
    value->raw = text_.substr(begin, at_ - begin);
    return status;
  }

  absl::Status Object(int depth, JsonValue* value) {
    value->kind = JsonValue::Kind::kObject;
    ++at_;
    if (Take('}')) return absl::OkStatus();
    do {
      std::string key;
      if (at_ >= text_.size() || text_[at_] != '"') return Bad("a key is a string");
      CORDON_RETURN_IF_ERROR(String(&key));
      if (!value->members.empty() && key <= value->members.back().key) return Bad("keys do not ascend");
      if (!Take(':')) return Bad("no colon after a key");
      value->members.push_back({std::move(key), JsonValue()});
      CORDON_RETURN_IF_ERROR(Value(depth + 1, &value->members.back().value));
    } while (Take(','));
    return Take('}') ? absl::OkStatus() : Bad("an object has no end");
  }

  absl::Status Array(int depth, JsonValue* value) {
    value->kind = JsonValue::Kind::kArray;
    ++at_;
    if (Take(']')) return absl::OkStatus();
    do {
      value->items.emplace_back();
      CORDON_RETURN_IF_ERROR(Value(depth + 1, &value->items.back()));
    } while (Take(','));
    return Take(']') ? absl::OkStatus() : Bad("an array has no end");
  }

  absl::Status String(std::string* out) {
    const size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return Bad("a string has no end");
    if (!UnescapeCanonical(text_.substr(begin, at_ - begin), out)) return Bad("a string written in another way");
    ++at_;
    return absl::OkStatus();
  }

  absl::Status Integer(JsonValue* value) {
    value->kind = JsonValue::Kind::kInteger;
    const size_t begin = at_;
    while (at_ < text_.size() && (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'))) ++at_;
    const absl::string_view digits = text_.substr(begin, at_ - begin);
    if (!absl::SimpleAtoi(digits, &value->integer) || absl::StrCat(value->integer) != digits) {
      at_ = begin;
      return Bad("no value");
    }
    return absl::OkStatus();
  }

  const absl::string_view text_;
  size_t at_ = 0;
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The byte behind the closing quote of the string whose opening quote is at `quote`; npos without an end.
size_t EndOfString(absl::string_view text, size_t quote) {
  size_t at = quote + 1;
  while (true) {
    at = text.find('"', at);
    if (at == absl::string_view::npos) return at;
    size_t slashes = 0;
    while (at - slashes - 1 > quote && text[at - slashes - 1] == '\\') ++slashes;
    ++at;
    if (slashes % 2 == 0) return at;
  }
}

}  // namespace

bool UnescapeCanonical(absl::string_view raw, std::string* text) {
  text->clear();
  if (raw.find('\\') == absl::string_view::npos) {
    *text = std::string(raw);
  } else {
    for (size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '\\') {
        text->push_back(raw[i]);
        continue;
      }
      if (++i == raw.size()) return false;
      static constexpr char kEscapes[] = "bfnrt\"\\";
      static constexpr char kMeanings[] = "\b\f\n\r\t\"\\";
      const char* const found = std::find(kEscapes, kEscapes + 7, raw[i]);
      if (found != kEscapes + 7) {
        text->push_back(kMeanings[found - kEscapes]);
        continue;
      }
      if (raw.substr(i, 3) != "u00" || i + 4 >= raw.size()) return false;
      const int high = HexDigit(raw[i + 3]);
      const int low = HexDigit(raw[i + 4]);
      if (high < 0 || low < 0) return false;
      text->push_back(static_cast<char>(high * 16 + low));
      i += 4;
    }
  }
  if (!IsValidUtf8(*text)) return false;
  // One spelling per value: writing it again must give the same bytes.
  std::string again;
  AppendJsonString(*text, &again);
  return absl::string_view(again).substr(1, again.size() - 2) == raw;
}

const JsonValue* JsonValue::Find(absl::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string JsonValue::Text(absl::string_view key) const {
  const JsonValue* const value = Find(key);
  return value != nullptr && value->kind == Kind::kString ? value->text : std::string();
}

bool JsonValue::Integer(absl::string_view key, int64_t* value) const {
  const JsonValue* const found = Find(key);
  if (found == nullptr || found->kind != Kind::kInteger) return false;
  *value = found->integer;
  return true;
}

absl::StatusOr<JsonValue> ParseCanonicalJson(absl::string_view text) { return Parser(text).Document(); }

std::string WithoutMembers(const JsonValue& object, const std::vector<absl::string_view>& keys) {
  std::string out = "{";
  for (const auto& [name, value] : object.members) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    if (out.size() > 1) out.push_back(',');
    AppendJsonString(name, &out);
    absl::StrAppend(&out, ":", value.raw);
  }
  out.push_back('}');
  return out;
}

// The parser bounds the depth.
void CollectBlobs(const JsonValue& event, const std::function<void(const JsonValue& digest)>& found) {
  for (const auto& [name, member] : event.members) {
    if (name == "entries_sha256" || name == "policy_sha256" || name == "rules_sha256") found(member);
    if (name == "blobs") {
      for (const JsonValue& blob : member.items) found(blob);
    }
    CollectBlobs(member, found);
  }
  for (const JsonValue& item : event.items) CollectBlobs(item, found);
}

bool ScanTopStrings(absl::string_view text,
                    const std::function<void(absl::string_view key, absl::string_view raw)>& found) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return false;
  int depth = 1;
  absl::string_view key;
  bool after_colon = false;
  for (size_t at = 1; at < text.size();) {
    switch (text[at]) {
      case '"': {
        const size_t end = EndOfString(text, at);
        if (end == absl::string_view::npos) return false;
        if (depth == 1) {
          const absl::string_view raw = text.substr(at + 1, end - at - 2);
          if (after_colon) {
            found(key, raw);
          } else {
            key = raw;
          }
        }
        at = end;
        continue;
      }
      case ':':
        if (depth == 1) after_colon = true;
        break;
      case ',':
        if (depth == 1) after_colon = false;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        --depth;
        if (depth == 0) return at + 1 == text.size();
        break;
      default:
        break;
    }
    ++at;
  }
  return false;
}

std::string EngineStateBlob(absl::string_view record) {
  absl::string_view digest;
  ScanTopStrings(record, [&digest](absl::string_view key, absl::string_view raw) {
    if (key == "engine_state") digest = raw;
  });
  return absl::ConsumePrefix(&digest, "sha256:") ? std::string(digest) : std::string();
}

}  // namespace cordon::verify
