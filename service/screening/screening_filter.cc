#include "service/screening/screening_filter.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "cordon/v1/match.pb.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr size_t kMaxFilterBytes = 1024;

absl::Status BadFilter(size_t at, absl::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, "INVALID_FILTER",
                   absl::StrCat("filter, column ", at + 1, ": ", why,
                                "; write for example: disposition = HOLD AND create_time >= \"2026-01-01\""));
}

// A hand-held reader is enough for `field op value {AND field op value}`.
class FilterReader {
 public:
  explicit FilterReader(absl::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  bool AtEnd() {
    SkipBlanks();
    return at_ == text_.size();
  }
  std::string Word() {
    SkipBlanks();
    const size_t start = at_;
    while (at_ < text_.size() && (absl::ascii_isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  std::string Operator() {
    SkipBlanks();
    const size_t start = at_;
    while (at_ < text_.size() && (text_[at_] == '=' || text_[at_] == '<' || text_[at_] == '>')) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  absl::StatusOr<std::string> Value() {
    SkipBlanks();
    if (at_ == text_.size()) return BadFilter(at_, "a value is missing");
    if (text_[at_] != '"') {
      const size_t start = at_;
      while (at_ < text_.size() && !absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
      return std::string(text_.substr(start, at_ - start));
    }
    std::string value;
    const size_t start = at_++;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value.push_back(text_[at_++]);
    }
    if (at_ == text_.size()) return BadFilter(start, "the quoted value does not end");
    ++at_;
    return value;
  }

 private:
  void SkipBlanks() {
    while (at_ < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  absl::string_view text_;
  size_t at_ = 0;
};

absl::Status Apply(const std::string& field, const std::string& op, const std::string& value, size_t at,
                   ScreeningFilter* filter) {
  if (field == "create_time") {
    std::string time = value;
    if (ParseDate(value).ok()) {
      time = absl::StrCat(value, "T00:00:00.000000Z");
    } else {
      const auto parsed = ParseTimestamp(value);
      if (!parsed.ok()) return BadFilter(at, "create_time takes a date or an RFC 3339 time in quotes");
      time = FormatTimestamp(*parsed);
    }
    if (op == ">=") {
      filter->created_from = time;
    } else if (op == "<") {
      filter->created_before = time;
    } else {
      return BadFilter(at, "create_time takes the operators >= and <");
    }
    return absl::OkStatus();
  }
  if (op != "=") return BadFilter(at, absl::StrCat("field ", field, " takes the operator ="));
  if (field == "disposition") {
    v1::Disposition disposition = v1::DISPOSITION_UNSPECIFIED;
    if (!v1::Disposition_Parse(value, &disposition) || disposition == v1::DISPOSITION_UNSPECIFIED) {
      return BadFilter(at, "disposition is one of CLEAR, NOTE, HOLD, ESCALATE, BLOCK");
    }
    filter->disposition = static_cast<int>(disposition);
  } else if (field == "caller") {
    filter->caller = value;
  } else if (field == "external_ref") {
    filter->external_ref = value;
  } else if (field == "request_id") {
    filter->request_id = value;
  } else {
    return BadFilter(at, absl::StrCat("unknown field \"", field,
                                      "\": use disposition, caller, external_ref, request_id or create_time"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ScreeningFilter> ParseScreeningFilter(absl::string_view text) {
  ScreeningFilter filter;
  if (text.size() > kMaxFilterBytes) return BadFilter(kMaxFilterBytes, "the filter is longer than 1024 bytes");
  FilterReader reader(text);
  bool first = true;
  while (!reader.AtEnd()) {
    if (!first && reader.Word() != "AND") return BadFilter(reader.at(), "comparisons are joined by AND");
    first = false;
    reader.AtEnd();  // moves to the field, so that errors point at it
    const size_t at = reader.at();
    const std::string field = reader.Word();
    const std::string op = reader.Operator();
    if (field.empty() || op.empty()) return BadFilter(at, "expected: field = value");
    CORDON_ASSIGN_OR_RETURN(const std::string value, reader.Value());
    CORDON_RETURN_IF_ERROR(Apply(field, op, value, at, &filter));
  }
  return filter;
}

std::string MakePageToken(int64_t sequence, absl::string_view filter) {
  return absl::StrCat(sequence, "-", Sha256Hex(filter).substr(0, 12));
}

absl::StatusOr<int64_t> ReadPageToken(absl::string_view token, absl::string_view filter) {
  if (token.empty()) return 0;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(token, absl::MaxSplits('-', 1));
  int64_t sequence = 0;
  if (!absl::SimpleAtoi(parts.first, &sequence) || sequence <= 0 || parts.second != Sha256Hex(filter).substr(0, 12)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "INVALID_PAGE_TOKEN",
                     "page_token: not a token of a call with this filter; leave it empty to start again");
  }
  return sequence;
}

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0) return InvalidField("page_size", "must not be negative");
  if (requested == 0) return 50;
  return requested > 1000 ? 1000 : requested;
}

}  // namespace cordon
