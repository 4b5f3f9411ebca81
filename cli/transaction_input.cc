#include "cli/transaction_input.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/json_keys.h"
#include "base/status_macros.h"

namespace cordon::cli {
namespace {

constexpr size_t kReadBytes = 64 << 10;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Bytes of the first JSON object or other value in `text`, 0 if it does not end there. Looks at brackets and texts
// only.
class ValueScanner {
 public:
  // True when the value is complete with this character.
  bool Take(char c) {
    ++taken_;
    if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
        return depth_ == 0;
      }
      return false;
    }
    if (c == '"') in_text_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') return --depth_ <= 0;
    return false;
  }
  size_t taken() const { return taken_; }
  int depth() const { return depth_; }
  bool in_text() const { return in_text_; }

 private:
  size_t taken_ = 0;
  int depth_ = 0;
  bool in_text_ = false;
  bool escaped_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TransactionInput>> TransactionInput::Open(const std::string& file) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenFileSource(file == "-" ? "/dev/stdin" : file));
  const bool lines = absl::EndsWith(file, ".jsonl") || absl::EndsWith(file, ".ndjson") ||
                     absl::StrContains(file, ".jsonl.") || absl::StrContains(file, ".ndjson.");
  return std::make_unique<TransactionInput>(Decompress(std::move(source), DecompressLimits()), lines);
}

TransactionInput::TransactionInput(std::unique_ptr<ByteSource> source, bool lines)
    : source_(std::move(source)), layout_(lines ? Layout::kLines : Layout::kUnknown) {}

bool TransactionInput::Fill() {
  if (end_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const size_t size = buffer_.size();
  buffer_.resize(size + kReadBytes);
  const absl::StatusOr<size_t> read = source_->Read(&buffer_[size], kReadBytes);
  buffer_.resize(size + (read.ok() ? *read : 0));
  if (!read.ok()) error_ = std::string(read.status().message());
  end_ = !read.ok() || *read == 0;
  return !end_;
}

void TransactionInput::SkipBlanks() {
  do {
    while (at_ < buffer_.size() && IsBlank(buffer_[at_])) ++at_;
  } while (at_ == buffer_.size() && Fill());
}

// An array by its bracket; JSON lines by a second line that opens an object again; else one transaction.
void TransactionInput::DetectLayout() {
  if (Fill() && absl::StartsWith(buffer_, "\xEF\xBB\xBF")) at_ = 3;
  if (layout_ == Layout::kLines) return;
  SkipBlanks();
  if (at_ < buffer_.size() && buffer_[at_] == '[') {
    layout_ = Layout::kArray;
    ++at_;
    return;
  }
  layout_ = Layout::kSingle;
  while (buffer_.size() - at_ <= kMaxTransactionBytes) {
    size_t next = buffer_.find('\n', at_);
    while (next < buffer_.size() && IsBlank(buffer_[next])) ++next;
    if (next < buffer_.size()) {
      if (buffer_[next] == '{') layout_ = Layout::kLines;
      return;
    }
    if (!Fill()) return;
  }
}

bool TransactionInput::NextLine(std::string* text) {
  while (true) {
    size_t end = buffer_.find('\n', at_);
    while (end == std::string::npos && buffer_.size() - at_ <= kMaxTransactionBytes && Fill())
      end = buffer_.find('\n', at_);
    if (end == std::string::npos && buffer_.size() - at_ > kMaxTransactionBytes) {
      error_ = absl::StrCat("line longer than ", kMaxTransactionBytes, " bytes");
      return false;
    }
    const size_t stop = std::min(end, buffer_.size());
    *text = std::string(absl::StripAsciiWhitespace(absl::string_view(buffer_).substr(at_, stop - at_)));
    at_ = std::min(stop + 1, buffer_.size());
    if (!text->empty()) return true;
    if (end == std::string::npos) return false;  // an error of the source is in error_
  }
}

bool TransactionInput::NextElement(std::string* text) {
  SkipBlanks();
  if (at_ < buffer_.size() && buffer_[at_] == ']') {
    ++at_;
    SkipBlanks();
    if (at_ < buffer_.size()) error_ = "text behind the closing ] of the array";
    return false;
  }
  if (!first_element_ && at_ < buffer_.size() && buffer_[at_] == ',') {
    ++at_;
    SkipBlanks();
  } else if (!first_element_ && at_ < buffer_.size()) {
    error_ = "a comma is missing between two transactions of the array";
    return false;
  }
  first_element_ = false;
  ValueScanner scanner;
  while (true) {
    while (at_ + scanner.taken() < buffer_.size()) {
      const char c = buffer_[at_ + scanner.taken()];
      // A bare value (null, 7) ends before what cannot belong to it.
      if (scanner.depth() == 0 && !scanner.in_text() && (c == ',' || c == ']')) {
        *text = buffer_.substr(at_, scanner.taken());
        at_ += scanner.taken();
        return true;
      }
      const bool complete = scanner.Take(c);
      if (scanner.taken() > kMaxTransactionBytes) {
        error_ = absl::StrCat("a transaction of the array is longer than ", kMaxTransactionBytes, " bytes");
        return false;
      }
      if (complete) {
        *text = buffer_.substr(at_, scanner.taken());
        at_ += scanner.taken();
        return true;
      }
    }
    if (!Fill()) {
      if (error_.empty()) error_ = "the array ends before its closing ]";
      return false;
    }
  }
}

bool TransactionInput::Fail(TransactionRow* row, std::string error) {
  row->row = layout_ == Layout::kSingle ? 0 : rows_ + 1;
  row->error = std::move(error);
  done_ = true;
  return true;
}

bool TransactionInput::Next(TransactionRow* row) {
  *row = TransactionRow();
  if (done_) return false;
  if (layout_ == Layout::kUnknown || rows_ == 0) DetectLayout();
  std::string text;
  if (layout_ == Layout::kSingle) {
    done_ = true;
    while (buffer_.size() - at_ <= kMaxTransactionBytes && Fill()) {
    }
    if (!error_.empty()) return Fail(row, error_);
    if (buffer_.size() - at_ > kMaxTransactionBytes) {
      return Fail(row, absl::StrCat("longer than ", kMaxTransactionBytes,
                                    " bytes; write several transactions one per line or as an array"));
    }
    text = buffer_.substr(at_);
  } else if (!(layout_ == Layout::kLines ? NextLine(&text) : NextElement(&text))) {
    done_ = true;
    return error_.empty() ? false : Fail(row, error_);
  } else {
    row->row = rows_ + 1;
  }
  ++rows_;
  absl::Status parsed = CheckJsonKeys(text);
  if (parsed.ok()) parsed = FromJson(text, &row->transaction);
  if (!parsed.ok()) {
    row->transaction.Clear();
    row->error = absl::StrCat("not a transaction in JSON: ", parsed.message());
  }
  return true;
}

}  // namespace cordon::cli
