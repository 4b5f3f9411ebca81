// Keys of JSON objects that name one field twice. A parser of protobuf JSON takes the last of two equal keys, and reads
// `as_of` and `asOf` as one field: what a person sees first in a file would silently not count.
// Pure function, thread-safe; linear time, depth limited.
#ifndef CORDON_BASE_JSON_KEYS_H_
#define CORDON_BASE_JSON_KEYS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon {

// InvalidArgument naming key and line if an object of `json` has a key twice, in snake_case or lowerCamelCase alike.
// Text that is no JSON passes: the parser says what is wrong with it.
absl::Status CheckJsonKeys(absl::string_view json);

}  // namespace cordon

#endif  // CORDON_BASE_JSON_KEYS_H_
