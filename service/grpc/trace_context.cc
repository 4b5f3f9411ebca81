#include "service/grpc/trace_context.h"

#include <algorithm>

namespace cordon {
namespace {

constexpr size_t kTraceParentBytes = 55;

bool LowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool OnlyZeros(absl::string_view text) { return text.find_first_not_of('0') == absl::string_view::npos; }

}  // namespace

bool IsTraceParent(absl::string_view text) {
  if (text.size() != kTraceParentBytes || text.substr(0, 3) != "00-" || text[35] != '-' || text[52] != '-')
    return false;
  const absl::string_view trace = text.substr(3, 32);
  const absl::string_view parent = text.substr(36, 16);
  return LowerHex(trace) && LowerHex(parent) && LowerHex(text.substr(53)) && !OnlyZeros(trace) && !OnlyZeros(parent);
}

absl::string_view TraceId(absl::string_view traceparent) {
  return IsTraceParent(traceparent) ? traceparent.substr(3, 32) : absl::string_view();
}

}  // namespace cordon
