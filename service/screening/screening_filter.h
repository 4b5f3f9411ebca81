// The documented subset of AIP-160 filters that ListScreenings takes, and its page tokens. Pure functions.
#ifndef CORDON_SERVICE_SCREENING_SCREENING_FILTER_H_
#define CORDON_SERVICE_SCREENING_SCREENING_FILTER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/store/store.h"

namespace cordon {

// `disposition = HOLD AND external_ref = "PO-1" AND create_time >= "2026-01-01"`. Empty = everything.
// InvalidArgument INVALID_FILTER says where and what is allowed.
absl::StatusOr<ScreeningFilter> ParseScreeningFilter(absl::string_view text);

// Opaque token that continues before `sequence` and is bound to the filter's text.
std::string MakePageToken(int64_t sequence, absl::string_view filter);
// 0 for an empty token; INVALID_PAGE_TOKEN when it is damaged or belongs to another filter.
absl::StatusOr<int64_t> ReadPageToken(absl::string_view token, absl::string_view filter);

// AIP-158: 0 -> 50, above 1000 -> 1000, negative -> InvalidArgument.
absl::StatusOr<int> PageSize(int requested);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SCREENING_FILTER_H_
