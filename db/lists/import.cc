#include "db/lists/import.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"
#include "db/lists/format.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

constexpr size_t kHeadBytes = 64U << 10U;

// Hands on what the caller's source gives; Decompress wants to own its input.
class BorrowedBytes : public ByteSource {
 public:
  explicit BorrowedBytes(ByteSource& source) : source_(source) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override { return source_.Read(buffer, size); }

 private:
  ByteSource& source_;
};

// Hashes and counts what passes, and gives its first bytes twice: to look at and to parse.
class RecognisedBytes : public ByteSource {
 public:
  explicit RecognisedBytes(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  absl::Status ReadHead() {
    head_.resize(kHeadBytes);
    size_t have = 0;
    while (have < kHeadBytes) {
      CORDON_ASSIGN_OR_RETURN(const size_t count, source_->Read(&head_[have], kHeadBytes - have));
      if (count == 0) break;
      have += count;
    }
    head_.resize(have);
    hasher_.Update(head_);
    bytes_ = static_cast<int64_t>(have);
    return absl::OkStatus();
  }

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (given_ < head_.size()) {
      const size_t count = std::min(size, head_.size() - given_);
      std::memcpy(buffer, head_.data() + given_, count);
      given_ += count;
      return count;
    }
    CORDON_ASSIGN_OR_RETURN(const size_t count, source_->Read(buffer, size));
    hasher_.Update(absl::string_view(buffer, count));
    bytes_ += static_cast<int64_t>(count);
    return count;
  }

  const std::string& head() const { return head_; }
  int64_t bytes() const { return bytes_; }
  std::string Finish() { return HexEncode(hasher_.Finish()); }

 private:
  const std::unique_ptr<ByteSource> source_;
  std::string head_;
  size_t given_ = 0;
  Sha256Hasher hasher_;
  int64_t bytes_ = 0;
};

std::string KnownFormats() {
  std::string out;
  for (const ListFormat* format : ListFormats()) {
    absl::StrAppend(&out, out.empty() ? "" : "; ", format->name, " (", format->description, ")");
  }
  return out;
}

// Why a file that is no list is none.
absl::Status NotAList(absl::string_view head) {
  const absl::string_view text = TrimBlanks(absl::StripPrefix(head, "\xEF\xBB\xBF"));
  if (text.empty()) return absl::InvalidArgumentError("the file is empty; fetch it again");
  std::string what = "is in none of the known list formats";
  if (text[0] == '<') {
    what = "is a web page or XML (an error page of the publisher?), not a list in a known format; fetch it again";
  } else if (text[0] == '{' || text[0] == '[') {
    what = "is JSON in no known layout; fetch the publisher's own file";
  } else if (absl::StartsWith(text, "PK\x03\x04")) {
    what = "is a ZIP archive; unpack it first";
  } else if (absl::StartsWith(text, "%PDF")) {
    what = "is a PDF; fetch the publisher's CSV instead";
  } else if (text.find('\0') != absl::string_view::npos) {
    what = "is not text";
  }
  return absl::InvalidArgumentError(absl::StrCat(what, ". Known formats: ", KnownFormats()));
}

absl::string_view BaseName(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? path : path.substr(slash + 1);
}

std::string DateInFileName(absl::string_view name) {
  static const auto* const kDate = new RE2(R"((?:^|\D)(\d{4}-\d{2}-\d{2})(?:\D|$))");
  std::string date;
  if (!RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), *kDate, &date)) return "";
  return ParseDate(date).ok() ? date : "";
}

absl::Status ImportInto(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  RecognisedBytes source(Decompress(std::make_unique<BorrowedBytes>(bytes), DecompressLimits{}));
  CORDON_RETURN_IF_ERROR(source.ReadHead());
  const ListFormat* found = nullptr;
  for (const ListFormat* format : ListFormats()) {
    if (format->recognises(source.head())) {
      found = format;
      break;
    }
  }
  if (found == nullptr) return NotAList(source.head());
  list->format = std::string(found->name);
  list->format_unverified = found->unverified;
  if (!options.as_code.empty() && found != &OperatorCsvFormat()) {
    return absl::InvalidArgumentError(absl::StrCat("is an official list (", found->name,
                                                   "), which names its lists itself; a list code is for an operator's "
                                                   "list"));
  }
  CORDON_RETURN_IF_ERROR(found->parse(source, options, list));
  list->bytes = source.bytes();
  list->sha256 = source.Finish();
  // The newer of what the data state and what the file is called.
  list->published = std::max(list->published, DateInFileName(BaseName(options.file_name)));
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> CsvHeaderOf(absl::string_view head, char separator) {
  const std::unique_ptr<ByteSource> bytes = MemorySource(head);
  CsvReader csv(*bytes, {.separator = separator});
  const absl::StatusOr<bool> more = csv.Next();
  if (!more.ok() || !*more) return {};
  std::vector<std::string> fields;
  for (const std::string& field : csv.fields()) fields.push_back(LowerAscii(TrimBlanks(field)));
  return fields;
}

const std::vector<const ListFormat*>& ListFormats() {
  static const auto* const kFormats =
      new std::vector<const ListFormat*>{&OfacCsvFormat(), &OfacXmlFormat(), &UnXmlFormat(),      &CanadaXmlFormat(),
                                         &BisDplFormat(),  &FtmFormat(),     &CslJsonFormat(),    &EuCsvFormat(),
                                         &UkCsvFormat(),   &CslCsvFormat(),  &TargetsCsvFormat(), &OperatorCsvFormat()};
  return *kFormats;
}

absl::StatusOr<ImportedList> ImportListFile(ByteSource& bytes, const ImportOptions& options) {
  ImportedList list;
  const absl::Status status = ImportInto(bytes, options, &list);
  if (!status.ok()) {
    const absl::string_view name = BaseName(options.file_name);
    return absl::Status(status.code(), absl::StrCat(name.empty() ? "list file" : name, ": ", status.message()));
  }
  return list;
}

}  // namespace cordon
