#include "db/lists/csv.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"

namespace cordon {
namespace {

constexpr size_t kCsvChunk = 64U << 10U;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsAsciiText(absl::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080ULL) != 0) return false;
  }
  for (; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0x80U) != 0) return false;
  }
  return true;
}

// Bytes that end a run of plain text in an unquoted field.
bool EndsPlainRun(char c, char separator) { return c == separator || c == '"' || c == '\n' || c == '\r'; }

void AppendQuotedField(absl::string_view field, std::string* out) {
  out->push_back('"');
  for (const char c : field) {
    if (c == '"') out->push_back('"');
    out->push_back(c);
  }
  out->push_back('"');
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, const CsvLimits& limits) : source_(source), limits_(limits) {}

absl::Status CsvReader::RowError(absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat("row ", row_, ": ", what));
}

absl::StatusOr<bool> CsvReader::Fill() {
  if (at_end_) return false;
  if (record_ > 0) {
    buffer_.erase(0, record_);
    dropped_ += static_cast<int64_t>(record_);
    position_ -= record_;
    record_ = 0;
  }
  const size_t old_size = buffer_.size();
  buffer_.resize(old_size + kCsvChunk);
  absl::StatusOr<size_t> count = source_.Read(&buffer_[old_size], kCsvChunk);
  buffer_.resize(old_size + (count.ok() ? *count : 0));
  if (!count.ok()) {
    at_end_ = true;
    return count.status();
  }
  if (*count == 0) at_end_ = true;
  return *count > 0;
}

absl::StatusOr<bool> CsvReader::Ensure() {
  if (position_ < buffer_.size()) return true;
  return Fill();
}

absl::Status CsvReader::CheckLength() const {
  if (static_cast<int64_t>(position_ - record_) > limits_.max_record_bytes + 2) {
    return RowError(
        absl::StrCat("longer than the limit of ", limits_.max_record_bytes, " bytes (a quote that is never closed?)"));
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ReadQuoted(std::string* field) {
  ++position_;
  while (true) {
    const char* const from = buffer_.data() + position_;
    const size_t size = buffer_.size() - position_;
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): these bytes are no string
    const void* const quote = size == 0 ? nullptr : std::memchr(from, '"', size);
    if (quote == nullptr) {
      field->append(from, size);
      position_ = buffer_.size();
      CORDON_RETURN_IF_ERROR(CheckLength());
      CORDON_ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) return RowError("the file ends inside a quoted field; it is truncated or a quote is missing");
      continue;
    }
    const size_t run = static_cast<size_t>(static_cast<const char*>(quote) - from);
    field->append(from, run);
    position_ += run + 1;
    CORDON_ASSIGN_OR_RETURN(const bool more, Ensure());
    if (!more || buffer_[position_] != '"') return absl::OkStatus();
    field->push_back('"');
    ++position_;
  }
}

absl::Status CsvReader::ReadUnquoted(std::string* field) {
  while (true) {
    const char* const begin = buffer_.data() + position_;
    const char* const end = buffer_.data() + buffer_.size();
    const char* at = begin;
    while (at < end && !EndsPlainRun(*at, limits_.separator)) ++at;
    field->append(begin, static_cast<size_t>(at - begin));
    position_ += static_cast<size_t>(at - begin);
    if (at < end) return absl::OkStatus();
    CORDON_RETURN_IF_ERROR(CheckLength());
    CORDON_ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) return absl::OkStatus();
  }
}

absl::Status CsvReader::ReadSeparator(bool* last) {
  *last = true;
  CORDON_ASSIGN_OR_RETURN(const bool more, Ensure());
  record_end_ = position_;
  if (!more) return absl::OkStatus();
  if (buffer_[position_] == limits_.separator) {
    ++position_;
    *last = false;
    return absl::OkStatus();
  }
  switch (buffer_[position_]) {
    case '\n':
      ++position_;
      return absl::OkStatus();
    case '\r': {
      ++position_;
      CORDON_ASSIGN_OR_RETURN(const bool next, Ensure());
      // Fill may have moved the record to the front of the buffer.
      record_end_ = position_ - 1;
      if (!next || buffer_[position_] != '\n') {
        return RowError("a carriage return that is not part of a line end; save the file with CRLF or LF line ends");
      }
      ++position_;
      return absl::OkStatus();
    }
    case '"':
      return RowError("a quote inside an unquoted field; quote the whole field and double the quotes in it");
    default:
      return RowError("text behind a closing quote; a quote inside a quoted field must be doubled");
  }
}

