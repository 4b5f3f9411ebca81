// Reads `field op value {AND field op value}`: the subset of AIP-160 that the list methods take. Shared by their
// filters. Thread contract: none (one owner).
#ifndef CORDON_SERVICE_SCREENING_FILTER_READER_H_
#define CORDON_SERVICE_SCREENING_FILTER_READER_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr size_t kMaxFilterTextBytes = 1024;

// INVALID_FILTER: column and what is allowed there.
absl::Status BadFilter(size_t at, absl::string_view why);

// One comparison; `at` is where its field begins.
struct FilterTerm {
  std::string field;
  std::string op;
  std::string value;
  size_t at = 0;
};

// Calls `apply` for each comparison, in order, until one is refused.
absl::Status ReadFilter(absl::string_view text, const std::function<absl::Status(const FilterTerm&)>& apply);

// What several methods' filters have in common: create_time with >= or <, as stored.
absl::Status ApplyTimeTerm(const FilterTerm& term, std::string* from, std::string* before);
// OK for the operator =.
absl::Status CheckEquals(const FilterTerm& term);
absl::Status ApplyDispositionTerm(const FilterTerm& term, int* disposition);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_FILTER_READER_H_
