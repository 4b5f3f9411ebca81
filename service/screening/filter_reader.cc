#include "service/screening/filter_reader.h"

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "cordon/v1/match.pb.h"
#include "service/screening/errors.h"

namespace cordon {

absl::Status BadFilter(size_t at, absl::string_view why) {
  return MakeError(absl::StatusCode::kInvalidArgument, "INVALID_FILTER",
                   absl::StrCat("filter, column ", at + 1, ": ", why,
                                "; write for example: disposition = HOLD AND create_time >= \"2026-01-01\""));
}

namespace {

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

}  // namespace

absl::Status ReadFilter(absl::string_view text, const std::function<absl::Status(const FilterTerm&)>& apply) {
  if (text.size() > kMaxFilterTextBytes) return BadFilter(kMaxFilterTextBytes, "the filter is longer than 1024 bytes");
  FilterReader reader(text);
  bool first = true;
  while (!reader.AtEnd()) {
    if (!first && reader.Word() != "AND") return BadFilter(reader.at(), "comparisons are joined by AND");
    first = false;
    reader.AtEnd();  // moves to the field, so that errors point at it
    FilterTerm term;
    term.at = reader.at();
    term.field = reader.Word();
    term.op = reader.Operator();
    if (term.field.empty() || term.op.empty()) return BadFilter(term.at, "expected: field = value");
    CORDON_ASSIGN_OR_RETURN(term.value, reader.Value());
    CORDON_RETURN_IF_ERROR(apply(term));
  }
  return absl::OkStatus();
}

absl::Status ApplyTimeTerm(const FilterTerm& term, std::string* from, std::string* before) {
  std::string time = term.value;
  if (ParseDate(term.value).ok()) {
    time = absl::StrCat(term.value, "T00:00:00.000000Z");
  } else {
    const auto parsed = ParseTimestamp(term.value);
    if (!parsed.ok()) return BadFilter(term.at, "create_time takes a date or an RFC 3339 time in quotes");
    time = FormatTimestamp(*parsed);
  }
  if (term.op == ">=") {
    *from = time;
  } else if (term.op == "<") {
    *before = time;
  } else {
    return BadFilter(term.at, "create_time takes the operators >= and <");
  }
  return absl::OkStatus();
}

absl::Status CheckEquals(const FilterTerm& term) {
  return term.op == "=" ? absl::OkStatus()
                        : BadFilter(term.at, absl::StrCat("field ", term.field, " takes the operator ="));
}

absl::Status ApplyDispositionTerm(const FilterTerm& term, int* disposition) {
  v1::Disposition parsed = v1::DISPOSITION_UNSPECIFIED;
  if (!v1::Disposition_Parse(term.value, &parsed) || parsed == v1::DISPOSITION_UNSPECIFIED) {
    return BadFilter(term.at, "disposition is one of CLEAR, NOTE, HOLD, ESCALATE, BLOCK");
  }
  *disposition = static_cast<int>(parsed);
  return absl::OkStatus();
}

}  // namespace cordon
