#include "cli/csv_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "cli/command.h"

namespace cordon::cli {
namespace {

// A pipe or a terminal has no end that can be known beforehand: generous, but not without bounds.
constexpr int64_t kMaxInputBytes = 64LL << 30;

class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  ~DescriptorSource() override {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  DescriptorSource(const DescriptorSource&) = delete;
  DescriptorSource& operator=(const DescriptorSource&) = delete;

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    while (true) {
      const ssize_t n = ::read(fd_, buffer, size);
      if (n >= 0) return static_cast<size_t>(n);
      if (errno != EINTR) return ErrnoStatus("cannot read", path_);
    }
  }

 private:
  int fd_;
  std::string path_;
};

class CountedSource : public ByteSource {
 public:
  CountedSource(std::unique_ptr<ByteSource> inner, std::shared_ptr<int64_t> count)
      : inner_(std::move(inner)), count_(std::move(count)) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    CORDON_ASSIGN_OR_RETURN(const size_t n, inner_->Read(buffer, size));
    *count_ += static_cast<int64_t>(n);
    return n;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::shared_ptr<int64_t> count_;
};

std::unique_ptr<ByteSource> Unpack(std::unique_ptr<ByteSource> bytes, const std::shared_ptr<int64_t>& count) {
  DecompressLimits limits;
  limits.max_input = kMaxInputBytes;
  limits.max_output = kMaxInputBytes;
  return Decompress(std::make_unique<CountedSource>(std::move(bytes), count), limits);
}

// "row 7: text" -> "text": the caller counts rows differently and says so itself.
absl::string_view WithoutRow(absl::string_view message) {
  const size_t colon = message.find(": ");
  return absl::StartsWith(message, "row ") && colon != absl::string_view::npos ? message.substr(colon + 2) : message;
}

}  // namespace

CsvInput::CsvInput(std::unique_ptr<ByteSource> bytes, std::string shown_path, int64_t total)
    : shown_path_(std::move(shown_path)),
      total_(total),
      counted_(std::make_shared<int64_t>(0)),
      source_(Unpack(std::move(bytes), counted_)),
      csv_(*source_, CsvLimits()) {}

absl::Status CsvInput::ReadHeader(const CsvColumns& columns) {
  const std::string expected =
      absl::StrCat("the first line must name columns out of ", absl::StrJoin(columns.known, ","));
  const absl::StatusOr<bool> more = csv_.Next();
  if (!more.ok() && more.status().code() != absl::StatusCode::kInvalidArgument) return more.status();
  if (!more.ok()) return UsageError(absl::StrCat(shown_path_, ": ", more.status().message(), "; ", expected));
  if (!*more) return UsageError(absl::StrCat(shown_path_, " is empty; ", expected));
  for (const std::string& title : csv_.fields()) {
    const std::string column = absl::AsciiStrToLower(absl::StripAsciiWhitespace(title));
    const bool known = std::find(columns.known.begin(), columns.known.end(), column) != columns.known.end();
    if (!known && !columns.allow_others) {
      return UsageError(absl::StrCat(shown_path_, ": unknown column \"", column, "\"; ", expected));
    }
    if (known && std::find(header_.begin(), header_.end(), column) != header_.end()) {
      return UsageError(absl::StrCat(shown_path_, ": column \"", column, "\" stands there twice"));
    }
    header_.push_back(known ? column : title);
  }
  for (const std::string& column : columns.all_of) {
    if (Find(column) < 0)
      return UsageError(absl::StrCat(shown_path_, ": column \"", column, "\" is missing; ", expected));
  }
  if (!columns.one_of.empty() && std::none_of(columns.one_of.begin(), columns.one_of.end(),
                                              [this](const std::string& column) { return Find(column) >= 0; })) {
    return UsageError(
        absl::StrCat(shown_path_, ": at least one of the columns ", absl::StrJoin(columns.one_of, ","), " is needed"));
  }
  return absl::OkStatus();
}

int CsvInput::Find(const std::string& column) const {
  const auto it = std::find(header_.begin(), header_.end(), column);
  return it == header_.end() ? -1 : static_cast<int>(it - header_.begin());
}

const std::string& CsvInput::Field(int column) const {
  static const std::string* const kNothing = new std::string;
  const auto at = static_cast<size_t>(column);
  return column >= 0 && at < fields_.size() ? fields_[at] : *kNothing;
}

absl::StatusOr<bool> CsvInput::Next() {
  error_.clear();
  fields_.clear();
  if (at_end_) return false;
  const absl::StatusOr<bool> more = csv_.Next();
  if (more.ok()) {
    if (!*more) return false;
    ++row_;
    fields_ = csv_.fields();
    // Spreadsheets fill short tables with empty cells; anything else means that cells and columns do not correspond.
    while (fields_.size() > header_.size() && fields_.back().empty()) fields_.pop_back();
    if (fields_.size() != header_.size()) {
      error_ = absl::StrCat(fields_.size(), " fields where the header names ", header_.size(), " columns (row ",
                            csv_.row(), " of the file)");
      fields_.clear();
    }
    return true;
  }
  if (more.status().code() != absl::StatusCode::kInvalidArgument) return more.status();
  ++row_;
  error_ = absl::StrCat(WithoutRow(more.status().message()), " (row ", csv_.row(), " of the file)");
  CORDON_ASSIGN_OR_RETURN(const bool rest, csv_.Resync());
  at_end_ = !rest;
  return true;
}

absl::StatusOr<std::unique_ptr<ByteSource>> OpenInput(const std::string& path, int64_t* total) {
  *total = 0;
  if (path == "-")
    return std::unique_ptr<ByteSource>(std::make_unique<DescriptorSource>(STDIN_FILENO, "standard input"));
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus("cannot open", path);
  auto source = std::make_unique<DescriptorSource>(fd, path);
  struct stat info;
  if (::fstat(fd, &info) != 0) return ErrnoStatus("cannot open", path);
  if (S_ISDIR(info.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, " is a directory, not a file"));
  if (S_ISREG(info.st_mode)) *total = static_cast<int64_t>(info.st_size);
  return std::unique_ptr<ByteSource>(std::move(source));
}

std::vector<std::string> SplitValues(absl::string_view cell) {
  std::vector<std::string> values;
  for (absl::string_view value : absl::StrSplit(cell, ';')) {
    value = absl::StripAsciiWhitespace(value);
    if (!value.empty()) values.emplace_back(value);
  }
  return values;
}

}  // namespace cordon::cli
