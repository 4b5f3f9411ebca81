#include "db/lists/json_results.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kResultsChunk = 64U << 10U;
constexpr size_t kMaxEnvelope = 32U << 20U;
constexpr int kMaxResultsDepth = 64;

}  // namespace

JsonResultsReader::JsonResultsReader(ByteSource& source, absl::string_view key, int64_t max_record_bytes)
    : source_(source), key_(key), max_record_bytes_(max_record_bytes), buffer_(kResultsChunk, '\0') {}

absl::Status JsonResultsReader::Invalid(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat("behind record ", number_, ": ", what));
}

bool JsonResultsReader::Take(char c) {
  std::string& out = in_record_ ? record_ : envelope_;
  if (in_string_) {
    out.push_back(c);
    if (!in_record_ && string_.size() < 64) string_.push_back(c);
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      if (!in_record_ && !string_.empty()) string_.pop_back();
    }
    return false;
  }
  switch (c) {
    case '"':
      in_string_ = true;
      if (!in_record_) string_.clear();
      break;
    case '[':
      if (depth_ == 1) array_key_ = string_;
      ++depth_;
      break;
    case '{':
      if (!in_record_ && depth_ == 2 && array_key_ == key_) {
        in_record_ = true;
        record_.assign(1, c);
        ++depth_;
        return false;
      }
      ++depth_;
      break;
    case ']':
    case '}':
      --depth_;
      if (in_record_ && depth_ == 2) {
        record_.push_back(c);
        in_record_ = false;
        envelope_.push_back('0');
        ++number_;
        return true;
      }
      if (depth_ == 1) array_key_.clear();
      break;
    default:
      break;
  }
  out.push_back(c);
  return false;
}

absl::StatusOr<bool> JsonResultsReader::Next() {
  while (true) {
    if (at_ == size_) {
      CORDON_ASSIGN_OR_RETURN(size_, source_.Read(&buffer_[0], buffer_.size()));
      if (consumed_ == 0 && absl::StartsWith(absl::string_view(buffer_.data(), size_), "\xEF\xBB\xBF"))
        at_ = 3;
      else
        at_ = 0;
      consumed_ += static_cast<int64_t>(size_);
      if (size_ == 0) break;
    }
    while (at_ < size_) {
      if (Take(buffer_[at_++])) return true;
      if (depth_ > kMaxResultsDepth) return Invalid(absl::StrCat("nested deeper than ", kMaxResultsDepth));
    }
    if (static_cast<int64_t>(record_.size()) > max_record_bytes_ && in_record_) {
      return Invalid(absl::StrCat("a record longer than the limit of ", max_record_bytes_, " bytes"));
    }
    if (envelope_.size() > kMaxEnvelope) return Invalid("too much text outside the records");
  }
  if (depth_ != 0 || in_string_) return Invalid("the file ends in the middle; it is truncated, fetch it again");
  return false;
}

}  // namespace cordon