absl::Status CsvReader::CheckRecord(size_t size) const {
  if (static_cast<int64_t>(size) > limits_.max_record_bytes) {
    return RowError(absl::StrCat("longer than the limit of ", limits_.max_record_bytes, " bytes"));
  }
  const absl::string_view bytes = absl::string_view(buffer_).substr(record_, size);
  if (bytes.find('\0') != absl::string_view::npos) {
    return RowError("a NUL byte; the file is not text (or is UTF-16: save it as UTF-8)");
  }
  if (!IsAsciiText(bytes)) {
    const size_t at = FindInvalidUtf8(bytes);
    if (at != absl::string_view::npos) {
      return RowError(absl::StrCat("byte ", at + 1, " of the row is not valid UTF-8; save the file as UTF-8"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::ReadRecord() {
  if (!started_) {
    started_ = true;
    while (buffer_.size() < kByteOrderMark.size()) {
      CORDON_ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) break;
    }
    if (absl::string_view(buffer_).substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      position_ = kByteOrderMark.size();
    }
  }
  while (true) {
    record_ = position_;
    end_known_ = false;
    CORDON_ASSIGN_OR_RETURN(const bool any, Ensure());
    if (!any) return false;
    ++row_;
    size_t count = 0;
    bool last = false;
    while (!last) {
      if (static_cast<int64_t>(count) == limits_.max_fields) {
        return RowError(absl::StrCat("more than ", limits_.max_fields, " fields"));
      }
      if (count == fields_.size()) fields_.emplace_back();
      std::string* const field = &fields_[count++];
      field->clear();
      CORDON_ASSIGN_OR_RETURN(const bool more, Ensure());
      if (more && buffer_[position_] == '"') {
        CORDON_RETURN_IF_ERROR(ReadQuoted(field));
      } else {
        CORDON_RETURN_IF_ERROR(ReadUnquoted(field));
      }
      CORDON_RETURN_IF_ERROR(ReadSeparator(&last));
    }
    const size_t size = record_end_ - record_;
    if (size == 0) continue;  // a blank line
    fields_.resize(count);
    end_known_ = true;
    CORDON_RETURN_IF_ERROR(CheckRecord(size));
    return true;
  }
}

absl::StatusOr<bool> CsvReader::Next() {
  if (!failed_.ok()) return failed_;
  absl::StatusOr<bool> more = ReadRecord();
  if (!more.ok()) {
    failed_ = more.status();
    fields_.clear();
  }
  return more;
}

absl::StatusOr<bool> CsvReader::Resync() {
  if (failed_.ok()) return Ensure();
  if (failed_.code() != absl::StatusCode::kInvalidArgument) return failed_;  // the source itself failed
  failed_ = absl::OkStatus();
  if (end_known_) return Ensure();
  position_ = record_;
  while (true) {
    const size_t line_end = buffer_.find('\n', position_);
    if (line_end != std::string::npos) {
      position_ = line_end + 1;
      record_ = position_;
      return Ensure();
    }
    position_ = buffer_.size();
    record_ = position_;
    CORDON_ASSIGN_OR_RETURN(const bool more, Fill());
    if (!more) return false;
  }
}

void AppendCsvField(absl::string_view field, std::string* out) {
  const bool blank_edge =
      !field.empty() && (field.front() == ' ' || field.front() == '\t' || field.back() == ' ' || field.back() == '\t');
  if (!blank_edge && field.find_first_of(",\"\r\n") == absl::string_view::npos) {
    out->append(field.data(), field.size());
    return;
  }
  AppendQuotedField(field, out);
}

void AppendCsvFieldFormulaSafe(absl::string_view field, std::string* out) {
  constexpr absl::string_view kFormulaStarts = "=+-@\t\r";
  if (field.empty() || kFormulaStarts.find(field.front()) == absl::string_view::npos) {
    AppendCsvField(field, out);
    return;
  }
  AppendCsvField(absl::StrCat("'", field), out);
}

}  // namespace cordon
