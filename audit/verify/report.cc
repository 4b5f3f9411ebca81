#include "audit/verify/report.h"

namespace cordon::verify {

void Report::BadBetween(uint64_t first, uint64_t last, absl::string_view what) {
  ++bad_count_;
  Finding finding{first, last < first ? first : last, std::string(what)};
  if (!first_.has_value() || finding.last < first_->last ||
      (finding.last == first_->last && finding.first > first_->first)) {
    first_ = finding;
  }
  if (findings_.size() < kMaxFindings) findings_.push_back(std::move(finding));
}

void Report::Incomplete(absl::string_view what) {
  if (incomplete_.size() < kMaxFindings) incomplete_.emplace_back(what);
}

void Report::Note(absl::string_view what) {
  if (notes_.size() < kMaxFindings) notes_.emplace_back(what);
}

}  // namespace cordon::verify
