#include "service/screening/screening_filter.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "service/screening/errors.h"
#include "service/screening/filter_reader.h"

namespace cordon {
namespace {

absl::Status ApplyScreeningTerm(const FilterTerm& term, ScreeningFilter* filter) {
  if (term.field == "create_time") return ApplyTimeTerm(term, &filter->created_from, &filter->created_before);
  CORDON_RETURN_IF_ERROR(CheckEquals(term));
  if (term.field == "disposition") return ApplyDispositionTerm(term, &filter->disposition.emplace());
  if (term.field == "caller") {
    filter->caller = term.value;
  } else if (term.field == "external_ref") {
    filter->external_ref = term.value;
  } else if (term.field == "request_id") {
    filter->request_id = term.value;
  } else {
    return BadFilter(term.at, absl::StrCat("unknown field \"", term.field,
                                           "\": use disposition, caller, external_ref, request_id or create_time"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ScreeningFilter> ParseScreeningFilter(absl::string_view text) {
  ScreeningFilter filter;
  CORDON_RETURN_IF_ERROR(ReadFilter(text, [&](const FilterTerm& term) { return ApplyScreeningTerm(term, &filter); }));
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
