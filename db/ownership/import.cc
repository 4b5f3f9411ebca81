#include "db/ownership/import.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/ownership/mapping.h"

namespace cordon {
namespace {

constexpr size_t kPeekBytes = 64U << 10U;

// Counts and hashes what passes, and gives back what was peeked at first.
class HashingSource : public ByteSource {
 public:
  HashingSource(ByteSource& input, OwnershipImportReport* report) : input_(input), report_(*report) {}

  absl::StatusOr<absl::string_view> Peek() {
    peeked_.resize(kPeekBytes);
    size_t size = 0;
    while (size < kPeekBytes) {
      CORDON_ASSIGN_OR_RETURN(const size_t more, input_.Read(&peeked_[size], kPeekBytes - size));
      if (more == 0) break;
      size += more;
    }
    peeked_.resize(size);
    return absl::string_view(peeked_);
  }

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    size_t count = 0;
    if (given_ < peeked_.size()) {
      count = std::min(size, peeked_.size() - given_);
      std::copy_n(peeked_.data() + given_, count, buffer);
      given_ += count;
    } else {
      CORDON_ASSIGN_OR_RETURN(count, input_.Read(buffer, size));
    }
    hasher_.Update(absl::string_view(buffer, count));
    report_.bytes += static_cast<int64_t>(count);
    return count;
  }

  std::string Digest() { return HexEncode(hasher_.Finish()); }

 private:
  ByteSource& input_;
  OwnershipImportReport& report_;
  std::string peeked_;
  size_t given_ = 0;
  Sha256Hasher hasher_;
};

// The first line, without byte order mark.
absl::string_view FirstLine(absl::string_view text) {
  if (absl::StartsWith(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

absl::StatusOr<OwnershipImportReport> ImportOwnershipFile(ByteSource& bytes, const OwnershipImportOptions& options,
                                                          const OwnershipSink& sink) {
  OwnershipImportReport report;
  HashingSource source(bytes, &report);
  internal::ImportRun run(options, sink, &report);
  CORDON_ASSIGN_OR_RETURN(const absl::string_view start, source.Peek());
  const absl::string_view line = FirstLine(start);
  const absl::string_view first =
      absl::StripLeadingAsciiWhitespace(absl::StartsWith(start, "\xEF\xBB\xBF") ? start.substr(3) : start);
  absl::Status status;
  if (first.empty()) {
    status = run.Invalid("row 1", "the file is empty");
  } else if (first[0] == '<') {
    status = internal::ImportGleifXml(source, &run);
  } else if (first[0] == '{' || first[0] == '[') {
    status = internal::ImportJson(source, &run);
  } else if (absl::StrContains(line, "LEI") || absl::StrContains(line, "Relationship.StartNode")) {
    status = internal::ImportGleifCsv(source, &run);
  } else {
    status = internal::ImportOperatorOwnership(source, &run);
  }
  CORDON_RETURN_IF_ERROR(status);
  report.sha256 = source.Digest();
  return report;
}

}  // namespace cordon
