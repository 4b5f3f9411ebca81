// W3C trace context as callers send it with a call: kept in the record and in the log, so that an answer can be found
// from the caller's own traces.
// Pure functions.
#ifndef CORDON_SERVICE_GRPC_TRACE_CONTEXT_H_
#define CORDON_SERVICE_GRPC_TRACE_CONTEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon {

// True for version 00 as W3C defines it: "00-" 32 hex digits "-" 16 hex digits "-" 2 hex digits, in lower case, neither
// id all zeros.
bool IsTraceParent(absl::string_view text);

// The trace id in it; empty if it is none.
absl::string_view TraceId(absl::string_view traceparent);

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_TRACE_CONTEXT_H_
