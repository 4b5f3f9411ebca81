#include "db/ownership/recognise.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/format.h"
#include "re2/re2.h"

namespace cordon {
namespace {

constexpr size_t kPeekedBytes = 64U << 10U;

class PeekedSource : public ByteSource {
 public:
  PeekedSource(std::string head, std::unique_ptr<ByteSource> rest) : head_(std::move(head)), rest_(std::move(rest)) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (given_ == head_.size()) return rest_->Read(buffer, size);
    const size_t count = std::min(size, head_.size() - given_);
    std::memcpy(buffer, head_.data() + given_, count);
    given_ += count;
    return count;
  }

 private:
  const std::string head_;
  const std::unique_ptr<ByteSource> rest_;
  size_t given_ = 0;
};

bool ContainsAny(absl::string_view text, std::initializer_list<absl::string_view> needles) {
  return std::any_of(needles.begin(), needles.end(),
                     [text](absl::string_view needle) { return absl::StrContains(text, needle); });
}

}  // namespace

bool LooksLikeOwnership(absl::string_view head) {
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(head);
  if (text.empty()) return false;
  if (text[0] == '<') return ContainsAny(text, {"LEIData", "RelationshipData", "ReportingExceptionData", "LEIRecord"});
  if (text[0] == '{' || text[0] == '[') {
    return ContainsAny(text, {"\"statementId\"", "\"statementID\"", "\"statementType\"", "\"bodsVersion\""}) ||
           (absl::StrContains(text, "\"schema\"") && absl::StrContains(text, "\"properties\""));
  }
  const std::vector<std::string> header = CsvHeaderOf(head);
  const auto has = [&](absl::string_view name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  };
  return (has("owner") && has("asset")) || has("relationship.startnode.nodeid") || has("exception.category") ||
         (has("lei") && has("entity.legalname"));
}

bool MarksTargets(absl::string_view head) {
  static const auto* const kTarget = new RE2(R"("target"\s*:\s*true)");
  return absl::StrContains(head, "\"schema\"") && absl::StrContains(head, "\"properties\"") &&
         RE2::PartialMatch(re2::StringPiece(head.data(), head.size()), *kTarget);
}

absl::StatusOr<std::unique_ptr<ByteSource>> PeekSource(std::unique_ptr<ByteSource> source, std::string* head) {
  head->resize(kPeekedBytes);
  size_t size = 0;
  while (size < kPeekedBytes) {
    CORDON_ASSIGN_OR_RETURN(const size_t more, source->Read(&(*head)[size], kPeekedBytes - size));
    if (more == 0) break;
    size += more;
  }
  head->resize(size);
  return std::unique_ptr<ByteSource>(std::make_unique<PeekedSource>(*head, std::move(source)));
}

std::string OwnershipCode(absl::string_view format) {
  if (absl::StartsWith(format, "gleif-lei")) return "GLEIF-LEI";
  if (absl::StartsWith(format, "gleif-rr")) return "GLEIF-RR";
  if (absl::StartsWith(format, "gleif-repex")) return "GLEIF-REPEX";
  if (absl::StartsWith(format, "bods")) return "BODS";
  if (absl::StartsWith(format, "ftm")) return "FTM";
  return "OWN";
}

std::string DateInOwnershipFileName(absl::string_view file_name) {
  static const auto* const kDay = new RE2(R"((?:^|\D)(\d{4})-?(\d{2})-?(\d{2})(?:\D|$))");
  std::string year;
  std::string month;
  std::string day;
  if (!RE2::PartialMatch(re2::StringPiece(file_name.data(), file_name.size()), *kDay, &year, &month, &day)) return "";
  const std::string date = absl::StrCat(year, "-", month, "-", day);
  return ParseDate(date).ok() ? date : "";
}

}  // namespace cordon
